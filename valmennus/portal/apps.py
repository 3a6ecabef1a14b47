from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "valmennus.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self):
        from valmennus.portal.pages import receivers  # noqa: F401
