"""The portal's entry for ASGI servers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "valmennus.settings.base")

application = get_asgi_application()
