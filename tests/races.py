"""Acts that happen in the same moment, on real connections."""

import threading
import time

from django.db import connection


def together(*acts):
    """Run the acts at once, each on its own connection; returns what each gave or raised."""
    barrier, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            barrier.wait(timeout=10)
            answers[number] = act()
        except Exception as error:
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return answers


def wait_until(true, seconds=60):
    """Wait until `true()`; fail after so many seconds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{seconds} seconds have passed."
        time.sleep(0.02)
