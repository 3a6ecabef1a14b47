"""Invented sessions for the demonstration, the same ones every time."""

import datetime

from django.utils import timezone

from methods import demo as methods_demo
from methods.library.models import Method
from participants.discussions import demo as discussions_demo
from participants.enrolment.models import Enrolment
from sessions.attendance.actions import mark, note_joined
from sessions.attendance.models import Attendance
from sessions.feedback import demo as feedback_demo
from sessions.meeting_reports import actions as meeting_reports
from sessions.meeting_reports import parsing
from sessions.meeting_reports.queries import weigh
from sessions.notes import actions as notes
from sessions.planning.actions import load_programme_template
from sessions.planning.dates import next_working_day
from sessions.runs.actions import open_in_session
from sessions.schedule import actions
from sessions.schedule.material_actions import add_material
from sessions.schedule.material_models import Material
from sessions.schedule.models import CoachingSession
from sessions.signup.models import Signup
from sessions.tasks import actions as tasks
from sessions.tasks.models import AnswerComment, Task
from sessions.topics import demo as topics_demo
from valmennus.shared.dates import moment
from valmennus.shared.questions import Kind as QuestionKind
from valmennus.shared.questions import Option, Question

Kind, Mode = CoachingSession.Kind, CoachingSession.Mode
TEXT, LINK, RECORDING = Material.Kind.TEXT, Material.Kind.LINK, Material.Kind.RECORDING
BEFORE, DURING, AFTER = Material.Phase.BEFORE, Material.Phase.DURING, Material.Phase.AFTER

# Of ten people most come; one is excused, one makes it up later.
STATES = [
    *["remote", "remote", "on_site", "remote", "remote"],
    *["excused", "remote", "on_site", "made_up", "remote"],
]
HOST = "https://kokous.example.org/"

# What teams find out between the first two workshops.
SELDOM_HEARD = [
    Question("rakenteet", QuestionKind.TEXT, "Missä kuntanne kuulee asukkaita jo nyt?"),
    Question("ryhma", QuestionKind.TEXT, "Mitä ryhmää kuullaan harvoin?", required=True),
    Question(
        "paikka",
        QuestionKind.CHOICE,
        "Missä ryhmä jo liikkuu?",
        options=(
            Option("kyla", "kylillä ja seuroissa"),
            Option("koulu", "koulussa tai oppilaitoksessa"),
            Option("palvelu", "kaupassa, terveysasemalla tai muussa palvelussa"),
            Option("verkko", "verkossa"),
        ),
    ),
    Question("kasvokkain", QuestionKind.NUMBER, "Monenko kanssa juttelitte kasvokkain?"),
    Question(
        "valmius",
        QuestionKind.SCALE,
        "Kuinka valmiita olette kokeilemaan jotain uutta?",
        "0 = emme lainkaan, 10 = aloitamme huomenna",
    ),
]
# The teams' answers in turn; the last of them is left unfinished.
ANSWERS = [
    {
        "rakenteet": "Kyläillat kaksi kertaa vuodessa, nuorisovaltuusto ja vanhusneuvosto. "
        "Verkkokyselyihin vastaavat samat ihmiset kerrasta toiseen.",
        "ryhma": "Nuoret, jotka käyvät toisella paikkakunnalla koulua ja ovat kotona vain illalla.",
        "paikka": "koulu",
        "kasvokkain": 11,
        "valmius": 8,
    },
    {
        "rakenteet": "Valtuuston kyselytunti ja palautelomake. "
        "Lomakkeeseen emme ole aina vastanneet.",
        "ryhma": "Yksin asuvat ikäihmiset sivukylillä. Moni sanoi, ettei kukaan ole ennen kysynyt.",
        "paikka": "palvelu",
        "kasvokkain": 6,
        "valmius": 6,
    },
    {
        "rakenteet": "Asukasraati kaavoituksessa, muuten vähän.",
        "ryhma": "Maahan muuttaneet perheet",
        "paikka": "kyla",
        "valmius": 4,
    },
]
COMMENT = (
    "Hienoa, että lähditte paikalle. Keneltä sivukylällä voisitte pyytää apua, jotta seuraava "
    "juttelu ei jää teidän kahden varaan?"
)

