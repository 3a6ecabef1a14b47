"""Two accounts of one person become one.

What belongs to a person is found from the models themselves, so that a new table is merged without
being named here.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction

from participants.accounts.models import User
from participants.discussions.actions import move_mentions
from valmennus.shared import history
from valmennus.shared.models import Act
from valmennus.shared.search_index import reindex

# Ways in and rights of the account that ends do not pass to the one that stays.
LEFT_BEHIND = {Authenticator, UserSession}


class NotMergeable(Exception):
    """The two accounts cannot become one; the message says why."""


def preview(*, kept, lost):
    """What would move, as `{plural name of the thing: how many}`; changes nothing."""
    with transaction.atomic():
        # Copies, since what is rolled back in the database stays on the objects.
        moved = _merge(*(User.objects.get(pk=one.pk) for one in (kept, lost)))
        transaction.set_rollback(True)
    return moved


@transaction.atomic
def merge_accounts(*, kept, lost, by):
    """Move everything that belongs to `lost` to `kept`, and delete `lost`.

    Where both have the same thing, such as a place in one cohort, what hangs on the lost one's
    moves to the kept one's. The lost account's address still signs in. Staff rights, groups,
    passkeys and sign-ins of the lost account end. Effects: as said, one line of history. Returns
    what `preview` does. Raises `NotMergeable` for one account twice, for staff and for an
    erased person.
    """
    address = lost.email
    moved = _merge(kept, lost)
    history.record(
        actor=by, verb="person.merged", subject=kept, data={"address": address, "moved": moved}
    )
    return moved


def _merge(kept, lost):
    if kept.pk == lost.pk:
        raise NotMergeable("same")
    if lost.is_staff or lost.is_superuser:
        raise NotMergeable("staff")
    # Always in the same order, so that two administrators do not wait for each other for ever.
    locked = User.objects.select_for_update().filter(pk__in=[kept.pk, lost.pk]).order_by("pk")
    if len(locked) != 2 or any(one.erased_at for one in locked):
        raise NotMergeable("gone")
    for model in LEFT_BEHIND:
        model.objects.filter(user=lost).delete()
    EmailAddress.objects.filter(user=lost).update(primary=False)
    if not EmailAddress.objects.filter(email=lost.email).exists():
        EmailAddress.objects.create(user=kept, email=lost.email, verified=True)
    for name in ["given_name", "family_name", "phone"]:
        if not getattr(kept, name):
            setattr(kept, name, getattr(lost, name))
    kept.save()
    move_mentions(kept=kept, lost=lost)
    moved = {}
    _move(kept, lost, moved)
    lost.delete()
    reindex(kept)
    return moved


def _move(kept, lost, moved):
    """Let every row that points to `lost` point to `kept`; count them by what they are."""
    for relation in lost._meta.related_objects:
        if relation.many_to_many or not relation.related_model._meta.managed:
            continue
        field = relation.field
        for row in relation.related_model._base_manager.filter(**{field.name: lost}):
            if not _point(row, field, kept):
                twin = _twin(row, field, kept)
                _move(twin, row, {})
                row.delete()
            elif relation.related_model is not Act:
                label = str(relation.related_model._meta.verbose_name_plural)
                moved[label] = moved.get(label, 0) + 1


def _point(row, field, kept):
    """Let the row point to `kept`; False where `kept` has the same thing already."""
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{field.name: kept})
    except IntegrityError:
        return False
    return True


def _twin(row, field, kept):
    """The row of `kept` that the database would not have beside this one."""
    rows = type(row)._base_manager.exclude(pk=row.pk).filter(**{field.name: kept})
    if field.unique:
        return rows.get()
    for constraint in row._meta.total_unique_constraints + [
        one for one in row._meta.constraints if getattr(one, "condition", None) is not None
    ]:
        names = [name for name in getattr(constraint, "fields", ()) if name != field.name]
        if field.name in getattr(constraint, "fields", ()):
            twin = rows.filter(**{name: getattr(row, name) for name in names}).first()
            if twin is not None:
                return twin
    raise NotMergeable(row._meta.label)
