"""Small makers of calls and applications."""

import datetime
import itertools

from django.utils import timezone

from participants.recruiting.models import Application, ApplicationPerson, Call
from tests.factories import make_organisation

_numbers = itertools.count(1)
DAY = datetime.timedelta(days=1)


def make_call(cohort, *, opens_in=-60, closes_in=7, **fields):
    """A published call of the cohort; the days until it opens and closes may be negative."""
    now = timezone.now()
    fields.setdefault("aims", "Asukkaiden ääni kuuluu.")
    fields.setdefault("asked", "Kaksi ihmistä ja aikaa.")
    fields.setdefault("cost", "Maksuton")
    fields.setdefault("deciding", "Koordinaattori valitsee.")
    fields.setdefault("published_at", now)
    closes_at = now + closes_in * DAY
    fields.setdefault("decided_on", timezone.localdate(closes_at) + 14 * DAY)
    return Call.objects.create(
        cohort=cohort, opens_at=now + opens_in * DAY, closes_at=closes_at, **fields
    )


def make_application(cohort, organisation=None, *, people=2, **fields):
    """A sent application of an organisation's team."""
    number = next(_numbers)
    fields.setdefault("state", Application.State.APPLIED)
    fields.setdefault("goal", "Kuulla nuoria.")
    fields.setdefault("superior", "Kalle Kunnanjohtaja, kunnanjohtaja")
    fields.setdefault("language", "fi")
    fields.setdefault("submitted_at", timezone.now())
    application = Application.objects.create(
        cohort=cohort,
        organisation=organisation or make_organisation(f"Hakijakunta {number}"),
        contact_email=f"hakija{number}-1@example.org",
        **fields,
    )
    for order in range(1, people + 1):
        ApplicationPerson.objects.create(
            application=application,
            order=order,
            given_name="Hilla",
            family_name=f"Hakija{number}-{order}",
            email=f"hakija{number}-{order}@example.org",
            role="office_holder" if order == 1 else "elected_official",
        )
    return application


def typed_application(organisation="Sodankylä", **fields):
    """What a browser sends when the form is filled in whole."""
    people = fields.pop(
        "people",
        [
            ("Hilla", "Hakija", "hilla@example.org", "office_holder"),
            ("Lauri", "Luottamus", "lauri@example.org", "elected_official"),
        ],
    )
    data = {
        "organisation": organisation,
        "goal": "Kuulla nuoria.",
        "superior": "Kalle Kunnanjohtaja, kunnanjohtaja",
        "superior_informed": "on",
        "wishes": "",
        "accessibility": "",
        "website": "",
        "people-TOTAL_FORMS": str(len(people)),
        "people-INITIAL_FORMS": "0",
        "send": "1",
    }
    for row, (given, family, email, role) in enumerate(people):
        data |= {
            f"people-{row}-given_name": given,
            f"people-{row}-family_name": family,
            f"people-{row}-email": email,
            f"people-{row}-role": role,
        }
    # None takes a field away.
    return {name: value for name, value in (data | fields).items() if value is not None}
