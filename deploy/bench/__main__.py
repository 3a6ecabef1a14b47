"""Makes a small and a large database once, serves both, and prints the table of ratios.

Ratios to a reference view of the same run say more than milliseconds: they hold on any machine.
Without the growth, for a quick look while one works: `make bench SCALES=l PAGES="my page,search"`
(`PAGES`: beginnings of names).
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg

from deploy.local import ROOT, VENV
from deploy.local.packages import PYTHON

PORTS = {"s": 8098, "l": 8099}
REQUESTS = 60
WARM_UP = 12
GROWTH = 1.3

REFERENCE = "/bench/"
# Page, who asks, address, budget as a multiple of the reference. {…} is filled in per scale.
PAGES = [
    ("front page", None, "/", 1.5),
    (".ics", "participant", "/tapaamiset/{session}/kalenteri.ics", 1.5),
    ("cohort page", "participant", "/valmennukset/{cohort}/", 2),
    ("session list", "participant", "/tapaamiset/", 2.5),
    ("session page", "participant", "/tapaamiset/{session}/", 3),
    ("discussion", "participant", "/keskustelut/{thread}/", 3),
    ("topics", "participant", "/valmennukset/{cohort}/aiheet/", 3),
    ("now", "coordinator", "/tapaamiset/{session}/nyt/", 3),
    ("participants", "coordinator", "/koordinointi/{cohort}/osallistujat/", 3),
    ("cockpit", "coordinator", "/koordinointi/{cohort}/", 4),
    ("CSV of a cohort", "coordinator", "/koordinointi/{cohort}/osallistujat.csv", 2),
    ("XLSX of a cohort", "coordinator", "/koordinointi/{cohort}/osallistujat.xlsx", 3),
    ("search, participant", "participant", "/etsi/?q=kokeilu+kunnassa", 4),
    ("search, coordinator", "coordinator", "/etsi/?q=kokeilu+kunnassa", 4),
    ("search, nothing found", "coordinator", "/etsi/?q=kokeiluq", 4),
    ("my page", "participant", "/oma/", 3),
    ("my data", "participant", "/oma/tiedot/", 3),
    ("coordinator's cohorts", "coordinator", "/koordinointi/", 3),
    ("attendance", "coordinator", "/koordinointi/{cohort}/lasnaolo/{session}/", 3),
    ("runs", "coordinator", "/toteutukset/", 3),
    ("run, host", "coordinator", "/toteutukset/{run}/ohjaa/", 3),
    ("run, projector", "coordinator", "/toteutukset/{run}/valkokangas/", 3),
    ("run, phone", "phone", "/liity/{code}/", 3),
    ("run, summary", "coordinator", "/toteutukset/{run}/kooste/", 3),
    ("programmes", None, "/valmennukset/", 3),
    ("methods", None, "/menetelmat/", 3),
    ("method", None, "/menetelmat/itu/", 3),
    ("webinars", None, "/webinaarit/", 3),
    ("sign-in", None, "/tili/login/", 3),
]
SCALES = {
    "s": {"coordinator": "koordinaattori@example.org", "participant": "osallistuja@example.org"},
    "l": {"coordinator": "bench@example.org", "participant": "p0@example.org"},
}
# A café that goes on in the cohort, of the same size at both scales: its slips are on the wall.
MAKE_RUN = """
import random, uuid
from methods.library.models import Method
from methods.live.permissions import COOKIE, mark_of
from methods.runs import actions, answer_actions, answers, making_actions
from methods.runs.models import Run
from participants.accounts.models import User
from participants.cohorts.models import Cohort
from valmennus.portal.demo_large import WORDS
run = Run.objects.filter(matter="Mittaus").first()
if run is None:
    by, cohort = User.objects.get(email="{coordinator}"), Cohort.objects.get(slug="{cohort}")
    method = Method.objects.get(slug="penkkikahvila")
    run = making_actions.create_run(method=method, by=by, matter="Mittaus", cohort=cohort)
    run = actions.start_run(run=run, by=by)
    prompt = run.prompts.select_related("run", "phase").get(key="laput")
    actions.go_to_phase(run=run, order=prompt.phase.order, by=by)
    answer_actions.show_results(prompt=prompt, shown=True, by=by)
    guests, chance = [answers.join(run=run) for _each in range(50)], random.Random(1)
    for number in range(250):
        text = " ".join(chance.choices(WORDS, k=8)).capitalize()
        answers.contribute(
            run=run, prompt=prompt, guest=guests[number % 50], uuid=uuid.uuid4(), text=text
        )
