"""Keeping what came too late, and forgetting it."""

import json
import re

from django.db import transaction
from django.utils import timezone

from .models import KeptForm

# More is not kept: the longest form, an editor's page in three languages, is far below.
MOST_BYTES = 250_000
MOST_OF_A_BROWSER = 10
MOST_OF_A_PERSON = 30
# Strangers can neither fill the disk nor take the room of those who have signed in.
MOST_OF_STRANGERS = 200
MOST_OF_AN_ADDRESS = 2000
# A name with one of these words in it is no typed text.
SECRET = re.compile(
    r"password|passwd|passphrase|secret|credential|csrf|"
    r"(^|[_-])(code|token|otp|pin)s?\d*($|[_-])",
    re.IGNORECASE,
)


def fields_to_keep(data):
    """The posted fields without secrets, as `{name: [values]}`; None where they are too large."""
    fields = {
        _sound(name): [_sound(value) for value in data.getlist(name)]
        for name in data
        if not SECRET.search(name)
    }
    return fields if len(json.dumps(fields, ensure_ascii=False).encode()) <= MOST_BYTES else None


def _sound(text):
    """The text as the database takes it."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


@transaction.atomic
def keep_form(*, browser, person, address, page, fields, had_files):
    """Keep what was typed for an hour, one form for each address; returns whether it is kept.

    `person` is who had the page, or None for a guest's. Effects: one row instead of the earlier
    one of the same address; what is older than an hour is gone.
    """
    forget_old()
    if max(len(address), len(page)) > MOST_OF_AN_ADDRESS:
        return False
    own = KeptForm.objects.filter(browser=browser)
    own.filter(address=address, person=person).delete()
    if person is None and KeptForm.objects.filter(person=None).count() >= MOST_OF_STRANGERS:
        return False
    _leave_room(own, MOST_OF_A_BROWSER)
    if person is not None:
        _leave_room(KeptForm.objects.filter(person=person), MOST_OF_A_PERSON)
    KeptForm.objects.create(
        browser=browser,
        person=person,
        address=address,
        page=page,
        fields=fields,
        had_files=had_files,
    )
    return True


def _leave_room(forms, most):
    """Delete the oldest of the forms, so that one more is not too many."""
    newest = forms.order_by("-kept_at").values_list("pk", flat=True)[: most - 1]
    forms.exclude(pk__in=list(newest)).delete()


def forget_old():
    """Delete what has been kept for its hour."""
    KeptForm.objects.filter(kept_at__lt=timezone.now() - KeptForm.LIFETIME).delete()
