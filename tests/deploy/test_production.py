"""The portal as an administrator starts it."""

import os
import subprocess
import sys

import pytest

from deploy.local import ROOT

PRODUCTION = {
    "SECRET_KEY": "k3Jx-9fQ2mZ7vB1nL5tR8wY4cH6dG0sP_aEuKoXiTbMqNzVr-hC5jU8eW1",
    "DATABASE_URL": "postgres://valmennus@127.0.0.1/valmennus",
    "BASE_URL": "https://valmennus.example.org",
    "ALLOWED_HOSTS": "valmennus.example.org",
    "EMAIL_URL": "smtp://mail.example.org:587/?tls=1",
    "TRUSTED_PROXIES": "1",
    "DEBUG": "",
}


def python(*arguments, **changes):
    # Nothing that the suite has set for itself.
    environment = {"PATH": os.environ["PATH"]}
    environment |= PRODUCTION | changes | {"DJANGO_SETTINGS_MODULE": "valmennus.settings.base"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def test_production_settings_pass_the_deployment_check():
    done = python("manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert done.stdout == "System check identified no issues (1 silenced).\n", done.stderr


@pytest.mark.parametrize("start", [("manage.py", "check"), ("-c", "import valmennus.wsgi")])
@pytest.mark.parametrize("secret", ["", "short", "a" * 60])
def test_weak_secret_stops_the_start_with_one_sentence(start, secret):
    # An empty value would be taken from var/local.env.
    done = python(*start, SECRET_KEY=secret or " ")

    assert done.returncode != 0
    assert done.stderr.startswith("SECRET_KEY is missing or too weak")
    assert len(done.stderr.splitlines()) == 1


def test_a_database_that_does_not_answer_is_named():
    done = python("manage.py", "prepare", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")

    assert done.returncode != 0
    assert "The database at DATABASE_URL does not answer" in done.stderr
    assert "Traceback" not in done.stderr
