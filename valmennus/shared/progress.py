"""How far a command is, for those who watch it."""

from tqdm import tqdm


def bar(label, total):
    """A bar on the terminal, nothing where the output goes elsewhere; `.update(n)` moves it.

    A context manager. `total` is a number of rows, None where it is not known.
    """
    return tqdm(desc=label, total=total, disable=None, leave=False, unit_scale=True)
