"""Statements that are composed once.

Django's way from a queryset to its SQL takes longer than most answers of the database, and is the
same each time but for the values.
"""

import datetime
import re
import uuid
from copy import copy
from enum import Enum
from functools import wraps

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.utils.translation import get_language
from psycopg.sql import quote

# Of one statement so many shapes are kept, since people differ in how many cohorts they belong to;
# each of them takes 10 to 100 kB.
MOST_SHAPES = 30
# Stand-ins are values that nobody has: keys, days and texts that never come from outside.
_KEY = 2**62
_DAY = datetime.date(8000, 1, 1)
_MOMENT = datetime.datetime(8000, 1, 1, tzinfo=datetime.UTC)
_TEXT = "\ue000"
_VALUES = {
    int: lambda place: _KEY + place,
    str: lambda place: f"{_TEXT}{place}{_TEXT}",
    datetime.date: lambda place: _DAY + datetime.timedelta(days=place),
    datetime.datetime: lambda place: _MOMENT + datetime.timedelta(days=place),
    uuid.UUID: lambda place: uuid.UUID(int=(_KEY << 64) + place),
}
_PARTED = {}


class Parts:
    """An argument of another type, taken apart.

    `shape` tells all but the `values`, and `make(values)` is an argument of this shape with others.
    """

    def __init__(self, shape, values, make):
        self.shape, self.values, self.make = shape, values, make


class InStatement:
    """An argument that stands in the text of the statement itself, since the plan depends on it."""

    def stand_in(self, mark):
        """What stands for it when a statement is composed.

        Its SQL holds marks that begin with `mark`, and its `ways` tells for each of them a function
        that gives the SQL of an argument.
        """
        raise NotImplementedError


def parted(kind):
    """The decorated function gives the `Parts` of arguments of this class."""

    def register(function):
        _PARTED[kind] = function
        return function

    return register


def composed_once(build):
    """A function that gives the rows of the queryset which `build` makes of the same arguments.

    The arguments are keys, texts, days, moments and UUIDs, lists of them without doubles, people
    with their rights, and yes, no or None, on which alone the form of the statement may depend.
    `build` is called with stand-ins, once for each form and language, and what it gives is kept
    without any value: so it must pass its values on as they are and must not ask for the time, or
    it is refused. Tests compare every statement with the one that Django composes then and there
    (`COMPARE_COMPOSED`).
    """
    kept = {}

    @wraps(build)
    def rows(*arguments):
        parts = [parts_of(one) for one in arguments]
        key = (get_language(), *(one.shape for one in parts))
        statement = kept.get(key)
        if statement is None:
            if len(kept) >= MOST_SHAPES:
                kept.clear()
            statement = kept[key] = _Statement(build, parts)
        values = [value for one in parts for value in one.values]
        if settings.COMPARE_COMPOSED:
            statement.compare(build(*arguments), values)
        return statement.rows(values)

    return rows


def parts_of(argument):
    """The `Parts` of an argument of a statement that is composed once."""
    if argument is None or isinstance(argument, (bool, Enum)):
        return Parts(argument, (), lambda values: argument)
    if isinstance(argument, (list, tuple)):
        return _parts_of_list(argument)
    # A request's person is wrapped, and tells its true class here.
    kind = argument.__class__
    if kind in _VALUES or issubclass(kind, InStatement):
        return Parts(kind, (argument,), lambda values: values[0])
    if kind not in _PARTED:
        raise TypeError(f"{kind.__name__} is no argument of a statement that is composed once.")
    return _PARTED[kind](argument)


def _parts_of_list(arguments):
    if not {one.__class__ for one in arguments} <= _VALUES.keys():
        raise TypeError("A list as an argument holds plain values.")
    shape = tuple(one.__class__ for one in arguments)
    return Parts(shape, tuple(arguments), list)


