"""Lines of the history as sentences, for the person whom they tell of."""

from django.utils.translation import gettext_lazy as _

from sessions.schedule.queries import SENTENCES as OF_SESSIONS

SENTENCES = {
    **OF_SESSIONS,
    "calendar_feed.renewed": _("New address for the calendar"),
    "calendar_feed.revoked": _("Feed of the calendar ended"),
    "cohort.changed": _("Cohort changed"),
    "cohort.created": _("Cohort made"),
    "cohort.state_changed": _("State of the cohort changed"),
    "enrolment.added": _("Added to the cohort"),
    "enrolment.corrected": _("Data corrected"),
    "enrolment.moved": _("Moved to another team"),
    "enrolment.restored": _("Back in the cohort"),
    "enrolment.withdrawn": _("Taken out of the cohort"),
    "method.published": _("Method published"),
    "method.unpublished": _("Method taken off the public pages"),
    "person.changed": _("Own data changed"),
    "person.consents_changed": _("Consents changed"),
    "person.erased": _("A person's data erased"),
    "person.exported": _("Own data put together"),
    "person.merged": _("Two accounts made one"),
    "person.second_factor_reset": _("Second step of sign-in taken away"),
    "person.second_factor_reset_asked": _("Second step of sign-in asked to be taken away"),
    "person.second_factor_reset_cancelled": _("Second step of sign-in kept"),
    "role.granted": _("Role given"),
    "role.revoked": _("Role taken away"),
    "privacy_notice.published": _("Version of the privacy notice published"),
    "accessibility_feedback.received": _("Feedback on accessibility came"),
    "accessibility_feedback.answered": _("Feedback on accessibility answered"),
    "team.added": _("Team added"),
    "team.changed": _("Team changed"),
}
