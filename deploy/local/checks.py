"""The linters and the suite."""

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from . import ROOT, VENV
from .console import say
from .packages import PYTHON

BIN = VENV / "bin"
LINTERS = {
    "ruff check": [BIN / "ruff", "check", "."],
    "ruff format": [BIN / "ruff", "format", "--check", "."],
    "templates": [BIN / "djlint", "--check", "--lint", "templates"],
    "layers": [BIN / "lint-imports"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": [PYTHON, "-m", "deploy.check_messages"],
}


# The tests that look at every page, each at as many screens as AUDIT says.
AUDIT = ["tests/access/test_audit.py", "tests/looks/test_browser.py"]


def lint(environment):
    """Run every linter; prints what each has found and returns the names of the failed."""

    def run(name):
        started = time.monotonic()
        done = subprocess.run(
            LINTERS[name], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        verdict = "problems" if done.returncode else "clean"
        say(f"{name}: {verdict}, {time.monotonic() - started:.1f} s")
        return done

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = dict(zip(LINTERS, pool.map(run, LINTERS), strict=True))
    failed = [name for name, done in outcomes.items() if done.returncode]
    for name in failed:
        say(f"\n--- {name} ---\n{outcomes[name].stdout}{outcomes[name].stderr}".rstrip())
    return failed


def pytest(environment, *options):
    """Run the suite on two processes; its closing line is the last that is printed."""
    command = [BIN / "pytest", "-n", "2", *options]
    return subprocess.run(command, cwd=ROOT, env=environment).returncode
