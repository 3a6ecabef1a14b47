"""The steps of a topic as sentences."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "topic.raised": _("Topic raised"),
    "topic.supported": _("Topic supported"),
    "topic.support_taken_back": _("Support of a topic taken back"),
    "topic.shown": _("Topic shown to the cohort"),
    "topic.scheduled": _("Topic taken into a session"),
    "topic.declined": _("Topic not taken"),
    "topic.merged": _("Topic joined to another"),
    "topic.done": _("Outcome of a topic written"),
    "topic.reopened": _("Topic raised again"),
    "topic.corrected": _("Words of a topic corrected"),
}
