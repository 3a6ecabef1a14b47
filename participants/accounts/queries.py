"""What pages need to know of people."""

from .models import Consent


def consents_of(user):
    """The kinds of consent that stand now, as a set of `Consent.Kind` values."""
    return set(
        Consent.objects.filter(user=user, withdrawn_at__isnull=True).values_list("kind", flat=True)
    )


def sharing_contact(people):
    """The keys of those of the people who let their cohort see their contact details."""
    return set(
        Consent.objects.filter(
            user__in=people, kind=Consent.Kind.SHARE_CONTACT, withdrawn_at__isnull=True
        ).values_list("user_id", flat=True)
    )


def waiting_reset_of(user):
    """The reset of the person's second factor that waits for its time, or None."""
    return user.second_factor_resets.filter(done_at__isnull=True, cancelled_at__isnull=True).first()