# Weeks from the start, clock, minutes, the session, its agenda and its materials.
COHORT = [
    {
        "week": 0,
        "clock": (13, 0),
        "minutes": 90,
        "fields": {
            "number": 1,
            "title": "Aloitus: mistä lähdemme",
            "summary": "Tutustumme, sovimme tavoitteista ja katsomme, missä kukin kunta on nyt.",
            "pre_task": "Keskustele tiimisi kanssa: **missä osallisuus teillä toimii jo hyvin?**"
            "\n\nValitkaa yksi esimerkki, jonka kerrotte muille kahdessa minuutissa.",
        },
        "agenda": [
            (15, "Tervetuloa ja tekniikan tarkistus", "Ritva"),
            (30, "Kunnat esittäytyvät: yksi asia, joka toimii", "kaikki"),
            (15, "Mitä valmennus on ja mitä siltä voi odottaa", "koordinaattori"),
            (20, "Oma tavoite kirjalliseksi tiimeittäin", "tiimit"),
            (10, "Seuraavat askeleet", "koordinaattori"),
        ],
        "materials": [
            (TEXT, BEFORE, "Näin valmennus etenee", ("Tapaamisia on kuusi. Niiden välissä tiimi "
             "tekee kotikunnassa pienen kokeilun.\n\n- Tapaamiset ovat etänä.\n- Jokaisella on "
             "ennakkotehtävä.\n- Mukana on aina vähintään kaksi samasta kunnasta.")),
            (LINK, AFTER, "Kuntalain 22 §: osallistumisen keinot",
             "https://www.finlex.fi/fi/laki/ajantasa/2015/20150410"),
        ],
    },
    {
        "week": 3,
        "clock": (13, 0),
        "minutes": 120,
        "fields": {
            "number": 2,
            "title": "Työpaja 1: osallisuus ja sen esteet",
            "summary": "Mitä osallisuus on, mikä sitä estää ja ketkä jäävät kuulematta.",
            "pre_task": "Kirjoita muistiin kaksi tilannetta:\n\n1. Asukkaan ajatus muutti "
            "suunnitelmaa.\n2. Kuuleminen epäonnistui. Mistä sen huomasi?",
        },
        "task": {
            "title": "Omat rakenteet ja yksi harvoin kuultu ryhmä",
            "instruction": "Selvittäkää tiiminä, missä kuntanne jo kuulee asukkaita, ja valitkaa "
            "**yksi ryhmä, jota kuullaan harvoin**. Menkää paikalle ennen kuin vastaatte: yksi "
            "käynti riittää.\n\nTähän menee noin tunti.",
            "for_whom": Task.Whom.TEAM,
            "answer_as": Task.AnswerAs.FORM,
            "visible_to": Task.Audience.COHORT,
            "questions": [question.kept() for question in SELDOM_HEARD],
        },
        "agenda": [
            (15, "Kuulumiskierros pareittain", "kaikki"),
            (25, "Puheenvuoro: mikä estää osallistumasta", "Ritva"),
            (35, "Pienryhmät: kenen ääni meiltä puuttuu", "pienryhmät"),
            (10, "Tauko", ""),
            (25, "Pienryhmien purku", "kaikki"),
            (10, "Välitehtävä ja seuraava kerta", "koordinaattori"),
        ],
        "materials": [
            (TEXT, BEFORE, "Kymmenen tapaa kysyä paremmin", ("1. Kysy kokemusta, älä mielipidettä."
             "\n2. Kysy yhtä asiaa kerrallaan.\n3. Pyydä esimerkki.\n4. Odota hiljaa vastausta."
             "\n5. Toista, mitä kuulit.\n6. Kysy, mitä unohdit kysyä.\n7. Mene sinne, missä "
             "ihmiset "
             "jo ovat.\n8. Kerro heti, mihin vastauksia käytetään.\n9. Sano myös, mihin ei voi "
             "vaikuttaa.\n10. Palaa kertomaan, mitä tapahtui.")),
            (TEXT, AFTER, "Muistiinpanot pienryhmistä", ("Useimmin kuulematta jäivät **nuoret**, "
             "**kylien ikäihmiset** ja **maahan muuttaneet**.\n\nEsteinä mainittiin kokousaika, "
             "kieli ja se, ettei kukaan ole pyytänyt.")),
        ],
    },
    {
        "week": 6,
        "clock": (13, 0),
        "minutes": 120,
        "fields": {
            "number": 3,
            "title": "Menetelmät käteen: Itu ja dialogikortit",
            "mode": Mode.HYBRID,
            "place": "Janakkalan kunnantalo, kokoushuone Laurinmäki, Juttilantie 1",
            "summary": "Kokeilemme kahta menetelmää, jotka voi ottaa käyttöön heti.",
            "pre_task": "Valitkaa tiimin kanssa yksi ryhmä, jota kunnassanne kuullaan harvoin, "
            "ja kirjoittakaa, missä se jo liikkuu.",
        },
        "task": {
            "title": "Pieni kokeilu kotikunnassa",
            "instruction": "Tehkää neljän viikon aikana yksi pieni kokeilu yhdellä menetelmällä. "
            "Kirjoittakaa:\n\n- mitä teitte ja missä\n- ketkä tavoititte\n- mitä kuulitte\n- mitä "
            "tekisitte toisin",
            "for_whom": Task.Whom.TEAM,
            "answer_as": Task.AnswerAs.TEXT,
            "visible_to": Task.Audience.TEAM,
        },
        "agenda": [
            (15, "Tervetuloa, kuulumiskierros pareittain", "Ritva"),
            (25, "Puheenvuoro: kumppanuuspöytä kunnan arjessa", "vieras"),
            (50, "Itu-peli kolmen hengen laudoilla", "kaikki"),
            (10, "Tauko", ""),
            (20, "Yksi oivallus ja yksi lupaus, kirjoitetaan itse", "kaikki"),
        ],
        "speakers": [("Maija Mallila", "osallisuussuunnittelija")],
        "materials": [
            (TEXT, BEFORE, "Itu-pelin säännöt yhdellä sivulla", ("Peli on yhteinen, eikä kukaan "
             "voita. Jokainen vaihe päättyy **yhteen kirjoitettuun lauseeseen**.\n\nEi lausetta, "
             "ei siirtoa.")),
            (LINK, DURING, "Yhteinen valkotaulu", HOST + "valkotaulu"),
        ],
    },
    {
        "week": 8,
        "clock": (17, 30),
        "minutes": 60,
        "fields": {
            "number": None,
            "title": "Iltatapaaminen luottamushenkilöille",
            "summary": "Miten osallisuus näkyy valtuuston työssä.",
        },
        "agenda": [(30, "Alustus", "Ritva"), (30, "Keskustelu", "kaikki")],
        "cancel": "Alustaja sairastui. Aihe otetaan mukaan kolmanteen työpajaan.",
        "materials": [],
    },
    {
        "week": 9,
        "clock": (9, 0),
        "minutes": 60,
        "fields": {
            "number": 4,
            "title": "Vertaissparraus kolmen kunnan kesken",
            "kind": Kind.SPARRING,
            "summary": "Kolme kuntaa kertoo kokeilustaan ja auttaa toisiaan eteenpäin.",
            "pre_task": "Valmistautukaa kertomaan viidessä minuutissa: mitä kokeilitte, mikä "
            "onnistui ja mihin tarvitsette apua.",
        },
        "agenda": [
            (5, "Aloitus ja roolit", ""),
            (45, "Kunkin kunnan vuoro, 15 minuuttia", "kaikki"),
            (10, "Mitä kukin vie kotiin", "kaikki"),
        ],
        "materials": [
            (TEXT, BEFORE, "Sparraajan kysymykset", ("- Mikä tässä on sinulle tärkeintä?\n- Kuka "
             "kunnassanne sanoo kyllä?\n- Mikä on pienin seuraava askel?")),
        ],
    },
    {
        "week": 12,
        "clock": (13, 0),
        "minutes": 120,
        "fields": {
            "number": 5,
            "title": "Työpaja 3: viestintä ja vaikuttavuus",
            "mode": Mode.ON_SITE,
            "place": "Hattulan kirjasto, Parolan aukio",
            "summary": "Miten tavoitamme ne, joiden ääni jää kuulematta, ja miten kerromme, "
            "mitä osallistumisesta seurasi.",
            "pre_task": "Kootkaa, mitä olette kuulleet asukkailta ja mitä siitä on seurannut.",
        },
        "agenda": [
            (20, "Kokeilujen kuulumiset", "tiimit"),
            (30, "Kuulimme – teimme: miten kerromme takaisin", "Ritva"),
            (50, "Oma viestintäsuunnitelma", "tiimit"),
            (20, "Yhteenveto", "kaikki"),
        ],
        "materials": [],
    },
    {
        "week": 15,
        "clock": (13, 0),
        "minutes": 90,
        "draft": True,
        "fields": {
            "number": 6,
            "title": "Päätös: kokeilut esiin",
            "summary": "Jokainen kunta esittelee kokeilunsa. Katsomme, mikä muuttui ja mikä jää.",
        },
        "agenda": [],
        "materials": [],
    },
]  # fmt: skip

