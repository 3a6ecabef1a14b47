"""What the pages of tasks need, and what other pages tell of them."""

from types import SimpleNamespace

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from participants.cohorts.models import Cohort, Team, roles_of
from participants.enrolment.models import Enrolment
from sessions.attendance.models import Attendance
from sessions.schedule.models import CoachingSession, Phase
from valmennus.shared.collation import FinnishOrder
from valmennus.shared.composed import composed_once
from valmennus.shared.counting import team_rows
from valmennus.shared.questions import shown
from valmennus.shared.search_index import found

from .models import AnswerComment, AnswerFile, Task, TaskAnswer, mark_of


def tasks_of_session(session, user, place):
    """The tasks of the session that the person sees, as `{"before": […], "after": […]}`.

    One statement, none where nobody could see any. Each task has `handed_in` and `begun` of the
    person's or the team's own answer, `done_count` and `all_count` of the cohort's.
    """
    phases = {Phase.BEFORE: [], Phase.AFTER: []}
    if session.cohort_id is None or not user.is_authenticated:
        return phases
    own = (place.pk, place.team_id) if place else (None, None)
    for task in _tasks_of(session.pk, session.cohort_id, user, *own):
        task.session = session
        phases[task.when].append(task)
    return phases


@composed_once
def _tasks_of(session, cohort, user, place, team):
    own = TaskAnswer.objects.filter(task=OuterRef("pk"))
    own = own.of_place(place, team) if place else own.none()
    return (
        Task.objects.visible_to(user)
        .filter(session=session)
        .annotate(
            handed_in=Exists(own.handed_in()),
            begun=Exists(own),
            done_count=_done_count(),
            all_count=_all_count(cohort),
        )
    )


def _done_count():
    """How many have handed in an answer to the outer task: people, or teams."""
    rows = (
        TaskAnswer.objects.handed_in()
        .filter(Q(team__isnull=False) | Q(enrolment__state__in=Enrolment.TAKING_PART))
        .filter(task=OuterRef("pk"))
    )
    return _number(rows, "task")


def _all_count(cohort):
    """How many are to answer the outer task: the people who take part, or their teams."""
    places = Enrolment.objects.taking_part().filter(cohort=cohort)
    people = _number(places, "cohort")
    teams = _number(places, "cohort", Count("team", distinct=True))
    return Coalesce(
        Subquery(
            Task.objects.filter(pk=OuterRef("pk"), for_whom=Task.Whom.TEAM)
            .order_by()
            .annotate(n=teams)
            .values("n")
        ),
        people,
        output_field=IntegerField(),
    )


def _number(rows, group, count=None):
    rows = rows.order_by().values(group).annotate(number=count or Count("pk")).values("number")
    return Coalesce(Subquery(rows, output_field=IntegerField()), Value(0))


def answer_of(task, place):
    """The person's or the team's answer, with its details; one that is not kept yet if none is."""
    whose = {"team": place.team} if task.is_of_team else {"enrolment": place}
    found = TaskAnswer.objects.filter(task=task, **whose)
    answer = found.select_related("written_by", "handed_in_by").first()
    answer = answer or TaskAnswer(task=task, **whose)
    answer.task = task
    for name, value in whose.items():
        setattr(answer, name, value)
    return details_of(answer)


def _details():
    return (
        Prefetch("files", AnswerFile.objects.select_related("file")),
        Prefetch("comments", AnswerComment.objects.select_related("by")),
    )


def details_of(answer):
    """Give the answer `shown_files` and `shown_comments`. Two queries, none for a new one."""
    answer.shown_files = list(answer.files.select_related("file")) if answer.pk else []
    answer.shown_comments = list(answer.comments.select_related("by")) if answer.pk else []
    return answer


def files_of(task):
    """The files of the instruction."""
    return list(task.files.select_related("file"))


def answering(answer):
    """The people who answer together: the one person, or those who take part in the team."""
    if answer.enrolment_id:
        return [answer.enrolment.person]
    places = Enrolment.objects.taking_part().filter(team=answer.team_id).select_related("person")
    return [place.person for place in places.in_finnish_order()]


def is_own(answer, user):
    """Whether the person is one of those who answer."""
    if answer.enrolment_id:
        return answer.enrolment.person_id == user.pk
    return Enrolment.objects.taking_part().filter(team=answer.team_id, person=user).exists()


def in_words(question, value):
    """The value of a field as people read it; `question` is None for plain text."""
    return value if question is None else shown(question, value)


def marks_of(answer):
    """The marks of what stands in the answer's fields, by their names."""
    return {name: mark_of(answer.value_of(name)) for name in answer.task.field_names}