print("RUN", run.uuid, run.code, f"{{COOKIE}}={{mark_of(run.guests.first(), run)}}")
"""


def main():
    chosen = os.environ.get("SCALES") or "sl"
    with ExitStack() as stack:
        served = [stack.enter_context(serve(scale)) for scale in SCALES if scale in chosen]
        return report(measure(served))


def pages_to_measure():
    """The pages of the table, or those whose names begin as one of `PAGES` does."""
    beginnings = tuple(os.environ.get("PAGES", "").split(","))
    return [page for page in PAGES if page[0].startswith(beginnings)]


def environment(scale, port):
    """The environment of one scale: as in production, with a database of its own."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(parts._replace(path=f"/valmennus_bench_{scale}"))
    return os.environ | {
        "DATABASE_URL": url,
        "DEBUG": "0",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "STAFF_MFA": "0",
        "DJANGO_SETTINGS_MODULE": "deploy.bench.settings",
    }


def manage(values, *arguments):
    """What a command of `manage.py` prints."""
    command = [PYTHON, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=values, check=True, capture_output=True, text=True)
    return done.stdout


def make_database(scale, values):
    """The scale's database, made at the first measuring and kept."""
    name = f"valmennus_bench_{scale}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if there.fetchone() is None:
            connection.execute(f'CREATE DATABASE "{name}"')
    manage(values, "prepare")
    with psycopg.connect(values["DATABASE_URL"]) as connection:
        people = connection.execute("SELECT count(*) FROM participants_user").fetchone()[0]
    if not people:
        print(f"Loading the demonstration at scale {scale.upper()} …", flush=True)
        manage(values, "demo", "--scale", scale)


def addresses(scale, values):
    """The address of each page and the cookie of each person at the scale."""
    with psycopg.connect(values["DATABASE_URL"]) as connection:
        cohort, session = connection.execute(
            "SELECT c.slug, s.slug FROM coaching_coachingsession s"
            " JOIN participants_cohort c ON c.id = s.cohort_id"
            " JOIN participants_enrolment e ON e.cohort_id = c.id"
            " JOIN participants_user u ON u.id = e.person_id"
            " WHERE u.email = %s AND s.starts_at > now() AND s.published_at IS NOT NULL"
            " AND s.cancelled_at IS NULL AND c.state = 'running' ORDER BY s.starts_at LIMIT 1",
            [SCALES[scale]["participant"]],
        ).fetchone()
        thread = connection.execute(
            "SELECT t.uuid FROM participants_thread t"
            " JOIN participants_cohort c ON c.id = t.cohort_id"
            " WHERE c.slug = %s AND t.audience = 'cohort' ORDER BY t.posts_count DESC LIMIT 1",
            [cohort],
        ).fetchone()[0]
    found = {"cohort": cohort, "session": session, "thread": thread}
    cookies = {None: None}
    for person, email in SCALES[scale].items():
        printed = manage(values, "login_cookie", email, "--force")
        cookies[person] = re.search(r"COOKIE (\S+)", printed)[1]
    made = MAKE_RUN.format(coordinator=SCALES[scale]["coordinator"], cohort=cohort)
    printed = manage(values, "shell", "-v", "0", "-c", made)
    found["run"], found["code"], cookies["phone"] = re.search(
        r"RUN (\S+) (\S+) (\S+)", printed
    ).groups()
    pages = [
        (name, cookies[person], address.format(**found), budget)
        for name, person, address, budget in pages_to_measure()
    ]
    return [("reference", None, REFERENCE, None), *pages]