WEBINARS = [
    {
        "week": -8,
        "title": "Osallisuuskahvit: nuoret mukaan päätöksiin",
        "speaker": ("Niina Nuorila", "nuorisotyöntekijä"),
        "recorded": True,
    },
    {
        "week": -4,
        "title": "Osallisuuskahvit: kumppanuuspöytä käytännössä",
        "speaker": ("Maija Mallila", "osallisuussuunnittelija"),
        "recorded": True,
    },
    {
        "week": 2,
        "title": "Osallisuuskahvit: miten kerromme, mitä kuulimme",
        "speaker": ("Veikko Viesti", "viestintäpäällikkö"),
        "recorded": False,
    },
]


def load_template(programme):
    """Give the programme the portal's own template."""
    load_programme_template(programme)


def fill_past(cohort, *, by, coach):
    """Make the sessions of a round that is over, with the attendance of its people.

    They come from the cohort's first day on, none of them cancelled or a draft.
    """
    plans = [plan for plan in COHORT if not plan.get("cancel")]
    made = []
    for plan in plans:
        day = next_working_day(cohort.starts_on + datetime.timedelta(weeks=plan["week"]))
        made.append(_session(cohort, by, _at(day, plan), plan, [coach]))
    for session in made:
        actions.publish_session(session=session, by=by)
    _mark(made, by)
    return made


