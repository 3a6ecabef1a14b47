"""How often something may be asked: a number in a time that begins with the first."""

import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory

from tests.races import together
from valmennus.shared.limits import address_of, is_over, within

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


def at(minutes):
    return time_machine.travel(START + datetime.timedelta(minutes=minutes), tick=False)


def asked(minutes, *, most=3, seconds=3600):
    with at(minutes):
        return within("try", "somebody", most=most, seconds=seconds)


def test_more_than_so_many_are_too_many():
    assert [asked(0) for _each in range(4)] == [True, True, True, False]
    assert within("try", "another", most=3, seconds=3600)


def test_an_hour_is_an_hour_also_after_a_break():
    for _each in range(4):
        asked(0)
    assert not asked(30)
    assert not asked(59)
    assert asked(61)


def test_who_is_slow_is_never_stopped():
    # One every half a minute, of two a minute, for an hour.
    assert all(asked(half / 2, most=3, seconds=60) for half in range(120))


def test_whether_it_is_over_is_told_without_counting():
    with at(0):
        told = []
        for _each in range(3):
            told.append(is_over("try", "somebody", most=3))
            within("try", "somebody", most=3, seconds=3600)
        assert told == [False] * 3
        assert [is_over("try", "somebody", most=3) for _each in range(3)] == [True] * 3
        assert not is_over("try", "another", most=3)
    with at(61):
        assert not is_over("try", "somebody", most=3)


def test_what_an_earlier_version_counted_is_counted_anew():
    cache.set("limit.try.somebody", 99)
    assert within("try", "somebody", most=3, seconds=3600)


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
    ],
)
def test_an_address_is_what_a_household_has(typed, counted):
    assert address_of(RequestFactory().get("/", REMOTE_ADDR=typed)) == counted


@pytest.mark.django_db(transaction=True)
def test_a_burst_is_counted_one_by_one():
    answers = together(*[lambda: within("try", "somebody", most=5, seconds=60)] * 20)
    assert sorted(answers) == [False] * 15 + [True] * 5