@contextmanager
def serve(scale):
    """The scale, the port of its web server, and its pages."""
    port = PORTS[scale]
    values = environment(scale, port)
    make_database(scale, values)
    pages = addresses(scale, values)
    server = subprocess.Popen(
        [
            *(VENV / "bin" / "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
            *("--port", str(port), "--workers", "1", "--blocking-threads", "8"),
            *("--log-level", "error", "valmennus.wsgi:application"),
        ],
        cwd=ROOT,
        env=values,
    )
    try:
        yield scale, port, pages
    finally:
        server.terminate()
        server.wait()


def measure(served):
    """Milliseconds (p50, one connection) and bytes of each page: `{scale: {name: (ms, bytes)}}`."""
    # Each page is asked in turn and at each scale, so that a disturbance meets all of them alike.
    times = {scale: {name: [] for name, *_ in pages} for scale, _, pages in served}
    sizes = {scale: {} for scale, *_ in served}
    connections = {scale: wait_for_server(port) for scale, port, _ in served}
    for number in range(WARM_UP + REQUESTS):
        for asked in zip(*(pages for *_, pages in served), strict=True):
            for (scale, *_), (name, cookie, address, _) in zip(served, asked, strict=True):
                started = time.perf_counter()
                sizes[scale][name] = ask(connections[scale], address, cookie)
                if number >= WARM_UP:
                    times[scale][name].append((time.perf_counter() - started) * 1000)
    return {
        scale: {name: (statistics.median(taken), sizes[scale][name]) for name, taken in own.items()}
        for scale, own in times.items()
    }


def wait_for_server(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(200):
        try:
            ask(connection, REFERENCE, None)
        except OSError:
            connection.close()
            time.sleep(0.1)
        else:
            return connection
    raise SystemExit("The web server does not answer.")


def ask(connection, address, cookie):
    """Ask for the page; the number of bytes. Ends the measuring where the answer is not 200."""
    headers = {"Accept-Language": "fi"} | ({"Cookie": cookie} if cookie else {})
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise SystemExit(f"{address} answers {response.status}.")
    return len(body)


def report(figures):
    """Print the table; returns 1 where a budget is missed."""
    heads = "".join(f"{scale.upper() + ' ms':>8}{scale.upper() + ' ×':>7}" for scale in figures)
    print(f"{'page':<24}{heads}{'budget':>8}{'L/S':>7}{'kB':>7}")
    lines = [line(name, budget, figures) for name, _, _, budget in pages_to_measure()]
    for text, missed in [line("reference", None, figures), *lines]:
        print(f"{text}{'  missed' if missed else ''}")
    print("Budgets: L × at most the budget, and L × / S × at most 1.3; p50 at one connection.")
    return 1 if any(missed for _, missed in lines) else 0


def line(name, budget, figures):
    """A line of the table, and whether a budget is missed in it."""
    ratios = {scale: found[name][0] / found["reference"][0] for scale, found in figures.items()}
    growth = ratios["l"] / ratios["s"] if len(ratios) == len(SCALES) else None
    over = "l" in ratios and budget is not None and ratios["l"] > budget
    cells = "".join(f"{figures[scale][name][0]:>8.1f}{ratios[scale]:>7.2f}" for scale in figures)
    grown = "" if growth is None else f"{growth:.2f}"
    size = [found[name][1] for found in figures.values()][-1] / 1000
    text = f"{name:<24}{cells}{budget or '':>8}{grown:>7}{size:>7.1f}"
    return text, over or (budget is not None and growth is not None and growth > GROWTH)


sys.exit(main())
