"""Who sees everybody's way to the certificate."""

from .sessions import ACT, MANAGED, rows


def furnish(world):
    """Nothing but the cohort is needed."""


def cohort(world):
    return [world.cohort.slug]


ROWS = [
    rows("awards", args=cohort, **MANAGED),
    rows("awards", args=cohort, method="post", data=lambda w: {"share": "50"}, **ACT),
    rows("awards_xlsx", args=cohort, **MANAGED),
]
