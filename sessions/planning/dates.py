"""On which days sessions may be proposed."""

import datetime
import functools

import holidays

JULY = 7


@functools.lru_cache(maxsize=200)
def _public_holidays(year):
    return frozenset(holidays.country_holidays("FI", years=year))


def is_working_day(day):
    """Not a Saturday, a Sunday, a Finnish public holiday or a day of July."""
    return day.weekday() < 5 and day.month != JULY and day not in _public_holidays(day.year)


def next_working_day(day):
    """The day itself, or the first one after it on which a session may be."""
    while not is_working_day(day):
        day += datetime.timedelta(days=1)
    return day


def proposed_days(start, gap_weeks):
    """A day for each gap: `start`, then so many weeks after the previous one.

    Each is the same weekday where that is a working day, else the next working day; July
    moves what comes after it too.
    """
    days = []
    day = start
    for gap in gap_weeks:
        if days:
            day = days[-1] + datetime.timedelta(weeks=gap)
            # Back to the weekday of the start, which a holiday before may have shifted.
            day += datetime.timedelta(days=(start.weekday() - day.weekday() + 3) % 7 - 3)
        days.append(next_working_day(day))
    return days
