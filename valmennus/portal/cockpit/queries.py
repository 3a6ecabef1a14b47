"""The coordinator's cockpit: the cohort's teams down, where each of them stands across."""

import datetime
from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participants.cohorts.models import Cohort
from participants.enrolment.queries import teams_of
from sessions.attendance.queries import presence_rows
from sessions.feedback.queries import given_rows
from sessions.schedule.queries import absence_rows, cockpit_sessions
from sessions.tasks.queries import done_rows, next_task_of
from valmennus.portal.own_data.words import SENTENCES
from valmennus.portal.team_notes.queries import notes_of
from valmennus.shared.composed import composed_once
from valmennus.shared.models import Act

from . import squares, waiting

# More past sessions than these would not fit beside each other on a laptop.
PAST_SESSIONS = 6
SHOWN = ("anything", "unconfirmed", "sign_in", "attendance", "pre_task", "feedback")
ORDERS = ("name", "missing", "due")
MOST_ACTS = 8


def cockpit_of(cohort, *, shown="", order="", opened=""):
    """All that the cockpit tells of the cohort.

    `shown` is one of `SHOWN` and narrows the teams to those that miss it, `order` one of `ORDERS`;
    `opened` is the uuid of the team whose people are shown in their place. The result has `columns`
    (`width` of them with the team's own and the acts), `teams` (each with its `cells`), `rows` (the
    same as the table shows them), `totals`, `choices` (what may be shown, with counts), `orders`,
    `figures` and `waiting`.
    """
    sessions = cockpit_sessions(cohort)
    held = [one for one in sessions if one.is_published and not one.is_cancelled]
    past = [one for one in held if one.is_over]
    coming = next((one for one in held if not one.is_over), None)
    with_task = next_task_of(cohort, timezone.now())
    counts = _counts(cohort, past, coming, with_task)
    _mark(sessions, counts)
    past = past[-PAST_SESSIONS:]

    can_change = cohort.state != Cohort.State.ARCHIVED
    teams = teams_of(cohort)
    for team in teams:
        team.size = len(team.people)
        team.cells = _cells(team, cohort, past, coming, with_task, counts)
        team.missing = {one.about for one in team.cells if one.number < one.of} & set(SHOWN)
        team.reminds = can_change and bool(team.missing)
        team.opened = str(team.uuid) == opened
        if team.opened:
            team.notes = notes_of(team)
            team.acts = _acts(team)

    shown = shown if shown in SHOWN else ""
    order = order if order in ORDERS else "name"
    columns = _columns(cohort, past, coming, with_task)
    for team in teams:
        for one, column in zip(team.cells, columns, strict=True):
            one.label = column.title
    chosen = _sorted([team for team in teams if _fits(team, shown)], order)
    figures = waiting.figures_of([cohort])[cohort.pk]
    return SimpleNamespace(
        rows=[_row(team) for team in chosen],
        columns=columns,
        width=len(columns) + 2,
        shown=shown,
        order=order,
        query=urlencode({"show": shown, "order": order} if shown else {"order": order}),
        all_teams=len(teams),
        teams=chosen,
        totals=_totals(columns, chosen),
        choices=_choices(teams, shown),
        orders=_orders(order),
        figures=_figures(cohort, teams, coming, with_task),
        waiting=waiting.waits_of(cohort, figures, sessions),
    )


def _counts(cohort, past, coming, with_task):
    """What was done by whom: `{(what, session's key, team's key): (number, of)}`; one query."""
    rows = _rows_to_count(
        cohort.pk,
        [one.pk for one in past],
        coming and coming.pk,
        with_task and with_task.pk,
        with_task and with_task.is_of_team,
    )
    return {(what, thing, team): (number, of) for what, thing, team, number, of in rows}


@composed_once
def _rows_to_count(cohort, past, coming, task, is_of_team):
    parts = [presence_rows(cohort, past), given_rows(cohort, past[-1:])]
    if coming:
        parts.append(absence_rows(coming))
    if task:
        parts.append(done_rows(task, is_of_team))
    return parts[0].union(*parts[1:], all=True)


def _mark(sessions, counts):
    """Tell each session whether anybody has been marked."""
    marked = {thing for what, thing, _team in counts if what == "attendance"}
    for session in sessions:
        session.is_marked = session.pk in marked


