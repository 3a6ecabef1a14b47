"""The coordinator's cockpit: the cohort's teams down, where each of them stands across."""

import datetime
from types import SimpleNamespace

from django.db.models import Count, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participants.cohorts.models import Cohort
from participants.enrolment.queries import teams_of
from sessions.attendance.queries import presence_by_team
from sessions.schedule.queries import (
    absences_by_team,
    cockpit_sessions,
)
from sessions.tasks.queries import done_by_team, next_task_of
from valmennus.shared.dates import day_text
from valmennus.shared.models import Mail

from .retention.queries import waits_of

# More past sessions than these would not fit beside each other on a laptop.
PAST_SESSIONS = 3
# What nobody has done yet is no trouble before this.
HURRY = datetime.timedelta(days=7)
DRAFT_HURRIES = datetime.timedelta(days=21)
MOST_WAITING = 5
# A mail that did not arrive is told of for so long.
LOST_FOR = datetime.timedelta(days=14)

GOOD, PARTLY, MISSING, QUIET = "good", "waiting", "bad", "quiet"
SHOWN = ("anything", "sign_in", "attendance", "pre_task")


def cockpit_of(cohort, *, shown="", opened=""):
    """All that the cockpit tells of the cohort. Six queries, one more with past sessions.

    `shown` is one of `SHOWN` and narrows the teams to those that miss it; `opened` is the uuid of
    the team whose people are shown in their place. The result has `columns` (`width` of them with
    the team's own), `teams` (each with its `cells`), `totals`, `choices` (what may be shown, with
    counts), `figures` and `waiting`.
    """
    sessions = cockpit_sessions(cohort)
    held = [one for one in sessions if one.is_published and not one.is_cancelled]
    past = [one for one in held if one.is_over][-PAST_SESSIONS:]
    coming = next((one for one in held if not one.is_over), None)
    task = next_task_of(cohort, timezone.now())
    with_task = task and task.session

    teams = teams_of(cohort)
    presence = presence_by_team(past)
    absent = absences_by_team(coming)
    done = done_by_team([task])
    for team in teams:
        team.size = len(team.people)
        team.cells = [
            _people(team),
            _signed_in(team, coming),
            *(_present(team, presence.get((one.pk, team.pk))) for one in past),
        ]
        if coming:
            team.cells.append(_coming(team, absent.get(team.pk, 0)))
        if with_task:
            team.cells.append(_pre_task(team, with_task, done.get((task.pk, team.pk), 0)))
        team.missing = {cell.about for cell in team.cells if cell.number < cell.of} & set(SHOWN)
        team.opened = str(team.uuid) == opened

    shown = shown if shown in SHOWN else ""
    chosen = [team for team in teams if _fits(team, shown)]
    columns = _columns(past, coming, with_task)
    for team in teams:
        for cell, column in zip(team.cells, columns, strict=True):
            cell.label = column.title
    return SimpleNamespace(
        columns=columns,
        width=len(columns) + 1,
        shown=shown,
        all_teams=len(teams),
        teams=chosen,
        totals=_totals(columns, chosen),
        choices=_choices(teams, shown),
        figures=_figures(cohort, teams, coming, with_task),
        waiting=_waiting(cohort, teams, sessions, past, presence),
    )


def _cell(about, number, of, kind, text):
    return SimpleNamespace(about=about, number=number, of=of, kind=kind, text=text, label="")


def _share(number, of):
    """Whether all, some or none of the people have done their part."""
    if not of:
        return QUIET
    if number >= of:
        return GOOD
    return PARTLY if number else MISSING


def _people(team):
    kind = GOOD if team.size > 1 else PARTLY if team.size else MISSING
    return _cell("people", team.size, team.size, kind, str(team.size))


def _signed_in(team, coming):
    # Nobody waits for the sign-in of an erased person.
    number = sum(bool(one.person.last_login or one.person.erased_at) for one in team.people)
    text = f"{number} / {team.size}" if number or not team.size else _("not yet")
    return _cell("sign_in", number, team.size, _kind(number, team.size, coming), text)


def _kind(number, of, session):
    """As `_share`, but nothing done is no trouble while the session is far away."""
    kind = _share(number, of)
    near = session is not None and session.starts_at - timezone.now() <= HURRY
    return QUIET if kind == MISSING and not near else kind


def _present(team, counts):
    """How many of the team were there; nothing is missing while nobody has been marked."""
    if counts is None or not counts.marked:
        return _cell("attendance", 0, 0, QUIET, _("not marked") if team.size else "–")
    kind = _share(counts.present, team.size)
    return _cell("attendance", counts.present, team.size, kind, f"{counts.present} / {team.size}")


def _coming(team, absent):
    number = max(team.size - absent, 0)
    text = _("%(number)s coming") % {"number": f"{number} / {team.size}" if absent else number}
    kind = _share(number, team.size)
    return _cell("coming", number, team.size, kind, text if team.size else "–")


def _pre_task(team, session, done):
    kind = _kind(done, team.size, session)
    text = f"{done} / {team.size}"
    if not done:
        text = "–" if not team.size else _("missing") if kind == MISSING else _("not yet")
    return _cell("pre_task", done, team.size, kind, text)


def _fits(team, shown):
    if shown == "anything":
        return bool(team.missing)
    return not shown or shown in team.missing


def _columns(past, coming, with_task):
    def column(title, session=None, url=""):
        return SimpleNamespace(title=title, day=session and session.starts_at, url=url)

    columns = [column(_("People")), column(_("Signed in"))]
    for one in past:
        columns.append(column(_short(one), one, _attendance_url(one)))
    if coming:
        columns.append(column(_short(coming), coming, coming.get_absolute_url()))
    if with_task:
        columns.append(column(_("Pre-task"), with_task, with_task.get_absolute_url()))
    return columns


