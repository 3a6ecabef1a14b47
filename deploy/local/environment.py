"""`var/local.env`: what a person has set there, and what the commands add below a mark."""

import os
import secrets

from . import VAR

FILE = VAR / "local.env"
MARK = "# Below: written anew by `make run` and `make test`. Your own lines go above."


def parse(text):
    """The `NAME=value` lines of a text as two dicts: a person's and the commands' own."""
    ours, theirs = {}, {}
    target = theirs
    for line in text.splitlines():
        if line == MARK:
            target = ours
        name, separator, value = line.partition("=")
        if separator and not name.startswith("#"):
            target[name.strip()] = value.strip()
    return theirs, ours


def read():
    """What the file holds, as `parse` gives it."""
    return parse(FILE.read_text(encoding="utf-8") if FILE.is_file() else "")


def setting(name):
    """What a person has set, in the environment or in the file; empty where nothing is."""
    return os.environ.get(name) or read()[0].get(name, "")


def write(**values):
    """Keep the values below the mark, so that `manage.py` given by hand finds them too."""
    theirs = FILE.read_text(encoding="utf-8").partition(MARK)[0] if FILE.is_file() else ""
    lines = [MARK, *(f"{name}={value}" for name, value in values.items())]
    text = f"{theirs.rstrip()}\n\n" if theirs.strip() else ""
    part = FILE.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(text + "\n".join(lines) + "\n", encoding="utf-8")
    part.rename(FILE)


def secret():
    """The secret of this checkout, made at the first start."""
    return read()[1].get("SECRET_KEY") or secrets.token_urlsafe(48)
