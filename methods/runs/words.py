"""Lines of the history of runs as sentences."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "run.made": _("Run of a method made"),
    "run.changed": _("Run of a method changed"),
    "run.started": _("Run of a method begun"),
    "run.ended": _("Run of a method ended"),
    "run.reopened": _("Run of a method opened again"),
    "run.handed_over": _("Run of a method handed over"),
    "run.answer_hidden": _("Answer taken off the wall"),
    "run.answer_put_back": _("Answer put back on the wall"),
    "run.forgotten": _("Answers of a run deleted"),
}
