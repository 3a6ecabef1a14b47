# ruff: noqa: E501
"""Names of a report against a cohort's people: what is decided, what is asked."""

import pytest

from sessions.meeting_reports.matching import Matcher, Person

PEOPLE = [
    Person(1, "Maija Virtanen", frozenset(["maija.virtanen@siilinjarvi.example"]), "+358 40 1231234",
           ("Siilinjärvi",)),
    Person(2, "Maija Virtanen", frozenset(["mv@janakkala.example"]), "", ("Janakkala",)),
    Person(3, "Matti Virtanen", frozenset(["m@x.example"]), "040 765 4321", ("Hattula",)),
    Person(4, "Pekka Häkkinen", frozenset(["p@x.example"]), "", ("Puolanka",)),
    Person(5, "Aino Liisa Öhman-Näsi", frozenset(["a@x.example"]), "", ("Pedersören kunta", "Pedersöre")),
    Person(6, "", frozenset(["nimeton@x.example"]), "", ("Posio",)),
    Person(7, "Åsa Ström", frozenset(["asa@x.example"]), "", ("Posio",)),
    Person(8, "Katja Ritvanen", frozenset(["k@x.example"]), "", ("Karvia",)),
]  # fmt: skip
STAFF = [
    Person(None, "Ritva Raivaaja", frozenset(["ritva@x.example"])),
    Person(None, "Maija Mallila"),
    Person(None, "Katja Ritvanen"),
]


@pytest.fixture(scope="module")
def matcher():
    return Matcher(PEOPLE, STAFF, {"masa": 3, "gone": 99, "koti@example.org": 4})


@pytest.mark.parametrize(
    ("name", "email", "key", "verdict"),
    [
        # An address is beyond doubt, also beside another name.
        ("iPhone", "maija.virtanen@siilinjarvi.example", 1, "certain"),
        ("Pekka", "koti@example.org", 4, "certain"),
        # Namesakes are told apart by their municipality, however it is written.
        ("Maija Virtanen (Siilinjärvi)", "", 1, "certain"),
        ("Virtanen Maija (Janakkala)", "", 2, "certain"),
        ("Maija Virtanen - Janakkala", "", 2, "certain"),
        ("Maija Virtanen, Janakkala", "", 2, "certain"),
        ("Virtanen, Maija (Siilinjarvi) (Guest)", "", 1, "certain"),
        ("Janakkala / Maija Virtanen", "", 2, "certain"),
        ("Maija Virtanen Janakkala", "", 2, "certain"),
        ("Maija Virtanen (Siilinjärven kunta)", "", None, "unsure"),
        ("Maija Virtanen", "", None, "unsure"),
        ("Maija Virtanen (Oulu)", "", None, "unsure"),
        # Order, case, marks that programs add.
        ("HÄKKINEN PEKKA", "", 4, "certain"),
        ("Pekka Häkkinen (Vieras)", "", 4, "certain"),
        ("Pekka Häkkinen (Ulkoinen)", "", 4, "certain"),
        ("pekka häkkinen (Gäst)", "", 4, "certain"),
        ("Häkkinen, Pekka", "", 4, "certain"),
        ("Pekka Häkkinen (Oulu)", "", None, "unsure"),
        ("Matti Virtanen [Hattula]", "", 3, "certain"),
        # Without marks on the letters, or with fewer given names.
        ("Pekka Hakkinen", "", 4, "probable"),
        ("Asa Strom", "", 7, "probable"),
        ("Aino Öhman-Näsi", "", 5, "probable"),
        ("Aino Öhman Näsi (Pedersöre)", "", 5, "probable"),
        # One letter apart may be another person.
        ("Martti Virtanen", "", None, "unsure"),
        ("Pekka Hakkinenn", "", None, "unsure"),
        ("Pekka", "", None, "unsure"),
        ("Pekka H.", "", None, "unsure"),
        # The name that Zoom knows in brackets behind the one that is shown.
        ("iPad (Pekka Häkkinen)", "", 4, "probable"),
        ("Masa V (Matti Virtanen)", "", 3, "probable"),
        ("Valmentaja (Ritva Raivaaja)", "", None, "staff"),
        ("iPad (Maija Virtanen)", "", None, "unknown"),
        ("Kone (Pedersören kunta)", "", None, "unknown"),
        # A coach; and somebody who has the name of one.
        ("Ritva Raivaaja", "", None, "staff"),
        ("Raivaaja Ritva", "", None, "staff"),
        ("Kone 7", "ritva@x.example", None, "staff"),
        ("Maija Mallila (Guest)", "", None, "staff"),
        ("Katja Ritvanen", "", None, "unsure"),
        # Telephones.
        ("+358 40 ***1234", "", None, "unsure"),
        ("358407654321", "", 3, "probable"),
        ("+358 50 ***9999", "", None, "unknown"),
        # What was chosen by hand before; somebody who is no longer there.
        ("Masa", "", 3, "certain"),
        ("MASA", "", 3, "certain"),
        ("gone", "", None, "unknown"),
        # Strangers.
        ("Kalle Keksitty", "", None, "unknown"),
        ("iPhone", "", None, "unknown"),
        ("Janakkalan kokoushuone", "", None, "unknown"),
        ("", "", None, "unknown"),
        ("()", "", None, "unknown"),
        ("---", "", None, "unknown"),
    ],
)
def test_a_name(matcher, name, email, key, verdict):
    match = matcher.match(name, email)

    assert match.verdict == verdict
    if verdict in ("certain", "probable"):
        assert match.key == key
        assert match.confidence >= 80
    elif verdict == "unsure":
        assert match.confidence <= 70


def test_an_unsure_name_suggests_somebody(matcher):
    assert matcher.match("Martti Virtanen").key == 3
    assert matcher.match("+358 40 ***1234").key == 1
