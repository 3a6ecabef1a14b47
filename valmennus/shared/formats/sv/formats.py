"""Dates and times as the Swedish of Finland writes them."""

from valmennus.shared.formats.fi.formats import *  # noqa: F403

DATETIME_FORMAT = r"j.n.Y \k\l. G.i"
SHORT_DATETIME_FORMAT = r"j.n.Y \k\l. G.i"
MONTH_DAY_FORMAT = "j F"
DATETIME_INPUT_FORMATS = [
    "%d.%m.%Y %H.%M",
    "%d.%m.%Y kl. %H.%M",
    "%d.%m.%Y %H:%M",
    "%Y-%m-%dT%H:%M",
]
