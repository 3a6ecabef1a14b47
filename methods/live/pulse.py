"""What open pages ask about twice a second: whether anything has changed.

Three hundred phones ask some six hundred times a second. A web process asks the database at
most seven times a second for a run and tells the rest from memory, so that an answer is never older
than a seventh of a second. `short_cut` answers before Django is asked at all.
"""

import json
import re
import threading
import time

from django.db import DatabaseError, close_old_connections
from django.http import parse_cookie

from methods.runs.queries import state_of

from .permissions import COOKIE, KEY, passes

FRESH = 0.15
# While the database is away, phones hear for so long what was last known.
LAST_KNOWN = 30
ADDRESS = re.compile(r"^/liity/([A-Z0-9]{6})/tila/$")

_known = {}
_lock = threading.Lock()


def body_of(code, tidy=lambda: None):
    """The state of the run with this code as JSON in bytes; None where there is no such run.

    `tidy` sees to the database's connection, where Django does not: it is called before and, where
    something failed, after the question.
    """
    kept = _known.get(code)
    if kept is None or kept[0] < time.monotonic() - FRESH:
        with _lock:
            kept = _known.get(code)
            if kept is None or kept[0] < time.monotonic() - FRESH:
                kept = _ask(code, kept, tidy)
    return kept[1]


def _ask(code, before, tidy):
    now = time.monotonic()
    tidy()
    try:
        state = state_of(code)
    except DatabaseError:
        tidy()
        if before is None or before[0] < now - LAST_KNOWN:
            raise
        return before
    body = None
    if state is not None:
        version, pulse, people = state
        body = json.dumps({"v": version, "p": int(pulse), "n": people}).encode()
    if len(_known) > 1000:
        # Codes that somebody tries out at random take no memory.
        _known.clear()
    _known[code] = (now, body)
    return _known[code]


def forget():
    """Ask the database anew the next time, as tests wish."""
    _known.clear()


def short_cut(application):
    """The WSGI application, with the state of runs answered before it."""

    def answer(environ, start_response):
        found = ADDRESS.match(environ.get("PATH_INFO", ""))
        if (
            found is None
            or environ.get("REQUEST_METHOD") != "GET"
            or not _passes(found[1], environ)
        ):
            # Who is not in the run has the limits of the page, whether the code is right or wrong.
            return application(environ, start_response)
        try:
            body, status = body_of(found[1], close_old_connections), "200 OK"
        except DatabaseError:
            body, status = b"{}", "503 Service Unavailable"
        if body is None:
            # The run has been deleted.
            return application(environ, start_response)
        headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]

    return answer


def _passes(code, environ):
    mark = parse_cookie(environ.get("HTTP_COOKIE", "")).get(COOKIE, "")
    key = environ.get("QUERY_STRING", "").removeprefix(f"{KEY}=")
    return passes(code, mark, key)
