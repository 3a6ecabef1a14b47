"""System libraries that single pages and checks need, and the packages that bring them."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import VAR
from .console import say, step

NO_CHROMIUM = (
    "There is no Chromium here, so the journeys in a browser are SKIPPED (an error under CI=true). "
    "This brings it: sudo apt install chromium"
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium():
    """The path of the system's Chromium, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def loads(*names):
    """Whether the system has all of these shared libraries."""
    try:
        for name in names:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing(with_browser):
    """What is not there: Debian's names of the packages, with what they are for."""
    python = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    pango = loads("libpango-1.0.so.0", "libpangoft2-1.0.so.0")
    voikko = loads("libvoikko.so.1") and any(Path("/usr").glob("*/voikko/*/mor-*"))
    needs = [
        (python, "the Python environment", importlib.util.find_spec("ensurepip")),
        ("libpango-1.0-0 libpangoft2-1.0-0", "printing to PDF", pango),
        ("libvoikko1 voikko-fi", "Finnish word forms in the search", voikko),
        ("gettext", "the check of the translations", shutil.which("xgettext")),
    ]
    if with_browser:
        needs.append(("chromium", "the journeys in a browser", chromium()))
    return {packages: purpose for packages, purpose, there in needs if not there}


def ensure(with_browser=False):
    """Install what is missing by apt when root may; else say in one line what would bring it."""
    needs = missing(with_browser)
    if not needs:
        return
    may_install = os.geteuid() == 0 and shutil.which("apt-get")
    tried = VAR / "apt-tried"
    if may_install and not (tried.is_file() and tried.read_text() == " ".join(needs)):
        say(f"Not on this machine: {', '.join(needs.values())}. Installing {' '.join(needs)}.")
        with step("apt-get"):
            reason = install(" ".join(needs).split())
        needs = missing(with_browser)
        if not needs:
            return
        # A machine without network does not wait for apt at every start.
        tried.write_text(" ".join(needs))
        say(f"apt-get could not bring everything ({reason}); {tried} keeps it from trying again.")
    say(
        f"The portal goes on without {', '.join(needs.values())}. "
        f"This brings it: sudo apt install {' '.join(needs)}"
    )


def install(packages):
    """Run apt-get; returns the last thing that it had to say."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    options = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=30"]
    command = ["apt-get", "-qq", *options, "-o", "DPkg::Lock::Timeout=120"]
    for rest in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            command + rest,
            env=environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
        )
    return (done.stderr.strip().splitlines() or ["no reason given"])[-1]
