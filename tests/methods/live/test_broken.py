"""What no page of ours sends is refused with a sentence, never with a fault of the server."""

import uuid

import pytest
from django.core.cache import cache
from django.test import Client

from methods.live import pulse
from methods.runs import answer_actions
from methods.runs.answer_models import Contribution, Guest
from methods.runs.models import RunPrompt
from tests.run_factories import answer, join, make_run, prompt_of

pytestmark = pytest.mark.django_db
NULL, HUGE = "a\x00b", "9" * 5000


@pytest.fixture(autouse=True)
def _nothing_remembered():
    pulse.forget()
    cache.clear()


def joined(run, **data):
    client = Client()
    assert client.post(f"/liity/{run.code}/", data).status_code == 302
    return client


def send(phone, run, kind, **data):
    asked = prompt_of(run, kind)
    data = {"prompt": asked.key, "uuid": str(uuid.uuid4())} | data
    return phone.post(f"/liity/{run.code}/vastaa/", data, headers={"accept": "application/json"})


@pytest.mark.parametrize("number", ["", NULL, HUGE, "99999", "-1", "٣", "1.5"])
def test_a_table_that_is_not_there(coordinator, number):
    run = make_run(coordinator, tables=2)
    phone = joined(run, table=run.tables.first().pk)
    assert phone.post(f"/liity/{run.code}/poyta/", {"poyta": number}).status_code == 404
    assert Guest.objects.get().table.number == 1


@pytest.mark.parametrize("table", ["", NULL, HUGE, "x"])
def test_joining_at_a_table_that_is_not_there(client, coordinator, table):
    run = make_run(coordinator, tables=2)
    assert client.post(f"/liity/{run.code}/", {"table": table}).status_code == 422
    assert not Guest.objects.exists()


@pytest.mark.parametrize("key", ["", NULL, "x" * 5000])
def test_a_prompt_that_is_not_there(coordinator, key):
    run = make_run(coordinator)
    phone = joined(run)
    data = {"prompt": key, "uuid": str(uuid.uuid4()), "text": "Penkki"}
    assert phone.post(f"/liity/{run.code}/vastaa/", data).status_code == 409


@pytest.mark.parametrize("key", ["%00", "x", "a%00b"])
def test_a_picture_that_is_not_there(coordinator, key):
    run = make_run(coordinator)
    assert joined(run).get(f"/liity/{run.code}/kuva/{key}/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("lines", {"text": NULL}),
        ("lines", {"text": "Penkki", "uuid": NULL}),
        ("lines", {"text": "Penkki", "written": "nan"}),
        ("lines", {"text": "Penkki", "written": "inf"}),
        ("choice", {"value": NULL}),
        ("several", {"value": HUGE}),
        ("points", {"p-o0": HUGE}),
        ("scale", {"value": HUGE}),
        ("place", {"card": "o0", "text": "", "x": HUGE, "y": "1"}),
        ("counter", {"tap": NULL}),
        ("counter", {"tap": f"o0:{HUGE}"}),
        ("drawing", {"text": "Penkki", "strokes": "{"}),
        ("drawing", {"text": "Penkki", "strokes": "[[1]]"}),
        ("drawing", {"text": "Penkki", "strokes": f"[[{HUGE}, 1]]"}),
        ("drawing", {"text": "Penkki", "strokes": "[" * 5000}),
        ("drawing", {"text": "Penkki", "strokes": '{"a": 1}'}),
        ("drawing", {"text": "Penkki", "strokes": "[[NaN, 1]]"}),
    ],
)
def test_an_answer_that_no_page_sends(coordinator, kind, data):
    run = make_run(coordinator, kind)
    response = send(joined(run), run, kind, **data)
    assert response.status_code == 422
    assert response.json()["error"]
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("written", ["1e300", "1e12", "0"])
def test_a_clock_that_is_far_off_loses_no_answer(coordinator, written):
    run = make_run(coordinator)
    assert send(joined(run), run, "lines", text="Penkki", written=written).status_code == 200
    assert Contribution.objects.get().text == "Penkki"


class TestMarking:
    @pytest.fixture
    def run(self, coordinator):
        return make_run(coordinator, "lines", "agree")

    def mark(self, phone, run, card):
        return send(phone, run, "agree", card=card)

    def test_what_others_see_is_marked(self, run):
        other = answer(run, join(run))
        assert self.mark(joined(run), run, other.uuid).status_code == 200
        assert Contribution.objects.filter(card=other.uuid.hex).count() == 1

    @pytest.mark.parametrize("how", ["unknown", "hidden", "waiting", "of_another_run", "own"])
    def test_only_what_everybody_sees_of_others_is_marked(self, run, coordinator, how):
        phone = joined(run)
        card = uuid.uuid4()
        if how == "hidden":
            found = answer(run, join(run))
            found.run = run
            answer_actions.hide_contribution(contribution=found, hidden=True, by=coordinator)
            card = found.uuid
        elif how == "waiting":
            card = answer(run, join(run), text="Soita 040 1234567").uuid
        elif how == "of_another_run":
            other = make_run(coordinator, "lines", slug="toinen")
            card = answer(other, join(other)).uuid
        elif how == "own":
            card = answer(run, Guest.objects.get()).uuid
        response = self.mark(phone, run, card)
        assert response.status_code == 409
        assert response.json()["error"]
        assert not Contribution.objects.filter(prompt__kind=RunPrompt.Kind.AGREE).exists()


def test_a_phone_of_one_run_is_nobody_in_another(coordinator):
    run, other = make_run(coordinator), make_run(coordinator, slug="toinen")
    phone = joined(run)
    phone.cookies["toteutus"]["path"] = "/"
    data = {"prompt": prompt_of(other).key, "uuid": str(uuid.uuid4()), "text": "Penkki"}
    assert phone.post(f"/liity/{other.code}/vastaa/", data).status_code == 403
    assert not Contribution.objects.exists()


def test_a_choice_that_is_sent_twice_counts_once(coordinator):
    run = make_run(coordinator, "several", prompt={"limit": 2})
    assert send(joined(run), run, "several", value=["o1", "o1", "o0"]).status_code == 422
    assert send(joined(run), run, "several", value=["o1", "o1"]).status_code == 200
    assert Contribution.objects.get().value == ["o1"]


def test_one_phone_does_not_keep_the_whole_room_asking(coordinator):
    run = make_run(coordinator, tables=1)
    phone = joined(run, table=run.tables.first().pk)
    codes = [phone.post(f"/liity/{run.code}/poyta/").status_code for _time in range(13)]
    assert codes == [302] * 12 + [429]
    run.refresh_from_db()
    assert run.version < 20
