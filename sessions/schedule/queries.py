"""What the pages of sessions need, one function for each need."""

import datetime
from types import SimpleNamespace

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.accounts.models import User
from participants.cohorts.models import CohortRole, roles_of
from participants.discussions.queries import with_thread
from participants.enrolment.models import Enrolment
from valmennus.shared.collation import FinnishOrder
from valmennus.shared.composed import composed_once
from valmennus.shared.counting import team_rows
from valmennus.shared.models import Act

from .material_models import Material
from .models import Absence, AgendaItem, CoachingSession, SessionCoach

# What a row of a list tells of a session.
ROW = [
    *("uuid", "slug", "cohort__slug", "cohort__name", "cohort__state", "kind", "mode", "number"),
    *("title", "starts_at", "ends_at", "place", "published_at", "cancelled_at"),
]


def own_sessions(user):
    """Published sessions of the person's cohorts, each with its cohort."""
    return CoachingSession.objects.of_cohorts_of(user).published().select_related("cohort")


def own_rows(user):
    """All sessions of `own_sessions` in order of time, with what a row of a list tells."""
    return own_sessions(user).only(*ROW, "join_url").order_by("starts_at", "pk")


def coming_webinars(limit=3):
    """The next published webinars that are not cancelled, the nearest first."""
    webinars = CoachingSession.objects.webinars().published().filter(cancelled_at__isnull=True)
    return list(webinars.coming()[:limit])


def sessions_of(cohort, user):
    """The cohort's sessions that the person sees, in order of time, as rows tell of them."""
    return _sessions_of(cohort.pk, user)


@composed_once
def _sessions_of(cohort, user):
    return (
        CoachingSession.objects.filter(cohort=cohort)
        .visible_to(user)
        .only("cohort", *(name for name in ROW if not name.startswith("cohort__")))
        .order_by("starts_at", "pk")
    )


def managed_sessions(cohort):
    """The cohort's sessions for its coordinator, with the figures that the list tells.

    Each has `absent_count`, `material_count`, `agenda_count` and `task_count`.
    """

    def count(model):
        rows = model.objects.filter(session=OuterRef("pk")).order_by().values("session")
        return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)

    return list(
        CoachingSession.objects.filter(cohort=cohort)
        .annotate(
            absent_count=count(Absence),
            material_count=count(Material),
            agenda_count=count(AgendaItem),
            # Of a room above: by the name of its relation.
            task_count=count(CoachingSession._meta.get_field("tasks").related_model),
        )
        .order_by("starts_at", "pk")
    )


def cockpit_sessions(cohort):
    """All sessions of the cohort in order of time; each has the cohort as loaded."""
    sessions = _all_sessions_of(cohort.pk)
    for session in sessions:
        session.cohort = cohort
    return sessions


@composed_once
def _all_sessions_of(cohort):
    return CoachingSession.objects.filter(cohort=cohort).order_by("starts_at", "pk")


def absence_rows(session):
    """How many of each team have told that they cannot come; rows as `counting.team_rows`."""
    rows = Absence.objects.filter(session=session, enrolment__state__in=Enrolment.TAKING_PART)
    return team_rows(rows, "absence", thing="session_id")


def webinars():
    """Published open webinars: those to come, and the past ones with slides and recordings."""
    now = timezone.now()
    found = list(
        CoachingSession.objects.webinars()
        .published()
        .order_by("-starts_at", "-pk")
        .prefetch_related("coaches__user")[:100]
    )
    materials = {}
    for material in visible_materials(Material.objects.filter(session__in=found)):
        materials.setdefault(material.session_id, []).append(material)
    for webinar in found:
        webinar.shown_materials = materials.get(webinar.pk, [])
    return SimpleNamespace(
        coming=[w for w in reversed(found) if w.ends_at >= now],
        past=[w for w in found if w.ends_at < now],
    )


def visible_materials(materials, now=None):
    """Those of the materials whose day has come, with their files, in order."""
    return (
        materials.filter(Q(visible_from__isnull=True) | Q(visible_from__lte=now or timezone.now()))
        .select_related("file")
        .order_by("order", "pk")
    )


