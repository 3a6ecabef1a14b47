"""What a report would do, weighed against the people and the marks of this moment."""

import datetime
import hashlib
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from participants.accounts.models import NAMED
from participants.cohorts.models import CohortRole
from sessions.attendance.models import Attendance
from sessions.attendance.queries import on_sheet, row_of
from sessions.schedule.models import SessionCoach

from .matching import CERTAIN, STAFF, UNKNOWN, UNSURE, Match, Matcher, Person
from .minutes import DAY, in_minutes, joined
from .models import AttendanceAlias, MeetingReport, ReportRow

VERDICTS = {
    CERTAIN: _("certain"),
    "probable": _("probable"),
    UNSURE: _("unsure: choose"),
    UNKNOWN: _("unknown"),
    STAFF: _("coach or coordinator, left out"),
}
MARK, ADD, AGREE, KEEP, SHORT = "mark", "add", "agree", "keep", "short"
OUTCOMES = {
    MARK: _("is marked as present remotely"),
    ADD: _("is marked already; the minutes are added"),
    AGREE: _("is marked already"),
    KEEP: _("the mark made by hand stays"),
    SHORT: _("too short, is not marked"),
}


def reports_of(session):
    """The session's reports, the latest first."""
    return list(MeetingReport.objects.filter(session=session).select_related("by", "confirmed_by"))


def usual_least(session):
    """The minutes that count as present: the share of the cohort's last report, else a half."""
    last = (
        MeetingReport.objects.filter(
            session__cohort=session.cohort_id, state=MeetingReport.State.DONE
        )
        .select_related("session")
        .order_by("-confirmed_at")
        .first()
    )
    share = last.least_minutes / last.session.minutes if last else 0.5
    return max(1, round(session.minutes * min(share, 1)))


def weigh(report):
    """What taking the report in would do now.

    `rows` are those of the report, each with `verdict`, `confidence`, `place` (the sheet's row or
    None), `minutes` and `asks` (whether the coordinator is to choose). `people` are those who were
    found, each once: `place`, `minutes`, `outcome`, `rows`, `conflict`. `choices` are all places
    for a list to choose from, `seen` a mark of the state that this was weighed against.
    """
    session = report.session
    places = _places(session)
    by_key = {row.enrolment.pk: row for row in places}
    rows, earlier = _rows(report)
    matcher = _matcher(session, places)
    for row in rows:
        _judge(row, matcher, by_key)
    people = _people(report, rows, by_key, earlier)
    return SimpleNamespace(
        rows=sorted(rows, key=lambda row: (not row.asks, row.verdict == STAFF, row.number)),
        people=people,
        choices=[(str(row.enrolment.uuid), _in_words(row.enrolment)) for row in places],
        numbers=_numbers(rows, people),
        seen=_seen(places),
        places=by_key,
    )


def _places(session):
    """The rows of the sheet, with all by which a person may be known in a meeting."""
    found = Attendance.objects.filter(session=session).select_related("marked_by")
    marks = {mark.enrolment_id: mark for mark in found}
    addresses = EmailAddress.objects.filter(user=OuterRef("person"), verified=True).values("email")
    enrolments = (
        on_sheet(session)
        .select_related("person", "team__organisation")
        .only(
            "uuid",
            "cohort",
            "state",
            *(f"person__{name}" for name in [*NAMED, "phone", "uuid"]),
            *(f"team__organisation__{name}" for name in ["name_fi", "name_sv"]),
        )
        .annotate(addresses=ArraySubquery(addresses))
        .in_finnish_order()
    )
    return [row_of(one, marks.get(one.pk), None) for one in enrolments]


def _rows(report):
    """The report's rows, and by person those of the reports of the session taken in before."""
    wanted = Q(report=report) | Q(
        report__session=report.session_id, report__state=MeetingReport.State.DONE
    )
    rows, earlier = [], {}
    for row in ReportRow.objects.filter(wanted).order_by("number"):
        if row.report_id == report.pk:
            rows.append(row)
        else:
            earlier.setdefault(row.enrolment_id, []).append(row)
    return rows, earlier


def _judge(row, matcher, by_key):
    match = matcher.match(row.name, row.email)
    if row.choice == ReportRow.Choice.NOBODY:
        match = Match(None, UNKNOWN, 100)
    elif row.choice == ReportRow.Choice.PERSON and row.enrolment_id in by_key:
        match = Match(row.enrolment_id, CERTAIN, 100)
    row.verdict, row.confidence = match.verdict, match.confidence
    row.suggested = by_key.get(match.key)
    row.place = None if match.verdict == UNSURE else row.suggested
    row.minutes = in_minutes(row.seconds)
    # Nobody need be chosen for staff and for strangers who are like no one.
    row.asks = match.verdict == UNSURE
    row.verdict_label = VERDICTS[match.verdict]
    if row.choice == ReportRow.Choice.NOBODY:
        row.verdict_label = ReportRow.Choice.NOBODY.label
    row.person = None
    row.chosen = str(row.place.enrolment.uuid) if row.place else row.choice


