"""Every shape of a report: whom it tells of, and for how many minutes."""

import datetime
import time
from types import SimpleNamespace

import pytest
from django.utils import timezone

from sessions.meeting_reports import parsing
from sessions.meeting_reports.minutes import in_minutes, meets, seconds_of, spans_of

from .shapes import SHAPES, TWELFTH, utf8


def session_on(day):
    start = timezone.make_aware(datetime.datetime.combine(day, datetime.time(13)))
    return SimpleNamespace(starts_at=start, ends_at=start + datetime.timedelta(hours=2))


DAY = datetime.date(2026, 11, 25)


def minutes_by_name(report, session):
    people = {}
    for stay in report.stays:
        people.setdefault(stay.name, []).append(stay)
    return {
        name: in_minutes(seconds_of(stays, spans_of(stays, session), session))
        for name, stays in people.items()
    }


@pytest.mark.parametrize(
    ("name", "content", "kind", "people"),
    [shape[1:] for shape in SHAPES],
    ids=[shape[0] for shape in SHAPES],
)
def test_a_shape(name, content, kind, people):
    day = DAY
    if content is None:
        content, day = TWELFTH, datetime.date(2026, 11, 12)

    report = parsing.read(content, name, day=day)

    assert report.kind == kind
    assert report.day == day or report.day is None
    assert meets(report.stays, session_on(day))
    assert minutes_by_name(report, session_on(day)) == people


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h 5m 3s", 3903),
        ("2h", 7200),
        ("55m", 3300),
        ("42s", 42),
        ("1 t 5 min 3 s", 3903),
        ("1 h 30 min", 5400),
        ("18 min 20 s", 1100),
        ("1 tunti 2 minuuttia", 3720),
        ("1 tim 5 min 3 sek", 3903),
        ("2 timmar 1 minut", 7260),
        ("01:05:03", 3903),
        ("65", 3900),
        ("64,5", 3870),
        ("", None),
        ("pitkä", None),
    ],
)
def test_durations(text, seconds):
    assert parsing.duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("11/25/26, 1:02:03 PM", "13:02:03"),
        ("11/25/2026 12:02:03 AM", "00:02:03"),
        ("25/11/2026, 13:02:03", "13:02:03"),
        ("25.11.2026 klo 13.02.03", "13:02:03"),
        ("25.11.2026, 13:02:03", "13:02:03"),
        ("25.11.2026 13.02", "13:02:00"),
        ("2026-11-25 13:02:03", "13:02:03"),
        ("2026-11-25T13:02:03", "13:02:03"),
    ],
)
def test_moments(text, clock):
    moment = parsing._Clock([text], DAY).read(text)

    assert timezone.localtime(moment).strftime("%d.%m.%Y %H:%M:%S") == f"25.11.2026 {clock}"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tyhja.csv", b""),
        ("osallistujat.csv", b"Etunimi;Sukunimi\nMaija;Virtanen\n"),
        ("kuva.csv", b"%PDF-1.7"),
        ("kuva.png", b"\x89PNG"),
        ("nolla.csv", b"\0\0\0\0"),
        ("lista.csv", b"Name (Original Name),Join Time,Leave Time\n"),
        ("rikki.csv", b'Name,Join Time\n"Maija,99.99.9999 99.99\n'),
        ("vanha.csv", b"Full Name\tUser Action\tTimestamp\n"),
    ],
)
def test_what_is_no_report_is_refused_in_words(name, content):
    with pytest.raises(parsing.NotAReport) as refused:
        parsing.read(content, name, day=DAY)

    assert len(str(refused.value)) > 10


@pytest.mark.parametrize(
    ("joined", "left", "told"),
    [
        ("01.01.0001 00:00:00", "31.12.9999 23:59:59", "60"),
        ("25.11.2026 13:00:00", "", "9" * 500),
        ("25.11.2026 13:00:00", "", "9" * 300 + "h"),
        ("25.11.2026 15:00:00", "25.11.2026 13:00:00", "-5"),
        ("00.00.0000 99:99:99", "x", "60"),
        ("25.11.226 13:00", "99/99/9999 99:99 PM", "1,5"),
        ("٢٥.١١.٢٠٢٦ ١٣:٠٠", "", "٦٠"),
        ("31.12.9999 23:59:59", "", "5000000"),
    ],
)
def test_nonsense_in_a_row_breaks_nothing(joined, left, told):
    session = session_on(DAY)
    content = utf8(
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes)",
        f'Maija Virtanen,,"{joined}","{left}","{told}"',
        "Pekka Häkkinen,,25.11.2026 13:00:00,25.11.2026 14:00:00,60",
    )

    report = parsing.read(content, "a.csv", day=DAY)

    for whole in (False, True):
        for stay in report.stays:
            spans = spans_of([stay], session, whole=whole)
            assert 0 <= seconds_of([stay], spans, session, whole=whole) <= 24 * 3600


def test_a_huge_table_is_read_in_a_moment():
    line = ",".join(["Kokouksen pitkähkö teksti ilman merkitystä"] * 60)
    started = time.monotonic()

    with pytest.raises(parsing.NotAReport):
        parsing.read(utf8(*[line] * 3_000), "iso.csv", day=DAY)

    assert time.monotonic() - started < 20


def test_gaps_are_not_counted_and_overlaps_once():
    session = session_on(DAY)

    def stay(start, end):
        joined, left = (session.starts_at + datetime.timedelta(minutes=one) for one in (start, end))
        return parsing.Stay("x", joined=joined, left=left)

    stays = [stay(-60, 10), stay(5, 20), stay(40, 50), stay(45, 48), stay(110, 300)]
    spans = spans_of(stays, session)

    # -15…20, 40…50, 110…135
    assert in_minutes(seconds_of(stays, spans, session)) == 35 + 10 + 25
