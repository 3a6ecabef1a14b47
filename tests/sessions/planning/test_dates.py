import datetime

import pytest

from sessions.planning.dates import is_working_day, next_working_day, proposed_days

day = datetime.date


@pytest.mark.parametrize(
    ("date", "working"),
    [
        (day(2026, 12, 1), True),
        (day(2026, 12, 5), False),
        (day(2026, 12, 6), False),
        (day(2026, 12, 25), False),
        (day(2027, 1, 6), False),
        (day(2027, 3, 26), False),
        (day(2027, 5, 6), False),
        (day(2027, 6, 30), True),
        (day(2027, 7, 1), False),
        (day(2027, 7, 31), False),
        (day(2027, 8, 2), True),
    ],
)
def test_working_days(date, working):
    assert is_working_day(date) is working


def test_a_holiday_moves_to_the_next_working_day():
    assert next_working_day(day(2026, 12, 25)) == day(2026, 12, 28)
    assert next_working_day(day(2027, 7, 3)) == day(2027, 8, 2)


def test_the_weekday_comes_back_after_a_holiday():
    days = proposed_days(day(2026, 12, 16), [0, 3, 3])

    assert days == [day(2026, 12, 16), day(2027, 1, 7), day(2027, 1, 27)]


def test_july_moves_what_comes_after_it():
    days = proposed_days(day(2027, 6, 15), [0, 3, 3])

    assert days[1] == day(2027, 8, 2)
    assert days[2] == day(2027, 8, 24)


@pytest.mark.parametrize("offset", range(0, 400, 7))
def test_every_proposal_is_a_working_day_in_order(offset):
    start = day(2026, 9, 1) + datetime.timedelta(days=offset)

    days = proposed_days(start, [0, 3, 4, 3, 3, 4])

    assert all(is_working_day(one) for one in days)
    assert days == sorted(days)
