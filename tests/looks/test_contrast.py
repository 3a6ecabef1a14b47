"""Every pair of colours that meets on a page is far enough apart, in both themes.

WCAG 2.2: body text by AAA, other text and the edges of controls by AA.
"""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static/portal/portal.css").read_text(encoding="utf-8")

BODY = 7
TEXT = 4.5
SHAPE = 3

SURFACES = ["paper", "card", "lichen", "lichen-faint"]
TINTS = ["tint-info", "tint-warning", "tint-bad"]
PAIRS = [
    *[("ink", surface, BODY) for surface in SURFACES + TINTS],
    *[("quiet", surface, TEXT) for surface in [*SURFACES, "tint-warning"]],
    *[("bilberry", surface, TEXT) for surface in [*SURFACES, "tint-info", "tint-warning"]],
    *[("spruce", surface, TEXT) for surface in SURFACES],
    *[("lingonberry", surface, TEXT) for surface in ["paper", "card", "lichen-faint", "tint-bad"]],
    ("quiet", "line", TEXT),
    ("on-spruce", "spruce", TEXT),
    ("on-spruce", "spruce-strong", TEXT),
    ("on-lingonberry", "lingonberry", TEXT),
    *[("edge", surface, SHAPE) for surface in SURFACES],
    *[("focus", surface, SHAPE) for surface in SURFACES + TINTS],
    ("focus", "focus-inner", SHAPE),
]


def tokens(theme):
    """The colours of a theme by name; the dark theme takes from the light what it leaves out."""
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    )
    return light if theme == "light" else light | dark


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_pair_is_readable(theme, front, back, least):
    colours = tokens(theme)
    assert contrast(colours[front], colours[back]) >= least


def test_dark_theme_changes_every_colour_but_none_is_new():
    light, dark = tokens("light"), tokens("dark")
    assert set(light) == set(dark)
    assert [name for name in light if light[name] == dark[name]] == []


def test_cloudberry_is_never_text():
    assert not re.search(r"[{;\s]color: var\(--cloudberry\)", CSS)
