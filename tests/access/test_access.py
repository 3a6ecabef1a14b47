"""Asks every row of the access table, as each person."""

import importlib
import pkgutil

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.urls import URLPattern, get_resolver, reverse

import tests.access as table

from . import PEOPLE

MODULES = [
    importlib.import_module(f"tests.access.{module.name}")
    for module in pkgutil.iter_modules(table.__path__)
    if not module.name.startswith(("test_", "conftest"))
]
ROWS = [row for module in MODULES for row in module.ROWS]
# The world takes longer to make than a row to ask, and each row leaves it as it was.
TOGETHER = [ROWS[start : start + 30] for start in range(0, len(ROWS), 30)]
# The admin's own addresses are proven by Django's suite, as allauth's are by its own.
OTHERS = {"admin"}


def answer_of(response):
    """The status, or "login" for the way to the sign-in page."""
    if response.status_code == 302 and response.url.startswith("/tili/login/?next="):
        return "login"
    return response.status_code


@pytest.mark.parametrize("rows", TOGETHER)
def test_access(rows, world, sign_in):
    wrong = []
    for row in rows:
        for person in PEOPLE:
            answer = ask(row, world, sign_in(getattr(world, person)))
            if answer != getattr(row, person):
                title = " ".join(filter(None, [row.method, row.name, row.note]))
                wrong.append(f"{title}: {person} gets {answer}, not {getattr(row, person)}")

    assert not wrong, "\n".join(wrong)


def ask(row, world, browser):
    """What the browser's person gets; whatever the request did is taken back."""
    before = transaction.savepoint()
    response = getattr(browser, row.method)(
        reverse(row.name, args=row.args(world)), row.data(world)
    )
    close(response)
    transaction.savepoint_rollback(before)
    return answer_of(response)


def close(response):
    """Close the files of the answer and nothing else: its end would close the connection too."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


def addresses_of(patterns, namespace="", before=""):
    """Every named address of ours below the patterns: `{"namespace:name": (route, view)}`."""
    found = {}
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            found[f"{namespace}{pattern.name}"] = (route, pattern.callback)
        elif pattern.namespace and pattern.namespace not in OTHERS:
            found |= addresses_of(pattern.url_patterns, f"{namespace}{pattern.namespace}:", route)
        elif not pattern.namespace and not is_allauth(pattern):
            found |= addresses_of(pattern.url_patterns, namespace, route)
    return found


def is_allauth(pattern):
    return str(pattern.urlconf_name).startswith("<module 'allauth")


def test_no_address_is_missing_from_the_table():
    ours = set(addresses_of(get_resolver().url_patterns))

    assert ours - {row.name for row in ROWS} == set()
