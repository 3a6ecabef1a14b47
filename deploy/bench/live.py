"""Three hundred phones in one run: `python -m deploy.bench.live [--phones N] [--faults]`.

With `--presses N` its host goes on to the next phase N times meanwhile, and the time from the press
to the page of the new phase is printed, for the phones and for the projector.

A database server and a web server of their own are begun, so that `--faults` can kill the web
server and restart the database in the middle. Each phone joins, follows the run as `live.js` does,
and sends answers until the server has taken them; a projector reads what everybody sees. Printed
are the time from a phone to the projector, the time of ordinary pages beside it, and whether any
answer was lost or counted twice.
"""

import argparse
import asyncio
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from deploy.local import ROOT, VENV
from deploy.local.packages import PYTHON
from deploy.local.postgres import Cluster, candidates, choose_owner, choose_programs

PORT = 8097
HOST = "127.0.0.1"
# As live.js asks.
PHONE, WALL = 0.5, 0.5
DICE = random.Random()  # noqa: S311
MAKE_RUN = """
from methods.library.models import Method, Step
from methods.library.prompt_models import Prompt
from methods.runs import actions, answer_actions, making_actions
from participants.accounts.models import User
host = User.objects.get(email="koordinaattori@example.org")
method = Method.objects.create(slug="kuorma", name="Kuorma", place="either", people_min=2,
    minutes_min=10, minutes_max=20)
for order in range(PHASES):
    step = Step.objects.create(
        method=method, order=order + 1, title=f"Vaihe-{order + 1}.", minutes_min=10)
    Prompt.objects.create(step=step, key=f"kysymys-{order + 1}", kind="lines", text="Mitä kuuluu?")
run = making_actions.create_run(method=method, by=host, matter="Kuorma")
run = actions.start_run(run=run, by=host)
first = run.prompts.select_related("run").order_by("order").first()
answer_actions.show_results(prompt=first, shown=True, by=host)
print("RUN", run.code, run.uuid, first.key)
"""


class Server:
    """The web server as `make run` begins it, and the database under it."""

    def __init__(self):
        owner = choose_owner()
        home = Path(tempfile.mkdtemp(prefix="valmennus-live-", dir="/var/tmp"))
        if os.geteuid() == 0:
            os.chown(home, owner.pw_uid, owner.pw_gid)
        self.cluster = Cluster(home, owner, choose_programs(candidates()))
        self.cluster.start()
        self.values = os.environ | {
            "DATABASE_URL": self.cluster.url,
            "DEBUG": "0",
            "BASE_URL": f"http://{HOST}:{PORT}",
            "ALLOWED_HOSTS": HOST,
            "STAFF_MFA": "0",
            "MALLOC_ARENA_MAX": "2",
        }
        self.web = None

    def manage(self, *arguments, **more):
        command = [PYTHON, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.values, check=True, capture_output=True, text=True, **more
        )
        return done.stdout

    def prepare(self, phases=1):
        """Load the demonstration and make a run; `(code, uuid, prompt's key, cookie)`."""
        self.manage("prepare")
        self.manage("demo")
        made = self.manage("shell", "-v", "0", "-c", f"PHASES = {phases}\n{MAKE_RUN}")
        code, run, key = re.search(r"RUN (\S+) (\S+) (\S+)", made).groups()
        printed = self.manage("login_cookie", "koordinaattori@example.org", "--force")
        return code, run, key, re.search(r"COOKIE (\S+)", printed)[1]

    def begin(self):
        self.web = subprocess.Popen(
            [
                *(VENV / "bin" / "granian", "--interface", "wsgi", "--host", HOST),
                *("--port", str(PORT), "--workers", "2", "--blocking-threads", "8"),
                *("--log-level", "error", "valmennus.wsgi:application"),
            ],
            cwd=ROOT,
            env=self.values,
            start_new_session=True,
        )

    def kill(self):
        with suppress(ProcessLookupError):
            os.killpg(self.web.pid, 9)
        self.web.wait()

    def end(self):
        self.kill()
        self.cluster.stop()
        shutil.rmtree(self.cluster.home, ignore_errors=True)

    def processes(self):
        """The web server's processes, as numbers."""
        done = subprocess.run(
            ["ps", "-o", "pid=", "-g", str(self.web.pid)], capture_output=True, text=True
        )
        return [int(pid) for pid in done.stdout.split()]

    def usage(self):
        """Processor seconds used so far, and megabytes of the largest process."""
        seconds, most = 0, 0
        for pid in self.processes():
            with suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
                resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
                most = max(most, resident * os.sysconf("SC_PAGE_SIZE") / 1e6)
        return seconds, most


