"""A phone without an account: the code, joining, answering, coming back."""

import datetime
import re
import uuid

import pytest
import time_machine
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from methods.bench_cafe import actions as cafe
from methods.bench_cafe.queries import handling_of
from methods.library.models import Method
from methods.live import pulse
from methods.live.pulse import short_cut
from methods.runs import actions, answer_actions, making_actions
from methods.runs.answer_models import Contribution, Guest
from methods.runs.models import SIGNS, Run, RunPrompt, RunTable
from methods.summaries.actions import publish_summary, unpublish_summary
from participants.cohorts.actions import change_state
from tests.run_factories import answer, join, make_run, prompt_of
from valmennus.shared.models import Act
from valmennus.shared.versions import version_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    pulse.forget()
    cache.clear()


@pytest.fixture
def run(coordinator):
    return make_run(coordinator)


@pytest.fixture
def phone(run):
    return joined(run)


def joined(run, **data):
    client = Client()
    assert client.post(f"/liity/{run.code}/", data).status_code == 302
    return client


def send(phone, run, **data):
    first = run.prompts.order_by("order").first()
    data = {"prompt": first.key, "uuid": str(uuid.uuid4()), "text": "Penkki"} | data
    more = data.pop("headers", {})
    return phone.post(f"/liity/{run.code}/vastaa/", data, headers=more)


def text_of(response):
    return response.content.decode()


class TestJoining:
    def test_the_code_leads_in_however_it_is_typed(self, client, run):
        typed = f" {run.code[:3].lower()} {run.code[3:]} "
        assert client.post("/liity/", {"code": typed}).url == f"/liity/{run.code}/"

    @pytest.mark.parametrize("typed", ["", "KX4", "KX47P0", "x" * 300, "KX4\x007PM", "ÄÖ%$&!"])
    def test_what_is_no_code_gets_a_sentence_and_the_text_back(self, client, typed):
        response = client.post("/liity/", {"code": typed})
        assert response.status_code == 422
        assert Guest.objects.count() == 0

    def test_nothing_is_asked_and_nothing_tells_who(self, client, run, participant):
        client.force_login(participant)
        page = text_of(client.get(f"/liity/{run.code}/"))
        assert 'name="name"' not in page
        assert "ilman nimeä ja tunnusta" in page
        client.post(f"/liity/{run.code}/", {"name": "Aino"})
        guest = Guest.objects.get()
        assert guest.name == ""
        assert {field.name for field in Guest._meta.fields} == {
            "id",
            "uuid",
            "run",
            "name",
            "table",
            "pair",
            "joined_at",
        }

    def test_a_name_is_the_phones_own_where_the_method_wants_one(self, coordinator):
        run = make_run(coordinator, wants_names=True)
        joined(run, name="Kettu")
        assert Guest.objects.get().name == "Kettu"

    def test_a_table_is_chosen_where_there_are_tables(self, client, coordinator):
        run = make_run(coordinator, tables=2)
        assert client.post(f"/liity/{run.code}/", {}).status_code == 422
        joined(run, table=RunTable.objects.last().pk)
        assert Guest.objects.get().table.number == 2

    def test_a_table_on_paper_is_not_a_phones(self, client, coordinator):
        run = make_run(coordinator, tables=2)
        home = f"/liity/{run.code}/"
        RunTable.objects.filter(run=run, number=1).update(on_paper=True)
        page = text_of(client.get(home))
        assert "Pöytä 2" in page
        assert "Pöytä 1" not in page
        RunTable.objects.filter(run=run).update(on_paper=True)
        assert "Pöytä" not in text_of(client.get(home))
        joined(run)
        assert Guest.objects.get().table is None

    def test_the_phone_comes_back_to_its_place(self, phone, run):
        send(phone, run, text="Minun penkkini")
        again = Client()
        again.cookies = phone.cookies
        assert "Minun penkkini" in text_of(again.get(f"/liity/{run.code}/"))
        assert Guest.objects.count() == 1

    def test_the_cookie_of_one_run_opens_no_other(self, phone, coordinator):
        other = make_run(coordinator, slug="toinen")
        phone.cookies["toteutus"]["path"] = "/"
        assert send(phone, other).status_code == 403
        assert not Contribution.objects.exists()

    @pytest.mark.parametrize("act", ["end", "lock"])
    def test_nobody_comes_into_what_is_over_or_closed(self, client, run, coordinator, act):
        if act == "end":
            actions.end_run(run=run, by=coordinator)
        else:
            actions.lock_run(run=run, locked=True, by=coordinator)
        assert client.post(f"/liity/{run.code}/").status_code == 403
        assert not Guest.objects.exists()


