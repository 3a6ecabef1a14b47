"""The web server and the job worker, begun and ended together."""

import contextlib
import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import time

from . import ROOT, VENV
from .console import Stop, say
from .packages import PYTHON

PR_SET_PDEATHSIG = 1
WAIT = 10
# Threads that share their memory's pools give back more of it after a large list.
MEMORY = {"MALLOC_ARENA_MAX": "2"}


def require_free_port(host, port):
    """Raises Stop where the address cannot be listened on."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Stop(
                f"Port {port} of {host} is in use by another program. "
                f"Choose another: PORT={int(port) + 1} make run"
            ) from None
        raise Stop(f"The portal cannot listen on {host}, port {port}: {error.strerror}.") from None


def serve(host, port, environment):
    """Run web server and worker until one of them ends or this process is told to end."""
    web = [
        *(VENV / "bin" / "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", environment.get("WEB_WORKERS") or "2", "--blocking-threads", "8"),
        *("--log-level", "error", "valmennus.wsgi:application"),
    ]
    environment = MEMORY | environment
    children = {}
    try:
        started = time.monotonic()
        children["web server"] = start(web, environment)
        await_answer(host, port, children)
        say(f"Web server … {time.monotonic() - started:.1f} s")
        # Not earlier: it would slow the web server's start.
        children["job worker"] = start([PYTHON, "manage.py", "worker"], environment)
        shown = "localhost" if host in {"0.0.0.0", "::"} else host  # noqa: S104
        say(f"\nValmennus answers at http://{shown}:{port}/ – Ctrl-C ends it.")
        with contextlib.suppress(KeyboardInterrupt):
            watch(children)
        say("\nEnding.")
    finally:
        end(children.values())


def watch(children):
    """Wait; raises Stop when a child ends by itself."""
    while not (ended := ended_ones(children)):
        time.sleep(0.5)
    raise Stop(f"The {ended[0]} has ended by itself, so everything is ended.")


def start(command, environment):
    """A child of its own group, which also ends when this process is killed."""
    libc = ctypes.CDLL(None)
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM),
    )


def ended_ones(children):
    return [name for name, child in children.items() if child.poll() is not None]


def await_answer(host, port, children):
    """Wait until the portal answers a request; returns also where a child has ended."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    deadline = time.monotonic() + 60
    while not ended_ones(children):
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(target, int(port), timeout=20)
            connection.request("GET", "/")
            connection.getresponse()
            connection.close()
            return
        if time.monotonic() > deadline:
            raise Stop("The web server does not answer.")
        time.sleep(0.05)


def end(children):
    """Ask every child to end, and make those that do not."""
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + WAIT
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0, deadline - time.monotonic()))
        # What a child has left of its own group goes with it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
