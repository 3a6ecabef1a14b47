"""No address of ours breaks on what is typed or sent: every answer is below 500."""

import pytest
from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from .test_access import ROWS, close

NASTY = [
    b"a\0b",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"x" * 10_000,
    b"-1",
    b"9" * 5_000,
    "²".encode(),
    b"31.2.2027",
    b"1.1.0001",
    b"31.12.9999",
    b"notauuid",
    b"http://[",
    b"",
]
WINGS = ("participants.", "methods.", "sessions.", "valmennus.")
# What views read by themselves.
QUERY = {"q", "page", "laji", "vaihe", "kunta", "next", "confirmed", "ohjelma-TOTAL_FORMS"}
QUERY |= {"sivu", "jalkeen", "kept", "body_fi"}
QUERY |= {"header", "sheet", "column_0", "column_1"}
ADDRESSES = {row.name: row for row in ROWS}.values()


def field_names():
    """The name of every field of every form of ours, and what views read by themselves."""
    names = set(QUERY)
    waiting = [forms.BaseForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.startswith(WINGS):
            names |= set(form.base_fields)
    return sorted(names)


@pytest.mark.parametrize("turn", [0, 4, 8])
def test_no_address_breaks(world, sign_in, turn):
    values = [NASTY[(number + turn) % len(NASTY)] for number in range(len(field_names()))]
    typed = urlencode(list(zip(field_names(), values, strict=True)))
    browsers = {name: sign_in(getattr(world, name)) for name in ["coordinator", "admin"]}
    broken = []
    for row in ADDRESSES:
        browser = browsers["admin" if row.coordinator == 403 else "coordinator"]
        browser.raise_request_exception = False
        address = reverse(row.name, args=row.args(world))
        before = transaction.savepoint()
        answers = [
            browser.get(f"{address}?{typed}"),
            browser.post(address, typed, content_type="application/x-www-form-urlencoded"),
        ]
        transaction.savepoint_rollback(before)
        for answer in answers:
            close(answer)
            if answer.status_code >= 500 and row.name != "portal:health":
                broken.append((answer.status_code, answer.request["REQUEST_METHOD"], row.name))

    assert broken == []