def _short(session):
    """The session in the head of a narrow column."""
    if not session.number:
        return session.title
    return _("Session %(number)s") % {"number": session.number}


def _attendance_url(session):
    return reverse("coaching:attendance", args=[session.cohort.slug, session.slug])


def _totals(columns, teams):
    """The sum of each column over the teams that are shown, as numbers in words."""
    totals = []
    for place, column in enumerate(columns):
        cells = [team.cells[place] for team in teams]
        number, of = sum(cell.number for cell in cells), sum(cell.of for cell in cells)
        text = str(number) if place == 0 else f"{number} / {of}"
        totals.append(SimpleNamespace(text=text if of else "–", label=column.title))
    return totals


def _choices(teams, shown):
    labels = {
        "": _("All"),
        "anything": _("Something is missing"),
        "sign_in": _("Not signed in"),
        "attendance": _("Was absent"),
        "pre_task": _("Pre-task is missing"),
    }
    choices = [
        SimpleNamespace(
            value=value,
            label=label,
            count=sum(_fits(team, value) for team in teams),
            current=value == shown,
        )
        for value, label in labels.items()
    ]
    # A choice that would show nothing only takes room, unless it is the one that was made.
    return [one for one in choices if one.count or one.current or not one.value]


def _figures(cohort, teams, coming, with_task):
    """Up to four figures, each with the words under it and the page that it leads to."""
    people = sum(team.size for team in teams)
    unseen = sum(team.cells[1].of - team.cells[1].number for team in teams)
    people_url = reverse("enrolment:people", args=[cohort.slug])
    figures = [
        SimpleNamespace(
            number=people,
            text=ngettext("person in the cohort", "people in the cohort", people),
            url=people_url,
        ),
    ]
    if people:
        figures.append(
            SimpleNamespace(
                number=unseen,
                text=ngettext("person has not signed in", "people have not signed in", unseen),
                url=f"{people_url}?signed_in=no",
            )
        )
    if coming:
        days = (timezone.localdate(coming.starts_at) - timezone.localdate()).days
        figures.append(
            SimpleNamespace(
                number=max(days, 0),
                text=ngettext("day to: %(title)s", "days to: %(title)s", days)
                % {"title": coming.title},
                url=coming.get_absolute_url(),
            )
        )
    if with_task:
        behind = sum(team.cells[-1].number < team.cells[-1].of for team in teams)
        figures.append(
            SimpleNamespace(
                number=behind,
                text=ngettext(
                    "team has not done the pre-task", "teams have not done the pre-task", behind
                ),
                url=with_task.get_absolute_url(),
            )
        )
    return figures


def _post_and_applications(cohort):
    """How many applications wait for a decision, and how many mails of late did not arrive."""
    since = timezone.now() - LOST_FOR
    lost = Mail.objects.filter(
        cohort_uuid=cohort.uuid, state__in=Mail.LOST, ended_at__gte=since
    ).order_by()
    row = (
        Cohort.objects.filter(pk=cohort.pk)
        .annotate(
            undecided=Count("applications", filter=Q(applications__state="applied")),
            lost=Coalesce(
                Subquery(lost.values("cohort_uuid").annotate(n=Count("pk")).values("n")), 0
            ),
        )
        .values_list("undecided", "lost")
    )
    return row.get()


def _waiting(cohort, teams, sessions, past, presence):
    """What the coordinator can do now, as dicts of text and url; at most five."""
    waiting = []
    ended = cohort.ends_on is not None and cohort.ends_on < timezone.localdate()
    if ended and (forgetting := waits_of(cohort)):
        text, day = forgetting
        url = reverse("portal:retention", args=[cohort.slug])
        waiting.append({"text": f"{text} ({day_text(day)})", "url": url})
    if cohort.state == cohort.State.ARCHIVED:
        return waiting
    undecided, lost = _post_and_applications(cohort)
    if undecided:
        text = ngettext(
            "Decide on %(number)s application", "Decide on %(number)s applications", undecided
        )
        url = reverse("recruiting:applications", args=[cohort.slug]) + "?state=applied"
        waiting.append({"text": text % {"number": undecided}, "url": url})
    if lost:
        text = ngettext(
            "Look at %(number)s mail that did not arrive",
            "Look at %(number)s mails that did not arrive",
            lost,
        )
        url = reverse("post:mails", args=[cohort.slug]) + "?state=lost"
        waiting.append({"text": text % {"number": lost}, "url": url})
    if not sessions:
        url = reverse("coaching:session_new", args=[cohort.slug])
        waiting.append({"text": _("Make the first session"), "url": url})
    if not any(team.size for team in teams):
        url = reverse("importing:imports", args=[cohort.slug])
        waiting.append({"text": _("Bring the people in"), "url": url})
    waiting += [
        {"text": _("Mark attendance: %(session)s") % {"session": one.title}, "url": url}
        for one in past
        if (url := _attendance_url(one))
        and not any(counts.marked for key, counts in presence.items() if key[0] == one.pk)
    ]
    soon = timezone.now() + DRAFT_HURRIES
    waiting += [
        {
            "text": _("Publish the draft: %(session)s") % {"session": one.title},
            "url": one.get_absolute_url(),
        }
        for one in sessions
        if not (one.is_published or one.is_cancelled or one.is_over) and one.starts_at <= soon
    ]
    without_contact = sum(bool(team.size and not team.contact_id) for team in teams)
    if without_contact:
        text = ngettext(
            "Name the contact person of %(number)s team",
            "Name the contact persons of %(number)s teams",
            without_contact,
        )
        url = reverse("enrolment:teams", args=[cohort.slug])
        waiting.append({"text": text % {"number": without_contact}, "url": url})
    return waiting[:MOST_WAITING]
