"""docs/rights.md is the access table for people to read, and never out of date."""

import os
from pathlib import Path

from . import PEOPLE

FILE = Path(__file__).resolve().parents[2] / "docs" / "rights.md"
REGENERATE = ".venv/bin/python -m tests.access.test_rights"
INTRODUCTION = """# Who may do what

Written from the access table of the tests (`tests/access/`), where each line is asked as each
person. After a change there: `{command}`.

**yes**: the page opens, or the act is done (faulty input is told in words) · **no**: the person
sees that it is there, but may not (403) · **–**: for the person it does not exist (404) ·
*sign in*: the way leads to the sign-in page and back.

The **coordinator** runs the cohort and the **coach** leads the session in question;
**participant** and **teammate** are in one team, the **peer** in another team of the same cohort.
The **outsider** takes part in another cohort; the **newcomer** has an account and nothing else.
**Editor** and **admin** work in the administration and hold no right in the cohort; the **guest**
is signed out.
"""


def render():
    """The access table as the Markdown of docs/rights.md."""
    # Only where Django has been set up.
    from django.urls import get_resolver

    from .test_access import MODULES, addresses_of

    addresses = addresses_of(get_resolver().url_patterns)
    parts = [INTRODUCTION.format(command=REGENERATE)]
    for module in MODULES:
        parts.append(f"\n## {module.__name__.rpartition('.')[2].capitalize()}\n\n{_head()}")
        parts += [_line(row, *addresses[row.name]) for row in module.ROWS]
    return "".join(parts)


def _head():
    cells = ["What", "Address", *PEOPLE]
    return f"| {' | '.join(cells)} |\n|{'---|' * len(cells)}\n"


def _line(row, route, view):
    what = (view.__doc__ or row.name).strip().splitlines()[0].rstrip(".")
    address = f"`{row.method.upper()} /{route}`" + (f" ({row.note})" if row.note else "")
    cells = [what, address, *(_word(getattr(row, person)) for person in PEOPLE)]
    return f"| {' | '.join(cells)} |\n"


def _word(answer):
    return {403: "no", 404: "–", "login": "*sign in*"}.get(answer, "**yes**")


def test_rights_are_up_to_date():
    assert FILE.read_text(encoding="utf-8") == render(), f"Give `{REGENERATE}`."


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "valmennus.settings.test")
    django.setup()
    FILE.write_text(render(), encoding="utf-8")
