"""A café is agreed on, prepared, and its themes are answered."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from methods.bench_cafe import actions, queries
from methods.bench_cafe.models import Agreement, Handling, Occasion, PreparationItem
from methods.library.actions import load_library
from methods.library.models import Method
from methods.runs.answer_actions import add_theme
from methods.runs.making_actions import create_run
from participants.cohorts.models import Cohort
from tests.run_factories import make_run, prompt_of
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db

LONG = "x" * 5_000


@pytest.fixture
def run(cohort, team, coordinator):
    fields = {"matter": "Torin tulevaisuus", "place": "Tori"}
    return make_run(coordinator, "lines", "themes", cohort=cohort, team=team, **fields)


@pytest.fixture
def host(sign_in, coordinator):
    return sign_in(coordinator)


def page(run, name, *args):
    return reverse(f"bench_cafe:{name}", args=[run.uuid, *args])


def theme_of(run, heading="Penkit rantaan"):
    return add_theme(prompt=prompt_of(run, "themes"), heading=heading, by=run.host)


def seen_on(response):
    return response.context["form"]["seen"].value()


AGREED = {
    "matter": "Torin tulevaisuus",
    "groups": ["young", "cottages"],
    "place": "Torin laita",
    "day": "12.6.2027",
    "starts": "11",
    "ends": "14.30",
    "listener_name": "Liisa Kuuntelija",
    "listener_role": "valtuuston puheenjohtaja",
    "decision": "Talousarvio 2028",
    "decision_on": "15.11.2027",
    "answer_on": "1.9.2027",
}


class TestAgreement:
    def test_begins_with_what_the_run_says_and_is_saved_half_done(self, host, run, coordinator):
        shown = host.get(page(run, "agreement")).content.decode()
        assert 'value="Torin tulevaisuus"' in shown
        assert "Vielä sovittavana: kuultavat ryhmät, päivä, kellonajat" in shown
        assert host.post(page(run, "agreement"), {"place": "Ranta"}).status_code == 302

        agreement = Agreement.objects.get()
        assert (agreement.place, agreement.matter, agreement.day) == ("Ranta", "", None)
        act = Act.objects.get(verb="agreement.saved")
        assert (act.actor, act.data) == (coordinator, {"fields": ["matter", "place"]})

    def test_says_when_nothing_is_missing(self, host, run, sign_in, participant):
        host.post(page(run, "agreement"), AGREED)
        assert queries.missing_from(queries.agreement_of(run)) == []
        shown = sign_in(participant).get(page(run, "agreement")).content.decode()
        assert "Kaikesta on sovittu." in shown
        assert "Liisa Kuuntelija, valtuuston puheenjohtaja" in shown
        assert "Lauantai 12.6.2027" in shown
        assert "klo 11.00–14.30" in shown
        assert "nuoret, mökkiläiset" in shown
        assert "Tallenna sopimus" not in shown

    def test_a_listener_is_one_of_the_portal_or_one_in_words(
        self, host, run, participant, peer, outsider
    ):
        for stranger in (peer, outsider):
            response = host.post(page(run, "agreement"), {"listener": stranger.uuid})
            assert response.status_code == 422
        both = {"listener": participant.uuid, "listener_name": "Liisa"}
        assert host.post(page(run, "agreement"), both).status_code == 422
        host.post(page(run, "agreement"), {"listener": participant.uuid, "listener_role": "a"})
        assert queries.agreement_of(run).who_listens == "Aino Esimerkki, a"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("matter", LONG),
            ("place", "a\0b"),
            ("day", "31.2.2027"),
            ("starts", "25.00"),
            ("ends", "10"),
            ("groups", "kissat"),
            ("listener", "notauuid"),
            ("decision_on", "1.1.0001"),
        ],
    )
    def test_bad_input_comes_back(self, host, run, name, value):
        response = host.post(page(run, "agreement"), AGREED | {name: value})
        assert response.status_code == 422
        assert "Liisa Kuuntelija" in response.content.decode()
        assert not Agreement.objects.exists()

    def test_who_was_second_sees_both(self, host, run):
        first = host.get(page(run, "agreement"))
        host.post(page(run, "agreement"), {"place": "Ranta", "groups": ["young", "older"]})
        stale = {"seen": seen_on(first), "place": "Kirjasto", "groups": ["young"]}
        response = host.post(page(run, "agreement"), stale)
        assert response.status_code == 422
        shown = response.content.decode()
        assert "Kohdassa ”Paikka” on nyt: Ranta" in shown
        assert "Kohdassa ”Kuultavat ryhmät” on nyt: nuoret, ikäihmiset" in shown
        assert 'value="Kirjasto"' in shown
        host.post(page(run, "agreement"), stale | {"seen": seen_on(response)})
        assert Agreement.objects.get().place == "Kirjasto"

    def test_the_database_refuses_an_end_before_the_beginning(self, run):
        with pytest.raises(IntegrityError), transaction.atomic():
            Agreement.objects.create(run=run, starts=datetime.time(12), ends=datetime.time(11))

    def test_the_listener_is_forgotten_and_erased(self, host, run, participant):
        host.post(page(run, "agreement"), AGREED)
        assert queries.to_forget(run.cohort)["listeners"].count() == 1
        actions.erase_person(user=participant, texts=["Liisa Kuuntelija", "Talousarvio"])
        kept = Agreement.objects.get()
        assert (kept.listener_name, kept.decision) == ("–", "– 2028")
        assert actions.forget(cohort=run.cohort) == {"listeners": 1}
        kept = Agreement.objects.get()
        assert (kept.listener_name, kept.listener_role) == ("", "valtuuston puheenjohtaja")
        assert queries.to_forget(run.cohort)["listeners"].count() == 0

    def test_nobody_changes_it_in_an_archived_cohort(self, host, run):
        Cohort.objects.update(state="archived")
        assert host.get(page(run, "agreement")).status_code == 200
        assert host.post(page(run, "agreement"), {}).status_code == 403
        assert host.post(page(run, "tick"), {"number": 0}).status_code == 403


class TestPreparation:
    @pytest.fixture
    def run(self, cohort, team, coordinator):
        load_library()
        method = Method.objects.get(slug="penkkikahvila")
        assert method.has_agreement
        return create_run(method=method, by=coordinator, matter="Tori", cohort=cohort, team=team)

    def test_the_list_comes_from_the_method_and_stays(self, host, run, participant, sign_in):
        assert "Lupa paikan haltijalta" in host.get(page(run, "preparation")).content.decode()
        assert not PreparationItem.objects.exists()
        helper = sign_in(participant)
        response = helper.post(page(run, "tick"), {"number": 1, "done": "on"})
        assert response.url.endswith("#item-1")
        helper.post(page(run, "tick"), {"number": 1, "done": "on"})
        item = PreparationItem.objects.get(done_at__isnull=False)
        assert (item.order, item.done_by) == (1, participant)
        assert Act.objects.filter(verb="preparation.done").count() == 1
        shown = host.get(page(run, "preparation")).content.decode()
        assert "Tekemättä: 9 / 10" in shown
        assert "Aino Esimerkki" in shown
        Method.objects.update(preparation_fi="Muuta")
        assert "Lupa paikan haltijalta" in host.get(page(run, "preparation")).content.decode()
        with translation.override("sv"):
            assert queries.items_of(run)[0].text == "Lov av den som råder över platsen"

        host.post(page(run, "tick"), {"number": 1})
        assert not PreparationItem.objects.exclude(done_at=None, done_by=None).exists()

    def test_things_are_added_once_and_only_those_taken_away(self, host, run):
        thing = {"text": "Vesikanisteri", "uuid": uuid.uuid4()}
        for _click in range(2):
            host.post(page(run, "preparation"), thing)
        assert [item.text for item in PreparationItem.objects.filter(is_own=True)] == [
            "Vesikanisteri"
        ]
        for number in (0, 10):
            host.post(page(run, "remove"), {"number": number})
        assert PreparationItem.objects.count() == 10
        assert not PreparationItem.objects.filter(is_own=True).exists()

    @pytest.mark.parametrize("text", ["", LONG, "a\0b"])
    def test_bad_input_comes_back(self, host, run, text):
        data = {"text": text, "uuid": uuid.uuid4()}
        assert host.post(page(run, "preparation"), data).status_code == 422
        assert host.post(page(run, "tick"), {"number": "x"}).status_code == 404
        assert host.post(page(run, "tick"), {"number": 999}).status_code == 404

    def test_the_poster_is_one_page_of_either_size(self, host, run):
        host.post(page(run, "agreement"), AGREED | {"matter": "Pitkä " * 33})
        for size, width in (("a4", b"595"), ("a3", b"841")):
            content = host.get(page(run, "poster"), {"koko": size}).content
            assert content.startswith(b"%PDF")
            assert width in content or b"/ObjStm" in content
        assert host.get(page(run, "poster"), {"koko": "a5"}).status_code == 404


class TestHandling:
    def test_each_theme_gets_its_answer(self, host, run, coordinator):
        theme = theme_of(run)
        data = {"state": "not_done", "who": "Tekninen johtaja", "due_on": "1.5.2027"}
        response = host.post(page(run, "theme", theme.uuid), data)
        assert response.status_code == 422
        assert "Kerro, miksi asiaa ei tehdä" in response.content.decode()
        assert 'value="Tekninen johtaja"' in response.content.decode()
        data["reason"] = "Ranta on yksityinen."
        assert host.post(page(run, "theme", theme.uuid), data).status_code == 302

        handling = Handling.objects.get(theme=theme)
        assert (handling.state, handling.reason) == ("not_done", "Ranta on yksityinen.")
        assert handling.due_on == datetime.date(2027, 5, 1)
        assert Act.objects.get(verb="theme.handled").data == {
            "theme": "Penkit rantaan",
            "state": "not_done",
        }
        shown = host.get(page(run, "handling")).content.decode()
        assert "Ranta on yksityinen." in shown
        found = queries.handling_of(run)
        assert (found.open, found.counts["not_done"], found.counts["done"]) == (0, 1, 0)

    def test_the_database_refuses_a_no_without_a_reason(self, run):
        with pytest.raises(IntegrityError), transaction.atomic():
            Handling.objects.create(theme=theme_of(run), state="not_done")

    def test_who_was_second_sees_both(self, host, run):
        theme = theme_of(run)
        first = host.get(page(run, "theme", theme.uuid))
        host.post(page(run, "theme", theme.uuid), {"state": "done", "who": "Kunnanjohtaja"})
        stale = {"seen": seen_on(first), "state": "looking", "who": "Rehtori"}
        response = host.post(page(run, "theme", theme.uuid), stale)
        assert response.status_code == 422
        assert "on nyt: tehdään" in response.content.decode()
        assert Handling.objects.get().who == "Kunnanjohtaja"

    def test_the_answer_is_promised_then_told(self, host, run):
        assert "ei ole sovittu päivää" in host.get(page(run, "handling")).content.decode()
        host.post(page(run, "agreement"), AGREED)
        assert "Vastaus on luvattu: 1.9.2027" in host.get(page(run, "handling")).content.decode()
        host.post(page(run, "occasion"), {"body": "council", "held_on": "1.8.2027"})
        seen = seen_on(host.get(page(run, "handling")))
        data = {"seen": seen, "told_on": "30.8.2027", "told_where": "Torilla"}
        host.post(page(run, "handling"), data)
        shown = host.get(page(run, "handling")).content.decode()
        assert "Asukkaille kerrottiin 30.8.2027." in shown
        assert "Valtuusto, 1.8.2027" in shown
        occasion = Occasion.objects.get()
        assert (occasion.body, occasion.told_where) == ("council", "Torilla")
        verbs = Act.objects.filter(subject_uuid=run.uuid).values_list("verb", flat=True)
        assert {"occasion.saved", "answer.told"} <= set(verbs)

    @pytest.mark.parametrize("data", [{"body": "kissa"}, {"held_on": "x"}, {"name": LONG}])
    def test_bad_input_comes_back(self, host, run, data):
        assert host.post(page(run, "occasion"), data).status_code == 422
        assert host.post(page(run, "theme", uuid.uuid4()), data).status_code == 404
        assert host.post(page(run, "handling"), {"told_on": "x"}).status_code == 422


@pytest.mark.parametrize("name", ["agreement", "preparation", "handling", "slips", "helpers"])
def test_pages_ask_little(host, run, name):
    theme_of(run)
    host.post(page(run, "agreement"), AGREED)
    actions.add_item(run=run, text="Yksi", uuid=uuid.uuid4(), by=run.host)
    actions.show_link(run=run, by=run.host)
    host.get(page(run, name))
    with CaptureQueriesContext(
        connection,
    ) as one:
        host.get(page(run, name))
    for number in range(3):
        theme = theme_of(run, f"Teema {number}")
        actions.save_handling(theme=theme, seen=None, by=run.host, state="done")
        actions.add_item(run=run, text="Lisää", uuid=uuid.uuid4(), by=run.host)
        actions.tick(run=run, number=number, done=True, by=run.host)
    with CaptureQueriesContext(connection) as four:
        host.get(page(run, name))
    assert len(one) == len(four) <= 12
