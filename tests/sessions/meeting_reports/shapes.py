# ruff: noqa: ISC004, E501
"""Attendance reports in the shapes that Teams and Zoom give, with what must be found in each.

The session is on 25 November 2026, 13.00–15.00 in Helsinki. Everybody is invented.
"""

import io

import xlsxwriter

MAIJA, PEKKA, AINO, GUEST = "Maija Virtanen", "Pekka Häkkinen", "Aino Öhman", "Kalle Keksitty"


def utf16(*lines):
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-16-le")


def utf8(*lines, bom=True):
    return ("\ufeff" * bom + "\n".join(lines) + "\n").encode()


def cp1252(*lines):
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def xlsx(*rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Attendance")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row.split("\t"))
    return file.getvalue()


def tabs(text):
    return text.replace(" | ", "\t")


def lines(text):
    return [tabs(line.strip()) for line in text.strip().splitlines()]


def teams_new(heads, people, stays, top="1. Summary", two="2. Participants",
              three="3. In-Meeting Activities", summary=()):  # fmt: skip
    return lines(
        "\n".join([top, *summary, "", two, heads[0], *people, "", three, heads[1], *stays])
    )


EN = (
    "Name | First Join | Last Leave | In-Meeting Duration | Email | Participant ID (UPN) | Role",
    "Name | Join Time | Leave Time | Duration | Email | Role",
)
FI = (
    "Nimi | Ensimmäinen liittyminen | Viimeisin poistuminen | Kokouksessa oloaika | "
    "Sähköpostiosoite | Osallistujan tunnus (UPN) | Rooli",
    "Nimi | Liittymisaika | Poistumisaika | Kesto | Sähköpostiosoite | Rooli",
)
SV = (
    "Namn | Första anslutning | Senaste utgång | Varaktighet i möte | E-post | "
    "Deltagar-ID (UPN) | Roll",
    "Namn | Anslutningstid | Tid för utgång | Varaktighet | E-post | Roll",
)

# (name of the shape, file name, bytes, kind, {name: minutes within the session and its margins})
SHAPES = [
    (
        "Teams: comings and goings, English, UTF-16",
        "meetingAttendanceList.csv",
        utf16(*lines("""
            Full Name | User Action | Timestamp
            Ritva Raivaaja | Joined before | 11/25/2026, 12:58:00 PM
            Maija Virtanen | Joined before | 11/25/2026, 12:58:00 PM
            Pekka Häkkinen | Joined | 11/25/2026, 1:04:00 PM
            Pekka Häkkinen | Left | 11/25/2026, 1:34:00 PM
            Pekka Häkkinen | Joined | 11/25/2026, 1:44:00 PM
            Pekka Häkkinen | Left | 11/25/2026, 3:00:00 PM
            Kalle Keksitty (Guest) | Joined | 11/25/2026, 2:00:00 PM
            Kalle Keksitty (Guest) | Left | 11/25/2026, 2:10:00 PM
        """)),
        "teams_old",
        {"Ritva Raivaaja": 122, MAIJA: 122, PEKKA: 106, "Kalle Keksitty (Guest)": 10},
    ),
    (
        "Teams: comings and goings, Finnish, UTF-16",
        "kokouksen osallistujat.csv",
        utf16(*lines("""
            Koko nimi | Käyttäjän toiminto | Aikaleima
            Maija Virtanen | Liittyi | 25.11.2026, 13.00.00
            Pekka Häkkinen | Liittyi | 25.11.2026, 13.10.30
            Pekka Häkkinen | Poistui | 25.11.2026, 14.10.30
            Maija Virtanen | Poistui | 25.11.2026, 15.02.00
        """)),
        "teams_old",
        {MAIJA: 122, PEKKA: 60},
    ),
    (
        "Teams: comings and goings, Swedish, UTF-8",
        "narvarolista.csv",
        utf8(*lines("""
            Fullständigt namn | Användaråtgärd | Tidsstämpel
            Maija Virtanen | Anslöt | 2026-11-25 13:00:00
            Maija Virtanen | Lämnade | 2026-11-25 14:00:00
            Pekka Häkkinen | Gick med | 2026-11-25 13:30:00
            Pekka Häkkinen | Lämnade | 2026-11-25 15:00:00
        """)),
        "teams_old",
        {MAIJA: 60, PEKKA: 90},
    ),
    (
        "Teams 2021: summary and one table, English, UTF-16",
        "meetingAttendanceReport(Työpaja 1).csv",
        utf16(*lines("""
            Meeting Summary
            Total Number of Participants | 3
            Meeting Title | Työpaja 1
            Meeting Start Time | 11/25/2026, 12:55:12 PM
            Meeting End Time | 11/25/2026, 3:05:44 PM

            Full Name | Join Time | Leave Time | Duration | Email | Role | Participant ID (UPN)
            Maija Virtanen | 11/25/2026, 12:59:00 PM | 11/25/2026, 3:01:00 PM | 2h 2m | \
maija.virtanen@siilinjarvi.example | Attendee | maija.virtanen@siilinjarvi.example
            Pekka Häkkinen | 11/25/2026, 1:00:00 PM | 11/25/2026, 1:40:00 PM | 40m | | Attendee |
            Pekka Häkkinen | 11/25/2026, 1:30:00 PM | 11/25/2026, 2:30:00 PM | 1h | | Attendee |
            +358 40 ***1234 | 11/25/2026, 1:00:00 PM | 11/25/2026, 2:59:30 PM | 1h 59m 30s | | \
Attendee |
        """)),
        "teams",
        {MAIJA: 122, PEKKA: 90, "+358 40 ***1234": 120},
    ),
    (
        "Teams: numbered sections, English (US), UTF-16",
        "Työpaja 1 - Attendance report 11-25-26.csv",
        utf16(*teams_new(
            EN,
            ["Maija Virtanen | 11/25/26, 12:58:03 PM | 11/25/26, 3:00:03 PM | 2h 2m | "
             "maija@siilinjarvi.example | maija@siilinjarvi.example | Organizer",
             "Pekka Häkkinen (Vieras) | 11/25/26, 1:00:00 PM | 11/25/26, 3:00:00 PM | 1h 30m | | "
             "| Attendee"],
            ["Maija Virtanen | 11/25/26, 12:58:03 PM | 11/25/26, 3:00:03 PM | 2h 2m | "
             "maija@siilinjarvi.example | Organizer",
             "Pekka Häkkinen (Vieras) | 11/25/26, 1:00:00 PM | 11/25/26, 2:00:00 PM | 1h | | "
             "Attendee",
             "Pekka Häkkinen (Vieras) | 11/25/26, 2:30:00 PM | 11/25/26, 3:00:00 PM | 30m | | "
             "Attendee"],
            summary=["Meeting title | Työpaja 1", "Attended participants | 2",
                     "Start time | 11/25/26, 12:58:03 PM", "End time | 11/25/26, 3:02:10 PM",
                     "Meeting duration | 2h 4m 7s", "Average attendance time | 1h 46m"],
        )),
        "teams",
        {MAIJA: 122, "Pekka Häkkinen (Vieras)": 90},
    ),
    (
        "Teams: numbered sections, leaving without a day, comma and UTF-8",
        "report.csv",
        utf8(
            "1. Summary", "Meeting title,Työpaja 1", 'Start time,"11/25/26, 1:00:00 PM"', "",
            "2. Participants",
            "Name,First Join,Last Leave,In-Meeting Duration,Email,Participant ID (UPN),Role",
            '"Virtanen, Maija","11/25/26, 1:00:00 PM","11/25/26, 2:05:03 PM",1h 5m 3s,,,Attendee',
            "", "3. In-Meeting Activities",
            "Name,Join Time,Leave Time,Duration,Email,Role",
            '"Virtanen, Maija","11/25/26, 1:00:00 PM",2:05:03 PM,1h 5m 3s,,Attendee',
        ),
        "teams",
        {"Virtanen, Maija": 65},
    ),
    (
        "Teams: numbered sections, Finnish, UTF-16",
        "Työpaja 1 – Läsnäoloraportti.csv",
        utf16(*teams_new(
            FI,
            ["Virtanen Maija (Siilinjärvi) | 25.11.2026 klo 12.58.00 | 25.11.2026 klo 15.00.00 | "
             "2 t 2 min | | | Osallistuja",
             "Pekka Häkkinen | 25.11.2026 klo 13.00.00 | 25.11.2026 klo 14.05.03 | "
             "1 t 5 min 3 s | pekka@janakkala.example | pekka@janakkala.example | Esittäjä",
             "Aino Öhman | 25.11.2026 klo 13.00.00 | 25.11.2026 klo 13.00.42 | 42 s | | | "
             "Osallistuja"],
            ["Virtanen Maija (Siilinjärvi) | 25.11.2026 klo 12.58.00 | 25.11.2026 klo 15.00.00 | "
             "2 t 2 min | | Osallistuja",
             "Pekka Häkkinen | 25.11.2026 klo 13.00.00 | 25.11.2026 klo 14.05.03 | "
             "1 t 5 min 3 s | pekka@janakkala.example | Esittäjä",
             "Aino Öhman | 25.11.2026 klo 13.00.00 | 25.11.2026 klo 13.00.42 | 42 s | | "
             "Osallistuja"],
            "1. Yhteenveto", "2. Osallistujat", "3. Kokouksen aikaiset toiminnot",
            ["Kokouksen otsikko | Työpaja 1", "Osallistujia | 3",
             "Alkamisaika | 25.11.2026 klo 12.58.00", "Päättymisaika | 25.11.2026 klo 15.03.00",
             "Kokouksen kesto | 2 t 5 min"],
        )),
        "teams",
        {"Virtanen Maija (Siilinjärvi)": 122, PEKKA: 65, AINO: 1},
    ),
    (
        "Teams: Finnish, people alone, comma, no marks on letters in headings",
        "raportti.csv",
        utf8(
            "1. Yhteenveto", "Kokouksen otsikko,Työpaja 1", 'Alkamisaika,"25.11.2026 12.55.12"',
            "", "2. Osallistujat",
            "Nimi,Ensimmainen liittyminen,Viimeinen poistuminen,Kesto,Sahkoposti,Rooli",
            'Maija Virtanen,"25.11.2026 13.00.00","25.11.2026 15.00.00",58 min 20 s,,Osallistuja',
            'Pekka Häkkinen,"25.11.2026 12.30.00","25.11.2026 14.00.00",1 h 30 min,,Osallistuja',
            bom=False,
        ),
        "teams",
        # First and last time with a sum: the sum, at most the time within the margins.
        {MAIJA: 58, PEKKA: 75},
    ),
    (
        "Teams: numbered sections, Swedish, UTF-16",
        "Närvarorapport.csv",
        utf16(*teams_new(
            SV,
            ["Maija Virtanen (Gäst) | 2026-11-25 13:00:00 | 2026-11-25 14:05:03 | "
             "1 tim 5 min 3 sek | | | Deltagare",
             "Pekka Häkkinen | 2026-11-25 13:00:00 | 2026-11-25 15:00:00 | 2 tim | | | Deltagare"],
            ["Maija Virtanen (Gäst) | 2026-11-25 13:00:00 | 2026-11-25 14:05:03 | "
             "1 tim 5 min 3 sek | | Deltagare",
             "Pekka Häkkinen | 2026-11-25 13:00:00 | 2026-11-25 15:00:00 | 2 tim | | Deltagare",
             "Pekka Häkkinen | 2026-11-25 13:30:00 | 2026-11-25 14:30:00 | 1 tim | | Deltagare"],
            "1. Sammanfattning", "2. Deltagare", "3. Aktiviteter under mötet",
            ["Mötesrubrik | Työpaja 1", "Starttid | 2026-11-25 12:58:00",
             "Sluttid | 2026-11-25 15:03:00"],
        )),
        "teams",
        {"Maija Virtanen (Gäst)": 65, PEKKA: 120},
    ),
    (
        "Teams: numbered sections, English (UK), tabs in UTF-8",
        "attendance.tsv",
        utf8(*teams_new(
            EN,
            ["Maija Virtanen | 25/11/2026, 13:02:03 | 25/11/2026, 14:07:06 | 1h 5m 3s | | | "
             "Attendee"],
            ["Maija Virtanen | 25/11/2026, 13:02:03 | 25/11/2026, 14:07:06 | 1h 5m 3s | | "
             "Attendee"],
        )),
        "teams",
        {MAIJA: 65},
    ),
    (
        "Teams: saved anew by Excel as a workbook",
        "lasnaolo.xlsx",
        xlsx(*teams_new(
            FI,
            ["Maija Virtanen | 25.11.2026 13.00.00 | 25.11.2026 14.30.00 | 1 t 30 min | | | "
             "Osallistuja"],
            ["Maija Virtanen | 25.11.2026 13.00.00 | 25.11.2026 14.30.00 | 1 t 30 min | | "
             "Osallistuja"],
            "1. Yhteenveto", "2. Osallistujat", "3. Kokouksen aikaiset toiminnot",
        )),
        "teams",
        {MAIJA: 90},
    ),
    (
        "Zoom: with the meeting above, English, waiting room, same person again",
        "participants_81234567890.csv",
        utf8(
            "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants",
            '812 3456 7890,Työpaja 1,11/25/2026 12:55:00 PM,11/25/2026 03:05:00 PM,'
            "ritva@example.org,130,5",
            "",
            "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,"
            "Recording Consent,In Waiting Room",
            "Maija Virtanen,,11/25/2026 12:50:00 PM,11/25/2026 12:58:00 PM,8,Yes,,Yes",
            "Maija Virtanen,,11/25/2026 12:58:00 PM,11/25/2026 03:00:00 PM,122,Yes,Y,No",
            "iPad (Pekka Häkkinen),,11/25/2026 01:00:00 PM,11/25/2026 02:00:00 PM,60,Yes,Y,No",
            "iPad (Pekka Häkkinen),,11/25/2026 01:30:00 PM,11/25/2026 02:30:00 PM,60,Yes,Y,No",
            "358401231234,,11/25/2026 01:00:00 PM,11/25/2026 01:20:00 PM,20,Yes,Y,No",
        ),
        "zoom",
        {MAIJA: 122, "iPad (Pekka Häkkinen)": 90, "358401231234": 20},
    ),
    (
        "Zoom: without the meeting, day or month first told by the session's day",
        "zoom.csv",
        utf8(
            "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest",
            "Maija Virtanen,maija@siilinjarvi.example,25/11/2026 13:00:00,25/11/2026 14:10:00,70,No",
            bom=False,
        ),
        "zoom",
        {MAIJA: 70},
    ),
    (
        "Zoom: everybody once, total minutes alone",
        "zoom unique.csv",
        utf8(
            "Name (Original Name),User Email,Total Duration (Minutes),Guest",
            "Maija Virtanen,maija@siilinjarvi.example,118,No",
            "Pekka Häkkinen,,12,Yes",
            "Aino Öhman,,400,Yes",
        ),
        "zoom",
        # Nobody was there for longer than the session with its margins.
        {MAIJA: 118, PEKKA: 12, AINO: 150},
    ),
    (
        "Zoom: Finnish, semicolons, Windows-1252",
        "osallistujat.csv",
        cp1252(
            "Nimi (alkuperäinen nimi);Käyttäjän sähköposti;Liittymisaika;Lähtöaika;"
            "Kesto (minuuttia);Vieras;Tallennuksen suostumus;Odotushuoneessa",
            "Pekka Häkkinen;;25.11.2026 13:00:00;25.11.2026 14:00:00;60;Kyllä;;Ei",
            "Pekka Häkkinen;;25.11.2026 12:50:00;25.11.2026 13:00:00;10;Kyllä;;Kyllä",
            "Aino Öhman;;25.11.2026 13:00:00;25.11.2026 13:45:00;45;Kyllä;;Ei",
        ),
        "zoom",
        {PEKKA: 60, AINO: 45},
    ),
    (
        "Zoom: Swedish, UTF-8, meeting and person in one flat table",
        "deltagare.csv",
        utf8(
            "Ämne,Mötes-ID,Starttid,Sluttid,Varaktighet (minuter),Namn (ursprungligt namn),"
            "E-post,Anslutningstid,Tid för utgång,Varaktighet (minuter),Gäst,I väntrum",
            "Työpaja 1,812 3456,2026-11-25 12:55,2026-11-25 15:05,130,Maija Virtanen,,"
            "2026-11-25 13:00:00,2026-11-25 14:00:00,60,Ja,Nej",
            "Työpaja 1,812 3456,2026-11-25 12:55,2026-11-25 15:05,130,Maija Virtanen,,"
            "2026-11-25 12:50:00,2026-11-25 13:00:00,10,Ja,Ja",
        ),
        "zoom",
        {MAIJA: 60},
    ),
    (
        "Zoom 2024: renamed headings, quoted, UTF-16 without a mark",
        "participants.csv",
        "\r\n".join([
            '"Topic","ID","Host","Duration (minutes)","Start time","End time","Participants"',
            '"Työpaja 1","812 3456 7890","Ritva Raivaaja","130","11/25/2026 12:55:00 PM",'
            '"11/25/2026 03:05:00 PM","2"',
            "",
            '"Name (original name)","Email","Join time","Leave time","Duration (minutes)","Guest",'
            '"Recording disclaimer response","In waiting room"',
            '"Maija Virtanen","","11/25/2026 01:00:00 PM","11/25/2026 02:00:00 PM","60","Yes","OK",'
            '"No"',
        ]).encode("utf-16-le"),
        "zoom",
        {MAIJA: 60},
    ),
    (
        "Zoom: November or December, told by the session's day (11/12)",
        "joulukuu.csv",
        None,
        "zoom",
        {MAIJA: 60},
    ),
]  # fmt: skip
# The last one belongs to another session, on 12 November.
TWELFTH = utf8(
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest",
    "Maija Virtanen,,11/12/2026 01:00:00 PM,11/12/2026 02:00:00 PM,60,No",
)
