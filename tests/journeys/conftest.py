"""A real browser on a real server, for whole journeys."""

import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import sync_playwright
from procrastinate.contrib.django import app

from deploy.local.libraries import chromium
from tests.factories import empty_queue

# What a page answers to a form that it does not take: faults, and somebody who was first.
REFUSED = (409, 422)
# What a browser says of a network that a test has cut.
CUT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")


@pytest.fixture
def chromium_browser(monkeypatch):
    """A browser for one test: its event loop must not be there for tests that need none."""
    # While it runs, Django thinks that the test is asynchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()
        # What the test asked of the database went over a connection of the loop's own.
        connections.close_all()


@pytest.fixture
def open_browser(chromium_browser, live_server):
    """`open_browser(person, width=…, javascript=…)` gives a page in which the person is signed in.

    Without a person nobody is. A message in the browser's console, such as a breach of the
    content security policy, fails the test in the end.
    """
    contexts, complaints = [], []
    empty_queue()

    def listen(message):
        expected = [*(f"status of {code}" for code in REFUSED), *CUT]
        if message.type in {"error", "warning"} and not any(
            words in message.text for words in expected
        ):
            complaints.append(message.text)

    def open_one(person=None, *, width=1280, javascript=True, scheme="light"):
        context = chromium_browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            locale="fi-FI",
            timezone_id="Europe/Helsinki",
            java_script_enabled=javascript,
            color_scheme=scheme,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if person is not None:
            client = Client()
            client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies(
                [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
            )
        context.on("console", listen)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    empty_queue()
    assert complaints == []


@pytest.fixture
def work():
    """`work()` lets a real job worker do what waits."""

    def do():
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    def do_elsewhere():
        # The browser's event loop runs in this thread, the worker's in another.
        thread = threading.Thread(target=do)
        thread.start()
        thread.join()

    return do_elsewhere


@pytest.fixture
def assert_accessible():
    """`assert_accessible(page)` fails with what axe finds on the page, in short."""

    def check(page):
        found = Axe().run(page).response["violations"]
        assert [
            (one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found
        ] == [], page.url

    return check


def press_until(page, words, *, key="Tab", most=80):
    """Press the key until the focused thing carries the words; returns how many presses it took.

    The words are looked for in its text, its label and its name.
    """
    for presses in range(1, most + 1):
        page.keyboard.press(key)
        focused = page.evaluate(
            """() => {
                const at = document.activeElement;
                // Between the last thing and the first the focus is nowhere.
                if (at === document.body) return "";
                const labels = at.labels ? [...at.labels].map(label => label.innerText) : [];
                return [at.innerText, at.name, at.value, ...labels].join(" ");
            }"""
        )
        if words in focused:
            return presses
    raise AssertionError(f"No {words!r} is reached in {most} presses on {page.url}")
