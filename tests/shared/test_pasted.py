"""What Word, Teams and mail put into a text for themselves goes; what was meant stays."""

import pytest

from valmennus.shared.pasted import clean

CASES = {
    "plain text": ("Hei!\n\nMiten menee?", "Hei!\n\nMiten menee?"),
    "windows lines": ("Hei!\r\nMoi!\rTerve!", "Hei!\nMoi!\nTerve!"),
    "word's line and page breaks": ("a\x0bb\x0cc\u2028d\u2029e", "a\nb\n\nc\nd\n\ne"),
    "hard spaces": ("12\u00a0000\u202f€ ja\u2009muuta", "12 000 € ja muuta"),
    "soft hyphens": ("osalli\u00adsuus", "osallisuus"),
    "marks without width": ("\ufeffkoti\u200bkunta\u2060\u200e", "kotikunta"),
    "joined pictures stay": ("perhe 👨\u200d👩\u200d👧", "perhe 👨\u200d👩\u200d👧"),
    "letters in two pieces": ("a\u0308iti", "äiti"),
    "word's bullets": ("•\tmaito\n•\tleipä", "- maito\n- leipä"),
    "bullets of the symbol font": ("\uf0b7\tmaito\n\uf0a7\tleipä", "- maito\n- leipä"),
    "middle dots": ("·       maito\n·\u00a0leipä", "- maito\n- leipä"),
    "inner bullets": ("•\tkaupasta\no\tmaito\no\tleipä", "- kaupasta\n  - maito\n  - leipä"),
    "a word that is o": ("o niin kuin osallisuus", "o niin kuin osallisuus"),
    "dashes with a tab": ("–\tmaito\n-\tleipä", "- maito\n- leipä"),
    "a line of talk": ("– Tulkaa mukaan, hän sanoi.", "– Tulkaa mukaan, hän sanoi."),
    "numbers with a tab": ("1.\tmaito\n2)\tleipä", "1. maito\n2. leipä"),
    "a year stays": ("2026. vuosi", "2026. vuosi"),
    "tabs within": ("kunta\tasukkaita\t\tvuosi", "kunta asukkaita vuosi"),
    "far to the right": ("        Ei ohjelmaa\n\t\tEikä tämä", "Ei ohjelmaa\nEikä tämä"),
    "empty lines": ("a\n\n\n\n\nb\n \n\t\nc", "a\n\nb\n\nc"),
    "spaces at the end of lines": ("a   \nb\t\n", "a\nb"),
    "one message of Teams": ("[10.28] Matti Meikäläinen\nSopiiko torstai?", "Sopiiko torstai?"),
    "one message with its day": (
        "[24.11.2026 10.28] Matti Meikäläinen: Sopiiko torstai?",
        "Sopiiko torstai?",
    ),
    "a conversation of Teams": (
        "[10.28] Matti Meikäläinen\nSopiiko torstai?\n[10.31] Aino Esimerkki-Oja\nSopii.",
        "**Matti Meikäläinen:**\nSopiiko torstai?\n\n**Aino Esimerkki-Oja:**\nSopii.",
    ),
    "an American conversation": (
        "[11/24 1:28 PM] Matti M\nHi\n[11/24 1:29 PM] Aino E\nHello",
        "**Matti M:**\nHi\n\n**Aino E:**\nHello",
    ),
    "a link in brackets is no stamp": ("[10.28](https://x.fi)", "[10.28](https://x.fi)"),
    "quoted quotations": ("> > > Hei\n>>\n>> Moi", "> Hei\n\n> Moi"),
    "outlook's addresses": (
        "Kirjoita: matti@kunta.fi <mailto:matti@kunta.fi>, kiitos",
        "Kirjoita: matti@kunta.fi, kiitos",
    ),
    "an address twice": ("https://kunta.fi/a<https://kunta.fi/a>", "https://kunta.fi/a"),
    "word's own marks": ("Hei<o:p></o:p> <!-- Mso -->sinä", "Hei sinä"),
    "comparisons stay": ("5 < 6 > 4 ja a<b", "5 < 6 > 4 ja a<b"),
    "markdown stays": (
        "# Otsikko\n\n- a\n  - b\n\n1. c\n\n> d\n\n**e** [f](https://x.fi) <https://x.fi>",
        "# Otsikko\n\n- a\n  - b\n\n1. c\n\n> d\n\n**e** [f](https://x.fi) <https://x.fi>",
    ),
    "nothing": (" \n\t\r\n", ""),
}


@pytest.mark.parametrize(("typed", "kept"), CASES.values(), ids=list(CASES))
def test_a_pasted_text_arrives_clean(typed, kept):
    assert clean(typed) == kept


@pytest.mark.parametrize(("typed", "kept"), CASES.values(), ids=list(CASES))
def test_a_clean_text_stays_as_it_is(typed, kept):
    assert clean(kept) == kept
