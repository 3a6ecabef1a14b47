"""Acts that happen in the same moment, on real connections."""

import threading

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
