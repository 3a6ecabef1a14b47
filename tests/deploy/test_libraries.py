"""Journeys in a browser on a machine without one."""

import pytest

from tests import conftest

# A skip that nobody expects would skip the test itself instead of failing it.
EITHER = (pytest.skip.Exception, pytest.fail.Exception)


class Journey:
    """A test that is marked `browser`."""

    def get_closest_marker(self, name):
        return name == "browser"


@pytest.fixture(autouse=True)
def no_chromium(monkeypatch):
    monkeypatch.setattr(conftest, "chromium", lambda: None)


def test_a_person_reads_that_journeys_were_skipped(monkeypatch):
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(EITHER, match="apt install chromium") as outcome:
        conftest.pytest_runtest_setup(Journey())

    assert outcome.type is pytest.skip.Exception


def test_in_ci_a_missing_browser_is_a_failure(monkeypatch):
    monkeypatch.setenv("CI", "true")

    with pytest.raises(EITHER, match="apt install chromium") as outcome:
        conftest.pytest_runtest_setup(Journey())

    assert outcome.type is pytest.fail.Exception
