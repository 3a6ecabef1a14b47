"""The public pages of the library."""

import pytest
from django.urls import reverse

from methods.library.actions import load_library
from methods.library.queries import steps_with_clock
from tests.method_factories import make_method

pytestmark = pytest.mark.django_db

LIST = "/menetelmat/"


@pytest.fixture
def methods():
    """Two methods that differ in everything that the list is narrowed by."""
    bench = make_method(
        slug="penkkikahvila",
        name="Penkkikahvila",
        place="on_site",
        people_min=2,
        people_max=None,
        minutes_min=120,
        minutes_max=240,
        purposes=["hear", "dialogue"],
    )
    return bench, make_method(place="either")


def found(client, **chosen):
    response = client.get(LIST, chosen)
    assert response.status_code == 200
    return [method.slug for method in response.context["methods"]]


@pytest.mark.parametrize(
    ("chosen", "slugs"),
    [
        ({}, ["penkkikahvila", "itu"]),
        ({"people": "20"}, ["penkkikahvila"]),
        ({"people": "6"}, ["penkkikahvila", "itu"]),
        ({"people": "1"}, []),
        ({"minutes": "60"}, ["itu"]),
        ({"minutes": "59"}, []),
        ({"place": "remote"}, ["itu"]),
        ({"place": "on_site"}, ["penkkikahvila", "itu"]),
        ({"purpose": "hear"}, ["penkkikahvila"]),
        ({"purpose": "plan", "minutes": "90"}, ["itu"]),
        ({"q": "penkki"}, ["penkkikahvila"]),
        ({"q": "Vaihe kysymys"}, ["penkkikahvila", "itu"]),
        ({"q": "olematon"}, []),
    ],
)
def test_the_list_is_narrowed(client, methods, chosen, slugs):
    assert found(client, **chosen) == slugs


@pytest.mark.parametrize(
    "chosen",
    [
        {"q": "a\0b"},
        {"people": "monta"},
        {"people": "-3"},
        {"minutes": "9" * 30},
        {"place": "kuu"},
        {"purpose": "\0"},
        {"q": "x" * 500},
    ],
)
def test_a_faulty_choice_is_left_out(client, methods, chosen):
    assert found(client, **chosen) == ["penkkikahvila", "itu"]


def test_a_sign_of_the_database_is_an_ordinary_letter(client, methods):
    assert found(client, q="%") == []


def test_nothing_found_says_so(client, methods):
    page = client.get(LIST, {"q": "olematon"}, headers={"accept-language": "en"})

    assert "No method fits these choices" in page.text


@pytest.mark.parametrize(
    ("language", "name", "heading"),
    [
        ("fi", "Itu-suunnittelupeli", "Sopii, kun"),
        ("sv", "Planeringsspelet Itu", "Passar när"),
        ("en", "Itu, the sprout planning game", "Fits when"),
    ],
)
def test_a_method_reads_in_each_language(client, language, name, heading):

    load_library()

    page = client.get("/menetelmat/itu/", headers={"accept-language": language})

    assert f"<h1>{name}</h1>" in page.text
    assert heading in page.text
    assert f'<html lang="{language}">' in page.text


def test_the_page_shows_steps_with_the_clock_and_cards_by_suit(client):
    method = make_method(steps=3, cards=0)
    deck = method.decks.get()
    for number, suit in enumerate(["Siemen", "Multa", "Siemen"]):
        deck.cards.create(key=f"k{number}", order=number, suit=suit, text=f"Kysymys {number}?")

    page = client.get(method.get_absolute_url(), headers={"accept-language": "en"})

    assert "from 15 min" in page.text
    assert "from 30 min" in page.text
    text = " ".join(page.text.split())
    assert 'Kysymys 2?</p> <p class="card__foot"> Siemen 2 / 2' in text
    assert text.count("<h3>Siemen</h3>") == 1


def test_the_clock_stops_where_a_step_has_no_minutes():

    method = make_method(steps=3)
    method.steps.filter(key="vaihe-1").update(minutes_min=None)

    assert [step.starts_after for step in steps_with_clock(method)] == [0, None, None]


def test_a_draft_is_for_editors_only(client, sign_in, editor, participant):
    draft = make_method(published=False)

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert draft.name not in client.get(LIST).text
    assert sign_in(participant).get(draft.get_absolute_url()).status_code == 404
    assert sign_in(participant).get(draft.get_absolute_url() + "pakka.pdf").status_code == 404
    assert draft.name in sign_in(editor).get(LIST).text
    assert sign_in(editor).get(draft.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("rows", [1, 4])
def test_the_method_page_asks_four_times(client, rows, django_assert_max_num_queries):
    method = make_method(steps=rows, cards=rows)

    with django_assert_max_num_queries(4):
        client.get(method.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 4])
def test_an_editors_page_asks_little_more(sign_in, editor, rows, django_assert_max_num_queries):
    method = make_method(steps=rows, cards=rows, published=False)
    browser = sign_in(editor)

    with django_assert_max_num_queries(9):
        browser.get(method.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 4])
def test_the_list_asks_once(client, rows, django_assert_max_num_queries):
    for number in range(rows):
        make_method(slug=f"menetelma-{number}")

    with django_assert_max_num_queries(1):
        client.get(LIST)


def test_publishing_and_taking_down(sign_in, editor, participant):
    method = make_method(published=False)
    browser = sign_in(editor)

    browser.post(reverse("methods:publish", args=[method.slug]))
    method.refresh_from_db()
    assert (method.is_published, method.published_by) == (True, editor)

    browser.post(reverse("methods:unpublish", args=[method.slug]))
    method.refresh_from_db()
    assert (method.is_published, method.published_by) == (False, None)
    assert browser.get(reverse("methods:publish", args=[method.slug])).status_code == 405


def test_only_what_an_address_does_is_done(client):
    make_method()

    for path in ("", "itu/", "itu/pakka.pdf"):
        assert client.head(LIST + path).status_code == 200
        assert client.post(LIST + path).status_code == 405
