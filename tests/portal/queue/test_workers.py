"""Real workers: three that share the clock, one that is killed, one whose job fails."""

import datetime
import signal

import time_machine
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from tests.races import wait_until
from valmennus.shared.models import JobFailure


def health_after(client, seconds):
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=seconds), tick=False):
        return client.get(reverse("portal:health")).status_code


def test_three_workers_do_each_periodic_job_once_and_a_dead_one_is_seen(worker, client):
    running = [worker() for _number in range(3)]
    wait_until(lambda: ProcrastinateWorker.objects.count() == 3)
    # Each of them looks at the clock as it starts, and finds the same ticks.
    every_minute = ProcrastinateJob.objects.filter(task_name="queue.retry_stalled")
    wait_until(lambda: every_minute.filter(status="succeeded").exists())

    done = [
        (job.task_name, job.args["timestamp"])
        for job in ProcrastinateJob.objects.filter(args__has_key="timestamp")
    ]

    assert len(done) > 3
    assert sorted(done) == sorted(set(done))
    assert all(job.attempts <= 1 for job in ProcrastinateJob.objects.all())

    assert health_after(client, 20) == 200
    for process in running:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert ProcrastinateWorker.objects.exists()
    assert health_after(client, 120) == 503


def test_the_error_of_a_failed_job_is_kept(worker):
    number = app.configure_task("accounts.reset_second_factor").defer(reset=999_999)
    worker()

    wait_until(lambda: ProcrastinateJob.objects.get(pk=number).status == "failed")

    failure = JobFailure.objects.get()
    assert (failure.job, failure.task) == (number, "accounts.reset_second_factor")
    assert "DoesNotExist" in failure.text
