"""The page of the worker's jobs: what waits, what failed, and what is done about it."""

import datetime

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories import worker_beats
from tests.portal.kept.test_kept import text_of
from valmennus.portal.queue.words import TASKS
from valmennus.shared import failures
from valmennus.shared.models import Act, JobFailure

pytestmark = pytest.mark.django_db

ADDRESS = "/hallinta/tyot/"
SECRET = "salainen.henkilo@example.org"


def failed_job(task="importing.work", **args):
    """A job that has failed once, with its error kept; its number."""
    number = app.configure_task(task).defer(**args)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed', attempts = 1 WHERE id = %s", [number]
        )
    failures.note(job=number, task=task, args=args, error=ValueError("Rivi 7 puuttuu"))
    return number


@pytest.fixture
def browser(sign_in, admin):
    return sign_in(admin)


class TestReading:
    def test_it_tells_what_waits_and_since_when(self, browser):
        worker_beats()
        app.configure_task("post.sweep").defer(timestamp=0)
        later = timezone.now() + datetime.timedelta(days=2)
        app.configure_task("accounts.reset_second_factor", schedule_at=later).defer(reset=1)

        page = browser.get(ADDRESS)

        rows = {row["task"]: row for row in page.context["waiting"]}
        assert (rows["Lähetä erääntyneet viestit"]["waiting"]) == 1
        coming = rows["Poista kadonnut toinen vaihe"]
        assert (coming["waiting"], coming["later"]) == (0, 1)
        assert abs(coming["next_at"] - later) < datetime.timedelta(seconds=1)
        assert timezone.now() - page.context["waiting_since"] < datetime.timedelta(minutes=1)
        assert "Työprosessi on käynnissä." in text_of(page)

    def test_a_job_for_later_does_not_wait(self, browser):
        later = timezone.now() + datetime.timedelta(days=2)
        app.configure_task("accounts.reset_second_factor", schedule_at=later).defer(reset=1)

        assert browser.get(ADDRESS).context["waiting_since"] is None

    def test_a_failure_is_told_without_anybodys_data(self, browser):
        number = failed_job(batch=SECRET)

        page = browser.get(ADDRESS)

        [failed] = page.context["failed"]
        assert (failed.number, failed.tries) == (number, 1)
        assert failed.task == "Lue henkilöluettelo tai ota se vastaan"
        assert "Rivi 7 puuttuu" in text_of(page)
        assert SECRET not in page.content.decode()

    def test_the_queues_own_desk_which_shows_arguments_is_closed(self, browser):
        failed_job(batch=SECRET)

        assert browser.get("/hallinta/procrastinate/procrastinatejob/").status_code == 404

    def test_nothing_is_well_where_no_worker_lives(self, browser):
        page = browser.get(ADDRESS)

        assert page.status_code == 200
        assert "Työprosessi ei ole käynnissä" in text_of(page)

    def test_the_front_of_the_administration_leads_here(self, browser, sign_in, editor):
        assert f'href="{ADDRESS}"' in browser.get("/hallinta/").content.decode()
        assert f'href="{ADDRESS}"' not in sign_in(editor).get("/hallinta/").content.decode()

    @pytest.mark.parametrize("rows", [1, 4])
    def test_it_takes_twelve_statements(self, browser, rows, django_assert_max_num_queries):
        for number in range(rows):
            worker_beats()
            failed_job(batch=str(number))
            app.configure_task("importing.work").defer(batch=str(number))

        with django_assert_max_num_queries(12):
            browser.get(ADDRESS)

    def test_every_task_has_its_words(self):
        ours = {name for name in app.tasks if not name.startswith(("builtin:", "procrastinate."))}

        assert ours == set(TASKS)


class TestActing:
    def test_it_is_tried_again_once(self, browser, admin):
        number = failed_job(batch="a")
        address = reverse("portal:try_job_again", args=[number])

        first = browser.post(address)
        second = browser.post(address)

        assert (first.status_code, second.status_code) == (302, 404)
        job = ProcrastinateJob.objects.get(pk=number)
        assert (job.status, job.attempts) == ("todo", 2)
        act = Act.objects.get(verb="job.tried_again")
        assert (act.actor, act.subject_label, act.data) == (admin, "importing.work", {})

    def test_it_is_left_and_off_the_list(self, browser, admin):
        number = failed_job(batch="a")

        answer = browser.post(reverse("portal:leave_job", args=[number]), follow=True)

        assert answer.context["failed"] == []
        assert JobFailure.objects.get().left_by == admin
        assert Act.objects.filter(verb="job.left").count() == 1
        assert ProcrastinateJob.objects.get(pk=number).status == "failed"
        browser.post(reverse("portal:leave_job", args=[number]))
        assert Act.objects.filter(verb="job.left").count() == 1

    def test_a_job_of_which_one_waits_already_is_not_needed(self, browser):
        number = app.configure_task("post.sweep", queueing_lock="x").defer(timestamp=0)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
        app.configure_task("post.sweep", queueing_lock="x").defer(timestamp=1)

        answer = browser.post(reverse("portal:try_job_again", args=[number]), follow=True)

        assert "odottaa jo jonossa" in text_of(answer)
        assert ProcrastinateJob.objects.get(pk=number).status == "failed"
        assert not Act.objects.filter(verb="job.tried_again").exists()

    def test_what_has_not_failed_is_not_there(self, browser):
        number = app.configure_task("importing.work").defer(batch="a")

        for name in ["try_job_again", "leave_job"]:
            assert browser.post(reverse(f"portal:{name}", args=[number])).status_code == 404
        huge = reverse("portal:leave_job", args=[10**30])
        assert browser.post(huge).status_code == 404


class TestKeeping:
    def test_a_later_error_takes_the_place_of_the_earlier(self):
        number = failed_job(batch="a")

        failures.note(job=number, task="importing.work", args={}, error=ValueError("Toinen"))

        assert "Toinen" in JobFailure.objects.get().text

    @pytest.mark.parametrize(
        ("message", "args", "gone"),
        [
            ("Virhe: aino@example.org", {}, "aino@"),
            ("Virhe\nDETAIL:  Key (phone)=(+358 40 1) already exists.", {}, "+358"),
            ("Virhe: Aino Esimerkki", {"people": [{"name": "Aino Esimerkki"}]}, "Aino"),
        ],
    )
    def test_nobodys_data_is_in_the_text(self, message, args, gone):
        failures.note(job=1, task="x", args=args, error=ValueError(message))

        text = JobFailure.objects.get().text
        assert "Virhe" in text
        assert gone not in text

    def test_a_long_text_and_one_with_null_bytes_are_kept(self):
        failures.note(job=1, task="x", args={}, error=ValueError("a\0" + "b" * 9000))

        assert len(JobFailure.objects.get().text) == 4000

    def test_old_ones_go(self):
        failed_job(batch="a")
        JobFailure.objects.update(at=timezone.now() - datetime.timedelta(days=91))

        failures.forget_old()

        assert not JobFailure.objects.exists()