class TestCodes:
    def test_a_thousand_guesses_reach_nothing(self, client, run):
        wrong = {client.get(f"/liity/{guess}/").status_code for guess in guesses(run, 1000)}
        assert wrong == {404, 429}
        assert not Guest.objects.exists()

    def test_whoever_is_in_stays_in_when_the_address_is_stopped(self, phone, run, client):
        for guess in guesses(run, 80):
            client.get(f"/liity/{guess}/")
        assert client.get(f"/liity/{next(guesses(run, 1))}/").status_code == 429
        assert phone.get(f"/liity/{run.code}/").status_code == 200

    @pytest.fixture
    def stopped(self, client, run):
        for guess in guesses(run, 61):
            client.get(f"/liity/{guess}/")
        return client

    def test_a_right_code_is_told_no_more_than_a_wrong_one(self, stopped, run):
        key = prompt_of(run).key
        wrong = next(guesses(run, 1))
        for page in ("", "tila/", f"kuva/{key}/"):
            told = [stopped.get(f"/liity/{code}/{page}") for code in (run.code, wrong)]
            assert [one.status_code for one in told] == [429, 429]
            first, second = (
                re.sub(f'{code}|(?<=value=")[A-Za-z0-9]{{64}}', "", text_of(one))
                for one, code in zip(told, (run.code, wrong), strict=True)
            )
            assert first == second
            assert told[0].headers == told[1].headers
        for page in ("", "vastaa/", "peru/", "poyta/"):
            told = [stopped.post(f"/liity/{code}/{page}") for code in (run.code, wrong)]
            assert [one.status_code for one in told] == [429, 429]
        assert not Guest.objects.exists()

    def test_it_is_not_even_looked_up(self, stopped, run):
        counts = []
        for code in (run.code, next(guesses(run, 1))):
            with CaptureQueriesContext(connection) as queries:
                stopped.get(f"/liity/{code}/")
            counts.append([one["sql"].split("WHERE")[0] for one in queries])
        assert counts[0] == counts[1]
        assert "methods_run" not in str(counts)

    def test_scanning_always_leads_in(self, stopped, run):
        path = run.join_url.removeprefix(settings.BASE_URL)
        assert path.startswith(f"/liity/{run.code}/?avain=")
        page = stopped.get(path)
        assert page.status_code == 200
        response = stopped.post(path)
        assert response.url == f"/liity/{run.code}/"
        assert stopped.get(response.url).status_code == 200
        assert send(stopped, run).status_code == 302

    def test_a_key_is_of_one_code_and_nobody_guesses_it(self, stopped, run, coordinator):
        other = make_run(coordinator, slug="toinen")
        for key in (other.join_key, "", "a" * 8, run.join_key[:-1], "ä", "x" * 5000):
            assert stopped.get(f"/liity/{run.code}/", {"avain": key}).status_code == 429

    def test_who_is_in_one_run_learns_nothing_of_another(self, phone, run, coordinator, stopped):
        other = make_run(coordinator, slug="toinen")
        phone.cookies["toteutus"]["path"] = "/"
        assert phone.get(f"/liity/{run.code}/").status_code == 200
        assert phone.get(f"/liity/{other.code}/").status_code == 429
        assert phone.get(f"/liity/{other.code}/tila/").status_code == 429

    def test_a_class_that_mistypes_gets_in(self, client, run):
        for guess in guesses(run, 59):
            client.get(f"/liity/{guess}/")
        for _each in range(30):
            joined(run)
        assert Guest.objects.count() == 30

    def test_a_phone_of_an_earlier_version_keeps_its_place(self, phone, run):
        guest = Guest.objects.get()
        phone.cookies["toteutus"] = signing.dumps(str(guest.uuid), salt="live.guest")
        assert send(phone, run).status_code == 302
        assert Contribution.objects.get().guest == guest

    def test_the_host_and_the_wall_go_on(self, run, coordinator, stopped):
        stopped.force_login(coordinator)
        for name in ("host", "projector"):
            page = text_of(stopped.get(reverse(f"runs:{name}", args=[run.uuid])))
            address = re.search(r'data-state="([^"]+)"', page)[1]
            assert stopped.get(address).json()["v"] == run.version

    def test_codes_have_no_look_alikes(self, run):
        assert not set("O0I1L5S8B62Z") & set(SIGNS)
        assert len(SIGNS) ** 6 > 190_000_000 - 1_000_000

    def test_a_run_that_is_unknown_has_no_state(self, client):
        assert client.get("/liity/KX47PM/tila/").status_code == 404