class Browser:
    """A connection that stays open, with cookies; a broken one is opened anew."""

    def __init__(self, cookie=""):
        self.cookies = dict([cookie.split("=", 1)]) if cookie else {}
        self.reader = self.writer = None

    async def ask(self, path, form=None, accept="text/html"):
        """`(status, text)` of the page. Raises OSError or EOFError where nobody answers."""
        try:
            return await asyncio.wait_for(self._ask(path, form, accept), 10)
        except (OSError, EOFError, TimeoutError, ValueError):
            self.close()
            raise

    def close(self):
        if self.writer is not None:
            self.writer.close()
        self.writer = None

    async def _ask(self, path, form, accept):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(HOST, PORT)
        body = urlencode(form).encode() if form is not None else b""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = (
            f"{'POST' if form is not None else 'GET'} {path} HTTP/1.1\r\nHost: {HOST}:{PORT}\r\n"
            f"Accept: {accept}\r\nAccept-Language: fi\r\nCookie: {cookies}\r\n"
            f"Referer: http://{HOST}:{PORT}{path}\r\n"
        )
        if form is not None:
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
            head += f"Content-Length: {len(body)}\r\n"
        self.writer.write(head.encode() + b"\r\n" + body)
        await self.writer.drain()
        return await self._read()

    async def _read(self):
        status = int((await self.reader.readline()).split()[1])
        length, chunked = 0, False
        while line := (await self.reader.readline()).strip():
            name, _colon, value = line.decode("latin-1").partition(":")
            name, value = name.lower(), value.strip()
            if name == "content-length":
                length = int(value)
            elif name == "transfer-encoding":
                chunked = value == "chunked"
            elif name == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        body = b""
        while chunked:
            size = int(await self.reader.readline(), 16)
            body += (await self.reader.readexactly(size + 2))[:-2]
            chunked = size > 0
        if length:
            body = await self.reader.readexactly(length)
        return status, body.decode()


