"""The room's lines of history as sentences."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "agreement.saved": _("Agreement of a café saved"),
    "answer.told": _("Residents told what was decided"),
    "helpers.ended": _("Link for helpers taken back"),
    "helpers.invited": _("Link for helpers made"),
    "occasion.saved": _("Occasion of handling saved"),
    "preparation.added": _("A thing to prepare added"),
    "preparation.done": _("A thing to prepare done"),
    "preparation.removed": _("A thing to prepare removed"),
    "preparation.undone": _("A thing to prepare not done after all"),
    "theme.handled": _("Answer to a theme saved"),
}
