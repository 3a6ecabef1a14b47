"""Invented runs of methods for the demonstration, the same ones every time."""

import datetime
import uuid

from django.utils import timezone

from methods.bench_cafe import actions as cafe
from methods.bench_cafe.models import Handling
from methods.library.models import Method
from methods.runs import actions, answer_actions, answers, draw_actions, making_actions
from methods.runs.answer_models import Contribution
from methods.runs.models import Run, RunPrompt, RunTable
from methods.summaries.actions import publish_summary, word_summary

DAY = datetime.timedelta(days=1)
# Themes of the café, their kind, what is on its slips and how many said the same.
CAFE = [
    ("Paikka nuorille illaksi", "improve", [
        ("Nuorilla ei ole iltaisin muuta paikkaa kuin kaupan piha.", 6),
        ("Kirjasto voisi olla auki torstaisin kahdeksaan.", 4),
        ("Pelihuone vanhaan kouluun, siellä on tyhjää.", 1),
    ]),
    ("Bussi ja kimppakyyti", "concern", [
        ("Viimeinen bussi lähtee neljältä. Kokouksiin ei pääse.", 5),
        ("Kylille voisi olla kimppakyytilista.", 2),
    ]),
    ("Torin penkit", "idea", [
        ("Penkkejä jokirantaan, jaksaisi kävellä kauppaan.", 3),
        ("Täällä on hyvä istua ja jutella, lisää tällaista.", 2),
    ]),
    ("Kyläkauppa", "strength", [("Kyläkaupassa tervehditään. Pitäkää se.", 4)]),
]  # fmt: skip
LOOSE = ["Kuka näihin vastaa?", "Kyltit englanniksi myös, kiitos."]
POINTS = [9, 14, 11, 6, 5, 3]
VISITORS = [11, 7, 9, 14, 6, 5, 5, 0]
# The sentences of two tables, phase by phase.
SPROUT = [
    ("lause-siemen", "Nuorilla ei ole iltaisin lämmintä paikkaa.", "Kylien väki ei kohtaa."),
    ("lause-multa", "Kirjastossa on tila, avain ja kahvinkeitin.", "Seurantalo seisoo tyhjänä."),
    ("lause-itu", "Kirjasto auki neljä torstai-iltaa.", "Soppapäivä kerran kuussa."),
    ("lause-varsi", "Kirjastonhoitaja ja kaksi nuorta, helmikuun loppuun.", "Martat, maaliskuu."),
    ("lause-sato", "Laskemme kävijät ja kysymme, tulisivatko uudelleen.", "Keittäjä jatkaa."),
]
WEATHER = [
    "Ovet auki, ja seuraavana torstaina kaksi vuoroa.",
    "Kahvin tilalle tuodaan mehua kotoa.",
    "Kerrotaan jo ilmoituksessa, kuka jatkaa, jos vetäjä vaihtuu.",
    "Soitetaan kolmelle naapurille ennen seuraavaa kertaa.",
]
# What four of the young have filled in.
PAGES = [
    {"elain": "hauki: hidas, kunnes nälkä", "parasta": "järvi", "puuttuu": "paikka illaksi"},
    {"elain": "karhu, nukkuu talven", "puuttuu": "bussi viiden jälkeen", "terveiset": "Tulkaa!"},
    {"parasta": "kaikki tuntee", "valttelen": "parkkipaikkaa illalla", "tulisin": "jos on töitä"},
    {"vien-ystavani": "uimarannalle", "puuttuu": "kahvila", "kunnanjohtaja": "avaisin saunan"},
]
INSIGHTS = [
    "Hiljaisuus kokouksessa ei ole suostumista.",
    "Meillä kysytään usein, mutta vastataan harvoin.",
    "Kutsujalla on väliä enemmän kuin kutsulla.",
    "Erimielisyys oli hyödyksi, kun se sanottiin ajoissa.",
]


def fill(*, team, by):
    """Runs of the team: a café that has been answered, a planning game, a book that is open.

    Nothing happens for a method that is not in the library.
    """
    for slug, make in (("penkkikahvila", _cafe), ("itu", _sprout), ("ystavani-kirja", _book)):
        method = Method.objects.filter(slug=slug).first()
        if method is not None:
            make(method, team, by)


def fill_dialogue(run, by):
    """Let a run of the dialogue cards go to its end."""
    run = actions.start_run(run=run, by=by)
    guests = [answers.join(run=run) for _each in range(9)]
    for guest, text in zip(guests, INSIGHTS, strict=False):
        _say(run, "oivallus", guest=guest, text=text)
    _say(run, "avoimet", by=by, text="Miten tavoitamme ne, jotka eivät käytä verkkoa?")
    _say(run, "teot", by=by, text="Jokainen tiimi käy yhdessä paikassa ennen seuraavaa tapaamista.")
    return actions.end_run(run=run, by=by)


