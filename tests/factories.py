"""Small makers of the things that tests need."""

import datetime
import itertools

from django.db import connection

from participants.accounts.models import User
from participants.cohorts.models import Cohort, CohortRole, Programme, Team
from participants.enrolment.models import Enrolment
from participants.organisations.models import Organisation, PersonRole

_numbers = itertools.count(1)


def make_user(email=None, **fields):
    """A person with an account; signs in by code or by `client.force_login`."""
    number = next(_numbers)
    fields.setdefault("given_name", "Aino")
    fields.setdefault("family_name", f"Esimerkki{number}")
    return User.objects.create_user(email or f"person{number}@example.org", **fields)


def make_organisation(name="Sodankylä", **fields):
    fields.setdefault("kind", Organisation.Kind.MUNICIPALITY)
    fields.setdefault("name_sv", name)
    return Organisation.objects.create(name_fi=name, **fields)


def make_cohort(name="Viisaat päät yhteen, syksy 2026", **fields):
    number = next(_numbers)
    programme = fields.pop("programme", None) or Programme.objects.create(
        slug=f"ohjelma-{number}", name="Viisaat päät yhteen"
    )
    fields.setdefault("state", Cohort.State.RUNNING)
    fields.setdefault("starts_on", datetime.date(2026, 9, 1))
    fields.setdefault("slug", f"valmennus-{number}")
    return Cohort.objects.create(programme=programme, name=name, **fields)


def make_team(cohort, name=None):
    return Team.objects.create(
        cohort=cohort, organisation=make_organisation(name or f"Kunta {next(_numbers)}")
    )


def enrol(person, team, role=PersonRole.OFFICE_HOLDER, state=Enrolment.State.ACCEPTED, **fields):
    """A place in the team and the participant's right that goes with it."""
    enrolment = Enrolment.objects.create(
        cohort=team.cohort, team=team, person=person, role=role, state=state, **fields
    )
    if enrolment.takes_part:
        give_role(person, team.cohort, CohortRole.Role.PARTICIPANT)
    return enrolment


def give_role(person, cohort, role):
    return CohortRole.objects.create(cohort=cohort, user=person, role=role)


def worker_beats():
    """A job worker that has just told that it lives."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


def empty_queue():
    """No job and no worker: what a test without a transaction of its own has left is gone."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
