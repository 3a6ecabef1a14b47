"""What pages need to know of people."""

from allauth.account.models import EmailAddress

from valmennus.shared.composed import composed_once

from .models import Consent, User


def standing_consents_of(user):
    """The consents that stand now, in the order of their giving."""
    return Consent.objects.filter(user=user, withdrawn_at__isnull=True)


def consents_of(user):
    """The kinds of consent that stand now, as a set of `Consent.Kind` values."""
    return set(standing_consents_of(user).values_list("kind", flat=True))


def shared_by(people):
    """What each of the people lets the cohorts see, as `{key: {"email", "phone", "title"}}`."""
    shared = {person: set() for person in people}
    for person, kind in _consents_to_share(list(shared)):
        shared[person].add(Consent.SHARED[kind])
    return shared


@composed_once
def _consents_to_share(people):
    return Consent.objects.filter(
        user__in=people, kind__in=Consent.SHARED, withdrawn_at__isnull=True
    ).values_list("user_id", "kind")


def waiting_reset_of(user):
    """The reset of the person's second factor that waits for its time, or None."""
    return user.second_factor_resets.filter(done_at__isnull=True, cancelled_at__isnull=True).first()


def traces_of(user):
    """The texts by which the person is known: addresses, full name, phone.

    A given name alone is many people's, so it is none of them.
    """
    addresses = set(EmailAddress.objects.filter(user=user).values_list("email", flat=True))
    name = user.get_full_name() if user.given_name and user.family_name else ""
    return {text for text in addresses | {user.email, name, user.phone} if text}


def is_last_administrator(user):
    """Whether nobody else could run the administration without this person."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    return user.is_superuser and not others.exists()
