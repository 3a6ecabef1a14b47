"""The demonstration at the scale of a whole country, to measure with.

Rows are made in bulk, without the acts' lines of history; everything else is as the acts leave it.
The same seed on the same day gives the same rows.
"""

import datetime
import itertools
import random
import uuid

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from methods.library.models import Method
from methods.runs.answer_models import Contribution, Guest
from methods.runs.models import LENGTH, SIGNS, Run, RunPhase, RunPrompt
from participants.accounts.models import User
from participants.cohorts.models import Cohort, CohortRole, Programme, Team
from participants.discussions.models import Post, Thread, ThreadReader
from participants.enrolment.models import Enrolment, EnrolmentChange
from participants.organisations.models import Affiliation, Organisation, PersonRole
from sessions.attendance.models import Attendance
from sessions.calendars.models import CalendarFeed
from sessions.schedule.material_models import Material
from sessions.schedule.models import AgendaItem, CoachingSession
from sessions.tasks.models import Task, TaskAnswer
from valmennus.shared import progress, search_index

from .demo import FAMILY_NAMES, GIVEN_NAMES, PASSWORD

COHORTS = 400
PEOPLE = 20_000
PEOPLE_IN_TEAM = 2
SESSIONS_IN_COHORT = 12
MATERIALS = 30_000
POSTS = 200_000
# One discussion is as long as discussions become.
LONGEST_TALK = 500
ANSWERS = 100_000
# About as many as are made: each person in six tables, in some ten sessions that have been held.
ROWS = PEOPLE * 17 + COHORTS * SESSIONS_IN_COHORT * 12 + MATERIALS + POSTS + ANSWERS
BATCH = 5_000

# Texts are drawn from few words, as people's are.
# fmt: off
WORDS = [
    "osallisuus", "asukas", "kunta", "kokeilu", "kylä", "kirjasto", "tori", "nuoret", "palaute",
    "kysely", "työpaja", "valtuusto", "vuoropuhelu", "kuuleminen", "viestintä", "suunnitelma",
    "päätös", "kumppani", "retki", "talkoot",
]
# fmt: on


def load(seed, say):
    """Add the country to the database; `say` gets a sentence after each kind of rows.

    Needs the reference data and the small demonstration. Returns the number of people.
    """
    loader = LargeDemo(random.Random(seed), say)  # noqa: S311 - drawing words is no secret
    with transaction.atomic():
        loader.load()
        with progress.bar("Search", None) as bar:
            say(f"{search_index.renew(done=bar.update)} × entries of the search")
    with connection.cursor() as cursor:
        # Plans are made from counts, and the database has not counted these rows yet.
        cursor.execute("ANALYZE")
    return PEOPLE


