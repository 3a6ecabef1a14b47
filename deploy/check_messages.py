"""Whether the catalogues of `locale/` are complete: `python -m deploy.check_messages`.

Every text of the sources is there, translated, not fuzzy, and with the placeholders that the
source has. With `--update` new texts are gathered into the catalogues instead.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("fi", "sv")
GATHER = [
    *("makemessages", "--no-location", "--no-obsolete", "--no-wrap"),
    *("--ignore", ".venv", "--ignore", "var"),
    *(f"--locale={language}" for language in LANGUAGES),
]
NOT_SOURCES = shutil.ignore_patterns(".git", ".venv", "var", "static", "*.pyc", ".*_cache")


def catalogue(root, language):
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def incomplete(path):
    """What is empty or fuzzy in one catalogue, a line each."""
    if not path.is_file():
        return [f"{path}: is missing"]
    problems = []
    for entry in polib.pofile(str(path)):
        texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        if entry.fuzzy:
            problems.append(f"{path}: fuzzy: {entry.msgid!r}")
        elif not all(texts):
            problems.append(f"{path}: empty: {entry.msgid!r}")
    return problems


def difference(path, fresh):
    """What the catalogue lacks of the sources, and what it has too much, a line each."""
    have, want = (
        {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in polib.pofile(str(file))}
        if file.is_file()
        else set()
        for file in (path, fresh)
    )
    return [f"{path}: not there yet: {key[1]!r}" for key in sorted(want - have, key=str)] + [
        f"{path}: in no source any more: {key[1]!r}" for key in sorted(have - want, key=str)
    ]


def gather(root):
    """Run makemessages in a checkout."""
    subprocess.run(
        [sys.executable, "manage.py", *GATHER], cwd=root, check=True, stdout=subprocess.DEVNULL
    )


def broken_placeholders(path):
    """What msgfmt has against the placeholders of one catalogue."""
    done = subprocess.run(
        ["msgfmt", "--check-format", "--output-file=/dev/null", path],
        capture_output=True,
        text=True,
    )
    return done.stderr.splitlines() if done.returncode else []


def problems():
    """Everything that is wrong with the catalogues, a line each."""
    found = [line for language in LANGUAGES for line in incomplete(catalogue(ROOT, language))]
    if not shutil.which("xgettext"):
        print("gettext is missing (apt install gettext): not compared with the sources.")
        return found + (["gettext is missing"] if os.environ.get("CI") == "true" else [])
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=NOT_SOURCES, symlinks=True)
        (copy / "locale").mkdir(exist_ok=True)
        gather(copy)
        for language in LANGUAGES:
            path = catalogue(ROOT, language)
            found += difference(path, catalogue(copy, language))
            found += broken_placeholders(path) if path.is_file() else []
    return found


def main():
    if "--update" in sys.argv[1:]:
        if not shutil.which("xgettext"):
            sys.exit("Gathering texts needs gettext: apt install gettext")
        (ROOT / "locale").mkdir(exist_ok=True)
        gather(ROOT)
        sys.exit(0)
    found = problems()
    print("\n".join(found).replace(f"{ROOT}/", ""))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
