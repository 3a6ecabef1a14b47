"""What single tests need of the machine; without it they are skipped in words, never under CI."""

import os

import pytest

from valmennus.shared import finnish

NO_VOIKKO = (
    "There is no libvoikko here, so the tests of Finnish word forms are SKIPPED (an error under "
    "CI=true). This brings it: sudo apt install libvoikko1 voikko-fi"
)
needs_voikko = pytest.mark.skipif(
    not finnish.available() and os.environ.get("CI") != "true", reason=NO_VOIKKO
)
