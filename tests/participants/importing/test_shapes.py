"""Lists in every shape that coordinators have: exactly these people are read from each."""

import pytest

from .files import ods, text, xlsx

pytestmark = pytest.mark.django_db

# given, family, address, municipality, phone, role, title, language
AINO = ("Aino", "Esimerkki", "aino@example.org", "Mikkeli", "+358 40 1234567", "office_holder")
OLLI = ("Olli", "Östman", "olli@example.org", "Turku", "", "elected_official")
TWO = [(*AINO, "suunnittelija", "fi"), (*OLLI, "", "sv")]

FI = ["Etunimi", "Sukunimi", "Sähköpostiosoite", "Kunta", "Puhelin", "Rooli", "Nimike", "Kieli"]
SV = ["Förnamn", "Efternamn", "E-post", "Kommun", "Telefon", "Roll", "Titel", "Språk"]
EN = ["First name", "Last name", "E-mail", "Municipality", "Phone", "Role", "Job title", "Language"]
PEOPLE = [
    [
        *("Aino", "Esimerkki", "aino@example.org", "Mikkeli", "040 123 4567"),
        *("viranhaltija", "suunnittelija", "suomi"),
    ],
    ["Olli", "Östman", "olli@example.org", "Turku", "", "valtuutettu", "", "ruotsi"],
]
# The short list: names, address, municipality.
SHORT = [
    ("Matti", "Virtanen", "matti@example.org", "Mikkeli"),
    ("Åsa", "Nyman", "asa@example.org", "Turku"),
]


def short(header, *rows):
    return [header, *rows]


ROWS = [FI, *PEOPLE]
M, A = ["matti@example.org", "Mikkeli"], ["asa@example.org", "Turku"]