def fill_running(cohort, *, by, coach, today):
    """Make the sessions of a round that runs now: two behind, one at hand, the rest to come.

    The one at hand can be joined at once in the daytime. One is cancelled, the last a draft.
    """
    made = []
    for plan in COHORT:
        day = next_working_day(today + datetime.timedelta(weeks=plan["week"] - 6))
        starts_at = _at_hand(today, plan) if plan["week"] == 6 else _at(day, plan)
        session = _session(cohort, by, starts_at, plan, [coach])
        if not plan.get("draft"):
            actions.publish_session(session=session, by=by)
        if plan.get("cancel"):
            actions.cancel_session(session=session, reason=plan["cancel"], by=by)
        made.append(session)
    over = [session for session in made if session.is_over]
    _report(over[0], by)
    _mark(over[1:], by)
    _join(made[2])
    _tick(made[2])
    _answer(made[1], coach)
    topics_demo.raise_some(made, by=by)
    feedback_demo.give_some(over[-1], every=2)
    notes.write(session=made[1], text=NOTES, seen=None, by=coach)
    _run(made[1], coach)
    place = Enrolment.objects.taking_part().filter(cohort=cohort).order_by("-pk").first()
    if place:
        actions.tell_absence(
            session=made[2],
            enrolment=place,
            word="Olen lomalla, kollegani tulee tilalle.",
            by=place.person,
        )
    return made


def _run(session, by):
    """The dialogue cards were run in the session, where the library has them."""
    method = Method.objects.filter(slug="dialogeillaan").first()
    if method is not None:
        run = open_in_session(
            session=session, method=method, by=by, matter="Kenen ääni puuttuu?", minutes=70
        )
        methods_demo.fill_dialogue(run, by=by)


def let_talk(sessions, *, coach):
    """Let the people of the running round discuss its sessions and a material."""
    material = sessions[1].materials.select_related("session__cohort").first()
    discussions_demo.talk(sessions, material, coach=coach)


NOTES = """## Mitä sovittiin

- Jokainen tiimi valitsee **yhden ryhmän**, jonka ääntä kuullaan harvoin.
- Kokeilu tehdään ennen seuraavaa tapaamista: pieni, helppo perua ja kerrottava eteenpäin.

## Mitä jäi mieleen

- ”Asukas ei ole vaikea tavoittaa, me olemme vaikeita löytää.”
- Kylätalo, kirjasto ja kaupan aula tavoittavat ne, joita verkkokysely ei tavoita.
"""

