"""The search page: who finds what, how it is shown, what is typed that makes no sense."""

import datetime
import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from participants.cohorts.models import Cohort
from participants.enrolment.models import Enrolment
from tests.access import PEOPLE
from tests.factories import enrol, make_cohort, make_team, make_user
from tests.method_factories import make_method
from tests.needs import needs_voikko
from tests.session_factories import make_agenda, make_material, make_session
from valmennus.shared import search_index
from valmennus.shared.models import StoredFile

pytestmark = pytest.mark.django_db

SEARCH = "/etsi/"
# What is hidden, and the same with a slip of the hand.
WORD, SLIP = "Zyxwort", "zyxwrt"
EVERYONE = set(PEOPLE)
SIGNED_IN = EVERYONE - {"guest"}
MEMBERS = {"coordinator", "coach", "participant", "teammate", "peer"}
STAFF = {"coordinator", "coach"}
NOBODY = set()
TOMORROW = datetime.timedelta(days=1)


class World:
    """Makes one thing that has the word; `own` is the cohort of most people, `other` not."""

    def __init__(self, request):
        self.people = {name: request.getfixturevalue(name) for name in PEOPLE}
        self.own = request.getfixturevalue("cohort")
        self.team = request.getfixturevalue("team")
        self.other = Enrolment.objects.get(person=self.people["outsider"]).cohort
        self.webinar = make_session(None, kind="webinar", title="Kahvit")

    def session(self, cohort, **fields):
        make_session(cohort, title=f"Kerta {WORD}", **fields)

    def agenda(self, cohort):
        make_agenda(make_session(cohort, title="Kerta"), (30, WORD))

    def material(self, session, *, later=False):
        day = timezone.now() + TOMORROW if later else None
        make_material(session, title=f"Aineisto {WORD}", visible_from=day)

    def person(self, cohort, state="accepted", name=WORD, email="kuka@example.org", **fields):
        team = cohort.teams.first()
        user = make_user(email, given_name="Kuka", family_name=name)
        enrol(user, team, state=state, **fields)

    def cohort(self, cohort, state="running"):
        Cohort.objects.filter(pk=cohort.pk).update(state=state, name=f"Ryhmä {WORD}")

    def session_of_draft_cohort(self):
        self.session(self.own)
        Cohort.objects.filter(pk=self.own.pk).update(state="draft")


