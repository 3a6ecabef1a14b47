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
