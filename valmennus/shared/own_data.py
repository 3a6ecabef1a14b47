"""How a room tells what it holds of a person.

A room's `exports.own_data(user)` returns a list of `Part`s. The portal joins them for the person's
page and for the download; nothing is asked of the database before a part's rows are read.
"""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from .dates import day_text, moment_text


@dataclass
class Part:
    """One kind of thing that is held of a person.

    `columns` are names of fields (with `__` to those of a related row), or (name, label) pairs, or
    (name, label, function), where the function gives the text of a row for people. `person` names
    the field of the rows' model that leads to the person, so that a test can tell that no field is
    forgotten; `files` the one that leads to a StoredFile of the person's.
    """

    key: str
    title: str
    rows: QuerySet
    columns: list
    person: str = ""
    files: str = ""

    def records(self):
        """Every row as a dict of plain values by name, for machines."""
        names = [name for name, _label, _text_of in self._columns()]
        return [
            {name: _plain(_value(row, name)) for name in names}
            for row in self.rows.iterator(chunk_size=2000)
        ]

    def texts(self, most=None):
        """Rows as lists of (label, text) without what is empty, for people."""
        rows = self.rows.iterator(chunk_size=2000) if most is None else self.rows[:most]
        columns = self._columns()
        return [
            [
                (label, text_of(row) if text_of else _text(row, name))
                for name, label, text_of in columns
                if _value(row, name) not in (None, "")
            ]
            for row in rows
        ]

    def _columns(self):
        """The columns as (name, label, function or None)."""
        given = [(one, self._label(one)) if isinstance(one, str) else one for one in self.columns]
        return [(*one, None)[:3] for one in given]

    def _label(self, name):
        model, *path = self.rows.model, *name.split("__")
        for step in path:
            found = model._meta.get_field(step)
            model = found.related_model or model
        return str(found.verbose_name)


def _value(row, name):
    for step in name.split("__"):
        row = getattr(row, step, None)
    return row


def _plain(value):
    if value is None or isinstance(value, (str, bool, int, float, dict, list)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _text(row, name):
    *path, last = name.split("__")
    for step in path:
        row = getattr(row, step)
    value = getattr(row, last)
    display = getattr(row, f"get_{last}_display", None)
    if display is not None:
        return str(display())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return moment_text(timezone.localtime(value))
    return day_text(value) if isinstance(value, datetime.date) else str(value)