HIDDEN = {
    "a session": (lambda w: w.session(w.own), MEMBERS),
    "an item of an agenda": (lambda w: w.agenda(w.own), MEMBERS),
    "a cancelled session": (lambda w: w.session(w.own, cancelled_at=timezone.now()), MEMBERS),
    "a draft of a session": (lambda w: w.session(w.own, draft=True), STAFF),
    "a session of a draft cohort": (World.session_of_draft_cohort, STAFF),
    "another cohort's session": (lambda w: w.session(w.other), {"outsider"}),
    "another cohort's draft": (lambda w: w.session(w.other, draft=True), NOBODY),
    "a webinar": (lambda w: w.session(None, kind="webinar"), EVERYONE),
    "a webinar of another cohort": (lambda w: w.session(w.other, kind="webinar"), EVERYONE),
    "a draft of a webinar": (lambda w: w.session(None, kind="webinar", draft=True), NOBODY),
    "a material": (lambda w: w.material(make_session(w.own)), MEMBERS),
    "a material for later": (lambda w: w.material(make_session(w.own), later=True), STAFF),
    "a draft's material": (lambda w: w.material(make_session(w.own, draft=True)), STAFF),
    "another cohort's material": (lambda w: w.material(make_session(w.other)), {"outsider"}),
    "another cohort's material for later": (
        lambda w: w.material(make_session(w.other), later=True),
        NOBODY,
    ),
    "a webinar's material": (lambda w: w.material(w.webinar), SIGNED_IN),
    "a webinar's material for later": (lambda w: w.material(w.webinar, later=True), NOBODY),
    "a person": (lambda w: w.person(w.own), MEMBERS),
    "a person who has applied": (lambda w: w.person(w.own, "applied"), {"coordinator"}),
    "a person who has withdrawn": (lambda w: w.person(w.own, "withdrawn"), NOBODY),
    "a person who was declined": (lambda w: w.person(w.own, "declined"), NOBODY),
    "a job title": (lambda w: w.person(w.own, name="K", title=WORD), {"coordinator"}),
    "an address": (
        lambda w: w.person(w.own, name="K", email=f"{WORD}@example.org"),
        {"coordinator"},
    ),
    "another cohort's person": (lambda w: w.person(w.other), {"outsider"}),
    "another cohort's address": (
        lambda w: w.person(w.other, name="K", email=f"{WORD}@example.org"),
        NOBODY,
    ),
    "a team": (lambda w: enrol(make_user(), make_team(w.own, WORD)), MEMBERS),
    "another cohort's team": (lambda w: enrol(make_user(), make_team(w.other, WORD)), {"outsider"}),
    "a cohort": (lambda w: w.cohort(w.own), MEMBERS),
    "a draft cohort": (lambda w: w.cohort(w.own, "draft"), STAFF),
    "an archived cohort": (lambda w: w.cohort(w.own, "archived"), MEMBERS),
    "another cohort": (lambda w: w.cohort(w.other), {"outsider"}),
    "another draft cohort": (lambda w: w.cohort(w.other, "draft"), NOBODY),
    "another archived cohort": (lambda w: w.cohort(w.other, "archived"), {"outsider"}),
    "an open call": (lambda w: make_cohort(f"Haku {WORD}", state="open"), EVERYONE),
    "a method": (lambda w: make_method(name=WORD), EVERYONE),
    "a method that is not published": (
        lambda w: make_method(name=WORD, published=False),
        {"editor", "admin"},
    ),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_who_finds(request, sign_in, name):
    plant, finders = HIDDEN[name]
    world = World(request)
    plant(world)
    search_index.renew()

    for person in PEOPLE:
        browser = sign_in(world.people[person])
        page = browser.get(SEARCH, {"q": WORD})
        assert page.status_code == 200
        # The form, the title and the sentence repeat what was typed.
        found = page.text.count(WORD) - browser.get(SEARCH, {"q": WORD + "q"}).text.count(WORD)
        kinds = [group.kind.slug for group in page.context["groups"]]
        assert (bool(page.context["total"]), bool(kinds), found > 0) == (
            (person in finders,) * 2 + (found > 0 if person in finders else False,)
        ), person
        slip = browser.get(SEARCH, {"q": SLIP})
        assert person in finders or WORD.lower() not in slip.text.lower(), person
        for kind in kinds:
            alone = browser.get(SEARCH, {"q": WORD, "laji": kind})
            assert alone.context["total"] == page.context["total"]


def test_who_looks_as_a_participant_finds_what_a_participant_finds(
    sign_in, coordinator, cohort, team
):
    make_session(cohort, title=WORD, draft=True)
    make_material(make_session(cohort), title=WORD, visible_from=timezone.now() + TOMORROW)
    enrol(make_user(f"{WORD}@example.org", given_name="Kuka", family_name="On"), team)
    search_index.renew()
    browser = sign_in(coordinator)
    assert browser.get(SEARCH, {"q": WORD}).context["total"] == 3

    browser.post(reverse("portal:view_as_participant"))

    assert browser.get(SEARCH, {"q": WORD}).context["total"] == 0
    assert "@example.org" not in browser.get(SEARCH, {"q": "kuka"}).text


# --- What is shown --------------------------------------------------------------------------


def test_a_coordinator_finds_a_person_with_address_and_a_way_to_the_place(
    sign_in, coordinator, cohort, participant
):
    Enrolment.objects.update(title="sivistysjohtaja")
    search_index.renew()
    place = Enrolment.objects.get(person=participant)

    for typed in ("esimerkki", "Aino Esim", "osallistuja@example.org", "sivistysjohtaja aino"):
        page = sign_in(coordinator).get(SEARCH, {"q": typed})
        [group] = page.context["groups"]
        [hit] = group.hits
        assert hit.url == reverse("enrolment:person", args=[cohort.slug, place.uuid])
        assert "osallistuja@" in re.sub("</?mark>", "", hit.excerpt)
        assert "sivistysjohtaja" in re.sub("</?mark>", "", hit.excerpt)


def test_a_participant_finds_a_peer_with_what_the_cohorts_page_tells(
    sign_in, participant, peer, cohort
):
    search_index.renew()

    page = sign_in(participant).get(SEARCH, {"q": "pohdiskelija"})

    [group] = page.context["groups"]
    [hit] = group.hits
    assert hit.title == "Pirjo <mark>Pohdiskelija</mark>"
    assert hit.url == cohort.get_absolute_url()
    assert hit.where == f"Janakkala · viranhaltija · {cohort.name}"
    assert hit.excerpt == ""
    assert "vertainen@example.org" not in page.text


def test_somebody_without_a_name_is_not_told_by_the_address(sign_in, participant, cohort):
    user = make_user("salainen@example.org", given_name="", family_name="")
    enrol(user, make_team(cohort, "Posio"))
    search_index.renew()

    page = sign_in(participant).get(SEARCH, {"q": "posio"})

    assert page.context["total"] == 1
    assert "salainen" not in page.text


def test_what_people_write_is_text_and_never_html(sign_in, participant, cohort):
    evil = "<script>alert(1)</script> kokeilu <img src=x onerror=alert(2)>"
    session = make_session(cohort, title=evil, summary=evil)
    make_material(session, title=evil, text=evil)
    make_method(name=evil, tagline=evil)
    enrol(make_user(given_name=evil[:80], family_name="Kokeilu"), make_team(cohort, evil[:100]))
    Cohort.objects.filter(pk=cohort.pk).update(name=evil, summary=evil)
    search_index.renew()
    browser = sign_in(participant)

    page = browser.get(SEARCH, {"q": "kokeilu"})

    assert [group.kind.slug for group in page.context["groups"]] == [
        "henkilot",
        "tapaamiset",
        "aineistot",
        "menetelmat",
        "valmennukset",
    ]
    for html in (page.text, browser.get(SEARCH, {"q": evil}).text):
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "&lt;script&gt;" in html
    assert page.text.count("<mark>kokeilu</mark>") >= 8


def test_hits_tell_where_they_are(sign_in, coordinator, cohort):
    day = timezone.make_aware(datetime.datetime(2027, 3, 4, 13))
    session = make_session(
        cohort, title="Kokeilun purku", summary="Puramme.", starts_at=day, draft=True
    )
    later = timezone.now() + TOMORROW
    make_material(session, title="Kokeilu", text="Täytä.", visible_from=later, language="sv")
    search_index.renew()

    page = sign_in(coordinator).get(SEARCH, {"q": "kokeilu"})

    sessions, materials = page.context["groups"]
    [hit] = sessions.hits
    assert (hit.url, hit.state) == (session.get_absolute_url(), "luonnos")
    assert hit.where == f"Valmennustapaaminen · 4.3.2027 · {cohort.name}"
    [hit] = materials.hits
    assert hit.where.endswith(f"Kokeilun purku · 4.3.2027 · {cohort.name}")
    assert (hit.state, hit.language) == ("ei vielä näkyvissä", "sv")


def test_a_webinar_does_not_tell_the_name_of_a_cohort_to_others(sign_in, newcomer, cohort):
    make_session(cohort, kind="webinar", title="Kahvit")
    search_index.renew()

    page = sign_in(newcomer).get(SEARCH, {"q": "kahvit"})

    assert page.context["total"] == 1
    assert cohort.name not in page.text


def test_a_text_file_is_found_by_what_is_in_it(sign_in, participant, cohort):
    stored = StoredFile(name="muistio.txt", content_type="text/plain", size=5)
    stored.file.save("muistio.txt", ContentFile(f"Tässä {WORD}.".encode()), save=False)
    stored.save()
    material = make_material(make_session(cohort), kind="file", file=stored, title="Muistio")
    search_index.renew()

    [group] = sign_in(participant).get(SEARCH, {"q": WORD}).context["groups"]

    assert group.hits[0].url == material.get_absolute_url()


def test_open_calls_lead_to_the_programmes_and_own_cohorts_to_their_pages(
    sign_in, client, participant, cohort
):
    call = make_cohort("Viisaat päät yhteen, kevät", state="open")
    search_index.renew()

    def urls(browser):
        page = browser.get(SEARCH, {"q": "viisaat", "laji": "valmennukset"})
        return {hit.url for hit in page.context["groups"][0].hits}

    assert urls(client) == {"/valmennukset/", f"/valmennukset/#{call.slug}"}
    assert urls(sign_in(participant)) == urls(client) | {cohort.get_absolute_url()}


def test_a_few_of_each_kind_are_shown_and_the_rest_a_page_at_a_time(sign_in, participant, cohort):
    session = make_session(cohort)
    for number in range(23):
        make_material(session, title=f"{WORD} {number}")
    search_index.renew()
    browser = sign_in(participant)

    page = browser.get(SEARCH, {"q": WORD})

    [group] = page.context["groups"]
    assert (len(group.hits), group.total, page.context["total"]) == (5, 23, 23)
    assert f'href="/etsi/?q={WORD}&amp;laji=aineistot"' in page.text
    pages = [
        browser.get(SEARCH, {"q": WORD, "laji": "aineistot", "page": number})
        .context["groups"][0]
        .hits
        for number in (1, 2, 99, "x")
    ]
    assert [len(hits) for hits in pages] == [20, 3, 3, 20]
    assert len({hit.url for hit in pages[0] + pages[1]}) == 23
    assert (
        f"q={WORD}&amp;laji=aineistot&amp;page=2"
        in browser.get(SEARCH, {"q": WORD, "laji": "aineistot"}).text
    )


@needs_voikko
def test_titles_come_before_what_only_stands_in_the_text(sign_in, participant, cohort):
    session = make_session(cohort)
    make_material(session, title="Muuta", text="Tässä on kokeilu ja toinen kokeilu.")
    make_material(session, title="Kokeilujen opas", text="Lue.")
    search_index.renew()

    [group] = sign_in(participant).get(SEARCH, {"q": "kokeilu"}).context["groups"]

    assert [hit.title for hit in group.hits] == ["<mark>Kokeilujen</mark> opas", "Muuta"]


@needs_voikko
@pytest.mark.parametrize(
    ("typed", "meant"),
    [("osalisuus", ["osallisuus"]), ("osalisuus qqqq", ["osallisuus"]), ("qqqq", [])],
)
def test_what_may_have_been_meant_is_offered(client, typed, meant):
    make_session(None, kind="webinar", title="Osallisuus ja sen esteet")
    search_index.renew()

    page = client.get(SEARCH, {"q": typed})

    assert page.context["suggestions"] == meant
    assert ("Tarkoititko" in page.text) is bool(meant)
    for text in meant:
        assert f'<a href="/etsi/?q={text}">{text}</a>' in page.text


# --- What is typed that makes no sense ------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ("", 200, "Haku käy läpi kaiken, mitä sinä saat nähdä"),
        ("ja on", 200, "Nämä sanat ovat lähes jokaisessa tekstissä"),
        ("& | ! ( ) : * < >", 200, "Kirjoita vähintään yksi sana"),
        ("x" * 201, 422, "Haku on liian pitkä"),
        ("x" * 10_000, 422, "Haku on liian pitkä"),
        ("a\0b", 422, "Kirjoita vain kirjaimia ja numeroita"),
        ("kunta & (talo | !'\"\\", 200, "Kaikkia näitä sanoja ei löytynyt"),
    ],
)
def test_a_sentence_says_what_is_wrong_and_what_was_typed_stays(client, typed, status, sentence):
    page = client.get(SEARCH, {"q": typed})

    assert page.status_code == status
    assert sentence in page.text
    assert page.context["form"]["q"].value() == typed
    assert page.text.count('role="status"') == 1


