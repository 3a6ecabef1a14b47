"""Settings of the test suite: as in production, but quick and without a demo mailbox."""

import os

os.environ.setdefault("SECRET_KEY", "a-secret-for-tests-only-0123456789abcdef")
os.environ["DEBUG"] = "0"
os.environ["BASE_URL"] = "http://127.0.0.1:8000"
os.environ["EMAIL_URL"] = ""

from .base import *  # noqa: F403

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
STAFF_MFA = False
EVEN_ANSWER_SECONDS = 0
# Each statement that is composed once is compared with the one that Django composes.
COMPARE_COMPOSED = True
# The threads of a live server leave nothing open behind them.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