def agenda_with_clock(session):
    """The agenda's items; each has `starts_at` and `ends_at` from the minutes before it."""
    clock = session.starts_at
    items = _agenda_of(session.pk)
    for item in items:
        item.starts_at = clock
        clock += datetime.timedelta(minutes=item.minutes)
        item.ends_at = clock
    return items


@composed_once
def _agenda_of(session):
    return AgendaItem.objects.filter(session=session)


def agenda_text(session):
    """The agenda in one line an item, as the history and a stale form tell it."""
    return "\n".join(
        " – ".join(part for part in (f"{item.minutes} min {item.title}", item.who) if part)
        for item in session.agenda.all()
    )


def materials_by_phase(session, user, *, see_hidden):
    """The session's materials as `{"before": […], "during": […], "after": […]}`, with threads."""
    phases = {phase: [] for phase in Material.Phase.values}
    for material in _materials_of(session.pk, user, timezone.now(), see_hidden):
        material.session = session
        phases[material.phase].append(material)
    return phases


@composed_once
def _materials_of(session, user, now, see_hidden):
    materials = Material.objects.filter(session=session).select_related("file")
    materials = with_thread(materials, user).order_by("order", "pk")
    return materials if see_hidden else visible_materials(materials, now)


def coaches_of(session):
    """Who leads the session, in order."""
    return _coaches_of(session.pk)


@composed_once
def _coaches_of(session):
    return SessionCoach.objects.filter(session=session).select_related("user")


def coaching_people(session):
    """The people with an account who lead the session and still run its cohort."""
    staff = CohortRole.objects.filter(
        cohort=session.cohort_id, role__in=CohortRole.STAFF_ROLES
    ).values("user")
    return User.objects.filter(coached_sessions__session=session, pk__in=staff)


def expected_count(session):
    """How many take part in the session's cohort."""
    return Enrolment.objects.taking_part().filter(cohort=session.cohort_id).count()


def place_in(session, user, team_of=None):
    """The person's place in the session's cohort, or None.

    It has `is_absent` and `absence_word` for this session, and `teammates`: those who take part in
    the same team, the person too, in Finnish order. `team_of` gives what `own_team_in` does, where
    upper rooms want to know more of the places without a statement of their own.
    """
    if not user.is_authenticated or session.cohort_id is None:
        return None
    # Whoever takes part has the right of it, and the person's rights are known already.
    if CohortRole.Role.PARTICIPANT not in roles_of(user).in_cohort(session.cohort):
        return None
    team = (team_of or _own_team_in)(session.pk, session.cohort_id, user.pk)
    place = next((one for one in team if one.person_id == user.pk), None)
    if place is not None:
        place.is_absent = place.absence_word is not None
        place.teammates = team
    return place


def own_team_in(session, cohort, person):
    """The places of the person's team in the session's cohort, for `place_in`; all are keys."""
    taking_part = Enrolment.objects.taking_part()
    own = taking_part.filter(person=person, cohort=cohort)
    told = Absence.objects.filter(session=session, enrolment=OuterRef("pk"))
    return (
        taking_part.filter(team__in=own.values("team"))
        .annotate(absence_word=Subquery(told.values("word")[:1]))
        .select_related("person", "team__organisation")
        .in_finnish_order()
    )


_own_team_in = composed_once(own_team_in)


def session_after(session, user):
    """The cohort's next published session after this one, or None."""
    if session.cohort_id is None:
        return None
    return next(iter(_sessions_after(session.cohort_id, session.starts_at, user)), None)


@composed_once
def _sessions_after(cohort, moment, user):
    return (
        CoachingSession.objects.filter(cohort=cohort, starts_at__gt=moment)
        .visible_to(user)
        .published()
        .filter(cancelled_at__isnull=True)
        .only("slug", "title", "starts_at", "ends_at")
        .order_by("starts_at", "pk")[:1]
    )


def signing_of(session, user):
    """The state of the signed-in person's own sign-up for the webinar, else an empty text."""
    if not user.is_authenticated or not session.takes_signups:
        return ""
    return session.signups.filter(person=user).values_list("state", flat=True).first() or ""


def possible_coaches(cohort):
    """People who may be named as coaches: the cohort's coordinators and coaches."""
    return User.objects.filter(
        pk__in=CohortRole.objects.filter(cohort=cohort, role__in=CohortRole.STAFF_ROLES).values(
            "user"
        )
    ).order_by(FinnishOrder("family_name"), FinnishOrder("given_name"), "pk")