# Who has signed up for the webinar to come; each is invented.
GUESTS = [
    ("Tuula Tuntematon", "Hattula"),
    ("Kalle Keksitty", "Puolanka"),
    ("Sari Sepite", ""),
    ("Veikko Vieras", "Kainuun hyvinvointialue"),
    ("Heidi Harjoitus", "Karvia"),
    ("Lasse Lainattu", "Posio"),
    ("Minna Mallinen", "Pedersören kunta"),
    ("Jorma Jonottaja", "Tammela"),
    ("Outi Odottava", "Ilomantsi"),
    ("Risto Rivissä", ""),
    ("Anneli Aikanaan", "Kannonkoski"),
    ("Petri Pohtiva", "Viitasaari"),
]


def fill_webinars(*, by, today):
    """Make three open webinars around the day: two past ones with recordings, one to come.

    The one to come is full: somebody has been offered a place, others wait.
    """
    made = []
    for plan in WEBINARS:
        day = next_working_day(today + datetime.timedelta(weeks=plan["week"]))
        starts_at = moment(day, datetime.time(9))
        session = actions.create_session(
            cohort=None,
            by=by,
            title=plan["title"],
            kind=Kind.WEBINAR,
            summary="Avoin kaikille, maksuton. Aamukahvin mittainen alustus ja keskustelu.",
            join_url=HOST + "osallisuuskahvit",
            starts_at=starts_at,
            ends_at=starts_at + datetime.timedelta(minutes=60),
            speakers=[plan["speaker"]],
        )
        _agenda(session, by, [(35, "Alustus", plan["speaker"][0]), (25, "Keskustelu", "kaikki")])
        if plan["recorded"]:
            _material(session, by, LINK, AFTER, "Diat", HOST + "diat")
            add_material(
                session=session,
                by=by,
                kind=RECORDING,
                phase=AFTER,
                title="Tallenne, 38 min",
                url=HOST + "tallenne",
                captions_url=HOST + "tallenne.vtt",
                text="**Juontaja:** Huomenta ja tervetuloa.\n\n**Alustaja:** Kiitos. Aloitan "
                "siitä, mitä opimme, kun menimme sinne, missä ihmiset jo ovat.",
            )
        made.append(actions.publish_session(session=session, by=by))
    _sign_up(made[-1])
    return made


def _sign_up(webinar):
    """Fill the webinar with invented people; no mails go."""
    now, State = timezone.now(), Signup.State  # noqa: N806
    states = [State.CONFIRMED] * 7 + [State.OFFERED] + [State.WAITLISTED] * 3 + [State.UNCONFIRMED]
    rows = []
    for number, (state, (name, organisation)) in enumerate(
        zip(states, GUESTS, strict=True), start=1
    ):
        rows.append(
            Signup(
                session=webinar,
                email=f"kahvivieras{number}@example.org",
                name=name,
                organisation_text=organisation,
                state=state,
                queued_at=None
                if state == State.UNCONFIRMED
                else now - datetime.timedelta(hours=60 - 5 * number),
                offered_until=now + datetime.timedelta(hours=20)
                if state == State.OFFERED
                else None,
            )
        )
    Signup.objects.bulk_create(rows)
    CoachingSession.objects.filter(pk=webinar.pk).update(capacity=8, seats_taken=8)


def _session(cohort, by, starts_at, plan, coaches):
    fields = dict(plan["fields"])
    pre_task = fields.pop("pre_task", "")
    remote = fields.get("mode", Mode.REMOTE) != Mode.ON_SITE
    session = actions.create_session(
        cohort=cohort,
        by=by,
        starts_at=starts_at,
        ends_at=starts_at + datetime.timedelta(minutes=plan["minutes"]),
        join_url=HOST + f"valmennus-{plan['week']}" if remote else "",
        coaches=coaches if plan["agenda"] else [],
        speakers=plan.get("speakers", []),
        **fields,
    )
    _agenda(session, by, plan["agenda"])
    if pre_task:
        tasks.create_task(
            session=session, by=by, title="Ennakkotehtävä", instruction=pre_task, publish=True
        )
    if "task" in plan:
        tasks.create_task(
            session=session, by=by, when=Task.When.AFTER, publish=True, **plan["task"]
        )
    for kind, phase, title, content in plan["materials"]:
        _material(session, by, kind, phase, title, content)
    return session


