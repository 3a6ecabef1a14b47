"""What the person at the terminal reads, and the lock that keeps two commands apart."""

import contextlib
import fcntl
import time


class Stop(Exception):
    """The command cannot go on; the text says why and what to do."""


def say(text):
    print(text, flush=True)


@contextlib.contextmanager
def step(name):
    """Announce a step, and how long it took."""
    print(f"{name} … ", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print("stopped", flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


@contextlib.contextmanager
def alone(path, wait_text=None):
    """Hold the lock file `path`; where another command has it, say `wait_text` and wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if wait_text:
                say(wait_text)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