def absences(session):
    """Who has told that they cannot come, with their word, in Finnish order."""
    return list(
        Absence.objects.filter(session=session)
        .select_related("enrolment__person", "enrolment__team__organisation")
        .order_by(FinnishOrder("enrolment__person__family_name"), "pk")
    )


def history_of(session):
    """The acts on the session, newest first, each with a `sentence` and its `changes`.

    A change has the label of what changed, the old and the new value.
    """
    acts = list(Act.objects.of(session).select_related("actor")[:200])
    for act in acts:
        act.sentence = SENTENCES.get(act.verb, act.verb)
        names = [act.data.get(name) for name in ("material", "task", "team", "person")]
        about = ", ".join(name for name in names if isinstance(name, str) and name)
        if about:
            act.sentence = f"{act.sentence}: {about}"
        act.changes = [
            {"label": _label(name), "old": _value(name, pair[0]), "new": _value(name, pair[1])}
            for name, pair in act.data.items()
            if isinstance(pair, list)
        ]
        if act.data.get("reason"):
            act.changes.append({"label": _("reason"), "old": "", "new": act.data["reason"]})
    return acts


def _field(name):
    for model in (CoachingSession, Material):
        for field in model._meta.fields:
            if field.name == name:
                return field
    return None


def _label(name):
    labels = {"coaches": _("coaches"), "agenda": _("agenda"), "state": _("attendance")}
    field = _field(name)
    return labels.get(name) or (field.verbose_name if field else name)


def _value(name, value):
    """A choice as its label, all else as it was noted."""
    field = _field(name)
    return dict(field.flatchoices).get(value, value) if field and field.flatchoices else value


SENTENCES = {
    "session.run_opened": _("A method was opened in the session"),
    "session.created": _("Draft made"),
    "session.changed": _("Details changed"),
    "session.published": _("Published"),
    "session.unpublished": _("Made a draft again"),
    "session.cancelled": _("Cancelled"),
    "session.restored": _("Cancelling taken back"),
    "agenda.changed": _("Agenda changed"),
    "material.added": _("Material added"),
    "material.changed": _("Material changed"),
    "material.removed": _("Material removed"),
    "absence.told": _("Cannot come"),
    "absence.taken_back": _("Can come after all"),
    "pre_task.done": _("Pre-task done"),
    "pre_task.undone": _("Pre-task tick taken away"),
    "task.created": _("Task made"),
    "task.changed": _("Task changed"),
    "task.published": _("Task published"),
    "task.hidden": _("Task made a draft again"),
    "task.removed": _("Task deleted"),
    "task.handed_in": _("Answer to a task handed in"),
    "task.taken_back": _("Answer to a task taken back"),
    "task.reopened": _("Answer to a task opened to be changed"),
    "task.commented": _("Answer to a task commented on"),
    "task.shown": _("Answer to a task chosen to be shown"),
    "task.not_shown": _("Answer to a task no longer shown"),
    "attendance.marked": _("Attendance marked"),
    "attendance.joined": _("Joined by the link"),
    "attendance.accepted": _("Joining by the link taken as presence"),
    "attendance.checked_in": _("Checked in"),
    "attendance.made_up": _("Session made up by a task"),
    "attendance.report_brought": _("Report of the meeting brought"),
    "attendance.reported": _("Report of the meeting taken in"),
    "attendance.report_undone": _("Report of the meeting taken back"),
    "attendance.all_marked": _("Attendance marked for everybody"),
    "notes.written": _("Notes written"),
    "notes.writer_named": _("Writer of the notes named"),
    "photo.added": _("Photograph added"),
    "photo.removed": _("Photograph taken away"),
    "signup.confirmed": _("A place was taken"),
    "signup.waitlisted": _("Joined the queue"),
    "signup.offered": _("A free place was offered"),
    "signup.lapsed": _("An offered place was not taken in time"),
    "signup.cancelled": _("A sign-up was cancelled"),
    "signup.told": _("Changes were sent to those who have signed up"),
}


def to_forget(cohort):
    """What the room would forget of the cohort, as `{what: queryset}`."""
    return {"absences": Absence.objects.filter(session__cohort=cohort)}
