"""What is done with people's accounts."""

import uuid

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from valmennus.shared import history

from . import mails, queries
from .models import Consent, SecondFactorReset, User


class LastAdministrator(Exception):
    """Nobody else could run the administration."""


@transaction.atomic
def set_consents(*, user, kinds, notice_number=None):
    """Let exactly these consents of the person stand.

    `notice_number` is the version of the privacy notice that was shown with them. Effects: new rows
    for what is given, the time on what is taken back, one line of history where something changed.
    """
    User.objects.select_for_update().get(pk=user.pk)
    standing = queries.consents_of(user)
    given, taken = set(kinds) - standing, standing - set(kinds)
    Consent.objects.bulk_create(
        [Consent(user=user, kind=kind, notice_number=notice_number) for kind in sorted(given)]
    )
    Consent.objects.filter(user=user, kind__in=taken, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now()
    )
    if given or taken:
        history.record(
            actor=user,
            verb="person.consents_changed",
            subject=user,
            data={"given": sorted(given), "taken_back": sorted(taken)},
        )


@transaction.atomic
def ask_second_factor_reset(*, user, by):
    """Begin to take a lost second factor away; nothing new where that waits already.

    Effects: the promise with its time, a job for that time, a mail to the person at once, one line
    of history. Returns the promise.
    """
    User.objects.select_for_update().get(pk=user.pk)
    waiting = queries.waiting_reset_of(user)
    if waiting is not None:
        return waiting
    reset = SecondFactorReset.objects.create(
        user=user, asked_by=by, due_at=timezone.now() + SecondFactorReset.WAITING_TIME
    )
    # By its name, since the job calls an action of this file.
    job = app.configure_task("accounts.reset_second_factor", schedule_at=reset.due_at)
    job.defer(reset=reset.pk)
    mails.send_reset_asked(reset)
    history.record(actor=by, verb="person.second_factor_reset_asked", subject=user)
    return reset


@transaction.atomic
def cancel_second_factor_reset(*, user, by):
    """Keep the second factor after all; nothing happens where no reset waits.

    Effects: the promise is cancelled, one line of history.
    """
    waiting = user.second_factor_resets.select_for_update().filter(
        done_at__isnull=True, cancelled_at__isnull=True
    )
    if waiting.update(cancelled_at=timezone.now()):
        history.record(actor=by, verb="person.second_factor_reset_cancelled", subject=user)


@transaction.atomic
def carry_out_second_factor_reset(*, reset):
    """Take the second factor away, if the promise stands and its time has come.

    Effects: every second factor of the person is gone, a mail to the person, one line of history.
    """
    reset = SecondFactorReset.objects.select_for_update().select_related("user").get(pk=reset)
    if reset.done_at or reset.cancelled_at or reset.due_at > timezone.now():
        return
    Authenticator.objects.filter(user=reset.user).delete()
    reset.done_at = timezone.now()
    reset.save(update_fields=["done_at"])
    mails.send_reset_done(reset)
    history.record(actor=reset.asked_by, verb="person.second_factor_reset", subject=reset.user)


def lock_administrators(user):
    """Where the person is an administrator, lock them all: two who leave at once meet here.

    Always in the same order and before the person alone, or each would wait for the other.
    """
    if user.is_superuser:
        list(User.objects.select_for_update().filter(is_superuser=True).order_by("pk"))


def erase_person(*, user):
    """Make the account anonymous; nobody signs in to it any more.

    Effects: name, addresses, phone, password, second steps, passkeys, sign-ins, consents, rights
    and groups are gone; what points to the account stays, as an erased person's. Call it in the
    transaction of the erasure, after `lock_administrators`. Raises `LastAdministrator`.
    """
    if queries.is_last_administrator(user):
        raise LastAdministrator
    addresses = {text for text in queries.traces_of(user) if "@" in text}
    for model in [EmailAddress, Authenticator, Consent, SecondFactorReset]:
        model.objects.filter(user=user).delete()
    _end_sign_ins(user, addresses=addresses)
    LogEntry.objects.filter(
        content_type__app_label="participants", content_type__model="user", object_id=user.pk
    ).update(object_repr="–", change_message="")
    user.email = f"poistettu-{uuid.uuid4().hex[:12]}@poistettu.invalid"
    user.given_name = user.family_name = user.phone = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.erased_at = timezone.now()
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def _end_sign_ins(user, *, addresses):
    """Delete every session of the person, those that no list of sign-ins knows too.

    Also those in which a code has been asked for by one of the addresses, but not given yet.
    """
    UserSession.objects.filter(user=user).delete()
    ended = []
    for session in Session.objects.iterator(chunk_size=1000):
        data = session.get_decoded()
        held = str(data).lower()
        if data.get("_auth_user_id") == str(user.pk) or any(one in held for one in addresses):
            ended.append(session.pk)
    Session.objects.filter(pk__in=ended).delete()
