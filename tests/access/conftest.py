"""The world in which every address is asked."""

from types import SimpleNamespace

import pytest

from . import PEOPLE
from .test_access import MODULES


@pytest.fixture
def world(request, cohort, team):
    people = {name: request.getfixturevalue(name) for name in PEOPLE}
    world = SimpleNamespace(cohort=cohort, team=team, **people)
    for module in MODULES:
        module.furnish(world)
    return world
