from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class SharedConfig(AppConfig):
    name = "valmennus.shared"
    label = "shared"
    verbose_name = _("History and files")

    def ready(self):
        # Django's own sentence says what the machine wants, not what to do.
        Field.default_error_messages["required"] = _("Fill this in.")
