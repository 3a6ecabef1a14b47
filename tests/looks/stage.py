"""A page on a stage: opened in a browser without a server, and looked at by rules."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders

AUDIT = os.environ.get("AUDIT") == "1"
PICTURES = Path(__file__).resolve().parents[2] / "var" / "audit"
# CI looks at the smallest and the largest; `make audit` at all of them.
SCREENS = [(320, "light"), (1280, "dark")]
if AUDIT:
    SCREENS = [(width, scheme) for width in (320, 768, 1280) for scheme in ("light", "dark")]

HOST = "http://looks.test"

OVER_THE_EDGE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, select, summary")]
    .filter(element => {
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        const exempt = style.display === "inline" || style.position === "absolute"
            || ["checkbox", "radio", "hidden"].includes(element.type);
        return box.width && !exempt && box.height < 43.5;
    })
    .map(element => element.outerHTML.slice(0, 120))"""


class Stage:
    """A page in the browser, as wide as the screen and in the colour scheme."""

    def __init__(self, browser, *, width=1280, scheme="light"):
        self.page = browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        self.html = ""
        # Once for all that is shown: with a route of its own for each, a script that still asks
        # for something while the next page opens would be answered twice.
        self.page.route(f"{HOST}/**", self.answer)

    def answer(self, route, request):
        path = request.url.removeprefix(HOST)
        if path == "/":
            route.fulfill(body=self.html, content_type="text/html")
        elif path.startswith("/static/") and (found := finders.find(path[len("/static/") :])):
            # Kept by the browser: the pages that follow ask for the same.
            route.fulfill(path=found, headers={"Cache-Control": "max-age=600"})
        else:
            route.fulfill(status=404)

    def show(self, html):
        """Open the HTML in the page, with the portal's static files beside it."""
        self.html = html
        self.page.goto(f"{HOST}/")
        self.page.evaluate("document.fonts.ready")

    def faults_of(self, html, picture=None):
        """What axe finds, targets that are too small, and whether something is over the edge.

        A list of texts. `picture` is a path for a picture of the whole page.
        """
        self.show(html)
        if picture:
            self.page.screenshot(path=picture, full_page=True)
        faults = [
            f"{one['id']}: {one['nodes'][0]['target']}"
            for one in Axe().run(self.page).response["violations"]
        ]
        faults += [f"too small: {small}" for small in self.page.evaluate(SMALL_TARGETS)]
        if self.page.evaluate(OVER_THE_EDGE) > 0:
            faults.append("over the edge")
        return faults


def picture_of(name, width, scheme):
    """Where `make audit` keeps the picture of the page; None for CI."""
    file = f"{'_'.join(name.replace(':', ' ').split())}.png"
    return PICTURES / f"{width}-{scheme}" / file if AUDIT else None
