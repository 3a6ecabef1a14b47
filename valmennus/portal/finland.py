"""The map of Finland on the front page, drawn from the municipalities' coordinates."""

from math import atan2, atanh, cos, radians, sin, tan
from types import SimpleNamespace

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


def map_of(municipalities):
    """The drawing's dots and what its caption says, from municipalities with their rounds.

    `others` is one path of small dots, `dots` the places of those that have taken part, `took_part`
    these municipalities, `first_year` and `last_year` when.
    """
    took_part = [one for one in municipalities if one.first_round]
    others = [one for one in municipalities if not one.first_round]
    return SimpleNamespace(
        took_part=took_part,
        dots=[_place_of(one) for one in took_part],
        others="".join("M{} {}h0".format(*_place_of(one)) for one in others),
        first_year=str(min((one.first_round.year for one in took_part), default="")),
        last_year=str(max((one.last_round.year for one in took_part), default="")),
    )


def _place_of(municipality):
    return place_on_map(municipality.latitude, municipality.longitude)
