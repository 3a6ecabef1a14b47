"""A person's own data as a package: to read, for machines, and the files."""

import json
import zipfile
from collections import Counter

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone

from . import queries

FORMAT = 1


def write_package(user, target, *, progress):
    """Write the package of all that the portal holds of the person into the file `target`.

    In the language of the page. `progress(number)` is called before each of the person's files.
    """
    parts = queries.all_parts(user)
    now = timezone.localtime()
    data = {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "person": str(user.uuid),
        **{part.key: part.records() for part in parts},
    }
    context = {
        "person": user,
        "now": now,
        "parts": [(part.title, rows) for part in parts if (rows := part.texts())],
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("tiedot.json", json.dumps(data, ensure_ascii=False, indent=2))
        package.writestr("tiedot.html", render_to_string("portal/own_data/package.html", context))
        with open(finders.find("portal/print.css"), "rb") as style:
            package.writestr("tiedot.css", style.read())
        names = Counter()
        for number, stored in enumerate(files_of(parts)):
            progress(number)
            with package.open(
                f"tiedostot/{_free(stored.name, names)}", "w", force_zip64=True
            ) as to:
                # Pictures and office files are compressed already.
                for chunk in stored.file.chunks():
                    to.write(chunk)


def files_of(parts):
    """The stored files that the person has added."""
    return [
        getattr(row, part.files)
        for part in parts
        if part.files
        for row in part.rows.filter(**{f"{part.files}__isnull": False})
    ]


def _free(name, names):
    """The name, with a number before it where another file has the same."""
    names[name] += 1
    return name if names[name] == 1 else f"{names[name]}-{name}"
