"""The portal's entry for WSGI servers."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "valmennus.settings.base")

try:
    application = get_wsgi_application()
    # After Django has been set up: it reads models.
    from methods.live.pulse import short_cut

    application = short_cut(application)
except ImproperlyConfigured as reason:
    # An administrator reads one sentence in the log, not where it was noticed.
    sys.exit(str(reason))
