"""The map of Finland on the front page, drawn from the municipalities' coordinates."""

from math import atan2, atanh, cos, radians, sin, tan
from types import SimpleNamespace

from django.core.cache import cache
from django.utils.html import format_html_join
from django.utils.translation import get_language

from participants.cohorts.queries import municipalities_with_rounds

# Every team of every round is looked at for it, and a new round has time.
KEPT = 10 * 60

# The outline in components/finland.html is drawn with these: units of the drawing to a radian,
# the meridian that runs straight up, and where the drawing's left and top edges lie.
SCALE = 5400
MERIDIAN = 27
LEFT, TOP = -0.0669, 1.2240


def place_on_map(latitude, longitude):
    """Where a place is on the drawing, as whole units from its left and top edges.

    The projection is transverse Mercator, in which Finland looks as Finns know it.
    """
    north, east = radians(latitude), radians(longitude - MERIDIAN)
    x = atanh(cos(north) * sin(east))
    y = atan2(tan(north), cos(east))
    return round((x - LEFT) * SCALE), round((TOP - y) * SCALE)


def map_of_rounds():
    """The drawing's dots and what its caption says; kept for ten minutes for each language.

    `others` is one path of small dots; `dots` and `names` are drawn circles and list items of those
    that have taken part, `places` how many, `first_year` and `last_year` when.
    """
    return cache.get_or_set(
        f"portal.map.{get_language()}", lambda: _map_of(municipalities_with_rounds()), KEPT
    )


def _map_of(municipalities):
    took_part = [one for one in municipalities if one.first_round]
    others = [one for one in municipalities if not one.first_round]
    return SimpleNamespace(
        places=len(took_part),
        names=format_html_join("", "<li>{}</li>", ([str(one)] for one in took_part)),
        dots=format_html_join(
            "",
            '<circle class="finland__dot" cx="{}" cy="{}" r="13" />',
            map(_place_of, took_part),
        ),
        others="".join("M{} {}h0".format(*_place_of(one)) for one in others),
        first_year=str(min((one.first_round.year for one in took_part), default="")),
        last_year=str(max((one.last_round.year for one in took_part), default="")),
    )


def _place_of(municipality):
    return place_on_map(municipality.latitude, municipality.longitude)
