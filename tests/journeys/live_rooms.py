"""A room with a host, a wall and phones, each a browser of its own, for journeys of live runs."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from methods.runs.answer_models import Contribution
from methods.runs.models import Run


class Room:
    """One run: its host's laptop and the wall, and the phones that come in."""

    def __init__(self, open_browser, host):
        self.open, self.person = open_browser, host
        self.host = open_browser(host)

    def make(self, slug, *, matter="Kirjaston piha", tables="", **ticked):
        """Make the run as a host does, open its wall. `ticked` are labels of boxes."""
        self.host.goto(f"/toteutukset/uusi/{slug}/")
        self.host.get_by_label("Mistä on kyse?").fill(matter)
        if tables:
            self.host.get_by_label("Pöydät").fill(str(tables))
        for label in ticked.values():
            self.host.get_by_label(label).check()
        self.host.get_by_role("button", name="Luo toteutus").click()
        self.host.wait_for_url("**/ohjaa/")
        self.run = Run.objects.latest("pk")
        self.open_wall()

    def open_wall(self):
        """On a wall so high that it need not turn its pages."""
        self.wall = self.open(self.person)
        self.wall.set_viewport_size({"width": 1280, "height": 3000})
        self.wall.goto(self.address("projector"))

    def address(self, view, *more):
        name = view if ":" in view else f"runs:{view}"
        return reverse(name, args=[self.run.uuid, *more])

    def phone(self, width, *, table=None, **options):
        """A phone that comes in by the code that is on the wall."""
        page = self.open(width=width, **options)
        page.goto("/liity/")
        page.get_by_label("Koodi").fill(self.wall.locator(".live-code").inner_text())
        page.get_by_role("button", name="Liity").click()
        if table:
            page.get_by_label(table).check()
        page.get_by_role("button", name="Tule mukaan").click()
        page.locator("#live").wait_for()
        return page

    def to_host(self):
        self.host.goto(self.address("host"))

    def press(self, name, *, within=None):
        """The host presses a button and has the page that follows."""
        part = within or self.host
        with self.host.expect_navigation():
            part.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()

    def block(self, question):
        """The part of the host's page in which one question is."""
        return self.host.get_by_role("region", name=question)

    def next(self, title):
        self.press(f"Seuraavaksi: {title}")
        expect(self.host.get_by_role("heading", level=2, name=title, exact=True)).to_be_visible()

    def show(self, question):
        self.press("Näytä vastaukset valkokankaalla", within=self.block(question))

    def end(self):
        self.press("Lopeta toteutus")
        expect(self.wall.get_by_role("heading", level=1)).to_have_text("Kiitos")

    def table_on_paper(self, name, people):
        """A new table that answers on paper; returns its number."""
        self.host.goto(self.address("paper:paper"))
        self.host.get_by_text("Lisää pöytä, joka vastaa paperilla").click()
        self.host.get_by_label("Pöydän nimi").fill(name)
        self.host.get_by_label("Ihmisiä pöydässä").fill(str(people))
        self.press("Lisää pöytä")
        return int(self.host.url.rstrip("/").rpartition("/")[2])

    def type_in(self, table, key, *texts):
        """Type in what stands on the sheets of a table in the phase of this key."""
        order = self.run.phases.get(key=key).order
        self.host.goto(self.address("paper:typing", table, order))
        for place, text in enumerate(texts):
            self.host.locator("form.typing").locator("textarea, input[type=number]").nth(
                place
            ).fill(text)
        self.press("Tallenna vastaukset")
        expect(self.host.locator(".notices")).to_contain_text("Tallennettu.")

    def people(self, number):
        """Host and wall count the same people."""
        for page in (self.host, self.wall):
            expect(page.locator("[data-people]").first).to_have_text(str(number))

    def summary(self):
        self.host.goto(self.address("summaries:summary"))
        return self.host.locator("main")

    def texts(self, kind="lines"):
        """Everything that has been kept, however it came."""
        found = Contribution.objects.filter(run=self.run, prompt__kind=kind).order_by("text")
        return list(found.values_list("text", flat=True))


def write(phone, text, label=re.compile("Vastauksesi|Lauseesi")):
    phone.get_by_label(label).fill(text)


def send(phone, text=None, **more):
    """Write and send; the phone shows it among what it has sent."""
    if text is not None:
        write(phone, text, **more)
    phone.get_by_role("button", name=re.compile("^Lähetä")).click()
    if text is not None:
        sent = phone.locator("[data-sent-list]")
        expect(sent.get_by_text(text).first).to_be_visible()


def arrived(phone):
    """Nothing waits on the phone any more."""
    expect(phone.locator("[data-outbox-item]")).to_have_count(0)


def reopen(phone):
    """The browser is closed and opened again; the phone comes to its place by its address."""
    address, context = phone.url, phone.context
    phone.close()
    page = context.new_page()
    page.goto(address)
    return page