class LargeDemo:
    """Makes the rows, kind by kind, spread evenly over the cohorts."""

    def __init__(self, chance, say):
        self.chance = chance
        self.say = say
        self.now = timezone.now().replace(minute=0, second=0, microsecond=0)

    def load(self):
        with progress.bar("A whole country", ROWS) as self.bar:
            self.make_people()
            self.make_cohorts()
            self.make_places()
            self.make_sessions()
            self.make_materials()
            self.make_attendances()
            self.make_discussions()
            self.make_runs()

    def create(self, rows):
        """Save the rows in batches; returns them as a list with their keys."""
        rows = iter(rows)
        saved = []
        while batch := list(itertools.islice(rows, BATCH)):
            saved += type(batch[0])._base_manager.bulk_create(batch)
            self.bar.update(len(batch))
        self.say(f"{len(saved)} × {saved[0]._meta.verbose_name}")
        return saved

    def sentence(self, words):
        return " ".join(self.chance.choices(WORDS, k=words)).capitalize()

    def make_people(self):
        password = make_password(None)
        self.people = self.create(
            User(
                email=f"p{number}@example.org",
                given_name=self.chance.choice(GIVEN_NAMES),
                family_name=self.chance.choice(FAMILY_NAMES),
                password=password,
                last_login=self.now if number % 5 else None,
                is_demo=True,
            )
            for number in range(PEOPLE)
        )
        self.bench = User.objects.create_user(
            "bench@example.org",
            PASSWORD,
            verified=True,
            given_name="Benita",
            family_name="Mittaaja",
            is_demo=True,
        )
        self.create(
            EmailAddress(user=person, email=person.email, primary=True, verified=True)
            for person in self.people
        )
        CalendarFeed.objects.create(user=self.people[0])

    def make_cohorts(self):
        programme = Programme.objects.get(slug="viisaat-paat-yhteen")
        today = timezone.localdate()
        self.cohorts = self.create(
            Cohort(
                programme=programme,
                slug=f"ryhma-{number}",
                name=f"Viisaat päät yhteen, ryhmä {number}",
                state=Cohort.State.RUNNING if number % 4 == 0 else Cohort.State.CLOSED,
                starts_on=today - datetime.timedelta(weeks=10 + number % 4 * 30),
                is_demo=True,
            )
            for number in range(COHORTS)
        )
        role = CohortRole.Role
        self.create(
            CohortRole(cohort=cohort, user=self.bench, role=role.COORDINATOR)
            for cohort in self.cohorts[:1]
        )

    def make_places(self):
        organisations = list(Organisation.objects.filter(kind="municipality").order_by("code"))
        per_cohort = PEOPLE // COHORTS // PEOPLE_IN_TEAM
        self.teams = self.create(
            Team(
                cohort=cohort,
                organisation=organisations[(index * per_cohort + number) % len(organisations)],
            )
            for index, cohort in enumerate(self.cohorts)
            for number in range(per_cohort)
        )
        roles = [PersonRole.OFFICE_HOLDER, PersonRole.ELECTED_OFFICIAL]
        seats = [(team, role) for team in self.teams for role in roles]
        self.places = self.create(
            Enrolment(
                cohort_id=team.cohort_id,
                team=team,
                person=person,
                role=role,
                state=Enrolment.State.ACCEPTED,
            )
            for person, (team, role) in zip(self.people, seats, strict=True)
        )
        self.create(
            CohortRole(cohort_id=place.cohort_id, user_id=place.person_id, role="participant")
            for place in self.places
        )
        self.create(
            EnrolmentChange(enrolment=place, to_state=place.state, by=self.bench)
            for place in self.places
        )
        self.create(
            Affiliation(user=person, organisation_id=team.organisation_id, role=role)
            for person, (team, role) in zip(self.people, seats, strict=True)
        )

    def make_sessions(self):
        self.sessions = self.create(
            CoachingSession(
                cohort=cohort,
                slug=f"ryhma-{index}-{number}",
                number=number + 1,
                title=self.sentence(4),
                summary=self.sentence(20),
                starts_at=(start := self.starts_at(cohort, number)),
                ends_at=start + datetime.timedelta(hours=2),
                join_url="https://kokous.example.org/huone",
                published_at=self.now,
                published_by=self.bench,
            )
            for index, cohort in enumerate(self.cohorts)
            for number in range(SESSIONS_IN_COHORT)
        )
        self.create(
            AgendaItem(session=session, order=number, minutes=30, title=self.sentence(3))
            for session in self.sessions
            for number in range(4)
        )

    def starts_at(self, cohort, number):
        """Two weeks between sessions, the first on the cohort's first day."""
        weeks = (timezone.localdate() - cohort.starts_on).days // 7
        return self.now + datetime.timedelta(weeks=2 * number - weeks, days=1)

    def make_materials(self):
        self.create(
            Material(
                session=self.sessions[number % len(self.sessions)],
                kind=Material.Kind.TEXT,
                title=self.sentence(3),
                text=self.sentence(60),
                phase=["before", "during", "after"][number % 3],
                added_by=self.bench,
            )
            for number in range(MATERIALS)
        )

    def make_attendances(self):
        places = {}
        for place in self.places:
            places.setdefault(place.cohort_id, []).append(place)
        states = ["remote", "remote", "remote", "on_site", "excused", "absent"]
        self.create(
            Attendance(
                session=session,
                enrolment=place,
                state=states[(session.number + place.pk) % len(states)],
                source=Attendance.Source.MARKED,
                marked_by=self.bench,
                marked_at=session.ends_at,
                version=1,
            )
            for session in self.sessions
            if session.ends_at < self.now
            for place in places[session.cohort_id]
        )
        tasks = self.create(
            Task(
                session=session,
                title=self.sentence(3),
                instruction=self.sentence(30),
                published_at=self.now,
                published_by=self.bench,
            )
            for session in self.sessions
        )
        soon = self.now + datetime.timedelta(weeks=2)
        self.create(
            TaskAnswer(task=task, enrolment=place, handed_in_at=self.now)
            for task in tasks
            if self.now < task.session.starts_at < soon
            for place in places[task.session.cohort_id][::2]
        )

    def make_discussions(self):
        """A discussion of every session, in which the cohort's people speak in turn."""
        even, more = divmod(POSTS - LONGEST_TALK, len(self.sessions) - 1)
        lengths = [LONGEST_TALK] + [even + (n < more) for n in range(len(self.sessions) - 1)]
        # So long ago that nobody waits for mail of them.
        ended = self.now - datetime.timedelta(days=4)
        threads = self.create(
            Thread(
                cohort_id=session.cohort_id,
                title=session.title,
                home=session.get_absolute_url(),
                last_number=length,
                posts_count=length,
                last_post_at=ended,
            )
            for session, length in zip(self.sessions, lengths, strict=True)
        )
        for session, thread in zip(self.sessions, threads, strict=True):
            session.thread = thread
        CoachingSession.objects.bulk_update(self.sessions, ["thread"], batch_size=1000)
        people = {}
        for place in self.places:
            people.setdefault(place.cohort_id, []).append(place.person_id)
        self.create(
            Post(
                thread=thread,
                number=number,
                author_id=people[thread.cohort_id][number % len(people[thread.cohort_id])],
                text=self.sentence(20),
                written_at=ended - datetime.timedelta(minutes=thread.last_number - number),
            )
            for thread in threads
            for number in range(1, thread.last_number + 1)
        )
        self.create(
            ThreadReader(
                thread=thread, user_id=person, read_to=(number := thread.last_number // 2),
                told_to=number,
            )
            for thread in threads
            for person in people[thread.cohort_id][:5]
        )  # fmt: skip

    def make_runs(self):
        """A café of every cohort that has ended, with ten phones; none without the library."""
        method = Method.objects.filter(slug="penkkikahvila").first()
        if method is None:
            return
        ended = self.now - datetime.timedelta(days=30)
        runs = self.create(
            Run(
                method=method,
                code="".join(self.chance.choices(SIGNS, k=LENGTH)),
                host=self.bench,
                cohort=cohort,
                matter=self.sentence(4),
                started_at=ended,
                ended_at=ended,
                keep_until=(self.now + datetime.timedelta(days=300)).date(),
            )
            for cohort in self.cohorts
        )
        phases = self.create(
            RunPhase(run=run, order=1, key="kahvila", texts={"fi": {"title": "Kahvila"}})
            for run in runs
        )
        prompts = self.create(
            RunPrompt(
                run=phase.run,
                phase=phase,
                order=1,
                key="laput",
                kind=RunPrompt.Kind.LINES,
                texts={"fi": {"text": "Mitä sinulla on mielessäsi?"}},
                results_shown_at=ended,
            )
            for phase in phases
        )
        for run, phase in zip(runs, phases, strict=True):
            run.phase = phase
        Run.objects.bulk_update(runs, ["phase"], batch_size=500)
        guests = {}
        for guest in self.create(Guest(run=run) for run in runs for _each in range(10)):
            guests.setdefault(guest.run_id, []).append(guest)
        each = ANSWERS // len(runs)
        self.create(
            Contribution(
                uuid=uuid.UUID(int=self.chance.getrandbits(128)),
                run=prompt.run,
                prompt=prompt,
                guest=guests[prompt.run_id][number % 10],
                text=self.sentence(8),
                written_at=ended,
                change=number,
            )
            for prompt in prompts
            for number in range(1, each + 1)
        )
