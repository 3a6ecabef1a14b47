"""The job worker: mails leave with the transaction that causes them, and killed jobs come back."""

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from participants.enrolment.mails import send_places
from tests.factories import empty_queue, enrol, make_cohort, make_team, make_user
from valmennus.shared.jobs import retry_stalled
from valmennus.shared.models import Mail


@pytest.fixture
def _empty_queue(transactional_db):
    """Flushing leaves the queue's tables alone, since Django does not manage them."""
    empty_queue()
    yield
    empty_queue()


def work():
    """Let a real worker do what waits."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


@pytest.mark.usefixtures("_empty_queue")
class TestMail:
    @pytest.fixture
    def place(self):
        return enrol(make_user("aino@example.org"), make_team(make_cohort(), "Sodankylä"))

    def test_it_is_delivered_by_the_worker(self, place):
        send_places([place], cohort=place.cohort, by=make_user())
        assert mail.outbox == []

        work()

        assert [message.to for message in mail.outbox] == [["aino@example.org"]]

    def test_an_act_that_fails_sends_nothing(self, place):
        with transaction.atomic():
            send_places([place], cohort=place.cohort, by=make_user())
            transaction.set_rollback(True)

        work()

        assert mail.outbox == []

    def test_a_mail_server_that_is_away_is_tried_again(self, place, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
        send_places([place], cohort=place.cohort, by=make_user())

        work()

        waiting = Mail.objects.get()
        assert (waiting.state, waiting.attempts) == (Mail.State.QUEUED, 1)
        assert waiting.due_at > timezone.now()
        assert "refused" in waiting.trouble

    def test_a_job_of_a_killed_worker_goes_to_the_next(self, place):
        send_places([place], cohort=place.cohort, by=make_user())
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - interval '10 minutes') RETURNING id"
            )
            [killed] = cursor.fetchone()
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [killed]
            )
            cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name LIKE 'queue.%'")
        retry_stalled.defer(timestamp=0)

        # The first round gives the job back, the second does it.
        work()
        work()

        assert len(mail.outbox) == 1
