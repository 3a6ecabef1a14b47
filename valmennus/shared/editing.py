"""What happens when two people edit the same thing."""


class Stale(Exception):  # noqa: N818 - a state of affairs, as `Http404` is
    """Somebody has changed the subject since the form was opened; `current` is how it is now."""

    def __init__(self, current):
        super().__init__(str(current))
        self.current = current


def check_version(current, version):
    """Raise Stale where the form was opened on another version. None means: no form behind it."""
    if version is not None and current.version != version:
        raise Stale(current)


class MeetsOthers:
    """A form with a hidden `version`, which can show what somebody else has saved meanwhile.

    The form gives `texts_of(subject)`: `{field: text}` of the subject as it is now.
    """

    def meet(self, current):
        """What differs, as `{label, theirs, yours}` rows; saving again then goes through."""
        data = self.data.copy()
        data[self.add_prefix("version")] = current.version
        self.data = data
        rows = []
        for name, theirs in self.texts_of(current).items():
            yours = self.data.get(self.add_prefix(name), "")
            if " ".join(str(theirs).split()) != " ".join(str(yours).split()):
                label = self.fields[name].label
                rows.append({"label": label, "theirs": theirs, "yours": yours})
        return rows