def _begin(method, team, by, matter, days_ago, **fields):
    run = making_actions.create_run(
        method=method, by=by, team=team, cohort=team.cohort, matter=matter, **fields
    )
    run = actions.start_run(run=run, by=by)
    _shift(run, days_ago)
    return run


def _shift(run, days):
    """As if it had begun so many days ago."""
    ago = timezone.now() - days * DAY
    Run.objects.filter(pk=run.pk).update(created_at=ago, started_at=ago, phase_started_at=ago)
    run.refresh_from_db()


def _end(run, by, hours):
    run = actions.end_run(run=run, by=by)
    over = run.started_at + datetime.timedelta(hours=hours)
    Run.objects.filter(pk=run.pk).update(ended_at=over)
    Contribution.objects.filter(run=run).update(created_at=over, written_at=over)


def _say(run, key, **fields):
    prompt = RunPrompt.objects.get(run=run, key=key)
    return answers.contribute(run=run, prompt=prompt, uuid=uuid.uuid4(), **fields)


def _cafe(method, team, by):
    run = _begin(method, team, by, "Mitä keskustaan kaivataan iltaisin?", 24, place="Tori")
    options = [f"o{number}" for number in range(8)]
    # Three points a visitor, put together from the board.
    for key, points in zip(options, POINTS, strict=False):
        _say(run, "taulu", by=by, value={key: points})
    for key, number in zip(options, VISITORS, strict=True):
        if number:
            _say(run, "vaki", by=by, card=key, value=number)
    themes = RunPrompt.objects.select_related("run").get(run=run, key="teemat")
    for heading, kind, slips in CAFE:
        theme = answer_actions.add_theme(prompt=themes, heading=heading, kind=kind, by=by)
        told = [_say(run, "laput", by=by, text=text, number=number) for text, number in slips]
        answer_actions.put_under_theme(run=run, contributions=told, theme=theme, by=by)
    for text in LOOSE:
        _say(run, "laput", by=by, text=text)
    _say(run, "yllatykset", by=by, text="Moni kertoi, ettei kukaan ole ennen kysynyt.")
    _say(run, "ehdotukset", by=by, text="Kirjasto auki torstai-iltaisin kokeeksi keväällä.")
    _end(run, by, 3)
    opening = run.started_at.date()
    cafe.save_agreement(
        run=run,
        seen=None,
        by=by,
        groups=["young", "older"],
        listener_name="Kerttu Keksitty",
        listener_role="kunnanjohtaja",
        decision="valtuuston iltakoulu",
        decision_on=opening + 40 * DAY,
        answer_on=opening + 90 * DAY,
    )
    first, second, *_others = themes.themes.select_related("run")
    cafe.save_handling(
        theme=first,
        seen=None,
        by=by,
        state=Handling.State.DONE,
        who="kirjastotoimenjohtaja",
        due_on=opening + 60 * DAY,
    )
    cafe.save_handling(
        theme=second,
        seen=None,
        by=by,
        state=Handling.State.NOT_DONE,
        reason="Vuoroista päättää maakunnan joukkoliikenneviranomainen.",
        who="tekninen johtaja",
    )
    word_summary(
        run=run,
        seen=None,
        by=by,
        opening="Torilla tarjottiin kahvia ja kuunneltiin kolme tuntia.",
        next_steps="Iltakoulu käy teemat läpi. Vastaukset kerrotaan torilla ja verkossa.",
    )
    publish_summary(run=run, by=by)


def _sprout(method, team, by):
    run = _begin(method, team, by, "Illat kirjastolla", 12, minutes=90, tables=2, place="Kirjasto")
    tables = list(RunTable.objects.filter(run=run))
    for table in tables:
        for _each in range(4):
            answers.join(run=run, table=table)
    for key, *sentences in SPROUT:
        for table, text in zip(tables, sentences, strict=True):
            _say(run, key, by=by, table=table, text=text)
    weather = RunPrompt.objects.select_related("run").get(run=run, key="saakortit")
    texts = iter(WEATHER)
    for table in tables:
        for card in draw_actions.draw_cards(prompt=weather, who=f"t{table.number}", by=by):
            _say(run, "saakortit", by=by, table=table, card=card, text=next(texts))
    _end(run, by, 2)


def _book(method, team, by):
    closes = timezone.now() + 5 * DAY
    run = _begin(method, team, by, "Kahdeksas luokka kertoo", 2, closes_at=closes, place="Koulu")
    actions.go_to_phase(run=run, order=2, by=by)
    run.refresh_from_db()
    let_out = []
    for number, page in enumerate(PAGES):
        guest = answers.join(run=run)
        kept = [
            _say(run, "sivut", guest=guest, card=card, text=text) for card, text in page.items()
        ]
        if number < 2:
            let_out += kept
    answer_actions.approve_contributions(run=run, contributions=let_out, by=by)
