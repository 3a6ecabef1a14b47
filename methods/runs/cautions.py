"""What an answer looks like, so that nobody's name or number is kept unawares.

Nothing is refused for it: the writer is warned, the host sees the mark. The same rules are on the
page, which takes the expressions from here.
"""

import json
import re

from django.utils.translation import gettext as _

# Given names that stand for some two thirds of people in Finland, in lower case.
GIVEN_NAMES = (
    "aino|aleksi|anna|anne|anneli|annika|antti|arja|ari|asta|eero|eeva|eija|eila|elina|ella|emilia|"
    "emma|erik|erkki|eva|hanna|hannu|harri|heidi|heikki|helena|helmi|henrik|ilkka|inkeri|irma|"
    "jaakko|jan|jani|janne|jari|jarmo|johan|johanna|jorma|juha|juhani|jukka|juho|kaarina|kaija|"
    "kalevi|kari|karin|katja|kirsi|kristiina|laura|lauri|leena|lena|liisa|maija|maria|marja|marko|"
    "markku|martti|matti|mats|mauri|merja|mia|mika|mikael|mikko|minna|mirja|niina|niko|nina|olavi|"
    "olli|outi|päivi|paula|pauli|pekka|pentti|petri|petteri|pia|pirjo|pirkko|raimo|raija|reijo|"
    "riikka|riitta|risto|ritva|saara|sami|sanna|sari|satu|seija|seppo|sini|sirpa|sofia|sonja|"
    "susanna|tapani|tarja|tarmo|teemu|terhi|tiina|timo|toni|tuija|tuomas|tuula|ulla|veikko|venla|"
    "vesa|ville|virpi|åsa"
)
# What every run begins with; the host changes it in the settings of the run.
LISTED = """\
perkele
saatana
vittu
helvetti
huora
kusipää
neekeri
ryssä
jävla
fitta
hora
fuck
shit"""
# A personal identity code: six digits of the birthday, a sign of the century, three and one more.
IDENTITY = r"\b[0-3]\d[01]\d{3}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Za-z]\b"
# Seven digits or more that begin as a Finnish or foreign number does, as people space them.
PHONE = r"(?<![\d.,])(?:\+\d{1,3}|0)[\s-]?\d(?:[\s-]?\d){5,11}(?![\d.,])"
# Scripts know no expression of which a part is blind to case.
NAME_ON_PAGE = (
    "(?:^|[^A-Za-zÅÄÖåäö])(?:"
    + "|".join(name.capitalize() for name in GIVEN_NAMES.split("|"))
    + r")\s+[A-ZÅÄÖ][a-zåäöé-]+"
)
NAME = rf"\b(?:{GIVEN_NAMES})\s+[A-ZÅÄÖ][a-zåäöé-]+"


def flag_of(text, words=()):
    """The `Contribution.Flag` value of the text; `words` count as beginnings of words too."""
    if re.search(IDENTITY, text):
        return "identity"
    if re.search(PHONE, text):
        return "phone"
    lowered = text.lower()
    if any(re.search(rf"\b{re.escape(word)}", lowered) for word in words):
        return "word"
    for found in re.finditer(NAME, text, re.IGNORECASE):
        given, _space, family = found.group().partition(" ")
        # "Maria asuu" is no name of two parts, whatever the case of the expression.
        if given[:1].isupper() and family.strip()[:1].isupper():
            return "name"
    return ""


def for_page():
    """The same rules for a page's script, with what it says, as JSON."""
    rules = [
        (IDENTITY, "", _("This looks like a personal identity code. Leave it out.")),
        (PHONE, "", _("This looks like a phone number. Leave it out.")),
        (NAME_ON_PAGE, "", _("This looks like somebody's name. Tell the same without it.")),
    ]
    return json.dumps(
        [{"pattern": pattern, "flags": flags, "text": text} for pattern, flags, text in rules]
    )


def words_of(text):
    """The words of a list typed with commas or on lines, in lower case."""
    return [word for word in re.split(r"[\s,;]+", text.lower()) if word]
