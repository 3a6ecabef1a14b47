"""What the hosts' phones send is kept once, and what cannot be kept is told."""

import json
import uuid

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from methods.bench_cafe import actions, offline
from methods.bench_cafe.forms import MOST_SLIPS
from methods.bench_cafe.permissions import token_of
from methods.runs.actions import end_run
from methods.runs.answer_models import Contribution
from methods.runs.models import RunPrompt
from participants.cohorts.models import Cohort
from tests.races import together
from tests.run_factories import make_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits():
    cache.clear()


@pytest.fixture
def run(cohort, team, coordinator):
    return make_run(coordinator, "lines", "counter", "place", "points", cohort=cohort, team=team)


@pytest.fixture
def helper(sign_in, participant):
    return sign_in(participant)


def slip(kind="lines", **fields):
    key = {"lines": "lines-1", "counter": "counter-2", "place": "place-3", "points": "points-4"}
    text = "Kahvit" if kind == "lines" else ""
    return {
        "uuid": str(uuid.uuid4()),
        "prompt": key[kind],
        "text": text,
        "card": "",
        "value": None,
        "written_at": timezone.now().isoformat(),
        **fields,
    }


def post(browser, address, content, **headers):
    if not isinstance(content, (str, bytes)):
        content = json.dumps({"slips": content})
    return browser.post(address, content, content_type="application/json", headers=headers)


def send(browser, run, *slips):
    answer = post(browser, reverse("bench_cafe:send", args=[run.uuid]), list(slips))
    assert answer.status_code == 200, answer.content
    return [one["state"] for one in answer.json()["slips"]]


def test_a_slip_is_kept_once(helper, run, participant):
    one = slip(text="  Penkki rantaan\r\nja laituri ")
    assert send(helper, run, one) == ["sent"]
    assert send(helper, run, one, slip()) == ["sent", "sent"]
    kept = Contribution.objects.get(uuid=one["uuid"])
    assert (kept.text, kept.typed_by) == ("Penkki rantaan\nja laituri", participant)
    assert Contribution.objects.count() == 2


def test_what_is_counted_marked_and_voted(helper, run):
    states = send(
        helper,
        run,
        slip("counter", card="o1", value=3),
        slip("counter", card="o1", value=-1),
        slip("place", card="o0", text="Ranta"),
        slip("place", card="o0", value={"x": 10, "y": 1000}),
        slip("points", value={"o0": 2, "o2": 1}),
    )
    assert states == ["sent"] * 5


BAD = [
    ("lines", {"text": ""}),
    ("lines", {"text": "x" * 2001}),
    ("lines", {"text": "a\0b"}),
    ("lines", {"text": "\ud800"}),
    ("lines", {"uuid": "notauuid"}),
    ("lines", {"prompt": "toinen"}),
    ("lines", {"text": ["a"]}),
    ("lines", {"value": 1}),
    ("counter", {"card": "o9", "value": 1}),
    ("counter", {"card": "o1", "value": "1"}),
    ("counter", {"card": "o1", "value": True}),
    ("counter", {"card": "o1", "value": 10**9}),
    ("place", {"card": "o0"}),
    ("place", {"card": "o0", "value": {"x": 1}}),
    ("place", {"card": "o0", "value": {"x": 1, "y": 1001}}),
    ("points", {"value": {}}),
    ("points", {"value": {"o0": -1}}),
    ("points", {"value": {"o0": 60, "o1": 60}}),
    ("points", {"value": [1]}),
]


@pytest.mark.parametrize("number", range(len(BAD)))
def test_a_bad_slip_is_told_and_the_others_are_kept(helper, run, number):
    kind, fields = BAD[number]
    assert send(helper, run, slip(), slip(kind, **fields), slip()) == ["sent", "bad", "sent"]
    assert Contribution.objects.count() == 2


def test_a_time_that_cannot_be_is_now(helper, run):
    for told in ("2099-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "x", None, 5, "2027-13-45T99"):
        assert send(helper, run, slip(written_at=told)) == ["sent"]
    now = timezone.now()
    assert all(abs((now - one.written_at).days) < 1 for one in Contribution.objects.all())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"slips": 1}',
        b'{"slips": [1]}',
        b'{"slips": [{}]}',
        b"[" * 100_000,
        json.dumps({"slips": [slip()] * (MOST_SLIPS + 1)}),
    ],
    ids=range(9),
)
def test_what_is_no_list_of_slips_is_refused(helper, run, body):
    address = reverse("bench_cafe:send", args=[run.uuid])
    answer = post(helper, address, body)
    assert (answer.status_code, answer.json()) == (400, {"why": "not_slips"})


