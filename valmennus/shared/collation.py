"""Alphabetical order as Finns and Swedes know it: … z å ä ö."""

from django.db.models import CharField, Func


class FinnishOrder(Func):
    """Sorts text in Finnish order on every PostgreSQL, also where ICU is missing.

    `{`, `|` and `}` follow `z` in ASCII, so the three letters are written as them.
    """

    template = "translate(lower(%(expressions)s), 'åäöæø', '{|}|}') COLLATE \"C\""
    arity = 1
    output_field = CharField()
