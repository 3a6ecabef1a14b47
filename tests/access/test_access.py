"""Asks every row of the access table, as each person."""

import importlib
import pkgutil
from types import SimpleNamespace

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.urls import URLPattern, get_resolver, reverse

import tests.access as table

from . import PEOPLE

MODULES = [
    importlib.import_module(f"tests.access.{module.name}")
    for module in pkgutil.iter_modules(table.__path__)
    if not module.name.startswith("test_")
]
ROWS = [row for module in MODULES for row in module.ROWS]
# The admin's own addresses are proven by Django's suite, as allauth's are by its own.
OTHERS = {"admin"}


@pytest.fixture
def world(request, cohort, team):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    world = SimpleNamespace(cohort=cohort, team=team, **people)
    for module in MODULES:
        module.furnish(world)
    return world


def answer_of(response):
    """The status, or "login" for the way to the sign-in page."""
    if response.status_code == 302 and response.url.startswith("/tili/login/?next="):
        return "login"
    return response.status_code


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_access(row, world, sign_in):
    answers = {person: ask(row, world, sign_in(getattr(world, person))) for person in PEOPLE}

    assert answers == {person: getattr(row, person) for person in PEOPLE}


def ask(row, world, browser):
    """What the browser's person gets; whatever the request did is taken back."""
    before = transaction.savepoint()
    response = getattr(browser, row.method)(
        reverse(row.name, args=row.args(world)), row.data(world)
    )
    # Closing an answer ends a request, and the end of a request closes old connections.
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)
    transaction.savepoint_rollback(before)
    return answer_of(response)


def names_of(patterns, namespace=""):
    """Every named address of ours below the patterns, as `namespace:name`."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"
        elif pattern.namespace:
            yield from names_of(pattern.url_patterns, f"{namespace}{pattern.namespace}:")
        elif not str(pattern.urlconf_name).startswith("<module 'allauth"):
            yield from names_of(pattern.url_patterns, namespace)


def test_no_address_is_missing_from_the_table():
    ours = {
        name for name in names_of(get_resolver().url_patterns) if name.split(":")[0] not in OTHERS
    }

    assert ours - {row.name for row in ROWS} == set()
