from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    name = "sessions"
    # Django's login sessions already hold the label "sessions".
    label = "coaching"
    verbose_name = _("Coaching sessions")
