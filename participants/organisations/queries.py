"""What pages need to know of organisations."""

import re
import unicodedata

from django.db.models import F
from rapidfuzz import fuzz, process

from .models import Organisation

# What a municipality is called besides its name, in the three languages and as people shorten it.
_KINDS = [
    *("kunta", "kunnan", "kn", "kaupunki", "kaupungin", "kpki", "kaup"),
    *("kommun", "kommunen", "kommuns", "stad", "staden", "stads"),
    *("municipality", "city", "town", "of"),
]
_SHORT = {"hva": "hyvinvointialue", "hyvinvointi alue": "hyvinvointialue", "vfo": "välfärdsområde"}
_SAINT = {"st", "sankt", "sankta", "sta"}
# Genitives that no rule makes.
_ODD_GENITIVES = {
    "uusikaupunki": "uudenkaupungin",
    "uusikaarlepyy": "uudenkaarlepyyn",
    "pihtipudas": "pihtiputaan",
    "varkaus": "varkauden",
    "kannus": "kannuksen",
    "alavus": "alavuden",
    "nurmes": "nurmeksen",
    "juuka": "juuan",
    "virrat": "virtain",
}
# The last syllable of the name as it is, and before the genitive's n.
_GRADATION = [
    ("nki", "ngi"),
    ("nko", "ngo"),
    ("rku", "ru"),
    ("joki", "joe"),
    ("mäki", "mäe"),
    ("hti", "hde"),
    ("nto", "nno"),
    ("nta", "nna"),
    ("nti", "nni"),
    ("rta", "rra"),
    ("lta", "lla"),
    ("ieto", "iedo"),
    ("uoto", "uodo"),
    ("mpi", "mmi"),
    ("mpu", "mmu"),
    ("vesi", "vede"),
    ("ppi", "pe"),
    ("nen", "ste"),
    ("ko", "o"),
]


def organisation_names():
    """Every name in both languages as (name, kind's label), in Finnish order, each name once."""
    seen = {}
    for name_fi, name_sv in Organisation.objects.in_finnish_order().values_list(
        "name_fi", "name_sv"
    ):
        seen.setdefault(name_fi, None)
        seen.setdefault(name_sv, name_fi)
    return [(name, other or "") for name, other in seen.items() if name]


class OrganisationFinder:
    """Finds organisations by what people write; loads them once, with one query."""

    def __init__(self):
        # Of two with the same name the one that still exists wins, so it comes last.
        organisations = Organisation.objects.select_related("successor").order_by(
            F("valid_to").asc(nulls_last=True), "pk"
        )
        self.all = {one.pk: one for one in organisations}
        self._by_key, self._by_genitive, self._names = {}, {}, {}
        for one in organisations:
            for name in filter(None, [one.name_fi, one.name_sv]):
                self._by_key[_key(name)] = self._by_key[_bare(_key(name))] = one
                self._names[_bare(_key(name))] = name
            if one.code and one.kind == Organisation.Kind.MUNICIPALITY:
                self._by_key[one.code] = one
        for one in organisations:
            for genitive in _genitives(_bare(_key(one.name_fi))):
                self._by_genitive.setdefault(genitive, set()).add(one.pk)
        self._found, self._similar, self._by_domain = {}, {}, None

    def find(self, text):
        """The organisation with this name in either language or this official code, else None.

        Case, spaces, punctuation and what a municipality is called besides its name do not matter:
        "Mikkelin kaupunki", "mikkeli kn", "S:t Michel" and "491" are one.
        """
        if text not in self._found:
            self._found[text] = self._find(_key(text))
        return self._found[text]

    def _find(self, key):
        if not key:
            return None
        if key.isdigit():
            return self._by_key.get(key.zfill(3))
        bare = _bare(key)
        for spelling in (key, bare, bare.removesuffix("s")):
            if spelling in self._by_key:
                return self._by_key[spelling]
        pks = self._by_genitive.get(bare, ())
        return self.all[next(iter(pks))] if len(pks) == 1 else None

    def by_address(self, email):
        """The organisation whose name an e-mail address is at, as "aino@posio.fi", else None."""
        if self._by_domain is None:
            self._by_domain = {
                _joined(key): one for key, one in self._by_key.items() if not key.isdigit()
            }
        labels = email.rpartition("@")[2].lower().split(".")[:-1]
        found = (self._by_domain.get(label.replace("-", "")) for label in reversed(labels))
        return next((one for one in found if one and not one.valid_to), None)

    def similar(self, text, limit=3):
        """The organisations whose names look most like the text, the likeliest first."""
        if text not in self._similar:
            self._similar[text] = self._look_alikes(_bare(_key(text)))
        return [one for _name, one in self._similar[text][:limit]]

    def similar_names(self, text, limit=3):
        """The names that look most like the text, for "did you mean"."""
        self.similar(text)
        return [name for name, _one in self._similar[text][:limit]]

    def _look_alikes(self, key):
        key = " ".join(word for word in key.split() if not _is_misspelt_kind(word)) or key
        if len(key) < 3:
            return []
        best = {}
        choices = [*self._names, *self._by_genitive]
        close = process.extract(key, choices, scorer=fuzz.ratio, score_cutoff=70, limit=12)
        begun = [(name, 85, 0) for name in self._names if len(key) > 3 and name.startswith(key)]
        for name, score, _place in close + begun[:3]:
            one = self._by_key.get(name) or self.all[next(iter(self._by_genitive[name]))]
            # A genitive is shown by the name that it is of.
            shown = self._names.get(name, one.name_fi)
            best.setdefault(one.pk, (score, shown, one))
        found = sorted(best.values(), key=lambda entry: (-entry[0], entry[1]))
        return [(shown, one) for score, shown, one in found if score >= found[0][0] - 15]


def find_organisation(text):
    """The organisation that the text names, else None; see `OrganisationFinder.find`."""
    return OrganisationFinder().find(text)


def _key(text):
    """The text as names are compared: folded, without punctuation, abbreviations written out."""
    text = unicodedata.normalize("NFC", text).casefold()
    text = re.sub(r"\bs[:.]?t[.]?\s", "st ", text)
    words = re.sub(r"[^\w]+|_", " ", text).split()
    return " ".join("st" if word in _SAINT else _SHORT.get(word, word) for word in words)


def _joined(key):
    """The key as addresses of computers have it: "mäntyharju" is "mantyharju"."""
    plain = unicodedata.normalize("NFKD", key.replace(" ", ""))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _bare(key):
    """The key without the words for a municipality; as it is where nothing else is left."""
    words = key.split()
    left = [word for word in words if word not in _KINDS]
    return " ".join(left) if left else key


def _is_misspelt_kind(word):
    return len(word) > 4 and process.extractOne(word, _KINDS, score_cutoff=85, scorer=fuzz.ratio)


def _genitives(key):
    """What the genitive of a Finnish name may be, as in "Mikkelin kaupunki"."""
    before, space, key = key.rpartition(" ")
    if not key or key in {"hyvinvointialue", "välfärdsområde"}:
        return set()
    return {before + space + form for form in _genitives_of_word(key)}


def _genitives_of_word(key):
    if key in _ODD_GENITIVES:
        return {_ODD_GENITIVES[key]}
    forms = {key + "n", key + "en"}
    if key.endswith("i"):
        forms.add(key[:-1] + "en")
    elif key[-1] not in "aeiouyäö":
        forms |= {key + "in", key[:-1] + "ksen"}
    for ending, weak in _GRADATION:
        if key.endswith(ending):
            forms.add(key.removesuffix(ending) + weak + "n")
    return forms
