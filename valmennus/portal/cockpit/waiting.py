"""What waits for a coordinator: in one cohort, and across all that the person runs."""

import datetime

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participants.cohorts.models import Cohort, Team
from participants.discussions.models import PostReport
from participants.enrolment.models import Enrolment
from participants.recruiting.models import Application
from sessions.attendance.models import Attendance
from sessions.schedule.models import CoachingSession
from sessions.topics.models import Topic
from valmennus.portal.retention.queries import waits_of as forgetting_of
from valmennus.shared.composed import composed_once
from valmennus.shared.dates import day_text
from valmennus.shared.models import Mail

MOST_WAITING = 5
DRAFT_HURRIES = datetime.timedelta(days=21)
# A mail that did not arrive is told of for so long, and so is a session without marks.
LOST_FOR = datetime.timedelta(days=14)
UNMARKED_FOR = datetime.timedelta(days=120)


def figures_of(cohorts):
    """What there is to decide in each cohort: `{cohort's key: .undecided, .lost, …}`; one query."""
    rows = _with_figures([one.pk for one in cohorts], timezone.now() - LOST_FOR)
    return {row.pk: row for row in rows}


@composed_once
def _with_figures(cohorts, since):
    def number(rows, key):
        counted = rows.order_by().values(key).annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(counted), 0)

    taking_part = Enrolment.objects.taking_part()
    applications = Application.objects.filter(cohort=OuterRef("pk"), state="applied")
    lost = Mail.objects.filter(
        cohort_uuid=OuterRef("uuid"), state__in=Mail.LOST, ended_at__gte=since
    )
    contactless = Team.objects.filter(cohort=OuterRef("pk"), contact=None).filter(
        Exists(taking_part.filter(team=OuterRef("pk")))
    )
    topics = Topic.objects.filter(
        cohort=OuterRef("pk"), state__in=[Topic.State.WAITING, Topic.State.OPEN]
    )
    reports = PostReport.objects.filter(post__thread__cohort=OuterRef("pk"), handled_at=None)
    rows = Cohort.objects.filter(pk__in=cohorts).annotate(
        undecided=number(applications, "cohort"),
        lost=number(lost, "cohort_uuid"),
        contactless=number(contactless, "cohort"),
        topics_open=number(topics, "cohort"),
        reports=number(reports, "post__thread__cohort"),
        has_people=Exists(taking_part.filter(cohort=OuterRef("pk"))),
        has_sessions=Exists(CoachingSession.objects.filter(cohort=OuterRef("pk"))),
    )
    return rows.only("pk")


def sessions_waiting(cohorts):
    """The sessions of the cohorts that wait for marks or for being published; one query.

    Each has `is_marked`. Coming and past ones that wait for nothing are left out.
    """
    now = timezone.now()
    marks = Attendance.objects.filter(session=OuterRef("pk")).exclude(
        state=Attendance.State.EXPECTED
    )
    held = Q(published_at__isnull=False, ends_at__range=(now - UNMARKED_FOR, now))
    draft = Q(published_at__isnull=True, starts_at__range=(now, now + DRAFT_HURRIES))
    sessions = (
        CoachingSession.objects.filter(held | draft, cohort__in=cohorts, cancelled_at=None)
        .exclude(kind=CoachingSession.Kind.WEBINAR)
        .annotate(is_marked=Exists(marks))
        .filter(is_marked=False)
        .order_by("starts_at", "pk")
    )
    known = {cohort.pk: cohort for cohort in cohorts}
    found = list(sessions)
    for session in found:
        session.cohort = known[session.cohort_id]
    return found


def waits_of(cohort, figures, sessions):
    """What the coordinator can do now in the cohort, as dicts of text and url; at most five.

    `figures` is the cohort's of `figures_of`; `sessions` have `is_marked`.
    """
    waiting = []
    if cohort.ends_on is not None and cohort.ends_on < timezone.localdate():
        waiting += _forgetting(cohort)
    if cohort.state == Cohort.State.ARCHIVED:
        return waiting
    waiting += _to_decide(cohort, figures)
    if not figures.has_sessions:
        url = reverse("coaching:session_new", args=[cohort.slug])
        waiting.append({"text": _("Make the first session"), "url": url})
    if not figures.has_people:
        url = reverse("importing:imports", args=[cohort.slug])
        waiting.append({"text": _("Bring the people in"), "url": url})
    waiting += _of_sessions(sessions)
    if figures.topics_open:
        text = ngettext(
            "Decide on %(number)s topic", "Decide on %(number)s topics", figures.topics_open
        )
        url = reverse("coaching:topics", args=[cohort.slug])
        waiting.append({"text": text % {"number": figures.topics_open}, "url": url})
    if figures.contactless:
        text = ngettext(
            "Name the contact person of %(number)s team",
            "Name the contact persons of %(number)s teams",
            figures.contactless,
        )
        url = reverse("enrolment:teams", args=[cohort.slug])
        waiting.append({"text": text % {"number": figures.contactless}, "url": url})
    return waiting[:MOST_WAITING]


def waits_of_all(cohorts):
    """What waits in each of the person's cohorts: (cohort, waits) pairs, no empty ones."""
    figures, sessions = figures_of(cohorts), {}
    for session in sessions_waiting(cohorts):
        sessions.setdefault(session.cohort_id, []).append(session)
    all_waits = [
        (cohort, waits_of(cohort, figures[cohort.pk], sessions.get(cohort.pk, [])))
        for cohort in cohorts
    ]
    return [(cohort, waits) for cohort, waits in all_waits if waits]


def _forgetting(cohort):
    forgetting = forgetting_of(cohort)
    if forgetting is None:
        return []
    text, day = forgetting
    url = reverse("portal:retention", args=[cohort.slug])
    return [{"text": f"{text} ({day_text(day)})", "url": url}]


def _to_decide(cohort, figures):
    waiting = []
    if figures.undecided:
        text = ngettext(
            "Decide on %(number)s application",
            "Decide on %(number)s applications",
            figures.undecided,
        )
        url = reverse("recruiting:applications", args=[cohort.slug]) + "?state=applied"
        waiting.append({"text": text % {"number": figures.undecided}, "url": url})
    if figures.lost:
        text = ngettext(
            "Look at %(number)s mail that did not arrive",
            "Look at %(number)s mails that did not arrive",
            figures.lost,
        )
        url = reverse("post:mails", args=[cohort.slug]) + "?state=lost"
        waiting.append({"text": text % {"number": figures.lost}, "url": url})
    if figures.reports:
        text = ngettext(
            "Look at %(number)s reported post",
            "Look at %(number)s reported posts",
            figures.reports,
        )
        url = reverse("discussions:reports", args=[cohort.slug])
        waiting.append({"text": text % {"number": figures.reports}, "url": url})
    return waiting


def _of_sessions(sessions):
    soon = timezone.now() + DRAFT_HURRIES
    unmarked = [
        {
            "text": _("Mark attendance: %(session)s") % {"session": one.title},
            "url": reverse("coaching:attendance", args=[one.cohort.slug, one.slug]),
        }
        for one in sessions
        if one.is_published and one.is_over and not one.is_cancelled and not one.is_marked
    ]
    drafts = [
        {
            "text": _("Publish the draft: %(session)s") % {"session": one.title},
            "url": one.get_absolute_url(),
        }
        for one in sessions
        if not (one.is_published or one.is_cancelled or one.is_over) and one.starts_at <= soon
    ]
    return unmarked + drafts
