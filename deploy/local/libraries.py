"""System libraries that single pages and checks need, and the packages that bring them."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from . import VAR
from .console import say, step

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
    """Debian's names of the packages that are not there, each with what it is for."""
    dictionary = any(Path("/usr").glob("lib/voikko/*/mor-*")) or any(
        Path("/usr").glob("share/voikko/*/mor-*")
    )
    needs = [
        ("python3-venv", "the Python environment", importlib.util.find_spec("ensurepip")),
        ("libpango-1.0-0 libpangoft2-1.0-0", "printing to PDF",
         loads("libpango-1.0.so.0", "libpangoft2-1.0.so.0")),
        ("libvoikko1 voikko-fi", "Finnish word forms in the search",
         dictionary and loads("libvoikko.so.1")),
        ("gettext", "the check of the translations", shutil.which("xgettext")),
    ]  # fmt: skip
    if with_browser:
        needs.append(("chromium", "the journeys in a browser", chromium()))
    return {package: purpose for package, purpose, there in needs if not there}


def ensure(with_browser=False):
    """Install what is missing by apt when root may; else say in one line what would bring it."""
    needs = missing(with_browser)
    if not needs:
        return
    packages = " ".join(needs).split()
    tried = VAR / "apt-tried"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        if tried.is_file() and tried.read_text().split() == packages:
            say(f"Not there, and apt could not bring it (remove {tried} to try again):")
        else:
            say(f"Installing by apt: {' '.join(packages)} (for {', '.join(needs.values())}).")
            with step("apt"):
                install(packages)
            needs = missing(with_browser)
            if not needs:
                return
            tried.write_text(" ".join(" ".join(needs).split()))
            say("apt could not bring everything. The portal goes on without it.")
    for package, purpose in needs.items():
        say(f"Missing: {purpose}. This brings it: apt install {package}")


def install(packages):
    """Run apt; its failure is seen from what is still missing."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=30",
           "-o", "DPkg::Lock::Timeout=120"]  # fmt: skip
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(
            apt + command, env=environment, capture_output=True, stdin=subprocess.DEVNULL
        )