class Room:
    """Everybody who takes part, and what has been measured so far."""

    def __init__(self, code, run, key, cookie, phones, seconds):
        self.code, self.run, self.key, self.cookie = code, run, key, cookie
        self.phones, self.seconds = phones, seconds
        self.sent, self.delivered, self.answered, self.polls = {}, {}, [], []
        self.pressed, self.on_phones, self.on_wall = {}, [], []
        self.over = asyncio.Event()
        self.joined = 0

    async def phone(self, number):
        browser, path = Browser(), f"/liity/{self.code}/"
        await asyncio.sleep(DICE.random() * 10)
        await self._until_done(lambda: self._join(browser, path))
        self.joined += 1
        following = asyncio.create_task(self._follow(browser.cookies, path))
        answers = 0
        while not self.over.is_set():
            await asyncio.sleep(DICE.uniform(5, 15))
            if self.over.is_set():
                break
            answers += 1
            await self._answer(browser, path, f"puhelin-{number}-{answers}")
        following.cancel()

    async def _join(self, browser, path):
        status, page = await browser.ask(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if status != 200 or token is None:
            return False
        status, _page = await browser.ask(path, {"csrfmiddlewaretoken": token[1]})
        return status == 302

    async def _answer(self, browser, path, text):
        form = {
            "csrfmiddlewaretoken": browser.cookies["csrftoken"],
            "prompt": self.key,
            "uuid": str(uuid.uuid4()),
            "text": text,
            "written": str(time.time()),
        }
        self.sent[text] = started = time.perf_counter()

        async def send():
            status, _text = await browser.ask(f"{path}vastaa/", form, "application/json")
            return status == 200

        await self._until_done(send)
        self.answered.append(time.perf_counter() - started)

    async def _until_done(self, act):
        """As the outbox does: the same once more until it is taken."""
        while True:
            with suppress(OSError, EOFError, TimeoutError, ValueError, IndexError):
                if await act():
                    return
            await asyncio.sleep(1.5)

    async def _follow(self, cookies, path):
        browser, version, shown = Browser(), None, set()
        while True:
            await asyncio.sleep(PHONE * DICE.uniform(0.9, 1.1))
            with suppress(OSError, EOFError, TimeoutError, ValueError, IndexError):
                started = time.perf_counter()
                status, body = await browser.ask(f"{path}tila/", accept="application/json")
                self.polls.append(time.perf_counter() - started)
                found = re.search(r'"v": (\d+)', body)
                if status == 200 and found and version not in (None, found[1]):
                    browser.cookies = dict(cookies)
                    _status, page = await browser.ask(path)
                    self._in_phase(page, shown, self.on_phones)
                version = found[1] if found else version

    async def wall(self):
        """What the projector shows, and when."""
        browser, seen, shown = Browser(self.cookie), None, set()
        address = f"/toteutukset/{self.run}/valkokangas/"
        _status, page = await browser.ask(address)
        asked = re.search(r'data-state="([^"]+)"', page)[1]
        while True:
            await asyncio.sleep(WALL * DICE.uniform(0.9, 1.1))
            with suppress(OSError, EOFError, TimeoutError, ValueError, IndexError):
                _status, body = await browser.ask(asked)
                # The people who have joined need no page anew.
                found = re.match(r'{"v": \d+, "p": \d+', body)
                if found and found[0] != seen:
                    seen = found[0]
                    _status, page = await browser.ask(address)
                    self._in_phase(page, shown, self.on_wall)
                    for text in re.findall(r"puhelin-\d+-\d+", page):
                        self.delivered.setdefault(text, time.perf_counter())

    def _in_phase(self, page, shown, times):
        """Write down how long after the press a page of a new phase was there."""
        found = re.search(r"Vaihe-\d+\.", page)
        if found and found[0] not in shown and found[0] in self.pressed:
            times.append(time.perf_counter() - self.pressed[found[0]])
            shown.add(found[0])

    async def lead(self, presses, seconds):
        """The host goes on to the next phase, so many times."""
        browser, address = Browser(self.cookie), f"/toteutukset/{self.run}/"
        for number in range(2, presses + 2):
            await asyncio.sleep(seconds / (presses + 1))
            _status, page = await browser.ask(f"{address}ohjaa/")
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
            self.pressed[f"Vaihe-{number}."] = time.perf_counter()
            form = {"csrfmiddlewaretoken": token, "vaihe": number}
            await browser.ask(f"{address}siirry/", form)

    async def beside(self, times, seconds):
        """Ordinary pages, asked one after another."""
        browser = Browser(self.cookie)
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for path in ("/", "/oma/", "/menetelmat/itu/"):
                with suppress(OSError, EOFError, TimeoutError, ValueError, IndexError):
                    started = time.perf_counter()
                    status, _text = await browser.ask(path)
                    if status == 200:
                        times.setdefault(path, []).append(time.perf_counter() - started)
                await asyncio.sleep(0.1)


async def faults(server, seconds):
    """A killed web server and a restarted database, in the middle."""
    await asyncio.sleep(seconds * 0.35)
    print("The web server is killed …", flush=True)
    server.kill()
    await asyncio.sleep(1)
    server.begin()
    await asyncio.sleep(seconds * 0.3)
    print("The database is restarted …", flush=True)
    await asyncio.to_thread(server.cluster.stop)
    await asyncio.sleep(1)
    await asyncio.to_thread(server.cluster.start)


async def measure(server, made, chosen):
    seconds, with_faults = chosen.seconds, chosen.faults
    room = Room(*made, chosen.phones, seconds)
    before, during = {}, {}
    await room.beside({}, 4)
    await room.beside(before, 8)
    wall = asyncio.create_task(room.wall())
    crowd = [asyncio.create_task(room.phone(number)) for number in range(chosen.phones)]
    await asyncio.sleep(15)
    used, started = server.usage()[0], time.perf_counter()
    breaking = asyncio.create_task(faults(server, seconds)) if with_faults else None
    leading = asyncio.create_task(room.lead(chosen.presses, seconds))
    await room.beside(during, seconds)
    cpu = (server.usage()[0] - used) / (time.perf_counter() - started)
    memory = server.usage()[1]
    await leading
    room.over.set()
    await asyncio.gather(*crowd)
    if breaking:
        await breaking
    await asyncio.sleep(3)
    wall.cancel()
    report(server, room, before, during, None if with_faults else cpu, memory)


def report(server, room, before, during, cpu, memory):
    with psycopg.connect(server.cluster.url) as connection:
        kept = [
            row[0]
            for row in connection.execute(
                "SELECT c.text FROM methods_contribution c JOIN methods_run r ON r.id = c.run_id"
                " WHERE r.code = %s",
                [room.code],
            )
        ]
    lost, doubled = set(room.sent) - set(kept), len(kept) - len(set(kept))
    delays = [room.delivered[text] - at for text, at in room.sent.items() if text in room.delivered]
    print(f"phones {room.phones}, joined {room.joined}")
    print(f"answers sent {len(room.sent)}, kept {len(kept)}, lost {len(lost)}, doubled {doubled}")
    print(f"phone to projector: {_spread(delays)} ({len(delays)} seen on it)")
    print(f"an answer's own request: {_spread(room.answered)}")
    print(f"the question whether anything has changed: {_spread(room.polls)}")
    if room.pressed:
        print(f"the host's press to the phones: {_spread(room.on_phones)} ({len(room.on_phones)})")
        print(f"the host's press to the projector: {_spread(room.on_wall)} ({len(room.on_wall)})")
    for path, times in before.items():
        alone, loaded = statistics.median(times), statistics.median(during.get(path) or [0])
        print(
            f"{path}: p50 {alone * 1000:.0f} ms alone, {loaded * 1000:.0f} ms beside"
            f" ({loaded / alone:.2f} ×)"
        )
    if cpu is not None:
        print(f"processor: {cpu * 100:.0f} % of a core in the web server")
    print(f"memory: {memory:.0f} MB in its largest process")
    if lost or doubled:
        sys.exit("Answers were lost or doubled.")


def _spread(times):
    if len(times) < 2:
        return "–"
    parts = statistics.quantiles(times, n=20)
    return f"p50 {statistics.median(times) * 1000:.0f} ms, p95 {parts[18] * 1000:.0f} ms"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--presses", type=int, default=0)
    chosen = parser.parse_args()
    server = Server()
    try:
        made = server.prepare(chosen.presses + 1)
        server.begin()
        time.sleep(4)
        asyncio.run(measure(server, made, chosen))
    finally:
        server.end()


if __name__ == "__main__":
    main()