@pytest.mark.parametrize("typed", ["%ff%fe", "%ed%a0%80", "%00", "%F0%9F%98%80", "a%CC%88iti"])
def test_broken_bytes_break_nothing(client, typed):
    assert client.get(f"{SEARCH}?q={typed}").status_code in {200, 422}


def test_a_kind_that_is_not_there_is_not_found(client, sign_in, participant):
    assert client.get(SEARCH, {"q": "a", "laji": "xyz"}).status_code == 404
    # Guests look for no people.
    assert client.get(SEARCH, {"q": "a", "laji": "henkilot"}).status_code == 404
    assert sign_in(participant).get(SEARCH, {"q": "a", "laji": "henkilot"}).status_code == 200


def test_nothing_is_posted(client):
    assert client.post(SEARCH, {"q": "a"}).status_code == 405


# --- The page -------------------------------------------------------------------------------


def test_every_page_leads_to_the_search(client, sign_in, participant):
    for browser, address in ((client, "/"), (sign_in(participant), "/oma/")):
        assert (
            'class="masthead__search"\n                 href="/etsi/"' in browser.get(address).text
        )


def test_staff_are_told_where_word_forms_are_missing(sign_in, editor, participant, without_voikko):
    told = "Palvelimelta puuttuvat suomen sanamuodot"

    assert told in sign_in(editor).get(SEARCH).text
    assert told not in sign_in(participant).get(SEARCH).text
    checks = sign_in(editor).get(reverse("portal:health")).json()["checks"]
    assert "apt install libvoikko1" in checks["search"]["says"]
    assert checks["search"]["ok"]


