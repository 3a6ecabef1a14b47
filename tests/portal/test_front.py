"""The front page: the call, the webinar, the methods and the map."""

import datetime

import pytest
from django.urls import reverse

from tests.factories import make_cohort, make_organisation, make_team
from tests.session_factories import make_session
from valmennus.portal.finland import place_on_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def rounds():
    """Sodankylä has taken part twice, Hattula is in a draft only, Posio in nothing."""
    places = {"Sodankylä": (67.42, 26.59), "Hattula": (61.06, 24.37), "Posio": (66.11, 28.17)}
    sodankyla, hattula, _ = (
        make_organisation(name, latitude=north, longitude=east)
        for name, (north, east) in places.items()
    )
    for year, organisation, state in [
        (2022, sodankyla, "archived"),
        (2024, sodankyla, "closed"),
        (2027, hattula, "draft"),
    ]:
        cohort = make_cohort(starts_on=datetime.date(year, 9, 1), state=state)
        cohort.teams.create(organisation=organisation)


@pytest.mark.parametrize(
    ("place", "expected"),
    [((67.42, 26.59), (346, 254)), ((60.17, 24.94), (264, 937)), ((69.91, 27.03), (361, 21))],
)
def test_a_place_falls_on_the_drawing(place, expected):
    x, y = place_on_map(*place)

    assert abs(x - expected[0]) <= 2
    assert abs(y - expected[1]) <= 2


def test_the_map_and_the_list_say_the_same(client, rounds):
    response = client.get(reverse("portal:front"))

    shown = response.context["map"]
    assert (shown.places, shown.names) == (1, "<li>Sodankylä</li>")
    assert (shown.first_year, shown.last_year) == ("2022", "2024")
    html = response.content.decode()
    assert html.count("finland__dot") == 1
    assert "<li>Sodankylä</li>" in html
    assert "Hattula" not in html


def test_without_rounds_there_is_no_map(client):
    make_team(make_cohort())

    assert "<figure" not in client.get(reverse("portal:front")).content.decode()


def test_a_call_and_the_next_webinar_are_told(client):
    call = make_cohort("Viisaat päät yhteen, kevät 2027", state="open")
    make_session(None, kind="webinar", title="Myöhempi", in_hours=200)
    make_session(None, kind="webinar", title="Kenen ääni puuttuu?", in_hours=100)

    html = client.get(reverse("portal:front")).content.decode()

    assert f"{reverse('portal:programmes')}#{call.slug}" in html
    assert "Kenen ääni puuttuu?" in html
    assert "Myöhempi" not in html


def test_the_map_is_drawn_once_in_ten_minutes(client, rounds, django_assert_num_queries):
    address = reverse("portal:front")
    client.get(address)

    with django_assert_num_queries(4):
        page = client.get(address).content.decode()

    assert "<li>Sodankylä</li>" in page