class _Statement:
    """The SQL of one form of a queryset, with places for the values."""

    def __init__(self, build, parts):
        values = [value for one in parts for value in one.values]
        self.stand_ins = [_stand_in(value, place) for place, value in enumerate(values)]
        left = iter(self.stand_ins)
        queryset = build(*(one.make([next(left) for _ in one.values]) for one in parts))
        self.query, self.compiler = queryset.query, queryset.query.get_compiler(queryset.db)
        self.attributes = {
            name: getattr(queryset, name)
            for name in ("model", "_iterable_class", "_fields", "_prefetch_related_lookups")
        }
        self.name = build.__qualname__
        self.sql, self.params = _sql_of(self.compiler)
        self.ways = {
            mark: (place, way)
            for place, value in enumerate(values)
            if isinstance(value, InStatement)
            for mark, way in self.stand_ins[place].ways.items()
        }
        self.places = [self._place_of(param) for param in self.params]
        self._check()
        self.settled, self.asked = self._settle()

    def _place_of(self, param):
        """The place of the value that the parameter stands for, None for one that never changes."""
        if type(param) in _VALUES and param in self.stand_ins:
            return self.stand_ins.index(param)
        return None

    def _check(self):
        """Refuse a statement in which a value has become another one, which would then stay."""
        fixed = [
            param for param, place in zip(self.params, self.places, strict=True) if place is None
        ]
        text = self.sql or ""
        for mark in self.ways:
            text = text.replace(mark, "")
        if any(map(_is_passing, [text, *fixed])):
            raise ValueError(f"{self.name}: a value does not come to the statement as it is.")

    def _settle(self):
        """The SQL with what never changes written into it, and the parameters that are left.

        The database then plans for it once and for all: as a parameter it could be anything, and
        an index of some rows alone would not be used.
        """
        left = iter(zip(self.params, self.places, strict=True))
        asked = []

        def written(found):
            if found[0] == "%%":
                return found[0]
            param, place = next(left)
            plain = param.value if isinstance(param, Enum) else param
            if place is None and isinstance(plain, (str, int)):
                return quote(plain).replace("%", "%%")
            asked.append((param, place))
            return found[0]

        return re.sub("%[%s]", written, self.sql or ""), asked

    def filled(self, values):
        """The SQL and its parameters with these values, as Django composes them."""
        return self._with(self.sql, zip(self.params, self.places, strict=True), values)

    def _with(self, sql, params, values):
        for mark, (place, way) in self.ways.items():
            sql = sql.replace(mark, way(values[place]))
        return sql, tuple(param if place is None else values[place] for param, place in params)

    def rows(self, values):
        """The rows as the queryset gives them."""
        if self.sql is None:
            return []
        filled = self._with(self.settled, self.asked, values)
        # Nothing but the values and the thread's own connection differs from one time to the next.
        compiler, query = copy(self.compiler), copy(self.query)
        compiler.connection = connections[compiler.using]
        compiler.as_sql = lambda: filled
        query.get_compiler = lambda using: compiler
        queryset = QuerySet(query=query)
        vars(queryset).update(self.attributes)
        return list(queryset)

    def compare(self, queryset, values):
        """Raise where Django composes another statement of the same arguments."""
        composed = _sql_of(queryset.query.get_compiler(queryset.db))
        ours = (None, ()) if self.sql is None else self.filled(values)
        if composed != ours:
            raise AssertionError(f"{self.name}: {ours} is kept, Django composes {composed}.")


def _is_passing(found):
    """Whether it is made of a stand-in, or of the time of composing."""
    if isinstance(found, (datetime.date, uuid.UUID)):
        return True
    return _TEXT in str(found) or str(_KEY)[:15] in str(found)


def _stand_in(value, place):
    if isinstance(value, InStatement):
        return value.stand_in(f"{_TEXT}{place}{_TEXT}")
    return _VALUES[value.__class__](place)


def _sql_of(compiler):
    """The SQL and its parameters, None and none where the answer is empty without asking."""
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None, ()
    return sql, tuple(params)
