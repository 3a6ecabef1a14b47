"""What pages need to know of organisations."""

import difflib

from .models import Organisation


def organisation_names():
    """Every name in both languages as (name, kind's label), in Finnish order, each name once."""
    seen = {}
    for name_fi, name_sv in Organisation.objects.in_finnish_order().values_list(
        "name_fi", "name_sv"
    ):
        seen.setdefault(name_fi, None)
        seen.setdefault(name_sv, name_fi)
    return [(name, other or "") for name, other in seen.items() if name]


def find_organisation(text):
    """The organisation with this name in either language or this official code, else None.

    Case, spaces around, and the words "kunta" and "kaupunki" after the name do not matter; of two
    with the same name the one that still exists wins.
    """
    wanted = " ".join(text.split())
    if not wanted:
        return None
    for candidate in _spellings(wanted):
        found = (
            Organisation.objects.filter(name_fi__iexact=candidate)
            | Organisation.objects.filter(name_sv__iexact=candidate)
            | Organisation.objects.filter(code=candidate, kind=Organisation.Kind.MUNICIPALITY)
        ).order_by("valid_to", "pk")
        # A date sorts before "no end" in PostgreSQL, so the last one is the one that exists.
        organisation = found.last()
        if organisation is not None:
            return organisation
    return None


def _spellings(text):
    yield text
    for ending in (" kunta", " kaupunki", " kommun", " stad"):
        if text.lower().endswith(ending):
            bare = text[: -len(ending)]
            yield bare
            # "Sodankylän kunta": the genitive's n falls off.
            yield bare.removesuffix("n")
            yield bare.removesuffix("s")


def similar_names(text, limit=3):
    """The names that look most like the text, for "did you mean"."""
    names = {name.lower(): name for name, _ in organisation_names()}
    close = difflib.get_close_matches(text.lower(), names, n=limit, cutoff=0.6)
    return [names[name] for name in close]