def _agenda(session, by, rows):
    items = [
        {"minutes": minutes, "title": title, "who": who, "description": ""}
        for minutes, title, who in rows
    ]
    actions.set_agenda(session=session, items=items, by=by)


def _material(session, by, kind, phase, title, content):
    where = "text" if kind == TEXT else "url"
    add_material(session=session, by=by, kind=kind, phase=phase, title=title, **{where: content})


def _mark(sessions, by):
    """Mark everyone of the cohort in each of the sessions, most of them as present."""
    for number, session in enumerate(sessions):
        places = Enrolment.objects.taking_part().filter(cohort=session.cohort).order_by("pk")
        for order, enrolment in enumerate(places.select_related("person")):
            state = STATES[(order + number) % len(STATES)]
            if state == Attendance.State.ON_SITE and session.mode == Mode.REMOTE:
                state = Attendance.State.REMOTE
            mark(session=session, enrolment=enrolment, state=state, version=0, by=by)


def _report(session, by):
    """Take in what a report of Teams would tell of the session.

    Most were there for all of it; every fifth came and went, every seventh left early, and a
    stranger looked in.
    """
    places = Enrolment.objects.taking_part().filter(cohort=session.cohort).order_by("pk")
    stays = []
    for order, place in enumerate(places.select_related("person"), start=1):
        name = str(place.person)
        if order % 7 == 0:
            stays.append(_stay(session, name, 2, 30))
        elif order % 5 == 0:
            stays += [_stay(session, name, -3, 40), _stay(session, name, 45, session.minutes)]
        elif order % 9:
            stays.append(_stay(session, name, order % 4 - 3, session.minutes))
    stays.append(_stay(session, "Kalle Keksitty (Vieras)", 0, 20))
    found = parsing.Report(
        kind="teams", title=session.title, started=session.starts_at, stays=stays
    )
    report = meeting_reports.bring(
        session=session, report=found, content=session.slug.encode(), by=by
    )
    seen = weigh(report).seen
    meeting_reports.confirm(report=report, seen=seen, by=by)


def _stay(session, name, start, end):
    joined, left = (
        session.starts_at + datetime.timedelta(minutes=minutes) for minutes in (start, end)
    )
    return parsing.Stay(name, joined=joined, left=left)


def _join(session):
    """Some have opened the joining link already: suggestions that wait for the coordinator."""
    places = Enrolment.objects.taking_part().filter(cohort=session.cohort).order_by("pk")
    for place in places.select_related("person")[:3]:
        note_joined(session=session, enrolment=place, by=place.person)


def _tick(session):
    """The pre-task: done by whole teams, by one of two, and by nobody."""
    places = Enrolment.objects.taking_part().filter(cohort=session.cohort).order_by("pk")
    task, teams = session.tasks.get(when=Task.When.BEFORE), []
    for order, place in enumerate(places.select_related("person")):
        if place.team_id not in teams:
            teams.append(place.team_id)
        number = teams.index(place.team_id) % 3
        if number == 0 or (number == 1 and order % 2):
            tasks.hand_in(task=task, place=place, by=place.person)


def _answer(session, coach):
    """The task after the session: handed in by two teams, begun by a third, one commented on."""
    task = session.tasks.get(when=Task.When.AFTER)
    places = Enrolment.objects.taking_part().filter(cohort=session.cohort)
    seen = {}
    for place in places.select_related("person", "team__organisation").order_by("pk"):
        seen.setdefault(place.team_id, place)
    for number, (place, values) in enumerate(zip(seen.values(), ANSWERS, strict=False)):
        written = {f"k-{key}": value for key, value in values.items()}
        act = tasks.write_answer if number == len(ANSWERS) - 1 else tasks.hand_in
        kept = act(task=task, place=place, by=place.person, written=written, marks={}, page="demo")
        if number == 1:
            # Not by the action, which would send mails.
            AnswerComment.objects.create(answer=kept.answer, text=COMMENT, by=coach)


def _at(day, plan):
    return moment(day, datetime.time(*plan["clock"]))


def _at_hand(today, plan):
    """The next full hour; tomorrow's clock where the evening has come."""
    now = timezone.localtime()
    if now.date() == today and 7 <= now.hour < 19:
        return now.replace(minute=0, second=0, microsecond=0) + datetime.timedelta(hours=1)
    return _at(next_working_day(today + datetime.timedelta(days=1)), plan)