@needs_voikko
def test_health_tells_that_word_forms_are_known(sign_in, editor):
    checks = sign_in(editor).get(reverse("portal:health")).json()["checks"]

    assert "libvoikko" in checks["search"]["says"]


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize(
    ("name", "kinds", "most", "in_vain"),
    [
        ("guest", 3, 4, 3),
        ("newcomer", 4, 8, 7),
        ("participant", 5, 12, 9),
        ("coordinator", 5, 12, 9),
        ("editor", 4, 10, 9),
        ("admin", 4, 8, 7),
    ],
)
def test_statements(
    request, sign_in, cohort, team, name, kinds, most, in_vain, rows, django_assert_num_queries
):
    person = request.getfixturevalue(name)
    for number in range(rows):
        for owner in (cohort, None):
            kind = "coaching" if owner else "webinar"
            session = make_session(owner, title=f"Kokeilu {number}", kind=kind)
            make_material(session, title=f"Kokeilu {number}")
        enrol(make_user(family_name=f"Kokeilu{number}", given_name="Kokeilu"), team)
        make_method(slug=f"kokeilu-{number}", name="Kokeilu")
        make_cohort("Kokeilu", state="open")
    search_index.renew()
    browser = sign_in(person)

    with django_assert_num_queries(most):
        page = browser.get(SEARCH, {"q": "kokeilu"})

    assert len(page.context["groups"]) == kinds
    # Where the search has no such word, people and methods are not even asked for.
    with django_assert_num_queries(in_vain):
        browser.get(SEARCH, {"q": "kokeiluq"})
    with django_assert_num_queries(0 if name == "guest" else 3):
        browser.get(SEARCH)