def test_what_another_site_sends_is_refused(participant, run):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(participant, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("bench_cafe:send", args=[run.uuid])
    assert post(browser, address, [slip()], origin="https://example.org").status_code == 400
    text = json.dumps({"slips": [slip()]})
    assert browser.post(address, text, content_type="text/plain").status_code == 400
    assert post(browser, address, [slip()], origin="http://testserver").status_code == 200
    assert Contribution.objects.count() == 1


def test_another_text_under_the_same_uuid_is_told(helper, run):
    one = slip(text="Kahvit")
    send(helper, run, one)
    address = reverse("bench_cafe:send", args=[run.uuid])
    answer = post(helper, address, [one | {"text": "Pullat"}]).json()["slips"]
    assert answer == [{"uuid": one["uuid"], "state": "conflict", "theirs": "Kahvit"}]
    assert Contribution.objects.get().text == "Kahvit"


def test_a_run_that_has_not_begun_or_has_ended_takes_nothing(
    helper, run, coordinator, cohort, team
):
    coming = make_run(coordinator, "lines", slug="muu", started=False, cohort=cohort, team=team)
    assert send(helper, coming, slip()) == ["not_begun"]
    end_run(run=run, by=coordinator)
    assert send(helper, run, slip()) == ["ended"]
    assert not Contribution.objects.exists()


def test_who_is_signed_out_is_told_so(client, run):
    answer = post(client, reverse("bench_cafe:send", args=[run.uuid]), [slip()])
    assert (answer.status_code, answer.json()) == (403, {"why": "signed_out"})


class TestLink:
    @pytest.fixture
    def link(self, run, coordinator):
        return actions.show_link(run=run, by=coordinator)

    def address(self, run, link, name="helper_slips"):
        return reverse(f"bench_cafe:{name}", args=[run.uuid, token_of(link)])

    def test_opens_the_page_and_takes_slips_without_a_name(self, client, run, link):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(self.address(run, link)).status_code == 200
        assert len(asked) <= 4
        answer = post(client, self.address(run, link, "helper_send"), [slip()])
        assert answer.json()["slips"][0]["state"] == "sent"
        assert Contribution.objects.get().typed_by is None

    def test_ends_when_it_is_taken_back_replaced_or_old(self, client, run, link, coordinator):
        page, sends = self.address(run, link), self.address(run, link, "helper_send")
        with time_machine.travel(timezone.now() + timezone.timedelta(days=8)):
            assert client.get(page).status_code == 410
        actions.show_link(run=run, by=coordinator)
        assert client.get(page).status_code == 410
        assert post(client, sends, [slip()]).json() == {"why": "link_ended"}
        fresh = actions.show_link(run=run, by=coordinator)
        actions.take_link_back(run=run, by=coordinator)
        assert client.get(self.address(run, fresh)).status_code == 410

    def test_ends_with_the_cohort(self, client, run, link, cohort):
        Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.ARCHIVED)
        sends = self.address(run, link, "helper_send")
        assert post(client, sends, [slip()]).json() == {"why": "link_ended"}
        assert not Contribution.objects.exists()

    def test_opens_no_other_run(self, client, run, link, coordinator):
        other = make_run(coordinator, "lines", slug="muu")
        assert client.get(self.address(other, link)).status_code == 404
        actions.show_link(run=other, by=coordinator)
        assert client.get(self.address(other, link)).status_code == 410

    def test_is_shown_to_the_host_with_a_code(self, sign_in, coordinator, run, link):
        shown = sign_in(coordinator).get(reverse("bench_cafe:helpers", args=[run.uuid]))
        assert token_of(link)[:20] in shown.content.decode()
        assert "<svg" in shown.content.decode()


def test_a_flood_is_slowed_down(helper, run, monkeypatch):
    monkeypatch.setattr("methods.bench_cafe.slip_views.MOST_SENDINGS", 2)
    for _time in range(2):
        send(helper, run, slip())
    answer = post(helper, reverse("bench_cafe:send", args=[run.uuid]), [slip()])
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def test_the_page_holds_nothing_of_a_person(sign_in, participant, coordinator, run):
    pages = []
    for person in (participant, coordinator):
        answer = sign_in(person).get(reverse("bench_cafe:slips", args=[run.uuid]))
        assert answer["X-Slips-Version"] == offline.version()
        assert "csrf" not in answer.content.decode()
        assert str(person) not in answer.content.decode()
        pages.append(answer.content)
    assert pages[0] == pages[1]


def test_what_a_run_leaves_out_and_the_hosts_notes_are_not_asked(helper, run):
    RunPrompt.objects.filter(run=run, kind="points").update(left_out=True)
    RunPrompt.objects.filter(run=run, kind="lines").update(by_host=True)
    shown = helper.get(reverse("bench_cafe:slips", args=[run.uuid])).content.decode()
    assert "data-points" not in shown
    assert "slip-form" not in shown
    assert send(helper, run, slip(), slip("points", value={"o0": 1})) == ["bad", "bad"]


def test_the_worker_is_ours_and_is_asked_for_anew(client):
    answer = client.get("/sw.js")
    script = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert script.startswith(f'const VERSION = "{offline.version()}";')
    assert "/static/portal/slips.js" in script
    assert "/static/portal/slips_outbox.js" in script


def test_the_manifest_says_where_the_page_is(client, run):
    address = reverse("bench_cafe:manifest", args=[run.uuid])
    answer = client.get(address)
    assert answer["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["start_url"], told["scope"], told["short_name"]) == (".", ".", "Laput")


@pytest.mark.django_db(transaction=True)
def test_two_sendings_of_one_slip_at_once_keep_one(run, participant):
    one = slip()

    def work():
        browser = Client()
        browser.force_login(
            participant, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return send(browser, run, one)

    assert together(work, work) == [["sent"], ["sent"]]
    assert Contribution.objects.count() == 1