def told(task, answer):
    """The answer as (label, text) pairs of what was asked, without what is empty."""
    rows = [(question.label, _of_form(question, answer)) for question in task.asked]
    if "text" in task.field_names:
        rows.append(("", answer.text))
    return [(label, text) for label, text in rows if text != ""]


def _of_form(question, answer):
    return shown(question, answer.values.get(question.key))


def answers_table(task, user, *, state=""):
    """Who is to answer and what they have handed in, as the person may see it.

    `rows` have `who`, `team`, `answer` (None where nothing is handed in or to be seen) and `cells`,
    texts in the order of `heads`. Those who run the cohort see everybody, and of whom something is
    `begun`; others see the answers alone. `state` narrows to "jatetty" or "puuttuu".
    """
    runs = task.session.cohort_id in roles_of(user).running
    answers = (
        TaskAnswer.objects.filter(task=task, handed_in_at__isnull=False)
        .visible_to(user)
        .prefetch_related(*_details())
    )
    field = "team_id" if task.is_of_team else "enrolment_id"
    by_key = {getattr(one, field): one for one in answers}
    begun = (
        set(TaskAnswer.objects.filter(task=task).values_list(field, flat=True)) if runs else set()
    )
    rows = [_row(task, one, by_key.get(one.pk), one.pk in begun) for one in _answerers(task)]
    done = sum(row.answer is not None for row in rows)
    if state == "jatetty" or not runs:
        shown_rows = [row for row in rows if row.answer]
    elif state == "puuttuu":
        shown_rows = [row for row in rows if not row.answer]
    else:
        shown_rows = rows
    return SimpleNamespace(
        runs=runs, rows=shown_rows, done=done, all=len(rows), heads=heads_of(task)
    )


def _answerers(task):
    """Those who are to answer: teams with people, or people who take part, in Finnish order."""
    places = Enrolment.objects.taking_part().filter(cohort=task.session.cohort_id)
    if task.is_of_team:
        return list(
            Team.objects.filter(pk__in=places.values("team"))
            .select_related("organisation")
            .order_by(FinnishOrder("organisation__name_fi"), "pk")
        )
    return list(places.select_related("person", "team__organisation").in_finnish_order())


def _row(task, one, answer, begun):
    team = one if task.is_of_team else one.team
    if answer is not None:
        answer.task = task
    return SimpleNamespace(
        who=str(one),
        team=str(team.organisation),
        place=None if task.is_of_team else one,
        answer=answer,
        begun=begun,
        cells=cells_of(task, answer),
        labelled=list(zip(heads_of(task), cells_of(task, answer), strict=True)),
    )


def heads_of(task):
    """The labels of what is answered, in the order of `cells_of`."""
    heads = [question.label for question in task.asked]
    for name in Task.FIELDS[task.answer_as]:
        heads.append(TaskAnswer._meta.get_field(name).verbose_name)
    return heads


def cells_of(task, answer):
    """The answer's texts in the order of `heads_of`."""
    if answer is None:
        return [""] * len(heads_of(task))
    cells = [_of_form(question, answer) for question in task.asked]
    return cells + [getattr(answer, name) for name in Task.FIELDS[task.answer_as]]


def on_screen(task):
    """The handed-in answers that may be shown in the session, each with its `cells` and `by`.

    Those of a task that the whole cohort sees, otherwise those that a coach has chosen. A person is
    named only where the cohort sees the answers anyway.
    """
    answers = (
        TaskAnswer.objects.filter(task=task, handed_in_at__isnull=False)
        .select_related("enrolment__person", "enrolment__team__organisation", "team__organisation")
        .order_by("handed_in_at", "pk")
    )
    named = task.visible_to == Task.Audience.COHORT
    if not named:
        answers = answers.filter(on_screen=True)
    answers = list(answers)
    for answer in answers:
        team = answer.team or answer.enrolment.team
        person = f"{answer.enrolment.person}, " if named and answer.enrolment else ""
        answer.by = f"{person}{team.organisation}"
        answer.lines = [
            (head, cell)
            for head, cell in zip(heads_of(task), cells_of(task, answer), strict=True)
            if cell not in ("", None)
        ]
    return answers


# ------------------------------------------------------------- what other pages tell of tasks


def waiting_for(user):
    """The tasks that wait for the person or the person's team, the nearest due first; one query.

    Each has `due_by` (a moment or None) and the title of its session. Those that others in the
    team have handed in are not among them, nor pre-tasks of sessions that are over.
    """
    return _waiting_for(user.pk, timezone.now())


