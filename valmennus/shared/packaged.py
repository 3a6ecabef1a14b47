"""Texts that come with the portal and that editors rewrite.

A row remembers in its field `packaged` what the package last brought. What differs from that is an
editor's and stays; everything else follows the package.
"""


def fields_of(entry, *, without=()):
    """The packaged entry as values of fields: a text in three languages becomes three fields."""
    values = {}
    for name, value in entry.items():
        if name in without:
            continue
        if isinstance(value, dict):
            values |= {f"{name}_{language}": text for language, text in value.items()}
        else:
            values[name] = value
    return values


def bring(row, values, **others):
    """Save on the row what the package changes; returns whether it did.

    `others` are further things that the row remembers of the package, such as the keys of its
    children.
    """
    packaged, before = values | others, row.packaged
    if packaged == before:
        return False
    for name, value in values.items():
        default = row._meta.get_field(name).get_default()
        if _plain(getattr(row, name)) == _plain(before.get(name, default)):
            setattr(row, name, value)
    row.packaged = packaged
    row.save()
    return True


def _plain(value):
    """The value as it compares: browsers send other line ends, and empty is none."""
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").strip()
    return value or None
