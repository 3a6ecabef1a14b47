"""A cohort whose municipalities are Finland's."""

import datetime

import pytest

from participants.importing import actions, columns
from participants.organisations.models import Organisation
from tests.factories import make_organisation
from valmennus.shared import tables

NAMES = [
    *[("Mikkeli", "S:t Michel", "491"), ("Helsinki", "Helsingfors", "091")],
    *[("Pedersören kunta", "Pedersöre", "599"), ("Turku", "Åbo", "853")],
    *[("Siilinjärvi", "Siilinjärvi", "749"), ("Posio", "Posio", "614")],
    *[("Seinäjoki", "Seinäjoki", "743"), ("Mäntyharju", "Mäntyharju", "507")],
    *[("Sodankylä", "Sodankylä", "758"), ("Janakkala", "Janakkala", "165")],
]


@pytest.fixture
def places(db):
    """Some municipalities and a county by their Finnish names; Pertunmaa has ended."""
    made = {
        fi: make_organisation(fi, name_sv=sv, code=code)
        for fi, sv, code in NAMES
        if not Organisation.objects.filter(name_fi=fi).exists()
    }
    made["Pertunmaa"] = make_organisation(
        "Pertunmaa",
        code="588",
        valid_to=datetime.date(2024, 12, 31),
        successor=made["Mäntyharju"],
    )
    county = "Etelä-Savon hyvinvointialue"
    made[county] = make_organisation(
        county, name_sv="Södra Savolax välfärdsområde", kind="county", code="12"
    )
    return made


@pytest.fixture
def bring(places, cohort, coordinator):
    """`bring(content, name)` gives the batch of a list that was read."""

    def start(content, name="", by=coordinator):
        name = name or ("lista.xlsx" if content.startswith(b"PK") else "lista.csv")
        table = tables.read(content, name, score=columns.score)
        return actions.start(cohort=cohort, table=table, content=content, name=name, by=by)

    return start
