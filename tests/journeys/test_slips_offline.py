"""Slips are written in a market square without network, and reach the portal once."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import sync_playwright

from deploy.local.libraries import chromium
from methods.bench_cafe import actions as cafes
from methods.bench_cafe.permissions import token_of
from methods.runs import actions
from methods.runs.answer_models import Contribution
from tests.run_factories import make_run

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READY = "Sivu avautuu tässä puhelimessa myös ilman verkkoa."


class Network:
    """The way between a phone and the portal, which can be cut.

    A browser's own offline switch does not reach what its workers do behind the page.
    """

    def __init__(self, server):
        self.there = (urlsplit(server).hostname, urlsplit(server).port)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        self.works, self.open = True, set()
        threading.Thread(target=self._let_in, daemon=True).start()

    def cut(self):
        self.works = False
        for one in list(self.open):
            _hang_up(one)

    def mend(self):
        self.works = True

    def close(self):
        self.cut()
        _hang_up(self.door)

    def _let_in(self):
        with suppress(OSError):
            while True:
                phone, _address = self.door.accept()
                if not self.works:
                    _hang_up(phone)
                    continue
                server = socket.create_connection(self.there)
                self.open |= {phone, server}
                for ends in [(phone, server), (server, phone)]:
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, one, other):
        with suppress(OSError):
            while content := one.recv(65536):
                other.sendall(content)
        for end in (one, other):
            self.open.discard(end)
            _hang_up(end)


def _hang_up(end):
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


class Phone:
    """A browser that keeps what it has between its openings, as a phone does."""

    def __init__(self, playwright, folder, network):
        self.playwright, self.folder, self.network = playwright, folder, network
        self.cookies, self.context = [], None

    def sign_in(self, person):
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        self.cookies = [
            {"name": name, "value": client.cookies[name].value, "url": self.network.url}
        ]
        if self.context:
            self.context.add_cookies(self.cookies)

    def open(self, address, *, offline=False, sync=True):
        if offline:
            self.network.cut()
        self.context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=chromium(),
            args=["--no-sandbox"],
            base_url=self.network.url,
            viewport={"width": 320, "height": 700},
            locale="fi-FI",
        )
        self.context.set_default_timeout(15_000)
        self.context.add_cookies(self.cookies)
        if not sync:
            # As where the browser has no Background Sync: nothing leaves behind the page.
            self.context.add_init_script("SyncManager.prototype.register = () => Promise.reject()")
        self.page = self.context.pages[0]
        self.offline(offline)
        self.page.goto(address)
        self.page.get_by_text(READY).wait_for()
        return self.page

    def offline(self, is_offline):
        # The page is told as a phone tells it, and no way is left to anything behind it.
        if is_offline:
            self.network.cut()
        else:
            self.network.mend()
        self.context.set_offline(is_offline)

    def write(self, *texts):
        for text in texts:
            self.page.locator("#text").fill(text)
            self.page.get_by_role("button", name="Tallenna lappu").click()
            self.page.locator("#slips").get_by_text(text, exact=True).wait_for()

    def shows(self, text):
        self.page.get_by_text(text).first.wait_for()

    def close(self):
        if self.context:
            self.context.close()
        self.context = None


@pytest.fixture
def phone(tmp_path, live_server, monkeypatch):
    # While the browser's loop runs, Django thinks that the test is asynchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        network = Network(live_server.url)
        phone = Phone(playwright, tmp_path / "phone", network)
        yield phone
        phone.close()
        network.close()
        # What the test asked of the database went over a connection of the loop's own.
        connections.close_all()


@pytest.fixture
def run(cohort, team, coordinator):
    return make_run(coordinator, "lines", "counter", "place", "points", cohort=cohort, team=team)


def slips_page(run):
    return reverse("bench_cafe:slips", args=[run.uuid])


def texts(run):
    lines = Contribution.objects.filter(run=run, prompt__kind="lines").order_by("pk")
    return list(lines.values_list("text", flat=True))


def test_twenty_slips_without_network_arrive_once(phone, run, participant):
    phone.sign_in(participant)
    phone.open(slips_page(run))
    phone.offline(True)
    written = [f"Lappu {number}: penkki rantaan" for number in range(20)]
    phone.write(*written[:12])
    phone.shows("Odottaa lähetystä: 12")
    phone.close()

    phone.open(slips_page(run), offline=True)
    phone.shows("Odottaa lähetystä: 12")
    phone.write(*written[12:])
    phone.shows("Odottaa lähetystä: 20")
    assert texts(run) == []

    phone.offline(False)
    phone.shows("Lähetetty: 20")
    phone.shows("Odottaa lähetystä: 0")
    assert texts(run) == written
    phone.page.reload()
    phone.shows("Lähetetty: 20")
    phone.page.wait_for_timeout(1_000)
    assert texts(run) == written
    assert Contribution.objects.filter(run=run, typed_by=participant).count() == 20


@pytest.mark.long
def test_a_slip_whose_answer_was_lost_is_sent_again_and_kept_once(phone, run, participant):
    phone.sign_in(participant)
    page = phone.open(slips_page(run), sync=False)
    lost = []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/laheta/", lose)
    phone.write("Kahvit kirjaston edessä")
    phone.shows("Ei verkkoa.")
    assert (lost[0], texts(run)) == (200, ["Kahvit kirjaston edessä"])

    page.unroute("**/laheta/")
    page.get_by_role("button", name="Lähetä nyt").click()
    phone.shows("Lähetetty: 1")
    assert texts(run) == ["Kahvit kirjaston edessä"]


@pytest.mark.long
def test_a_slip_that_was_changed_after_it_had_arrived_keeps_both_texts(phone, run, participant):
    phone.sign_in(participant)
    page = phone.open(slips_page(run), sync=False)
    page.route("**/laheta/", lambda route: (route.fetch(), route.abort()))
    phone.write("Kahvit")
    phone.shows("Ei verkkoa.")
    page.locator("#slips").get_by_role("button", name="Muokkaa").click()
    page.locator("#text").fill("Kahvit ja pullat")
    page.get_by_role("button", name="Tallenna muutos").click()
    page.unroute("**/laheta/")
    page.get_by_role("button", name="Lähetä nyt").click()

    phone.shows("Tästä lapusta on jo lähetetty toinen teksti: ”Kahvit”.")
    assert texts(run) == ["Kahvit"]
    page.get_by_role("button", name="Lähetä uutena lappuna").click()
    phone.shows("Lähetetty: 1")
    assert texts(run) == ["Kahvit", "Kahvit ja pullat"]


def test_a_run_that_ended_meanwhile_loses_no_text(phone, run, participant, coordinator):
    phone.sign_in(participant)
    page = phone.open(slips_page(run))
    phone.offline(True)
    phone.write("Laituri kuntoon")
    actions.end_run(run=run, by=coordinator)
    phone.offline(False)

    phone.shows("Toteutus oli päättynyt.")
    phone.close()
    page = phone.open(slips_page(run))
    phone.shows("Laituri kuntoon")
    phone.shows("Toteutus oli päättynyt.")
    assert texts(run) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Lataa tekstit tiedostona").click()
    assert "Laituri kuntoon" in download.value.path().read_text("utf-8")
    actions.reopen_run(run=run, by=coordinator)
    page.get_by_role("button", name="Lähetä nyt").click()
    phone.shows("Lähetetty: 1")
    assert texts(run) == ["Laituri kuntoon"]


@pytest.mark.long
def test_a_lost_sign_in_is_no_loss(phone, run, participant):
    phone.sign_in(participant)
    page = phone.open(slips_page(run))
    phone.context.clear_cookies()
    phone.write("Bussi illalla")
    phone.shows("Kirjautumisesi on päättynyt.")
    page.reload()
    phone.shows("Bussi illalla")
    phone.write("Ja viikonloppuna")
    assert texts(run) == []

    phone.sign_in(participant)
    page.get_by_role("button", name="Lähetä nyt").click()
    phone.shows("Lähetetty: 2")
    assert texts(run) == ["Bussi illalla", "Ja viikonloppuna"]


@pytest.mark.long
def test_a_helper_without_an_account_writes_by_the_link(phone, run, coordinator, assert_accessible):
    link = cafes.show_link(run=run, by=coordinator)
    address = reverse("bench_cafe:helper_slips", args=[run.uuid, token_of(link)])
    page = phone.open(address)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    phone.offline(True)
    phone.write("Soita 040 123 4567")
    page.locator("#text").fill("Soita 040 123 4567")
    phone.shows("Tämä näyttää puhelinnumerolta.")
    page.locator("#text").fill("")
    more = page.get_by_role("button", name="Yksi lisää: Kaksi")
    for _tap in range(3):
        more.click()
    page.get_by_role("button", name="Yksi vähemmän: Kaksi").click()
    page.get_by_role("radio", name="Yksi").check()
    page.get_by_label("Mikä paikka ja miksi").fill("Ranta, laituri on huono")
    page.get_by_role("button", name="Tallenna merkintä").click()
    page.locator("form[data-points] input").first.fill("2")
    page.get_by_role("button", name="Tallenna pisteet").click()
    phone.shows("Odottaa lähetystä: 4")
    assert_accessible(page)
    phone.offline(False)
    phone.shows("Lähetetty: 4")

    told = Contribution.objects.filter(run=run, typed_by=None, guest=None)
    assert set(told.values_list("prompt__kind", "flag")) == {
        ("lines", "phone"),
        ("counter", ""),
        ("place", ""),
        ("points", ""),
    }
    assert told.get(prompt__kind="counter").value == 2
    assert told.get(prompt__kind="points").value == {"o0": 2}
    cafes.take_link_back(run=run, by=coordinator)
    phone.write("Vielä yksi")
    phone.shows("Sivun linkki ei enää toimi.")
    assert told.count() == 4


@pytest.mark.long
def test_a_page_that_is_no_longer_for_the_phone_goes_when_nothing_waits(phone, run, coordinator):
    link = cafes.show_link(run=run, by=coordinator)
    page = phone.open(reverse("bench_cafe:helper_slips", args=[run.uuid, token_of(link)]))
    cafes.take_link_back(run=run, by=coordinator)
    page.reload()
    phone.shows("Kirjaston piha")
    page.wait_for_function("async () => !(await navigator.serviceWorker.getRegistrations()).length")
    page.reload()
    phone.shows("Linkki ei ole enää voimassa")


@pytest.mark.long
def test_the_worker_keeps_the_page_of_the_slips_and_no_other(phone, run, participant):
    phone.sign_in(participant)
    page = phone.open(slips_page(run))
    kept = page.evaluate(
        """async () => {
            const names = await caches.keys();
            const all = await Promise.all(names.map(async (name) =>
                (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)));
            const scopes = (await navigator.serviceWorker.getRegistrations())
                .map((one) => new URL(one.scope).pathname);
            return [all.flat(), scopes];
        }"""
    )
    pages = [path for path in kept[0] if not path.startswith("/static/")]
    own = slips_page(run)
    assert (sorted(pages), kept[1]) == ([own, f"{own}laput.webmanifest"], [own])
    page.goto("/oma/")
    assert page.evaluate("navigator.serviceWorker.controller") is None
    page.goto(slips_page(run))
    assert "Esimerkki" not in page.content()