def _cells(team, cohort, past, coming, with_task, counts):
    def number(what, thing):
        return counts.get((what, thing.pk, team.pk), (0, 0))

    found = [
        squares.people(team, cohort),
        squares.signed_in(team, coming),
        *(squares.present(team, number("attendance", one)) for one in past),
    ]
    if coming:
        found.append(squares.coming(team, number("absence", coming)[0]))
    if with_task:
        found.append(squares.pre_task(team, with_task, number("pre_task", with_task)[0]))
    if past:
        last = past[-1]
        present = number("attendance", last)[0] if last.is_marked else team.size
        found.append(squares.feedback(team, last, number("feedback", last)[0], present))
    return [*found, squares.next_due(found)]


def _row(team):
    """What the table shows of the team: key, name, cells, whether to remind, and the opened team.

    No more than that, since a row is drawn anew whenever anything in it has changed.
    """
    cells = [(one.label, one.kind, str(one.text)) for one in team.cells]
    return (team.uuid, str(team.organisation), cells, team.reminds, team if team.opened else None)


def _acts(team):
    """The newest lines of history about the team and its people, each with a `sentence`."""
    acts = list(Act.objects.of(team, *team.people).select_related("actor")[:MOST_ACTS])
    for act in acts:
        act.sentence = SENTENCES.get(act.verb, act.verb)
    return acts


def _fits(team, shown):
    if shown == "anything":
        return bool(team.missing)
    return not shown or shown in team.missing


def _sorted(teams, order):
    """The teams in the chosen order; they come by name."""
    if order == "missing":
        return sorted(teams, key=lambda team: -_missing_people(team))
    if order == "due":
        return sorted(teams, key=lambda team: (team.cells[-1].due or (datetime.date.max, ""))[0])
    return teams


def _missing_people(team):
    return sum(one.of - one.number for one in team.cells if one.about in team.missing)


def _columns(cohort, past, coming, with_task):
    def column(title, session=None, url="", people=""):
        day = session and session.starts_at
        return SimpleNamespace(title=title, day=day, url=url, people=people)

    listed = reverse("enrolment:people", args=[cohort.slug])
    columns = [
        column(_("People"), url=listed, people=listed),
        column(_("Signed in"), people=f"{listed}?signed_in=no"),
    ]
    for one in past:
        url = _attendance_url(one)
        columns.append(column(_short(one), one, url, url))
    if coming:
        url = coming.get_absolute_url()
        columns.append(column(_short(coming), coming, url, _attendance_url(coming)))
    if with_task:
        url = reverse("coaching:task_answers", args=[with_task.uuid])
        # The title in the head of a narrow column.
        columns.append(
            column(Truncator(with_task.title).chars(30), url=url, people=f"{url}?tila=puuttuu")
        )
    if past:
        url = reverse("coaching:feedback_results", args=[past[-1].slug])
        columns.append(column(_("Feedback"), past[-1], url, url))
    columns.append(column(_("Next due")))
    return columns


def _short(session):
    """The session in the head of a narrow column."""
    if not session.number:
        return session.title
    return _("Session %(number)s") % {"number": session.number}


def _attendance_url(session):
    return reverse("coaching:attendance", args=[session.cohort.slug, session.slug])


def _totals(columns, teams):
    """The sum of each column over the teams shown, in words, and where those people are listed."""
    totals = []
    for place, column in enumerate(columns):
        summed = [team.cells[place] for team in teams]
        number, of = sum(one.number for one in summed), sum(one.of for one in summed)
        text = str(of) if place == 0 else f"{number} / {of}"
        url = column.people if of else ""
        totals.append(SimpleNamespace(text=text if of else "–", label=column.title, url=url))
    return totals


def _choices(teams, shown):
    labels = {
        "": _("All"),
        "anything": _("Something is missing"),
        "unconfirmed": _("Place not confirmed"),
        "sign_in": _("Not signed in"),
        "attendance": _("Was absent"),
        "pre_task": _("Task is missing"),
        "feedback": _("Feedback is missing"),
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


def _orders(order):
    labels = {
        "name": _("by name"),
        "missing": _("most missing first"),
        "due": _("next due first"),
    }
    return [
        SimpleNamespace(value=value, label=label, current=value == order)
        for value, label in labels.items()
    ]


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
        behind = sum("pre_task" in team.missing for team in teams)
        figures.append(
            SimpleNamespace(
                number=behind,
                text=ngettext(
                    "team has not done: %(task)s", "teams have not done: %(task)s", behind
                )
                % {"task": with_task.title},
                url=f"{reverse('portal:cockpit', args=[cohort.slug])}?show=pre_task#teams",
            )
        )
    return figures
