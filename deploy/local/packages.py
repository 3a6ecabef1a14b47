"""The Python packages of the lock files, in `.venv`."""

import hashlib
import os
import shutil
import subprocess
import sys

from . import ROOT, VENV
from .console import Stop, say, step

PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed"
UV_LOCK = ROOT / "deploy" / "locks" / "uv.txt"
LOCK = ROOT / "deploy" / "locks" / "development.txt"


def ensure():
    """Make `.venv` hold exactly what the lock file names; quick when it does already."""
    if VENV.is_symlink():
        if not works(PYTHON):
            raise Stop(f".venv is a link to {VENV.resolve()}, where no Python works: remove it.")
        say(".venv is a link: its packages are left as they are.")
        return
    wanted = hashlib.sha256(UV_LOCK.read_bytes() + LOCK.read_bytes()).hexdigest()
    if works(PYTHON) and STAMP.is_file() and STAMP.read_text() == wanted:
        return
    if not works(PYTHON, "pip"):
        with step(f"Python {sys.version_info.major}.{sys.version_info.minor} environment in .venv"):
            create()
    with step("Packages of deploy/locks/development.txt"):
        install()
    STAMP.write_text(wanted)


def works(python, module="encodings"):
    """Whether the interpreter starts and finds the module."""
    try:
        return (
            subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0
        )
    except OSError:
        return False


def create():
    """A new, empty `.venv`. Raises Stop where this Python cannot make one."""
    shutil.rmtree(VENV, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True)
    if done.returncode:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Stop(
            f"{done.stdout}{done.stderr}\nThe environment could not be made. On Debian and "
            f"Ubuntu `apt install python{version}-venv` brings what is missing."
        )


def install():
    """Install by uv, which takes seconds; by pip where uv is not to be had."""
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
    by_pip = [*pip, "install", "--quiet", "--require-hashes", "-r"]
    by_uv = [VENV / "bin" / "uv", "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes"]
    environment = os.environ | places(pip)

    def runs(command):
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        errors.append(done.stderr.strip())
        return done.returncode == 0

    errors = []
    if runs([*by_pip, UV_LOCK]) and runs([*by_uv, UV_LOCK, LOCK]):
        return
    if not runs([*by_pip, LOCK]):
        raise Stop(
            f"{errors[-1]}\nThe packages could not be installed. Check that pip reaches its "
            "package index (`pip config list`), then give the command again."
        )


def places(pip):
    """Where pip is told to find packages, in the words that uv knows."""
    listed = subprocess.run([*pip, "config", "list"], capture_output=True, text=True).stdout
    found = {}
    for line in listed.splitlines():
        name, separator, value = line.partition("=")
        if separator:
            found[name.rpartition(".")[2]] = value.strip("'\"")
    words = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE", "proxy": "ALL_PROXY"}
    return {words[name]: value for name, value in found.items() if name in words}