@composed_once
def _waiting_for(person, now):
    places = Enrolment.objects.taking_part().filter(person=person)
    running = [Cohort.State.OPEN, Cohort.State.RUNNING]
    done = TaskAnswer.objects.handed_in().filter(task=OuterRef("pk"))
    return (
        Task.objects.published()
        .filter(
            session__cohort__in=places.values("cohort"),
            session__cohort__state__in=running,
            session__cancelled_at__isnull=True,
        )
        # Apart: of both in one condition the database makes a new plan each time.
        .exclude(Exists(done.filter(enrolment__person=person)))
        .exclude(Exists(done.filter(team__in=places.values("team"))))
        .exclude(when=Task.When.BEFORE, session__ends_at__lt=now)
        .with_due()
        .select_related("session")
        .only("uuid", "title", "session__title")
        .order_by(F("due_by").asc(nulls_last=True), "order", "pk")
    )


def next_task_of(cohort, now):
    """The cohort's published task whose due is the nearest to come, with its session, or None."""
    return next(iter(_next_tasks_of(cohort.pk, now)), None)


@composed_once
def _next_tasks_of(cohort, now):
    return (
        Task.objects.published()
        .filter(session__cohort=cohort, session__cancelled_at__isnull=True)
        .with_due()
        .filter(due_by__gte=now)
        .select_related("session")
        .order_by("due_by", "order", "pk")[:1]
    )


def done_rows(task, is_of_team):
    """How many people of each team have handed in the task; rows as `counting.team_rows`.

    An answer of the team counts for everybody in it.
    """
    answers = TaskAnswer.objects.handed_in().filter(task=task)
    if not is_of_team:
        answers = answers.filter(enrolment__state__in=Enrolment.TAKING_PART)
        return team_rows(answers, "pre_task", thing="task_id")
    size = Count("team__enrolments", filter=Q(team__enrolments__state__in=Enrolment.TAKING_PART))
    return team_rows(answers, "pre_task", thing="task_id", number=size, team="team_id")


def places_missing(task, team=None):
    """The places of those who have not handed in, of one team or of all, in Finnish order."""
    places = Enrolment.objects.taking_part().filter(cohort=task.session.cohort_id)
    if team is not None:
        places = places.filter(team=team)
    done = TaskAnswer.objects.handed_in().filter(task=task)
    done = (
        done.filter(team=OuterRef("team"))
        if task.is_of_team
        else done.filter(enrolment=OuterRef("pk"))
    )
    return list(
        places.exclude(Exists(done))
        .select_related("person", "team__organisation")
        .in_finnish_order()
    )


def done_pairs(tasks):
    """Who has done what: pairs of the task's and the place's keys. Two queries."""
    people = TaskAnswer.objects.handed_in().filter(task__in=tasks)
    own = set(people.filter(team=None).values_list("task_id", "enrolment_id"))
    teams = people.filter(enrolment=None).values_list("task_id", "team__enrolments")
    return own | set(teams)


def pre_tasks_of(session):
    """The published pre-tasks of the session; asked once and kept with it."""
    if not hasattr(session, "kept_pre_tasks"):
        session.kept_pre_tasks = list(
            session.tasks.filter(when=Task.When.BEFORE, published_at__isnull=False)
        )
    return session.kept_pre_tasks


def tasks_for(cohort):
    """The cohort's published tasks of sessions that take place, each with its session."""
    return list(
        Task.objects.published()
        .filter(session__cohort=cohort, session__cancelled_at__isnull=True)
        .exclude(session__kind=CoachingSession.Kind.WEBINAR)
        .select_related("session")
        .order_by("session__starts_at", "order", "pk")
    )


def tasks_shown_to(user):
    """The tasks that the person sees, for the search."""
    return Task.objects.visible_to(user)


def search_tasks(user, query):
    """The tasks that the query finds, as `search_index.found` gives them; latest first."""
    session = ("slug", "title", "starts_at", "cohort_id")
    tasks = (
        tasks_shown_to(user)
        .select_related("session")
        .only(
            *("uuid", "title", "instruction", "published_at"),
            *(f"session__{name}" for name in session),
        )
    )
    return found(tasks, query.in_texts(), "-session__starts_at", "order", "pk")


def has_missed(answer):
    """Whether the writer of a person's own answer was not there, and has not made it up."""
    there = [*Attendance.PRESENT, Attendance.State.MADE_UP]
    mine = Attendance.objects.filter(session=answer.task.session, enrolment=answer.enrolment)
    return not mine.filter(state__in=there).exists()


def to_forget(cohort):
    """What the room would forget of the cohort, as `{what: rows}`."""
    return {"task_answers": TaskAnswer.objects.filter(enrolment__cohort=cohort)}
