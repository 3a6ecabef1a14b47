"""Puts typed text back into the form of a page that has been made already.

It works on the finished HTML, so that every form comes back filled without its view knowing: those
of the portal, of sign-in and of the administration. What is not changed stays as it was, byte by
byte.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.utils.html import escape

BUTTONS = {"submit", "button", "image", "reset"}
# What is never filled in, whatever was kept.
CLOSED = {"file", "password"}
# What a form carries for the portal; nobody has typed it.
CARRIED = ("seen", "uuid", "next", "_FORMS")


@dataclass
class Filled:
    """The page with what could be put back.

    `has_form` tells whether the page has the form, `typed` whether people type or choose in it
    what was kept; `left` are the texts that found no place.
    """

    html: str
    has_form: bool = False
    typed: bool = False
    left: list = field(default_factory=list)


def fill(html, *, page, address, fields):
    """Fill the form that the page at `page` sends to `address` with `{name: [values]}`."""
    parsed = _Parser(html)
    form = _best_form(parsed, page, address, fields)
    waiting = {name: list(values) for name, values in fields.items()}
    filled = Filled(html)
    edits = []
    if form is not None:
        filled.has_form = True
        for control in parsed.controls_of(form):
            _put(control, fields, waiting, edits)
            filled.typed |= control.is_typed and control.name in fields
    for start, end, text in sorted(edits, reverse=True):
        filled.html = filled.html[:start] + text + filled.html[end:]
    filled.left = [
        value
        for name, values in waiting.items()
        for value in values
        if value.strip() and not name.endswith(CARRIED) and not name.startswith("initial-")
    ]
    return filled


def after_main_opens(html):
    """Where the page's own content begins; None where it has no such place."""
    return _Parser(html).main_at


@dataclass
class _Control:
    name: str
    kind: str
    form: object
    attrs: dict
    start: int
    end: int

    @property
    def is_typed(self):
        return self.kind not in BUTTONS | CLOSED | {"hidden"}


class _Parser(HTMLParser):
    """The forms of a page and the places of their controls."""

    def __init__(self, html):
        super().__init__()
        # Where each line begins, as the parser counts lines.
        self.lines = [0]
        for line in html.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.forms, self.controls = [], []
        self.main_at = None
        self._form = self._text = self._select = None
        self.feed(html)
        self.close()

    def controls_of(self, form):
        """The controls inside the form, and those that name it from outside."""
        own = {id(form), form.get("id")}
        return [one for one in self.controls if one.form in own]

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        start = self._at()
        end = start + len(self.get_starttag_text())
        if tag == "main" and self.main_at is None:
            self.main_at = end
        elif tag == "form":
            self._form = attrs
            self.forms.append(attrs)
        elif tag == "select":
            self._select = self._add(attrs, "select", start, end)
        elif tag == "option" and self._select is not None:
            self._add(attrs | {"name": self._select.name}, "option", start, end)
        elif tag == "textarea":
            self._text = self._add(attrs, "textarea", end, end)
        elif tag in {"input", "button"}:
            kind = attrs.get("type") or ("text" if tag == "input" else "submit")
            self._add(attrs, kind.lower(), start, end)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._text is not None:
            self._text.end = self._at()
            self._text = None

    def _at(self):
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def _add(self, attrs, kind, start, end):
        form = attrs.get("form") or (self._form is not None and id(self._form))
        control = _Control(attrs.get("name") or "", kind, form, attrs, start, end)
        self.controls.append(control)
        return control


def _best_form(parsed, page, address, fields):
    """The form of the address that has most of the kept names, with the values it carries."""
    best, most = None, (-1, -1)
    for form in parsed.forms:
        controls = parsed.controls_of(form)
        targets = {one.attrs["formaction"] for one in controls if one.attrs.get("formaction")}
        targets = {urljoin(page, target) for target in targets | {form.get("action") or page}}
        if (form.get("method") or "").lower() != "post" or address not in targets:
            continue
        names = {one.name for one in controls} & set(fields)
        carried = sum(
            one.attrs.get("value") in fields.get(one.name, [])
            for one in controls
            if one.kind == "hidden"
        )
        if (len(names), carried) > most:
            best, most = form, (len(names), carried)
    return best


def _put(control, fields, waiting, edits):
    """Write the kept value into the control, as an edit of the page."""
    name, kind = control.name, control.kind
    # A browser sends nothing of what is disabled, so nothing was typed there.
    if not name or kind in CLOSED or name == "csrfmiddlewaretoken" or "disabled" in control.attrs:
        return
    if kind in BUTTONS:
        waiting.pop(name, None)
    elif kind in {"checkbox", "radio", "option"}:
        _choose(control, fields, waiting, edits)
    elif kind == "textarea" and waiting.get(name):
        # The parser drops the first line break of a text area.
        edits.append((control.start, control.end, "\n" + escape(waiting[name].pop(0))))
    elif kind not in {"select", "textarea"} and waiting.get(name):
        attrs = control.attrs | {"value": waiting[name].pop(0)}
        edits.append((control.start, control.end, _tag("input", attrs)))


def _choose(control, fields, waiting, edits):
    # Of all that can be chosen, only a box that is not ticked is sent as nothing.
    if control.name not in fields and control.kind != "checkbox":
        return
    tag, mark = ("option", "selected") if control.kind == "option" else ("input", "checked")
    value = control.attrs.get("value", "on")
    chosen = value in fields.get(control.name, [])
    if value in waiting.get(control.name, []):
        waiting[control.name].remove(value)
    if chosen != (mark in control.attrs):
        attrs = {key: text for key, text in control.attrs.items() if key != mark}
        if tag == "option":
            del attrs["name"]
        attrs |= {mark: None} if chosen else {}
        edits.append((control.start, control.end, _tag(tag, attrs)))


def _tag(tag, attrs):
    parts = [tag]
    for name, value in attrs.items():
        parts.append(name if value is None else f'{name}="{escape(value)}"')
    return f"<{' '.join(parts)}>"
