"""Taking a list's people in, all in one transaction, and taking the whole list back."""

from contextlib import contextmanager

from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from participants.accounts.models import User
from participants.cohorts.actions import NotPossible
from participants.cohorts.models import Cohort, CohortRole, Team
from participants.enrolment import mails
from participants.enrolment.actions import AlreadyEnrolled, Newcomer, add_people
from participants.enrolment.models import Enrolment, EnrolmentChange
from participants.organisations.models import Affiliation, PersonRole
from valmennus.shared import history
from valmennus.shared.search_index import reindex

from . import hindrances
from .actions import editable, judge_again, lay_out, leave_to_worker
from .models import ImportBatch, ImportRow

State, Problem, Outcome = ImportBatch.State, ImportBatch.Problem, ImportRow.Outcome
# More people are taken in, or taken back, by the job worker, and the page shows how far it is.
AT_ONCE = 500


def confirm(*, batch, tell, seen, by):
    """Take the people of the list in, as the coordinator saw it on the page; returns the batch.

    `seen` is the version of the batch that the page showed; `tell` sends each person the mail about
    the place. Effects, all or none: accounts, teams, places, rights and their history as by
    `enrolment.actions.add_people`; what was made, on the rows; one line of history; the cells are
    let go. Where something has changed since, nobody is taken in and the batch says so. A long
    list is left to the job worker. Raises `StaleForm` and `NotPossible`.
    """
    try:
        with transaction.atomic():
            batch = editable(batch, seen)
            taken = batch.rows.filter(outcome=Outcome.TAKE).count()
            if not taken:
                raise NotPossible(_("There is nobody to take in yet."))
            batch.tell, batch.confirmed_by, batch.total = tell, by, taken
            if taken > AT_ONCE:
                batch.save(update_fields=["tell", "confirmed_by", "total"])
                leave_to_worker(batch, State.CONFIRMING)
            else:
                _take_in(batch)
    except AlreadyEnrolled:
        _changed_in_this_moment(batch)
    return batch


def _changed_in_this_moment(batch):
    """Somebody restored a place while the people were being taken in, of whom none is now."""
    with transaction.atomic():
        batch.state, batch.problem = State.PREVIEW, Problem.CHANGED
        judge_again(batch, mark=True)
        batch.save(update_fields=["state", "problem", "changed_at"])


def _take_in(batch, progress=lambda done: None):
    """Take the people in, or say on the batch why not; in the caller's transaction.

    Writes on the batch last, so that what `progress` writes from outside need not wait.
    """
    # Whoever adds a person waits until this is done, and the other way round.
    cohort = batch.cohort = Cohort.objects.select_for_update().get(pk=batch.cohort_id)
    rows, different = judge_again(batch, mark=True)
    batch.state = State.PREVIEW
    if cohort.state == Cohort.State.ARCHIVED:
        batch.problem = Problem.ARCHIVED
    elif different:
        batch.problem = Problem.CHANGED
    else:
        _add(batch, [row for row in rows if row.outcome == Outcome.TAKE], progress)
    batch.save()


def _add(batch, rows, progress):
    added = add_people(
        cohort=batch.cohort,
        newcomers=[_newcomer(row) for row in rows],
        by=batch.confirmed_by,
        progress=progress,
    )
    for row, one in zip(rows, added, strict=True):
        row.enrolment = one.enrolment
        row.made = {
            "account": str(one.enrolment.person.uuid) if one.new_account else None,
            "affiliation": one.new_affiliation,
            "team": one.enrolment.team_id if one.new_team else None,
            "right": one.new_right,
            "filled": one.filled,
            "before": one.before,
            "change": one.change.pk,
        }
    ImportRow.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["batch", "number"],
        update_fields=["enrolment", "made"],
    )
    batch.state, batch.problem, batch.sheets = State.DONE, "", []
    batch.confirmed_at, batch.progress = timezone.now(), len(rows)
    history.record(
        actor=batch.confirmed_by,
        verb="import.confirmed",
        subject=batch,
        data={
            "cohort": str(batch.cohort),
            "people": len(rows),
            "accounts": sum(one.new_account for one in added),
            "told": batch.tell,
        },
    )
    if batch.tell:
        app.configure_task("importing.tell").defer(batch=str(batch.uuid))


