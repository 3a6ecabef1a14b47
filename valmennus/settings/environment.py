"""Reads what the administrator has set, from the environment or from `var/local.env`."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
LOCAL_FILE = ROOT / "var" / "local.env"


def load_local_file(path=LOCAL_FILE):
    """Take variables that are not set yet from a file of `NAME=value` lines.

    `make run` and `make test` write the file, so that `manage.py` commands given by hand
    reach the same database. Does nothing where the file is absent.
    """
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def text(name, default=""):
    """The variable's text, or `default` where it is not set or is empty."""
    return os.environ.get(name, "").strip() or default


def flag(name, default=False):
    """The variable as a yes or no: 1, true, yes and on mean yes."""
    value = text(name).lower()
    return value in {"1", "true", "yes", "on"} if value else default


def number(name, default):
    """The variable as a whole number. Raises ImproperlyConfigured where it is not one."""
    value = text(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def words(name):
    """The variable's comma-separated words as a list."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def database(url):
    """Django's database settings for a `postgres://user:password@host:port/name` address.

    A host that is a folder (percent-encoded, or in `?host=`) means a unix socket there.
    Raises ImproperlyConfigured where the address is not one of PostgreSQL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must be an address like postgres://user:password@host:5432/valmennus. "
            "Run `make run` for a database of its own."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": options.pop("port", None) or str(parts.port or ""),
        "OPTIONS": options,
    }


def email(url, mail_folder):
    """Django's mail settings for `smtp://user:password@host:587/?tls=1`; files where empty.

    `smtps://` means TLS from the first byte, `?tls=1` STARTTLS.
    """
    if not url:
        return {
            "EMAIL_BACKEND": "valmennus.shared.mailbox.EmlBackend",
            "EMAIL_FILE_PATH": mail_folder,
        }
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"}:
        raise ImproperlyConfigured("EMAIL_URL must begin with smtp:// or smtps://.")
    options = dict(parse_qsl(parts.query))
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": options.get("tls") == "1",
        "EMAIL_TIMEOUT": 20,
    }