def guesses(run, number):
    for count in range(number):
        signs = [SIGNS[count // len(SIGNS) ** place % len(SIGNS)] for place in range(6)]
        if "".join(signs) != run.code:
            yield "".join(signs)


class TestAnswering:
    def test_an_answer_is_kept_and_shown_to_its_writer_alone(self, phone, run):
        response = send(phone, run, text="Kahvit kirjaston edessä")
        assert response.status_code == 302
        page = text_of(phone.get(response.url))
        assert "Lähetetty. Kiitos." in page
        assert "Kahvit kirjaston edessä" in page
        assert "Kahvit" not in text_of(joined(run).get(f"/liity/{run.code}/"))

    def test_others_see_it_when_the_host_shows_it(self, phone, run, coordinator):
        send(phone, run, text="Kahvit kirjaston edessä")
        answer_actions.show_results(prompt=prompt_of(run), shown=True, by=coordinator)
        assert "Kahvit" in text_of(joined(run).get(f"/liity/{run.code}/"))

    def test_a_script_gets_a_line_of_json(self, phone, run):
        json = {"Accept": "application/json"}
        same = str(uuid.uuid4())
        for _twice in range(2):
            response = send(phone, run, uuid=same, headers=json)
            assert response.json() == {"kept": same}
        assert Contribution.objects.count() == 1

    @pytest.mark.parametrize(
        "data", [{"text": ""}, {"text": "x" * 1001}, {"uuid": "kissa"}, {"text": "a\x00b"}]
    )
    def test_bad_input_gets_a_sentence_and_the_text_back(self, phone, run, data):
        response = send(phone, run, **data)
        assert response.status_code == 422
        assert data["text"] in text_of(response) if data.get("text", "").isalpha() else True
        assert send(phone, run, headers={"Accept": "application/json"}, **data).json()["error"]
        assert not Contribution.objects.exists()

    def test_what_came_too_late_comes_back_to_its_writer(self, phone, run, coordinator):
        actions.end_run(run=run, by=coordinator)
        response = send(phone, run, text="Myöhässä")
        assert response.status_code == 409
        assert "Myöhässä" in text_of(response)

    def test_one_phone_cannot_flood_a_run(self, phone, run):
        with time_machine.travel(timezone.now(), tick=False):
            codes = [send(phone, run).status_code for _each in range(62)]
        assert codes.count(302) == 60
        assert codes[-1] == 429
        assert send(joined(run), run).status_code == 302

    def test_an_answer_of_ones_own_is_taken_back(self, phone, run):
        send(phone, run)
        kept = Contribution.objects.get()
        other = joined(run)
        other.post(f"/liity/{run.code}/peru/", {"uuid": kept.uuid})
        kept.refresh_from_db()
        assert kept.taken_back_at is None
        phone.post(f"/liity/{run.code}/peru/", {"uuid": kept.uuid})
        kept.refresh_from_db()
        assert kept.taken_back_at

    def test_what_the_host_wrote_is_not_told_as_others_answers(self, coordinator):
        run = make_run(coordinator, prompt={"by_host": True, "hint": "Kirjoita roolisi."})
        answer(run, by=coordinator, text="Vastaamme syksyllä")
        answer_actions.show_results(prompt=prompt_of(run), shown=True, by=coordinator)
        page = text_of(joined(run).get(f"/liity/{run.code}/"))
        assert "Vastaamme syksyllä" in page
        assert "Tämä on kirjattu" in page
        assert "Mitä muut ovat vastanneet" not in page
        # The hint is for whoever writes.
        assert "Kirjoita roolisi." not in page

    def test_a_pair_is_told_in_its_own_phase_alone(self, coordinator):
        run = make_run(coordinator)
        phone = joined(run)
        Guest.objects.update(pair=1)
        assert "Olet parissa 1." not in text_of(phone.get(f"/liity/{run.code}/"))
        run.phases.filter(pk=run.phase_id).update(grouping="pairs")
        assert "Olet parissa 1." in text_of(phone.get(f"/liity/{run.code}/"))

    def test_what_only_the_host_writes_is_closed_to_phones(self, coordinator):
        run = make_run(coordinator, prompt={"by_host": True})
        assert send(joined(run), run).status_code == 409
        assert not Contribution.objects.exists()

    def test_a_late_phone_lands_in_the_present_phase(self, run, coordinator):
        actions.go_to_phase(run=run, order=2, by=coordinator)
        assert "Vaihe 1" in text_of(joined(run).get(f"/liity/{run.code}/"))

    def test_a_table_writes_through_one_phone(self, coordinator):
        run = make_run(coordinator, tables=1, prompt={"by_table": True, "limit": 1})
        table = RunTable.objects.get(run=run)
        writer, other = joined(run, table=table.pk), joined(run, table=table.pk)
        assert "<textarea" not in text_of(writer.get(f"/liity/{run.code}/"))
        writer.post(f"/liity/{run.code}/poyta/")
        assert "<textarea" in text_of(writer.get(f"/liity/{run.code}/"))
        assert send(other, run).status_code == 409
        send(writer, run, text="Pöydän lause")
        assert "Pöydän lause" in text_of(other.get(f"/liity/{run.code}/"))

    @pytest.mark.parametrize(
        ("kind", "data", "value"),
        [
            ("choice", {"value": "o1"}, "o1"),
            ("several", {"value": ["o0", "o2"]}, ["o0", "o2"]),
            ("points", {"p-o0": "2", "p-o1": ""}, {"o0": 2}),
            ("scale", {"value": "10"}, 10),
            ("drawing", {"text": "Talo", "strokes": "[[1,2,3,4]]"}, {"strokes": [[1, 2, 3, 4]]}),
            ("place", {"card": "o0", "text": "Ranta", "x": "3", "y": "5"}, {"x": 3, "y": 5}),
            ("counter", {"tap": "o1:-1"}, -1),
        ],
    )
    def test_each_kind(self, coordinator, kind, data, value):
        run = make_run(coordinator, kind, prompt={"limit": 0})
        phone = joined(run)
        send(phone, run, **{"text": ""} | data)
        assert Contribution.objects.get().value == value
        assert phone.get(f"/liity/{run.code}/").status_code == 200

    @pytest.mark.parametrize(
        ("kind", "data"),
        [
            ("choice", {"value": "o9"}),
            ("points", {"p-o0": "3", "p-o1": "3"}),
            ("points", {"p-o0": "-1"}),
            ("scale", {"value": "11"}),
            ("drawing", {"text": "Talo", "strokes": "[[1,2,3]]"}),
            ("drawing", {"text": "Talo", "strokes": '{"a": 1}'}),
            ("drawing", {"text": "Talo", "strokes": "[[1,99999]]"}),
            ("place", {"card": "o9", "text": "Ranta"}),
            ("counter", {"tap": "o1:500"}),
            ("agree", {"card": "kissa"}),
        ],
    )
    def test_nonsense_is_refused_in_words(self, coordinator, kind, data):
        run = make_run(coordinator, "lines", kind, prompt={"limit": 3})
        key = prompt_of(run, kind).key
        response = send(joined(run), run, **{"prompt": key, "text": ""} | data)
        assert response.status_code == 422
        assert not Contribution.objects.exists()

    def test_themes_are_the_hosts_and_seen_when_shown(self, coordinator):
        run = make_run(coordinator, "lines", "themes")
        phone, themes = joined(run), prompt_of(run, "themes")
        answer_actions.add_theme(prompt=themes, heading="Kohtaamisia", by=coordinator)
        page = f"/liity/{run.code}/?kysymys={themes.key}"
        assert "Kysymys 2" not in text_of(phone.get(page))
        assert send(phone, run, prompt=themes.key).status_code == 409
        answer_actions.show_results(prompt=themes, shown=True, by=coordinator)
        shown = text_of(phone.get(page))
        assert "Kohtaamisia" in shown
        assert "<textarea" not in shown

    def test_what_is_asked_no_longer_is_told_and_waits_for_nothing(self, phone, run, coordinator):
        prompt = prompt_of(run)
        prompt.left_out = True
        making_actions.change_prompts(run=run, prompts=[prompt], by=coordinator)
        response = send(phone, run, headers={"Accept": "application/json"})
        assert (response.status_code, list(response.json())) == (409, ["error"])


class TestMarking:
    """Marks on what others have answered: so many a person as the prompt says, a page that fits."""

    @pytest.fixture
    def run(self, coordinator):
        return make_run(coordinator, "lines", "agree", prompt={"limit": 3})

    def mark(self, phone, run, kept, **data):
        key = prompt_of(run, "agree").key
        return send(phone, run, prompt=key, card=str(kept.uuid), text="", **data)

    def offered(self, phone, run, **query):
        query = {"kysymys": prompt_of(run, "agree").key} | query
        response = phone.get(f"/liity/{run.code}/", query)
        assert response.status_code == 200
        return response.context["shown"].others, text_of(response)

    def test_nobody_marks_more_than_the_prompt_allows(self, run, coordinator):
        said = [answer(run, join(run), text=f"Rivi {number}") for number in range(5)]
        phone = joined(run)
        codes = [self.mark(phone, run, one).status_code for one in said[:4]]
        assert codes == [302, 302, 302, 409]
        _others, page = self.offered(phone, run)
        assert "Kaikki on annettu" in page
        assert page.count("live-agree") == 3
        # Taking one back and giving another leaves no way to a fourth.
        first = Contribution.objects.get(card=said[0].uuid.hex)
        phone.post(f"/liity/{run.code}/peru/", {"uuid": first.uuid})
        assert "Jäljellä on 1." in self.offered(phone, run)[1]
        assert self.mark(phone, run, said[3]).status_code == 302
        assert self.mark(phone, run, said[0]).status_code == 409
        marks = Contribution.objects.filter(prompt__kind="agree", taken_back_at=None)
        assert marks.count() == 3
        # Another phone has its own.
        assert self.mark(joined(run), run, said[0]).status_code == 302

    def test_a_table_has_its_marks_together(self, coordinator):
        run = make_run(coordinator, "lines", "agree", tables=1, prompt={"limit": 1})
        RunPrompt.objects.filter(run=run, kind="agree").update(by_table=True)
        said = [answer(run, join(run), text=text) for text in ("Yksi", "Kaksi")]
        phone = joined(run, table=run.tables.get().pk)
        assert [self.mark(phone, run, one).status_code for one in said] == [302, 409]

    @pytest.mark.parametrize("shown", [False, True])
    def test_a_phone_is_sent_what_it_can_read(self, run, coordinator, shown):
        phone = joined(run)
        for number in range(40):
            kept = answer(run, join(run), text=f"Rivi {number}")
        answer(run, join(run), text="Soita 040 123 4567")
        send(phone, run, text="Oma rivi")
        if shown:
            answer_actions.show_results(prompt=prompt_of(run, "agree"), shown=True, by=coordinator)
        assert self.mark(phone, run, kept).status_code == 302
        with CaptureQueriesContext(connection) as queries:
            others, page = self.offered(phone, run)
        # One is the test's own, for the prompt.
        assert len(queries) - 1 <= 4
        assert len(others) == 30
        assert "Rivi 39" in [one.text for one in others if one.own_mark]
        assert "Lue 10 muuta" in page
        assert {one.text for one in others} < {f"Rivi {number}" for number in range(40)}
        # In the order of this phone, also when the page is opened anew.
        assert [one.pk for one in self.offered(phone, run)[0]] == [one.pk for one in others]
        more, page = self.offered(phone, run, lisaa=1)
        assert len(more) == 40
        assert "Lue 10 muuta" not in page
        # Nothing moves when it is marked, and the page opens where the reader was.
        last = next(one for one in reversed(others) if not one.own_mark)
        response = self.mark(phone, run, last, lisaa="1")
        assert response.url.endswith(f"&lisaa=1#v-{last.uuid.hex}")
        response = self.mark(phone, run, last)
        assert response.url.endswith(f"&kiitos=1#v-{last.uuid.hex}")
        after, page = self.offered(phone, run)
        assert f'id="v-{last.uuid.hex}"' in page
        if not shown:
            assert [one.pk for one in after] == [one.pk for one in others]
        own = Contribution.objects.get(card=last.uuid.hex, taken_back_at=None)
        response = phone.post(f"/liity/{run.code}/peru/", {"uuid": own.uuid})
        assert response.url.endswith(f"#v-{last.uuid.hex}")

    def test_every_answer_is_read_by_some_phone(self, run):
        for number in range(60):
            answer(run, join(run), text=f"Rivi {number}")
        read = [{one.text for one in self.offered(joined(run), run)[0]} for _each in range(2)]
        assert read[0] != read[1]


class TestFollowing:
    def test_the_state_changes_with_what_is_shown(self, client, run, coordinator):
        address = f"/liity/{run.code}/tila/"
        before = client.get(address).json()
        actions.pause_run(run=run, by=coordinator)
        answer(run, join(run))
        pulse.forget()
        after = client.get(address).json()
        assert (after["v"], after["n"]) == (before["v"] + 1, before["n"] + 1)
        assert after["p"] != before["p"]

    def test_three_hundred_questions_cost_one_statement(self, client, run):
        address = f"/liity/{run.code}/tila/"
        with CaptureQueriesContext(connection) as queries:
            for _each in range(300):
                pulse.body_of(run.code)
        assert len(queries) <= 3
        assert client.get(address).headers["Cache-Control"] == "no-store"

    def test_the_short_cut_answers_before_django(self, phone, run, monkeypatch, coordinator):
        monkeypatch.setattr(pulse, "close_old_connections", lambda: None)
        asked, told = [], []
        inner = lambda environ, start: asked.append(environ["PATH_INFO"]) or [b""]  # noqa: E731
        application = short_cut(inner)
        own = f"toteutus={phone.cookies['toteutus'].value}"

        def get(path, method="GET", cookie=own, query=""):
            environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": query}
            environ["HTTP_COOKIE"] = cookie
            return application(environ, lambda status, headers: told.append(status))

        here = f"/liity/{run.code}/tila/"
        assert re.match(rb'{"v": \d+, "p": \d+, "n": 1}', get(here)[0])
        assert b'"n": 1' in get(here, cookie="", query=f"avain={run.join_key}")[0]
        assert told == ["200 OK"] * 2
        for path in ("/liity/KX47PM/tila/", "/liity/kissa/tila/", "/", f"/liity/{run.code}/"):
            get(path)
        get(here, "POST")
        assert len(asked) == 5
        # Whoever is not in it asks the page, which counts.
        other = make_run(coordinator, slug="toinen")
        get(f"/liity/{other.code}/tila/")
        for cookie, query in [("", ""), ("toteutus=kissa", ""), ("", "avain=kissa")]:
            get(here, cookie=cookie, query=query)
        assert len(asked) == 9

    @pytest.mark.parametrize("shown", [False, True])
    def test_statements_do_not_grow_with_answers(self, phone, run, coordinator, shown):
        if shown:
            answer_actions.show_results(prompt=prompt_of(run), shown=True, by=coordinator)
        counts = []
        for number in (1, 3):
            for _each in range(number):
                answer(run, join(run))
            with CaptureQueriesContext(connection) as queries:
                phone.get(f"/liity/{run.code}/")
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 4

    def test_a_run_that_is_paused_or_over_says_so(self, phone, run, coordinator):
        actions.pause_run(run=run, by=coordinator)
        assert "tauko" in text_of(phone.get(f"/liity/{run.code}/"))
        actions.end_run(run=Run.objects.get(), by=coordinator)
        assert "Tämä on päättynyt" in text_of(phone.get(f"/liity/{run.code}/"))


class TestArchivedCohorts:
    """Nobody can lead such a run any more, so that nobody could end it either."""

    @pytest.fixture
    def run(self, coordinator, cohort):
        return make_run(coordinator, cohort=cohort, tables=1)

    @pytest.fixture
    def phone(self, run):
        return joined(run, table=run.tables.get().pk)

    @pytest.fixture
    def archived(self, phone, run, cohort, coordinator):
        send(phone, run, text="Ehti ajoissa")
        for state in ("closed", "archived"):
            change_state(cohort=cohort, state=state, by=coordinator)
        return run

    def test_a_phone_is_refused_kindly_at_once(self, phone, archived):
        kept = Contribution.objects.get()
        response = send(phone, archived, text="Myöhästyi")
        assert response.status_code == 409
        assert "Tämä on päättynyt, eikä vastauksia enää oteta vastaan." in text_of(response)
        assert "Myöhästyi" in text_of(response)
        json = {"Accept": "application/json"}
        assert list(send(phone, archived, headers=json).json()) == ["error"]
        taken = phone.post(f"/liity/{archived.code}/peru/", {"uuid": kept.uuid})
        seated = phone.post(f"/liity/{archived.code}/poyta/")
        assert [taken.status_code, seated.status_code] == [409, 409]
        assert Contribution.objects.get().text == "Ehti ajoissa"
        assert RunTable.objects.get().writer is None

    def test_it_says_goodbye_and_lets_nobody_in(self, phone, archived, client):
        home = f"/liity/{archived.code}/"
        with CaptureQueriesContext(connection) as queries:
            page = text_of(phone.get(home))
        assert len(queries) <= 4
        assert "Kiitos" in page
        assert "<textarea" not in page
        assert client.post(home).status_code == 403
        assert "Kiitos kiinnostuksestasi" in text_of(client.get(home))

    def test_the_worker_ends_it_and_the_host_may_go_on_after_it_comes_back(
        self, phone, archived, cohort, coordinator
    ):
        version = archived.version
        assert actions.close_old_runs() == 1
        run = Run.objects.get()
        assert run.state == Run.State.ENDED
        # Open pages hear of it.
        assert run.version > version
        assert Act.objects.filter(verb="run.ended", actor=None).count() == 1
        assert actions.close_old_runs() == 0
        change_state(cohort=cohort, state="closed", by=coordinator)
        actions.reopen_run(run=run, by=coordinator)
        assert send(phone, run, text="Taas auki").status_code == 302

    def test_others_go_on(self, coordinator, cohort, archived):
        other = make_run(coordinator, slug="oma")
        assert send(joined(other), other).status_code == 302

    def test_a_deleted_cohort_ends_its_runs(self, phone, run, cohort, coordinator):
        waiting = make_run(coordinator, slug="oma", cohort=cohort, started=False)
        other = make_run(coordinator, slug="muu")
        version = run.version
        actions.pause_run(run=run, by=coordinator)
        cohort.delete()
        run, waiting, other = (Run.objects.get(pk=one.pk) for one in (run, waiting, other))
        assert run.state == Run.State.ENDED
        assert run.version == version + 2
        assert send(phone, run).status_code == 409
        # What nobody has begun is its host's own from now on.
        assert (waiting.state, other.state) == (Run.State.READY, Run.State.OPEN)
        assert run.cohort is None
        assert waiting.cohort is None


class TestAfterTheEnd:
    @pytest.fixture
    def run(self, coordinator):
        run = make_run(coordinator, "lines", "page", slug="kirja", prompt={"by_host": True})
        prompt = prompt_of(run, "page")
        for card in prompt.cards[:2]:
            answer(run, by=coordinator, kind="page", card=card["key"], text=f"Luin: {card['key']}")
        answer(run, by=coordinator, text="Vain ohjaajalle")
        return run

    @pytest.fixture
    def over(self, phone, run, coordinator):
        return actions.end_run(run=run, by=coordinator)

    def test_the_reply_comes_back_to_the_phone_when_the_host_shows_it(
        self, phone, over, coordinator
    ):
        home = f"/liity/{over.code}/"
        assert "Luin" not in text_of(phone.get(home))
        answer_actions.show_results(prompt=prompt_of(over, "page"), shown=True, by=coordinator)
        page = text_of(phone.get(home))
        assert "Luin: kortti-0" in page
        assert "Luin: kortti-1" in page
        assert "Vain ohjaajalle" not in page
        assert "<textarea" not in page

    def test_what_people_answered_is_shown_as_the_host_shows_it(self, coordinator):
        run = make_run(coordinator)
        phone = joined(run)
        answer(run, join(run), text="Toisen sana")
        hidden = answer(run, join(run), text="Piiloon pantu")
        answer(run, join(run), text="Soita 040 123 4567")
        answer_actions.hide_contribution(contribution=hidden, hidden=True, by=coordinator)
        actions.end_run(run=run, by=coordinator)
        home = f"/liity/{run.code}/"
        assert "Toisen sana" not in text_of(phone.get(home))
        answer_actions.show_results(prompt=prompt_of(run), shown=True, by=coordinator)
        page = text_of(phone.get(home))
        assert "Toisen sana" in page
        assert "Piiloon pantu" not in page
        assert "123" not in page
        assert "<textarea" not in page

    def test_themes_are_on_the_last_page(self, coordinator):
        run = make_run(coordinator, "lines", "themes", "themes")
        phone, prompt = joined(run), prompt_of(run, "themes")
        theme = answer_actions.add_theme(prompt=prompt, heading="Penkit", by=coordinator)
        said = [answer(run, join(run), text=text) for text in ("Penkki", "Toinen penkki")]
        answer_actions.put_under_theme(run=run, contributions=said, theme=theme, by=coordinator)
        hits = answer_actions.add_theme(prompt=prompt, heading="Valot", by=coordinator)
        answer_actions.change_theme(theme=hits, by=coordinator, hits=5)
        run = actions.end_run(run=run, by=coordinator)
        home = f"/liity/{run.code}/"
        assert "Penkit" not in text_of(phone.get(home))
        answer_actions.show_results(prompt=prompt, shown=True, by=coordinator)
        page = text_of(phone.get(home))
        assert page.index("Penkit") < page.index("2 mainintaa") < page.index("Valot")
        assert "5 mainintaa" in page
        # What stands under them is another question's, which the host does not show.
        assert "Toinen penkki" not in page

    def test_what_happens_next_is_told(self, coordinator):
        run = make_run(coordinator, "lines", "themes")
        phone, prompt = joined(run), prompt_of(run, "themes")
        theme = answer_actions.add_theme(prompt=prompt, heading="Penkit", by=coordinator)
        answer_actions.show_results(prompt=prompt, shown=True, by=coordinator)
        run = actions.end_run(run=run, by=coordinator)
        home = f"/liity/{run.code}/"
        assert "Ohjaaja kertoo, mistä koosteen voi lukea" in text_of(phone.get(home))
        Method.objects.update(has_agreement=True)
        cafe.save_agreement(
            run=run,
            seen=None,
            by=coordinator,
            listener_name="Kerttu Keksitty",
            decision="valtuuston iltakoulu",
            answer_on=datetime.date(2026, 12, 24),
        )
        reason = {"state": "not_done", "reason": "Rahaa ei ole."}
        cafe.save_handling(theme=theme, seen=None, by=coordinator, **reason)
        page = text_of(phone.get(home))
        assert "valtuuston iltakoulu" in page
        assert "24.12.2026" in page
        assert "Keksitty" not in page
        # What was decided is told to the residents by those who decide, not found out here.
        assert "Rahaa ei ole." not in page
        today = timezone.localdate()
        for day, is_told in ((today + datetime.timedelta(days=1), False), (today, True)):
            occasion = handling_of(run).occasion
            seen = version_of(occasion) if occasion.pk else None
            told = {"told_on": day, "told_where": "Torilla."}
            cafe.save_occasion(run=run, seen=seen, by=coordinator, **told)
            page = text_of(phone.get(home))
            assert [text in page for text in ("Torilla.", "Ei tehdä", "Rahaa ei ole.")] == [
                is_told
            ] * 3

    def test_a_hidden_reply_is_not_shown(self, phone, over, coordinator):
        answer_actions.show_results(prompt=prompt_of(over, "page"), shown=True, by=coordinator)
        reply = Contribution.objects.get(text="Luin: kortti-0")
        answer_actions.hide_contribution(contribution=reply, hidden=True, by=coordinator)
        page = text_of(phone.get(f"/liity/{over.code}/"))
        assert "Luin: kortti-0" not in page
        assert "Luin: kortti-1" in page

    def test_the_summary_is_linked_once_it_is_public(self, phone, over, coordinator):
        home = f"/liity/{over.code}/"
        assert "/koosteet/" not in text_of(phone.get(home))
        summary = publish_summary(run=over, by=coordinator)
        assert f"/koosteet/{summary.token}/" in text_of(phone.get(home))
        unpublish_summary(run=over, by=coordinator)
        assert "/koosteet/" not in text_of(phone.get(home))

    def test_whoever_was_not_in_sees_neither(self, client, over, coordinator):
        answer_actions.show_results(prompt=prompt_of(over, "page"), shown=True, by=coordinator)
        publish_summary(run=over, by=coordinator)
        page = text_of(client.get(f"/liity/{over.code}/"))
        assert "Luin" not in page
        assert "/koosteet/" not in page

    def test_it_costs_four_statements_however_much_is_shown(self, phone, over, coordinator):
        publish_summary(run=over, by=coordinator)
        counts = []
        for kind in ("page", "lines"):
            answer_actions.show_results(prompt=prompt_of(over, kind), shown=True, by=coordinator)
            with CaptureQueriesContext(connection) as queries:
                phone.get(f"/liity/{over.code}/")
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 4

    def test_every_kind_and_any_number_of_themes_cost_four(self, coordinator):
        kinds = ["lines", "choice", "scale", "place", "counter", "drawing", "themes", "agree"]
        run = make_run(coordinator, *kinds)
        phone = joined(run)
        for number in range(3):
            kept = answer(run, join(run), text=f"Rivi {number}")
            answer(run, join(run), "choice", value="o0")
            answer(run, join(run), "scale", value=7)
            answer(run, join(run), "place", card="o1", text="Ranta", value={"x": 1, "y": 2})
            answer(run, join(run), "counter", card="o2", value=3)
            answer(run, join(run), "drawing", value={"strokes": [[0, 0, 9, 9]]}, text="Talo")
            answer(run, join(run), "agree", card=kept.uuid.hex)
        actions.end_run(run=run, by=coordinator)
        RunPrompt.objects.update(results_shown_at=timezone.now())
        counts = []
        for number in range(4):
            heading = f"Teema {number}"
            answer_actions.add_theme(
                prompt=prompt_of(run, "themes"), heading=heading, by=coordinator
            )
            with CaptureQueriesContext(connection) as queries:
                page = text_of(phone.get(f"/liity/{run.code}/"))
            counts.append(len(queries))
            for words in (heading, "Rivi 2", "Ranta", "Talo", "Keskiarvo 7"):
                assert words in page
        assert set(counts) == {4}