SHAPES = {
    # Kinds, separators, encodings.
    "xlsx": (xlsx(ROWS), "a.xlsx", TWO),
    "XLSX in capitals": (xlsx(ROWS), "A.XLSX", TWO),
    "ods with an empty tail": (ods(ROWS), "a.ods", TWO),
    "csv, semicolon, utf-8": (text(ROWS), "a.csv", TWO),
    "csv, comma, utf-8": (text(ROWS, ","), "a.csv", TWO),
    "csv, tab, utf-8": (text(ROWS, "\t"), "a.csv", TWO),
    "tsv": (text(ROWS, "\t"), "a.tsv", TWO),
    "txt, pipe": (text(ROWS, "|"), "a.txt", TWO),
    "csv, semicolon, utf-8 with a mark": (text(ROWS, encoding="utf-8-sig"), "a.csv", TWO),
    "csv, comma, utf-8 with a mark": (text(ROWS, ",", "utf-8-sig"), "a.csv", TWO),
    "csv, semicolon, utf-16": (text(ROWS, encoding="utf-16"), "a.csv", TWO),
    "csv, tab, utf-16 (Excel's Unicode text)": (text(ROWS, "\t", "utf-16"), "a.txt", TWO),
    "csv, comma, utf-16": (text(ROWS, ",", "utf-16"), "a.csv", TWO),
    "utf-16 without a mark": (text(ROWS, encoding="utf-16-le"), "a.csv", TWO),
    "utf-16, big end first": (text(ROWS, encoding="utf-16-be"), "a.csv", TWO),
    "csv, semicolon, cp1252": (text(ROWS, encoding="cp1252"), "a.csv", TWO),
    "csv, comma, cp1252": (text(ROWS, ",", "cp1252"), "a.csv", TWO),
    "csv, tab, cp1252": (text(ROWS, "\t", "cp1252"), "a.csv", TWO),
    "csv of a Mac": (text(ROWS, encoding="mac_roman"), "a.csv", TWO),
    "utf-8 that was taken for cp1252 and saved": (
        text(ROWS).decode("cp1252").encode(),
        "a.csv",
        TWO,
    ),
    "sep= on the first line": (b"sep=;\r\n" + text(ROWS), "a.csv", TWO),
    "old Mac line ends": (text(ROWS).replace(b"\r\n", b"\r"), "a.csv", TWO),
    "Unix line ends": (text(ROWS).replace(b"\r\n", b"\n"), "a.csv", TWO),
    # Headings.
    "Swedish headings, xlsx": (xlsx([SV, *PEOPLE]), "a.xlsx", TWO),
    "Swedish headings, cp1252": (text([SV, *PEOPLE], encoding="cp1252"), "a.csv", TWO),
    "English headings, comma": (text([EN, *PEOPLE], ","), "a.csv", TWO),
    "English headings, utf-16": (text([EN, *PEOPLE], "\t", "utf-16"), "a.csv", TWO),
    "headings in capitals": (xlsx([[h.upper() for h in FI], *PEOPLE]), "a.xlsx", TWO),
    "headings with stars and colons": (xlsx([[f"{h}: *" for h in FI], *PEOPLE]), "a.xlsx", TWO),
    "misspelt headings": (
        xlsx([["Etunmi", "Sukunim", "Sähköpostiosote", "Kunta", "Puhelinnumeo", *FI[5:]], *PEOPLE]),
        "a.xlsx",
        TWO,
    ),
    "headings of a form": (
        xlsx(
            [
                [
                    *("Aikaleima", "Osallistujan etunimi", "Osallistujan sukunimi"),
                    *("Osallistujan sähköpostiosoite", "Kunta tai hyvinvointialue", "Puhelinnro"),
                    *("Asema", "Tehtävänimike", "Asiointikieli", "Esihenkilön sähköposti"),
                ],
                *(["24.11.2026 9.15", *row, "pomo@example.org"] for row in PEOPLE),
            ]
        ),
        "a.xlsx",
        TWO,
    ),
    "questions of a form, with days and addresses of computers": (
        xlsx(
            [
                [
                    *("Vastaajan ID", "Vastausaika", "IP-osoite", "1. Etu- ja sukunimesi"),
                    "2. Mitä kuntaa tai muuta organisaatiota edustat tässä valmennuksessa?",
                    "3. Missä roolissa osallistut? (valitse yksi)",
                    "4. Sähköpostiosoitteesi, johon lähetämme valmennuksen aineistot ja linkit",
                    "5. Puhelinnumerosi, josta sinut tavoittaa päivisin",
                    "6. Mitä kuntasi odottaa valmennukselta?",
                    "7. Tietääkö esihenkilösi osallistumisestasi? Esihenkilön nimi ja sähköposti",
                ],
                *(
                    [
                        *(101, "3.9.2026 8.12", "193.1.1.1", f"{given} {family}", place),
                        *("Muu, mikä? Järjestön edustaja", email, "040 123 4567"),
                        *("Vertaistukea", "Pekka Pomo, pomo@example.org"),
                    ]
                    for given, family, email, place in SHORT
                ),
            ]
        ),
        "webropol.xlsx",
        [(*person, "+358 40 1234567", "other", "", "") for person in SHORT],
    ),
    "an example of an address in the heading": (
        text(
            [
                ["Nimi", "Sähköposti (etunimi.sukunimi@kunta.fi)", "Kunta"],
                *([f"{given} {family}", email, place] for given, family, email, place in SHORT),
            ]
        ),
        "a.csv",
        SHORT,
    ),
    "headings in another order": (
        text([list(reversed(FI)), *(list(reversed(row)) for row in PEOPLE)]),
        "a.csv",
        TWO,
    ),
    # Around the list.
    "a title above": (xlsx([["Ilmoittautuneet 24.11.2026"], [], *ROWS]), "a.xlsx", TWO),
    "two titles above, csv": (text([["Lista"], ["Syksy 2026"], *ROWS]), "a.csv", TWO),
    "two lines of headings": (xlsx([FI, SV, *PEOPLE]), "a.xlsx", TWO),
    "groups above the headings": (
        xlsx([["Henkilö", "", "Yhteystiedot", "", "", "Muut"], *ROWS]),
        "a.xlsx",
        TWO,
    ),
    "headings again in the middle": (xlsx([FI, PEOPLE[0], FI, PEOPLE[1]]), "a.xlsx", TWO),
    "empty rows and columns": (
        xlsx([[*FI, "", ""], [], [*PEOPLE[0], "", " "], ["", ""], [], PEOPLE[1], [" "] * 9]),
        "a.xlsx",
        TWO,
    ),
    "an empty column first": (xlsx([["", *row] for row in ROWS]), "a.xlsx", TWO),
    "numbers of rows and remarks": (
        xlsx([["Nro", *FI, "Huom!"], *([i, *row, "kasvis"] for i, row in enumerate(PEOPLE))]),
        "a.xlsx",
        TWO,
    ),
    "the list on the second sheet": (
        xlsx(("Ohje", [["Tämä on ohje."], ["Täytä toinen taulu."], ["Kiitos"]]), ("Lista", ROWS)),
        "a.xlsx",
        TWO,
    ),
    "one municipality merged over two rows": (
        xlsx(
            [
                ["Nimi", "Sähköposti", "Kunta"],
                ["Aino Esimerkki", "aino@example.org", ""],
                ["Olli Östman", "olli@example.org", ""],
            ],
            merged=[(1, 2, 2, "Mikkeli")],
        ),
        "a.xlsx",
        [
            ("Aino", "Esimerkki", "aino@example.org", "Mikkeli"),
            ("Olli", "Östman", "olli@example.org", "Mikkeli"),
        ],
    ),
    # Names in one cell.
    "Virtanen Matti": (
        xlsx(short(["Nimi", "Sposti", "Kunta"], ["Virtanen Matti", *M], ["Nyman Åsa", *A])),
        "a.xlsx",
        SHORT,
    ),
    "Matti Virtanen": (
        text(short(["Nimi", "S-posti", "Kaupunki"], ["Matti Virtanen", *M], ["Åsa Nyman", *A])),
        "a.csv",
        SHORT,
    ),
    "Virtanen, Matti": (
        text(short(["Nimi", "Email", "Kunta"], ["Virtanen, Matti", *M], ["Nyman, Åsa", *A])),
        "a.csv",
        SHORT,
    ),
    "Virtanen, Matti between commas": (
        text(short(["Nimi", "Email", "Kunta"], ["Virtanen, Matti", *M], ["Nyman, Åsa", *A]), ","),
        "a.csv",
        SHORT,
    ),
    "VIRTANEN Matti": (
        xlsx(short(["Namn", "E-post", "Kommun"], ["VIRTANEN Matti", *M], ["NYMAN Åsa", *A])),
        "a.xlsx",
        SHORT,
    ),
    "names that only the heading orders": (
        xlsx(
            short(
                ["Sukunimi ja etunimi", "Sposti", "Kunta"], ["Kuu Tuuli", "kt@example.org", "Turku"]
            )
        ),
        "a.xlsx",
        [("Tuuli", "Kuu", "kt@example.org", "Turku")],
    ),
    "names that only the address orders": (
        xlsx(
            short(
                ["Nimi", "Sposti", "Kunta"], ["Oksala Xiang", "xiang.oksala@example.org", "Turku"]
            )
        ),
        "a.xlsx",
        [("Xiang", "Oksala", "xiang.oksala@example.org", "Turku")],
    ),
    "noble and double names": (
        xlsx(
            short(
                ["Nimi", "Sposti", "Kunta"],
                ["Georg von Wright", "g@example.org", "Turku"],
                ["Anna-Maija Mäki-Petäjä", "a@example.org", "Turku"],
                ["af Hällström Anna", "h@example.org", "Turku"],
                ["Virtanen Matti Juhani", "m@example.org", "Turku"],
            )
        ),
        "a.xlsx",
        [
            ("Georg", "von Wright", "g@example.org", "Turku"),
            ("Anna-Maija", "Mäki-Petäjä", "a@example.org", "Turku"),
            ("Anna", "af Hällström", "h@example.org", "Turku"),
            ("Matti Juhani", "Virtanen", "m@example.org", "Turku"),
        ],
    ),
    "given name called name": (
        xlsx(short(["Nimi", "Sukunimi", "Sposti", "Kunta"], ["Matti", "Virtanen", *M])),
        "a.xlsx",
        SHORT[:1],
    ),
    # Addresses.
    "addresses as links and with names": (
        xlsx(
            short(
                ["Etunimi", "Sukunimi", "Sähköposti", "Kunta"],
                ["Matti", "Virtanen", "mailto:Matti@Example.org", "Mikkeli"],
                ["Åsa", "Nyman", "Åsa Nyman <asa@example.org>", "Turku"],
            )
        ),
        "a.xlsx",
        SHORT,
    ),
    "only addresses with names": (
        text(
            short(
                ["Sähköposti", "Kunta"],
                ["Matti Virtanen <matti@example.org>", "Mikkeli"],
                ['"Nyman, Åsa" <asa@example.org>;', "Turku"],
            )
        ),
        "a.csv",
        SHORT,
    ),
    "spaces that nobody sees": (
        text(
            short(
                ["Etunimi", "Sukunimi", "Sähköposti", "Kunta"],
                [" Matti\u00a0", "\u200bVirtanen", " matti@example.org ", "\tMikkeli "],
            )
        ),
        "a.csv",
        SHORT[:1],
    ),
    # Municipalities.
    "municipalities as they are called": (
        xlsx(
            short(
                ["Nimi", "Sposti", "Kunta"],
                *(
                    ["Matti Virtanen", f"m{i}@example.org", name]
                    for i, name in enumerate(
                        [
                            *("Mikkelin kaupunki", "Mikkeli kn", "mikkeli", "S:t Michel", "491"),
                            *("Pedersöre", "Pedersören kunta", "Helsingin kaupunki", "Åbo stad"),
                            *("Seinäjoen kaupunki", "Etelä-Savon hva", "CITY OF HELSINKI"),
                        ]
                    )
                ),
            )
        ),
        "a.xlsx",
        [
            ("Matti", "Virtanen", f"m{i}@example.org", name)
            for i, name in enumerate(
                [
                    *["Mikkeli"] * 5,
                    *["Pedersören kunta"] * 2,
                    *("Helsinki", "Turku", "Seinäjoki", "Etelä-Savon hyvinvointialue", "Helsinki"),
                ]
            )
        ],
    ),
    # Numbers and dates where texts are expected.
    "a phone that became a number": (
        xlsx([FI, ["Aino", "Esimerkki", "aino@example.org", 491, 401234567, *PEOPLE[0][5:]]]),
        "a.xlsx",
        TWO[:1],
    ),
    "a date as a job title": (
        xlsx([FI, [*PEOPLE[0][:6], 24.0, "fi"]]),
        "a.xlsx",
        [(*AINO, "24", "fi")],
    ),
    "a superior's name, address and phone beside": (
        xlsx(
            short(
                ["Nimi", "Sposti", "Kunta", "Esihenkilön nimi", "Esihenkilön puhelin"],
                ["Matti Virtanen", *M, "Pomo Päällikkö", "040 7654321"],
            )
        ),
        "a.xlsx",
        [(*SHORT[0], "")],
    ),
    "name with a title, contact details in one cell": (
        xlsx(
            short(
                ["Nimi, titteli", "Yhteystiedot", "Kunta"],
                ["Matti Virtanen, kunnanjohtaja", "matti@example.org, 040 1234567", "Mikkeli"],
            )
        ),
        "a.xlsx",
        [(*SHORT[0], "+358 40 1234567", "office_holder", "kunnanjohtaja")],
    ),
    "questions of a Swedish form": (
        text(
            short(
                [
                    *("Tidsstämpel", "Ditt namn", "Din e-postadress"),
                    *("Vilken kommun representerar du?", "Tjänsteinnehavare eller förtroendevald?"),
                ],
                ["24.11.2026", "Åsa Nyman", *A, "förtroendevald"],
            ),
            ",",
        ),
        "a.csv",
        [(*SHORT[1], "", "elected_official")],
    ),
    "names in small letters and in capitals": (
        xlsx(short(["nimi", "sposti", "kunta"], ["matti virtanen", *M], ["NYMAN ÅSA", *A])),
        "a.xlsx",
        SHORT,
    ),
    # Without headings.
    "no headings, names in two columns": (
        text([["Virtanen", "Matti", *M], ["Nyman", "Åsa", *A]]),
        "a.csv",
        SHORT,
    ),
    "no headings, xlsx": (
        xlsx([["Virtanen Matti", *M, "viranhaltija"], ["Nyman Åsa", *A, "viranhaltija"]]),
        "a.xlsx",
        SHORT,
    ),
    "no headings, csv": (text([["Matti Virtanen", *M], ["Åsa Nyman", *A]]), "a.csv", SHORT),
    "no headings, names in two columns that the addresses tell": (
        text(
            [
                ["Virtanen", "Matti", "matti.virtanen@example.org", "Mikkeli"],
                ["Nyman", "Åsa", "asa.nyman@example.org", "Turku"],
            ],
            ",",
        ),
        "a.csv",
        [
            ("Matti", "Virtanen", "matti.virtanen@example.org", "Mikkeli"),
            ("Åsa", "Nyman", "asa.nyman@example.org", "Turku"),
        ],
    ),
    # The portal's own lists.
    "our own CSV of people": (
        text(
            [
                [
                    *("Sukunimi", "Etunimi", "Sähköpostiosoite", "Puhelinnumero", "Organisaatio"),
                    *("Maakunta", "Rooli", "Nimike", "Yhteyshenkilö", "Tila", "Kieli", "Lisätty"),
                ],
                [
                    *("Esimerkki", "Aino", "aino@example.org", "'+358 40 1234567", "Mikkeli"),
                    *("Etelä-Savo", "viranhaltija", "suunnittelija", "", "hyväksytty", "suomi"),
                    "24.11.2026",
                ],
            ],
            encoding="utf-8-sig",
        ),
        "a.csv",
        TWO[:1],
    ),
}
NAMES = ["given_name", "family_name", "email", "organisation", "phone", "role", "title", "language"]


@pytest.mark.parametrize("shape", SHAPES)
def test_exactly_these_people_are_read(bring, shape):
    content, name, expected = SHAPES[shape]

    batch = bring(content, name)

    rows = list(batch.rows.select_related("organisation"))
    read = [
        tuple(
            str(row.organisation) if key == "organisation" else row.read.get(key, "")
            for key in NAMES[: len(expected[0])]
        )
        for row in rows
    ]
    assert read == expected
    assert {row.outcome for row in rows} == {"take"}
