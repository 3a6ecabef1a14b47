"""When a cohort's people are forgotten, and what would go."""

import calendar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from methods.bench_cafe import queries as bench_cafe
from participants.accounts.models import Consent
from participants.cohorts.models import Cohort
from participants.discussions import queries as discussions
from participants.enrolment import queries as enrolment
from participants.importing import queries as importing
from participants.recruiting import queries as recruiting
from sessions.meeting_reports import queries as meeting_reports
from sessions.schedule import queries as schedule
from sessions.tasks import queries as tasks
from sessions.topics import queries as topics
from valmennus.portal.pages.models import Host
from valmennus.portal.team_notes import queries as team_notes
from valmennus.shared import counting

from .models import RetentionRun

# The rooms that hold something of a cohort's people, each with `to_forget` and `forget`.
ROOMS = [
    enrolment,
    recruiting,
    importing,
    schedule,
    meeting_reports,
    tasks,
    discussions,
    topics,
    team_notes,
    bench_cafe,
]
ACCOUNTS = "accounts"
WORDS = {
    ACCOUNTS: gettext_lazy("People who are made anonymous with their accounts"),
    "titles": gettext_lazy("Job titles in places"),
    "reasons": gettext_lazy("Reasons of changes of places"),
    "superiors": gettext_lazy("Names of superiors"),
    "applicants": gettext_lazy("People named in applications"),
    "applications": gettext_lazy("Texts of applications"),
    "lists": gettext_lazy("Lists of people that were brought"),
    "rows": gettext_lazy("Rows of these lists"),
    "meeting_reports": gettext_lazy("Reports of remote meetings"),
    "aliases": gettext_lazy("Names by which people are known in remote meetings"),
    "absences": gettext_lazy("Notices of absence"),
    "task_answers": gettext_lazy("Answers of single people to tasks"),
    "posts": gettext_lazy("Texts of posts in discussions"),
    "post_files": gettext_lazy("Files in posts"),
    "post_reports": gettext_lazy("Reports of posts"),
    "topic_guests": gettext_lazy("Addresses of guests who raised topics"),
    "notes": gettext_lazy("Coordinators' notes about teams"),
    "listeners": gettext_lazy("Names of listeners of bench cafés"),
}


def default_months():
    """For how many months the host keeps people's data after a cohort has ended."""
    months = Host.objects.values_list("retention_months", flat=True).first()
    return months or Host._meta.get_field("retention_months").default


def due_on(cohort, default=None):
    """The day on which the cohort's people are to be forgotten; None while it has no end."""
    if cohort.ends_on is None:
        return None
    months = cohort.retention_months or default or default_months()
    day = _months_later(cohort.ends_on, months)
    return max(day, cohort.keep_until) if cohort.keep_until else day


def happens_on(run, cohort, default=None):
    """The day of the forgetting: due, and never sooner than promised.

    `run` is None where it has not been told: it is tonight at the earliest.
    """
    due = due_on(cohort, default)
    told_on = run.told_on if run else timezone.localdate()
    return due and max(due, told_on + RetentionRun.NOTICE)


def _months_later(day, months):
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return day.replace(
        year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1])
    )


def run_of(cohort):
    """What has been told or done of the cohort's forgetting, or None."""
    return RetentionRun.objects.filter(cohort=cohort).first()


def waiting_run(cohort):
    """The forgetting of the cohort that has been told and not done, with `.day`; or None."""
    run = RetentionRun.objects.filter(cohort=cohort, done_at__isnull=True).first()
    day = run and happens_on(run, cohort)
    if day is None:
        return None
    run.day = day
    return run


def cohorts_to_tell(today):
    """The cohorts whose time comes within the notice and whose coordinators do not know it yet.

    Those of the demonstration are kept: their people are invented.
    """
    default, limit = default_months(), today + RetentionRun.NOTICE
    ended = Cohort.objects.filter(ends_on__lt=today, is_demo=False, retention_run=None)
    return [cohort for cohort in ended if due_on(cohort, default) <= limit]


def runs_to_do(today):
    """The forgettings whose day has come, also those that were broken off."""
    default = default_months()
    waiting = RetentionRun.objects.filter(done_at__isnull=True).select_related("cohort")
    return [
        run for run in waiting if (day := happens_on(run, run.cohort, default)) and day <= today
    ]


def people_to_forget(cohort):
    """The people who would be made anonymous with their accounts, in Finnish order.

    Those who have no other place or task in the portal, have not signed in since the end, and have
    not agreed to be told of coaching later.
    """
    wants_to_hear = Consent.objects.filter(
        kind=Consent.Kind.LATER_CONTACT, withdrawn_at__isnull=True
    )
    unseen = Q(last_login__isnull=True) | Q(last_login__date__lte=cohort.ends_on)
    return enrolment.only_here(cohort).filter(unseen).exclude(pk__in=wants_to_hear.values("user"))


def counts_of(cohort):
    """What would go now, as `{what: how many}`, without the accounts; one statement."""
    return counting.counts_of(
        **{what: rows for room in ROOMS for what, rows in room.to_forget(cohort).items()}
    )


def in_words(counts):
    """The counts as (label, number) pairs, in the order of `WORDS`; what is nothing is left out."""
    return [(str(label), counts[name]) for name, label in WORDS.items() if counts.get(name)]


def waits_of(cohort):
    """What the cockpit tells of a coming forgetting, as (sentence, day), or None."""
    run = waiting_run(cohort)
    if run is None:
        return None
    if run.day <= timezone.localdate():
        return _("People's data is being forgotten: look at what goes"), run.day
    return _("People's data will be forgotten: look at what goes"), run.day