def _newcomer(row):
    read = row.read
    return Newcomer(
        email=read["email"],
        organisation=row.organisation,
        role=read.get("role") or PersonRole.OTHER,
        title=read.get("title", ""),
        language=read.get("language") or "fi",
        person={name: read.get(name, "") for name in ["given_name", "family_name", "phone"]},
    )


@transaction.atomic
def tell_people(*, batch):
    """Send each person whom the list took in the mail about the place, once.

    Effects: the mails, in each person's language, and the time on the batch.
    """
    batch = (
        ImportBatch.objects.select_for_update(of=["self"])
        .select_related("confirmed_by", "cohort__programme")
        .get(uuid=batch)
    )
    if batch.told_at or batch.state != State.DONE:
        return
    places = Enrolment.objects.taking_part().filter(import_rows__batch=batch)
    mails.send_places(
        places.select_related("person", "team__organisation"),
        cohort=batch.cohort,
        by=batch.confirmed_by,
    )
    batch.told_at = timezone.now()
    batch.save(update_fields=["told_at"])


# --- Taking back ----------------------------------------------------------------------------


def undo(*, batch, by):
    """Take back all that the list made, so that the cohort is as it was before; returns the batch.

    Nothing happens to one that has been undone already. Effects, all or none: places, rights,
    teams, belongings and accounts that the list made are gone, places that came back are withdrawn
    again; one line of history. A long list is left to the job worker. Raises `NotPossible` where
    somebody has signed in since, or something hangs on what would go.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=["self"]).get(pk=batch.pk)
        if batch.state in {State.UNDONE, State.UNDOING}:
            return batch
        batch.undone_by = by
        if batch.rows.exclude(made=None).count() > AT_ONCE:
            _refuse_undoing(batch)
            batch.save(update_fields=["undone_by"])
            leave_to_worker(batch, State.UNDOING)
        else:
            _take_back(batch)
    return batch


def _refuse_undoing(batch):
    if batch.state not in {State.DONE, State.UNDOING} or batch.forgotten_at:
        raise NotPossible(_("This list can no longer be undone."))
    if hindrances.what_stops_undoing(batch):
        raise NotPossible(
            _("The list cannot be undone as a whole any more. The page says who stops it.")
        )


def _take_back(batch, progress=lambda done: None):
    cohort = Cohort.objects.select_for_update().get(pk=batch.cohort_id)
    if cohort.state == Cohort.State.ARCHIVED:
        raise NotPossible(_("This cohort has been archived: it can be read, not changed."))
    rows = list(
        batch.rows.exclude(made=None).exclude(enrolment=None).select_related("enrolment__person")
    )
    # What is asked once more under the lock: nobody can be added meanwhile.
    _refuse_undoing(batch)
    for start in range(0, len(rows), AT_ONCE):
        _take_back_some(cohort, rows[start : start + AT_ONCE])
        progress(min(len(rows), start + AT_ONCE))
    teams = {row.made["team"] for row in rows if row.made["team"]}
    Team.objects.filter(pk__in=hindrances.teams_that_hold_nothing(teams)).delete()
    batch.rows.update(made=None)
    batch.state, batch.problem = State.UNDONE, ""
    batch.undone_at = timezone.now()
    batch.save()
    history.record(
        actor=batch.undone_by,
        verb="import.undone",
        subject=batch,
        data={"cohort": str(cohort), "people": len(rows)},
    )


def _take_back_some(cohort, rows):
    people = {
        name: [row.enrolment.person_id for row in rows if row.made[name]]
        for name in ["right", "affiliation", "account"]
    }
    CohortRole.objects.filter(
        cohort=cohort, role=CohortRole.Role.PARTICIPANT, user__in=people["right"]
    ).delete()
    Affiliation.objects.filter(user__in=people["affiliation"]).delete()
    for row in rows:
        if row.made["before"]:
            _withdraw_again(row)
        if row.made["filled"]:
            _empty_again(row.enrolment.person, row.made["filled"])
        if row.made["before"] or row.made["filled"]:
            reindex(row.enrolment, row.enrolment.person)
    new = [row.enrolment_id for row in rows if not row.made["before"]]
    EnrolmentChange.objects.filter(enrolment__in=new).delete()
    Enrolment.objects.filter(pk__in=new).delete()
    User.objects.filter(pk__in=people["account"]).delete()


def _withdraw_again(row):
    """Let a place that came back be the withdrawn one that it was."""
    before = row.made["before"]
    EnrolmentChange.objects.filter(pk=row.made["change"]).delete()
    Enrolment.objects.filter(pk=row.enrolment_id).update(
        team=before["team"],
        role=before["role"],
        title=before["title"],
        state=before["state"],
        changed_at=before["changed_at"],
    )


def _empty_again(person, filled):
    """Take away what the list added to an account, unless it has been changed since."""
    same = [name for name, value in filled.items() if getattr(person, name) == value]
    User.objects.filter(pk=person.pk).update(**dict.fromkeys(same, ""))


# --- The job worker's part ------------------------------------------------------------------


def work(*, batch):
    """Do with a long list what its state says, and show meanwhile how far it is.

    Where it fails, nothing is half done, and the batch says so.
    """
    batch = ImportBatch.objects.select_related("cohort", "confirmed_by", "undone_by").get(
        uuid=batch
    )
    if not batch.is_working:
        return
    state = batch.state
    try:
        with _shown_progress(batch) as progress, transaction.atomic():
            {State.READING: _lay_out, State.CONFIRMING: _take_in, State.UNDOING: _take_back}[state](
                batch, progress
            )
    except AlreadyEnrolled:
        _changed_in_this_moment(batch)
    except NotPossible:
        _go_back(batch, state, Problem.USED)
    except Exception:
        _go_back(batch, state, Problem.FAULT)
        raise


def _lay_out(batch, progress):
    lay_out(batch, progress=progress)


def _go_back(batch, state, problem):
    """The state before the work began, with the reason why it was not done."""
    before = {
        State.READING: State.EXPIRED,
        State.CONFIRMING: State.PREVIEW,
        State.UNDOING: State.DONE,
    }
    ImportBatch.objects.filter(pk=batch.pk, state=state).update(
        state=before[state], problem=problem, changed_at=timezone.now()
    )


def rescue_lost():
    """Give lists back whose job is no longer there, so that none is at work for ever.

    A killed worker's job is taken up by the next one; but where the database itself was away, the
    job has failed and could not say so. Effects: such a list is as before the work, and says why.
    """
    for batch in ImportBatch.objects.filter(state__in=ImportBatch.WORKING).defer("sheets"):
        jobs = ProcrastinateJob.objects.filter(
            task_name="importing.work",
            status__in=["todo", "doing"],
            args__batch=str(batch.uuid),
        )
        if not jobs.exists():
            _go_back(batch, batch.state, Problem.FAULT)


@contextmanager
def _shown_progress(batch):
    """A function that saves how far the work is, seen by others before the work is committed."""
    outside = connections["default"].copy()

    def show(done):
        try:
            with outside.cursor() as cursor:
                # Never waits for the work itself.
                cursor.execute("SET lock_timeout = '200ms'")
                cursor.execute(
                    f"UPDATE {ImportBatch._meta.db_table} SET progress = %s WHERE id = %s",  # noqa: S608
                    [done, batch.pk],
                )
        except DatabaseError:
            # It is shown at the next step.
            pass

    try:
        yield show
    finally:
        outside.close()
