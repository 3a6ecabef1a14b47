"""Lines of the history of summaries as sentences."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "summary.worded": _("Summary of a run worded"),
    "summary.published": _("Summary of a run published"),
    "summary.unpublished": _("Summary of a run taken from public view"),
    "summary.taken": _("Summary of a run taken as a file"),
}
