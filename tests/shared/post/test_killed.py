"""A thousand mails, and the worker that sends them killed three times: nothing is lost."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from participants.cohorts.mails import TASK
from tests.factories import empty_queue
from valmennus.shared import post
from valmennus.shared.models import Mail

MAILS, KILLS = 1000, 3


@pytest.fixture
def worker(smtp, db_address):
    """`worker()` starts a real job worker on the test's database and mail server."""
    started = []
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "valmennus.settings.base",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": db_address,
        "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
        "BASE_URL": settings.BASE_URL,
    }

    def start():
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            cwd=settings.ROOT,
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


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{seconds} seconds have passed."
        time.sleep(0.02)


def test_every_mail_arrives_though_workers_are_killed(worker, smtp):
    values = {"ryhma": "R", "tehtava": "T", "sivu": "https://a.fi/"}
    letters = [
        post.Letter(post.Guest(f"p{number}@example.org", "fi"), values) for number in range(MAILS)
    ]
    post.send_all(TASK, letters)

    for kill in range(1, KILLS + 1):
        running = worker()
        wait_until(lambda kill=kill: len(smtp.messages) >= kill * MAILS // (KILLS + 1))
        running.send_signal(signal.SIGKILL)
        running.wait()
        # As the next minute does.
        post.wake()
    worker()
    wait_until(lambda: not Mail.objects.exclude(state="sent").exists())

    ids = [message["Message-ID"] for message in smtp.messages]
    assert len(set(ids)) == MAILS
    assert len(ids) - MAILS <= KILLS
    by_address = {}
    for message in smtp.messages:
        by_address.setdefault(message["To"], set()).add(message["Message-ID"])
    # What came twice came with the same name.
    assert all(len(names) == 1 for names in by_address.values())
