"""Long lists, a page at a time."""

from django.core.paginator import Paginator


def page_of(rows, number, size=50):
    """The asked page of the rows; the nearest one where the number makes no sense."""
    return Paginator(rows, size).get_page(number)
