"""Choices in words."""


def words_of(choices):
    """The labels of the choices in the language of the reader, by value."""
    return {value: str(label) for value, label in choices}


def label_of(field, choices):
    """A model's `get_<field>_display` for the choices, far quicker than the one Django makes.

    Django's works out the words of all the choices for every row of a list.
    """
    labels = dict(choices)

    def display(self):
        value = getattr(self, field)
        return str(labels.get(value, value))

    return display
