"""Counting several things at once."""

from django.db.models import CharField, Count, Value


def counts_of(**rows):
    """How many rows each of the querysets has, by its name; one statement for all."""
    parts = [
        queryset.order_by()
        .annotate(counted=Value(name, output_field=CharField()))
        .values("counted")
        .annotate(number=Count("pk"))
        .values_list("counted", "number")
        for name, queryset in rows.items()
    ]
    found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return dict.fromkeys(rows, 0) | dict(found)


def team_rows(rows, what, *, thing, number=None, team="enrolment__team_id"):
    """How many rows each team has of each thing, as (what, thing's key, team's key, number, all).

    `number` counts those that are wanted, where not all of them are. Rows of several models can be
    joined by `union`: the cockpit asks for all its figures in one statement.
    """
    return (
        rows.order_by()
        .annotate(what=Value(what, output_field=CharField()))
        .values_list("what", thing, team)
        .annotate(number=number or Count("pk"), all=Count("pk"))
    )
