"""Real minutes: how long somebody was in the session, from the times in the meeting."""

import datetime

# Those who come early and talk on afterwards are counted so far, and no further.
MARGIN = datetime.timedelta(minutes=15)
# No session lasts for longer, whatever a report tells.
DAY = 24 * 3600


def spans_of(stays, session, *, whole=False):
    """The person's times in the session: joined, without overlaps, as (start, end) in order.

    They are cut to the session and a quarter of an hour before and after it; with `whole` they stay
    as long as the report tells. Somebody who was still there when the report was taken stayed
    until the end. Stays of which only the sum is known are not among them.
    """
    opens, closes = session.starts_at - MARGIN, session.ends_at + MARGIN
    spans = []
    for stay in stays:
        if stay.joined is None or stay.is_total:
            continue
        left = stay.left or max(session.ends_at, stay.joined)
        start, end = (stay.joined, left) if whole else (max(stay.joined, opens), min(left, closes))
        if end > start:
            spans.append((start, end))
    return joined(spans)


def meets(stays, session):
    """Whether any of the times in the meeting touches the session's; True where none are told."""
    opens, closes = session.starts_at - MARGIN, session.ends_at + MARGIN
    times = [stay for stay in stays if stay.joined is not None]
    return not times or any(
        stay.joined < closes and (stay.left or closes) > opens for stay in times
    )


def joined(spans):
    """The spans in order, those that overlap or touch made one."""
    result = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def seconds_of(stays, spans, session, *, whole=False):
    """The seconds in the session: those of the spans and, where only a sum is told, the sum.

    A sum is never more than the time between the first and the last moment, nor than the session
    with its margins.
    """
    seconds = sum((end - start).total_seconds() for start, end in spans)
    sums = [stay for stay in stays if stay.is_total or stay.joined is None]
    # The same person under two names may have been there twice at once.
    longest = session.ends_at - session.starts_at + 2 * MARGIN
    for stay in sums:
        told = stay.seconds or 0
        if stay.joined is not None:
            between = spans_of(
                [_Whole(stay.joined, stay.left or session.ends_at)], session, whole=whole
            )
            told = min(told, sum((end - start).total_seconds() for start, end in between))
        seconds += told
    return int(min(seconds, DAY if whole else longest.total_seconds()))


class _Whole:
    """The time from the first to the last moment, as if it were one stay."""

    is_total = False

    def __init__(self, joined, left):
        self.joined, self.left = joined, left


def in_minutes(seconds):
    """Whole minutes, a half one upwards."""
    return int(seconds / 60 + 0.5)
