"""Forms that were opened before somebody else saved."""

from django.utils.translation import gettext as _


class StaleForm(Exception):
    """The thing was changed after the form was opened; nothing is saved."""

    def __init__(self, current):
        super().__init__("stale")
        self.current = current


def version_of(thing):
    """The mark of the thing's present state, for a hidden field of the form that edits it."""
    return thing.changed_at.isoformat()


def refuse_stale(thing, seen):
    """Raise `StaleForm` where the locked `thing` is not the one the form showed.

    `seen` is the mark from the form; None means that the caller has not looked (a command).
    """
    if seen is not None and seen != version_of(thing):
        raise StaleForm(thing)


def both_versions(form, saved):
    """The sentences that show what stands now beside what was typed.

    `saved` holds the present values of the form's fields as they are shown to people. Call it
    when an action raised `StaleForm`; the form keeps what was typed, and a second save replaces.
    """
    lines = [
        _("Somebody else changed this while you were writing. Nothing has been saved yet.")
    ]
    for name, value in saved.items():
        field = form.fields[name]
        typed = form.data.get(form.add_prefix(name), "")
        if str(typed) != str(value):
            lines.append(
                _("%(field)s is now: %(value)s")
                % {"field": field.label, "value": value or _("(empty)")}
            )
    lines.append(_("Save again if your text is the one to keep."))
    return lines
