"""The people of the tests, by the same names everywhere.

`coordinator`, `coach`, `participant`, `teammate` (same team) and `peer` (another team) share
`cohort`; `outsider` takes part in another cohort; `newcomer` has an account and nothing else;
`editor` and `admin` are staff; `guest` is signed out.
"""

import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.utils import timezone, translation
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from deploy.local.libraries import NO_CHROMIUM, chromium
from participants.cohorts.models import CohortRole
from valmennus.shared import finnish, search_text
from valmennus.shared.post import delivery

from .factories import empty_queue, enrol, give_role, make_cohort, make_team, make_user
from .mails import Post, Server


def pytest_runtest_setup(item):
    """A journey without a browser is skipped in words; in CI it fails, as nobody reads there.

    Long ones run where they are asked for.
    """
    if item.get_closest_marker("long") and not os.environ.get("LONG"):
        pytest.skip("A long journey; LONG=1 make test runs it too.")
    if item.get_closest_marker("browser") and not chromium():
        if os.environ.get("CI") == "true":
            pytest.fail(NO_CHROMIUM, pytrace=False)
        pytest.skip(NO_CHROMIUM)


@pytest.fixture(autouse=True)
def _in_finnish():
    """A page in another language leaves its thread in it; the next test begins in Finnish."""
    with translation.override("fi"):
        yield


@pytest.fixture
def cohort(db):
    return make_cohort()


@pytest.fixture
def team(cohort):
    return make_team(cohort, "Sodankylä")


@pytest.fixture
def coordinator(cohort):
    user = make_user("koordinaattori@example.org", given_name="Kaisa", family_name="Koordinaattori")
    give_role(user, cohort, CohortRole.Role.COORDINATOR)
    return user


@pytest.fixture
def coach(cohort):
    user = make_user("valmentaja@example.org", given_name="Ritva", family_name="Raivaaja")
    give_role(user, cohort, CohortRole.Role.COACH)
    return user


@pytest.fixture
def participant(team):
    user = make_user("osallistuja@example.org", given_name="Aino", family_name="Esimerkki")
    enrol(user, team)
    return user


@pytest.fixture
def teammate(team):
    user = make_user("luottamus@example.org", given_name="Mikko", family_name="Malliksi")
    enrol(user, team, role="elected_official")
    return user


@pytest.fixture
def peer(cohort):
    user = make_user("vertainen@example.org", given_name="Pirjo", family_name="Pohdiskelija")
    enrol(user, make_team(cohort, "Janakkala"))
    return user


@pytest.fixture
def outsider(db):
    user = make_user("ulkopuolinen@example.org", given_name="Olli", family_name="Oiva")
    enrol(user, make_team(make_cohort("Toinen ryhmä"), "Mikkeli"))
    return user


@pytest.fixture
def newcomer(db):
    return make_user("uusi@example.org", given_name="Uuno", family_name="Uusi")


@pytest.fixture
def editor(db):
    user = make_user(
        "sisalto@example.org", given_name="Sisko", family_name="Sisältö", is_staff=True
    )
    group = Group.objects.get_or_create(name="Editors")[0]
    group.permissions.set(Permission.objects.filter(content_type__app_label="methods"))
    user.groups.add(group)
    return user


@pytest.fixture
def admin(db):
    return make_user(
        "yllapito@example.org",
        given_name="Yrjö",
        family_name="Ylläpito",
        is_staff=True,
        is_superuser=True,
    )


@pytest.fixture
def guest():
    return AnonymousUser()


@pytest.fixture
def sign_in():
    """`sign_in(person)` gives a browser in which the person is signed in; a guest's is empty."""

    def client_of(person):
        client = Client()
        if person.is_authenticated:
            client.force_login(
                person, backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        return client

    return client_of


@pytest.fixture
def without_voikko(monkeypatch):
    """As on a machine without libvoikko: nothing is known of any word."""

    def forget():
        for kept in (finnish.analyse, search_text._kept):
            kept.cache_clear()

    monkeypatch.setattr(finnish, "_handle", lambda: None)
    forget()
    yield
    forget()


@pytest.fixture
def run_jobs(db):
    """`run_jobs()` does what waits for the worker and sends mails, in the test's transaction."""

    def run():
        due = Q(scheduled_at__isnull=True) | Q(scheduled_at__lte=timezone.now())
        for job in ProcrastinateJob.objects.filter(due, status="todo").order_by("pk"):
            app.tasks[job.task_name].func(**job.args)
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk]
                )
        # The worker is woken when the transaction is over; a test's never is.
        delivery.deliver_due()

    return run


@pytest.fixture
def smtp(settings):
    """A real mail server to which the portal's mail goes; see `tests.mails.Post`."""
    post = Post()
    server = Server(post)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 2
    yield post
    server.stop()


@pytest.fixture
def worker(smtp, db_address):
    """`worker()` starts a real job worker on the test's database and mail server."""
    started = []
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "valmennus.settings.base",
        "SECRET_KEY": django_settings.SECRET_KEY,
        "DATABASE_URL": db_address,
        "EMAIL_URL": f"smtp://127.0.0.1:{django_settings.EMAIL_PORT}",
        "BASE_URL": django_settings.BASE_URL,
    }

    def start():
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            cwd=django_settings.ROOT,
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
    empty_queue()


@pytest.fixture
def db_address(transactional_db):
    """The address of the test's own database."""
    values = connection.settings_dict
    host = values["HOST"]
    place = f"?host={host}" if host.startswith("/") else ""
    server = "" if place else f"{host}:{values['PORT'] or 5432}"
    secret = f":{values['PASSWORD']}" if values["PASSWORD"] else ""
    return f"postgres://{values['USER']}{secret}@{server}/{values['NAME']}{place}"
