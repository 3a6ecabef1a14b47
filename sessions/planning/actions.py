"""Making cohorts: from the programme's template, or after an earlier cohort."""

import datetime
import secrets
import uuid as uuids

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from participants.cohorts.actions import grant_role
from participants.cohorts.models import Cohort, CohortRole
from sessions.schedule.actions import create_session, duplicate_session
from sessions.tasks.actions import copy_tasks, create_task
from sessions.tasks.models import Task
from valmennus.shared import history
from valmennus.shared.search_index import reindex

from .default_template import ITEMS
from .models import SessionTemplate

# Addresses below /koordinointi/ that are no cohorts.
RESERVED = {"uusi"}


def load_programme_template(programme):
    """Give the programme the portal's own template, as a draft, where it has none.

    What an editor has written stays. Returns how many sessions were added.
    """
    if SessionTemplate.objects.filter(programme=programme).exists():
        return 0
    made = SessionTemplate.objects.bulk_create(
        [SessionTemplate(programme=programme, **item) for item in ITEMS], ignore_conflicts=True
    )
    return len(made)


@transaction.atomic
def create_cohort_from_template(*, programme, name, planned, by, uuid=None):
    """Make a draft cohort with its sessions as drafts; the same `uuid` twice makes one.

    `planned` are pairs of a template's session and its start. Effects: the cohort, `by` as its
    coordinator, the sessions with their tasks, lines of history.
    """
    cohort, created = _create_cohort(programme, name, planned, by, uuid)
    for item, starts_at in planned if created else ():
        session = create_session(
            cohort=cohort,
            by=by,
            title=item.title,
            number=item.number,
            kind=item.kind,
            mode=item.mode,
            summary=item.summary,
            starts_at=starts_at,
            ends_at=starts_at + datetime.timedelta(minutes=item.minutes),
        )
        _add_tasks(session, item, by)
    return cohort


def _add_tasks(session, item, by):
    """The tasks of the template's session: a tick before it, a text of the team after it."""
    if item.pre_task:
        create_task(
            session=session,
            by=by,
            title=_("Pre-task"),
            when=Task.When.BEFORE,
            instruction=item.pre_task,
            publish=True,
        )
    if item.task:
        create_task(
            session=session,
            by=by,
            title=_("Task before the next session"),
            when=Task.When.AFTER,
            for_whom=Task.Whom.TEAM,
            answer_as=Task.AnswerAs.TEXT,
            visible_to=Task.Audience.COHORT,
            instruction=item.task,
            publish=True,
        )


@transaction.atomic
def copy_session(*, session, by, **fields):
    """A copy of the session as a draft, with its tasks; see `duplicate_session`."""
    copy = duplicate_session(session=session, by=by, **fields)
    copy_tasks(session=session, copy=copy, by=by)
    return copy


@transaction.atomic
def duplicate_cohort(*, cohort, name, planned, by, uuid=None):
    """Make a draft cohort with copies of the sessions, their agendas and their materials.

    `planned` are pairs of a session of the earlier cohort and its new start; the same `uuid`
    twice makes one. People, attendance and joining links stay behind. Effects: as those of
    `create_cohort_from_template`.
    """
    copy, created = _create_cohort(
        cohort.programme, name, planned, by, uuid, summary=cohort.summary, project=cohort.project
    )
    for session, starts_at in planned if created else ():
        copy_session(session=session, starts_at=starts_at, cohort=copy, by=by)
    return copy


def _create_cohort(programme, name, planned, by, uuid, **fields):
    """The draft cohort and whether it is new."""
    if uuid is None or Cohort.objects.exclude(programme=programme).filter(uuid=uuid).exists():
        uuid = uuids.uuid4()  # A mark that is another programme's means nothing here.
    days = sorted(timezone.localtime(starts_at).date() for _item, starts_at in planned)
    cohort, created = Cohort.objects.get_or_create(
        uuid=uuid,
        programme=programme,
        defaults={
            "name": name,
            "slug": _free_slug(name),
            "starts_on": days[0],
            "ends_on": days[-1],
            **fields,
        },
    )
    if created:
        history.record(actor=by, verb="cohort.created", subject=cohort)
        grant_role(cohort=cohort, user=by, role=CohortRole.Role.COORDINATOR, by=by)
        reindex(cohort)
    return cohort, created


def _free_slug(name):
    slug = slugify(name)[:60].strip("-") or "valmennus"
    if slug in RESERVED or Cohort.objects.filter(slug=slug).exists():
        slug = f"{slug}-{secrets.token_hex(3)}"
    return slug
