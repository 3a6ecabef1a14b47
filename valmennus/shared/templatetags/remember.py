"""Parts of pages that are drawn once and kept while what they show stays the same."""

import threading
import time
from collections import OrderedDict
from datetime import date, datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID

from django import template
from django.db.models import Model, QuerySet
from django.db.models.fields.files import FieldFile
from django.template.base import token_kwargs
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

# What a text says may follow from the time, such as "held"; it is drawn anew after this.
SECONDS = 60
MOST_CHARACTERS = 2_000_000

PLAIN = {str, SafeString, int, float, bool, type(None)}
PLAIN |= {date, datetime, clock, timedelta, Decimal, UUID}


class Memory:
    """Drawn parts by what they show, the least used forgotten first. Safe between threads.

    Each process has its own. None can be out of date with another's, since a part is found only
    by all that it shows.
    """

    def __init__(self):
        self.lock = threading.Lock()
        self.clear()

    def clear(self):
        """Forget everything."""
        self.parts, self.size = OrderedDict(), 0

    def get(self, key):
        with self.lock:
            drawn, until = self.parts.get(key, ("", 0))
            if until < time.monotonic():
                return None
            self.parts.move_to_end(key)
            return drawn

    def keep(self, key, drawn):
        with self.lock:
            self.size -= len(self.parts.pop(key, ("", 0))[0])
            self.parts[key] = (drawn, time.monotonic() + SECONDS)
            self.size += len(drawn)
            while self.size > MOST_CHARACTERS:
                self.size -= len(self.parts.popitem(last=False)[1][0])


memory = Memory()


def values_of(thing):
    """All that a template could show of the thing, as nested tuples that can be compared.

    Knows plain values, models with what has been loaded of them, namespaces, lists, query sets,
    dicts and sets, and things that tell themselves what they show by `values_shown`. Raises
    TypeError for anything else: what cannot be compared must not be kept. Rows whose children lead
    back to them, as `prefetch_related` loads them, have no end and cannot be given.
    """
    kind = type(thing)
    if kind is str:
        return thing
    if kind in PLAIN:
        # 1, 1.0 and True are the same to Python and not to a reader.
        return (kind, thing)
    if isinstance(thing, Model):
        state = thing._state.fields_cache
        loaded = thing.__dict__
        return (
            kind,
            *loaded,
            *[
                value if type(value) is str else values_of(value)
                for name, value in loaded.items()
                if name != "_state"
            ],
            *state,
            *map(values_of, state.values()),
        )
    if isinstance(thing, dict):
        return (*thing, *map(values_of, thing.values()))
    if isinstance(thing, SimpleNamespace):
        return values_of(vars(thing))
    if isinstance(thing, (list, tuple, QuerySet)):
        return (len(thing), *map(values_of, thing))
    if isinstance(thing, (set, frozenset)):
        return frozenset(map(values_of, thing))
    if hasattr(thing, "values_shown"):
        return values_of(thing.values_shown())
    if isinstance(thing, FieldFile):
        return thing.name
    if isinstance(thing, (Promise, str)):
        return str(thing)
    raise TypeError(f"{kind.__name__} cannot be remembered.")


@register.tag
def remember(parser, token):
    """`{% remember rows=page.object_list slug=cohort.slug %} … {% endremember %}`.

    Inside, only the named values can be used, so that nothing is shown that is not asked about.
    """
    name, *bits = token.split_contents()
    values = token_kwargs(bits, parser)
    if bits or not values:
        raise template.TemplateSyntaxError(f"{name} takes name=value pairs only.")
    inside = parser.parse(("endremember",))
    parser.delete_first_token()
    return Remember(values, inside)


class Remember(template.Node):
    def __init__(self, values, nodelist):
        self.values = values
        self.nodelist = nodelist

    def render(self, context):
        values = {name: value.resolve(context) for name, value in self.values.items()}
        key = (self, get_language(), values_of(values))
        drawn = memory.get(key)
        if drawn is None:
            drawn = self.nodelist.render(context.new(values))
            memory.keep(key, drawn)
        return mark_safe(drawn)  # noqa: S308 - drawn by the template, which escapes