def _people(report, rows, by_key, earlier):
    """Each person once, with the times of all their rows, and of the reports taken in before."""
    found = {}
    for row in rows:
        if row.place is not None:
            found.setdefault(row.place.enrolment.pk, []).append(row)
    people = []
    for key, theirs in found.items():
        minutes = minutes_of([*theirs, *earlier.get(key, [])])
        person = SimpleNamespace(place=by_key[key], minutes=minutes, rows=theirs, conflict="")
        person.overrules = any(row.overrules for row in theirs)
        person.outcome = _outcome(person, report.least_minutes)
        person.outcome_label = OUTCOMES[person.outcome]
        for row in theirs:
            row.person = person
        people.append(person)
    return people


def minutes_of(rows):
    """The minutes of one person's rows: the times together once, and sums of which no times are
    known."""
    spans = [
        tuple(datetime.datetime.fromisoformat(moment) for moment in span)
        for row in rows
        for span in row.spans
    ]
    timed = sum((end - start).total_seconds() for start, end in joined(spans))
    sums = [row.seconds for row in rows if not row.spans]
    # Of two sums nobody knows how far they overlap: the longer one is sure.
    return in_minutes(min(max([timed, *sums]), DAY))


def _outcome(person, least):
    mark, state = person.place.attendance, person.place.state
    present = state in Attendance.PRESENT
    if person.minutes < least and not present:
        return SHORT
    if mark is None or state == Attendance.State.EXPECTED:
        return MARK
    if mark.is_by_hand and not present:
        person.conflict = mark.get_state_display()
        return MARK if person.overrules else KEEP
    if state == Attendance.State.ON_SITE or mark.minutes == person.minutes:
        # Real minutes of a meeting that was open beside the room tell nothing of the room.
        return AGREE
    return ADD if present else MARK


def _numbers(rows, people):
    counts = {outcome: sum(one.outcome == outcome for one in people) for outcome in OUTCOMES}
    return counts | {
        "asks": sum(row.asks for row in rows),
        "strangers": sum(row.verdict == UNKNOWN for row in rows),
        "staff": sum(row.verdict == STAFF for row in rows),
        "changes": counts[MARK] + counts[ADD],
    }


def _seen(places):
    """A short text that differs where a place or a mark is another one."""
    told = [(row.enrolment.pk, str(row.state), row.version) for row in places]
    return hashlib.sha256(repr(sorted(told)).encode()).hexdigest()[:20]


def _in_words(enrolment):
    return f"{enrolment.person}, {enrolment.team.organisation}"


def _matcher(session, places):
    people = [
        Person(
            key=row.enrolment.pk,
            name=row.enrolment.person.get_full_name(),
            emails=frozenset([row.enrolment.person.email, *row.enrolment.addresses]),
            phone=row.enrolment.person.phone,
            places=_names_of(row.enrolment.team.organisation),
        )
        for row in places
    ]
    aliases = AttendanceAlias.objects.filter(cohort=session.cohort_id)
    return Matcher(people, _staff(session), dict(aliases.values_list("text", "enrolment_id")))


def _names_of(organisation):
    return tuple({organisation.name_fi, organisation.name_sv} - {""})


def _staff(session):
    """Those who run the cohort and those who lead the session, in one statement."""
    accounts = CohortRole.objects.filter(
        cohort=session.cohort_id, role__in=CohortRole.STAFF_ROLES
    ).values_list("user__given_name", "user__family_name", "user__email")
    guests = SessionCoach.objects.filter(session=session, user=None).values_list(
        "name", Value(""), Value("")
    )
    return [
        Person(key=None, name=f"{given} {family}".strip(), emails=frozenset([email]) - {""})
        for given, family, email in accounts.union(guests.order_by())
    ]


def done_of(report):
    """What taking the report in did, for its page: (mark, person, whether corrected since)."""
    marks = report.marks.select_related("attendance__enrolment__person").order_by("pk")
    done = [
        SimpleNamespace(
            person=one.attendance.enrolment.person,
            state=one.attendance.get_state_display(),
            minutes=one.attendance.minutes,
            corrected=one.attendance.version != one.version,
        )
        for one in marks
    ]
    return sorted(done, key=lambda one: (one.person.family_name, one.person.given_name))


def to_forget(cohort):
    """What the room would forget of the cohort, as `{what: queryset}`."""
    return {
        "meeting_reports": MeetingReport.objects.filter(session__cohort=cohort),
        "aliases": AttendanceAlias.objects.filter(cohort=cohort),
    }
