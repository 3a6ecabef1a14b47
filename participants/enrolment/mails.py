"""Mails about a person's place."""

from django.urls import reverse

from valmennus.shared import mail


def send_place(enrolment, *, by):
    """Tell a person of the place that a coordinator has given, in the person's language."""
    mail.send(
        to=enrolment.person.email,
        language=enrolment.person.language,
        template="participants/enrolment/mails/place.txt",
        context={
            "enrolment": enrolment,
            "cohort": enrolment.cohort,
            "organisation": enrolment.team.organisation,
            "coordinator": by,
            "address": reverse("portal:cohort", args=[enrolment.cohort.slug]),
        },
    )
