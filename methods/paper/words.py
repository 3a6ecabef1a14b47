"""Lines of the history of paper as sentences."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "paper.typed": _("Answers typed in from paper"),
    "paper.sheet_added": _("Photographed sheet attached"),
    "paper.sheet_removed": _("Photographed sheet deleted"),
}
