"""A form that has lost its secret on the way through an include is refused by every browser."""

import re

from django.conf import settings

INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"([^%]*)%}')


def sources():
    """Every template of ours by its name."""
    root = settings.ROOT / "templates"
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*.html")}


def test_what_has_forms_is_given_the_secret_against_forged_ones():
    """`only` keeps what processors bring out of an include, and tests send forms without it."""
    found = sources()
    needing = {name for name, text in found.items() if "{% csrf_token %}" in text}
    while more := {
        name
        for name, text in found.items()
        if name not in needing and any(part in needing for part, _with in INCLUDE.findall(text))
    }:
        needing |= more
    without = [
        (name, part)
        for name, text in found.items()
        for part, given in INCLUDE.findall(text)
        if part in needing and given.rstrip().endswith(" only") and "csrf_token=" not in given
    ]
    assert without == []
