"""What is done at the roof, across the wings."""

from django.db import transaction

from participants.accounts.actions import set_consents
from participants.organisations.actions import change_own_data


@transaction.atomic
def save_own_data(*, user, person, affiliation, consents, notice_number=None):
    """Save what people tell about themselves, all of it or nothing.

    Effects: those of `change_own_data` and `set_consents`.
    """
    change_own_data(user=user, person=person, affiliation=affiliation)
    set_consents(user=user, kinds=consents, notice_number=notice_number)
