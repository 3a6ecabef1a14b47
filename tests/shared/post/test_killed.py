"""A thousand mails, and the worker that sends them killed three times: nothing is lost."""

import signal

from participants.cohorts.mails import TASK
from tests.races import wait_until
from valmennus.shared import post
from valmennus.shared.models import Mail

MAILS, KILLS = 1000, 3


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
