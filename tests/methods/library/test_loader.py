"""The packaged library: loaded once, followed later, never against an editor."""

import copy

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from methods.library.actions import LANGUAGES, load_library, read_packages
from methods.library.models import Card, Deck, Method, Step
from methods.library.prompt_models import Prompt
from sessions.planning.models import SessionTemplate
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db


def words(fi):
    return {"fi": fi, "sv": f"{fi} sv", "en": f"{fi} en"}


@pytest.fixture
def package():
    """A small package, to be changed and loaded again."""
    return {
        "slug": "itu",
        "order": 1,
        "place": "either",
        "people_min": 3,
        "minutes_min": 60,
        "minutes_max": 90,
        "name": words("Itu"),
        "tagline": words("Aavistuksesta teoksi."),
        "purpose": words("- yksi\n- kaksi"),
        "steps": [{"key": "siemen", "minutes_min": 15, "title": words("Siemen")}],
        "decks": [
            {
                "key": "kortit",
                "kind": "cards",
                "title": words("Kortit"),
                "suits": {"siemen": words("Siemen")},
                "cards": [
                    {"key": "yksi", "suit": "siemen", "text": words("Kenen ääni puuttuu?")},
                    {"key": "kaksi", "suit": "siemen", "text": words("Kuka iloitsisi?")},
                ],
            }
        ],
    }


def test_everything_is_brought_and_public(package):
    assert load_library(packages=[package]) == {"added": 5, "changed": 0}

    method = Method.objects.get()
    assert (method.name_fi, method.name_sv, method.name_en) == ("Itu", "Itu sv", "Itu en")
    assert method.is_published
    assert method.published_by is None
    card = Card.objects.get(key="kaksi")
    assert (card.order, card.suit_sv, card.deck.method) == (2, "Siemen sv", method)
    assert Act.objects.get().verb == "method.published"
    assert card.history.count() == 1


def test_the_second_time_writes_nothing(package):
    load_library(packages=[package])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert load_library(packages=[package]) == {"added": 0, "changed": 0}

    told = [query["sql"].split()[0] for query in queries]
    assert set(told) == {"SAVEPOINT", "SELECT", "RELEASE"}
    assert told.count("SELECT") <= 7


def test_an_editors_text_stays_and_other_fields_follow(package):
    load_library(packages=[package])
    Card.objects.filter(key="yksi").update(text_fi="Ketä ei näy?")
    newer = copy.deepcopy(package)
    newer["decks"][0]["cards"][0]["text"] = words("Uusi kysymys?")
    newer["name"] = words("Itu-peli")

    assert load_library(packages=[newer])["changed"] == 2

    card = Card.objects.get(key="yksi")
    assert (card.text_fi, card.text_sv) == ("Ketä ei näy?", "Uusi kysymys? sv")
    assert Method.objects.get().name_fi == "Itu-peli"
    load_library(packages=[package])
    card.refresh_from_db()
    assert (card.text_fi, card.text_sv) == ("Ketä ei näy?", "Kenen ääni puuttuu? sv")


def test_a_form_saved_without_a_change_is_no_change(package):
    load_library(packages=[package])
    Method.objects.update(purpose_fi="- yksi\r\n- kaksi", not_when_fi="")
    newer = package | {"purpose": words("- yksi\n- kolme")}

    load_library(packages=[newer])

    assert Method.objects.get().purpose_fi == "- yksi\n- kolme"


def test_what_an_editor_deleted_stays_away(package):
    load_library(packages=[package])
    Card.objects.get(key="yksi").delete()
    Step.objects.get().delete()

    load_library(packages=[package | {"name": words("Itu-peli")}])

    assert list(Card.objects.values_list("key", flat=True)) == ["kaksi"]
    assert not Step.objects.exists()
    Deck.objects.get().delete()
    load_library(packages=[package])
    assert not Deck.objects.exists()
    Method.objects.get().delete()
    load_library(packages=[package])
    assert not Method.objects.exists()


def test_a_new_card_comes_and_an_editors_own_card_stays(package):
    load_library(packages=[package])
    own = Card.objects.create(deck=Deck.objects.get(), text_fi="Oma kysymys?")
    newer = copy.deepcopy(package)
    newer["decks"][0]["cards"].append({"key": "kolme", "text": words("Kolmas?")})

    assert load_library(packages=[newer])["added"] == 1

    assert Card.objects.filter(text_fi="Oma kysymys?", key=own.key).exists()
    assert Card.objects.get(key="kolme").suit == ""


def test_a_taken_down_method_is_not_published_again(package):
    load_library(packages=[package])
    Method.objects.update(published_at=None)

    load_library(packages=[package | {"name": words("Itu-peli")}])

    assert not Method.objects.get().is_published


def test_the_four_methods_are_whole_in_three_languages():
    load_library()

    assert [method.slug for method in Method.objects.all()] == [
        "penkkikahvila",
        "itu",
        "dialogeillaan",
        "ystavani-kirja",
    ]
    found = {(card.deck.method.slug, card.deck.key): 0 for card in Card.objects.all()}
    for card in Card.objects.select_related("deck__method"):
        found[card.deck.method.slug, card.deck.key] += 1
        assert all(getattr(card, f"text_{language}") for language in LANGUAGES)
    assert found["itu", "kortit"] == 26
    assert found["dialogeillaan", "kortit"] == 30
    assert found["dialogeillaan", "saannot"] == 6
    assert found["ystavani-kirja", "sivu"] == 14
    assert found["ystavani-kirja", "vastaus"] == 4
    assert Step.objects.filter(method__slug="penkkikahvila").count() == 7
    for method in Method.objects.all():
        method.full_clean()
        assert method.is_draft_text
    for model in (Step, Deck, Card, Prompt):
        for row in model.objects.all():
            row.full_clean()


def test_every_text_of_the_package_has_three_languages():
    def texts(value):
        if isinstance(value, dict) and "fi" in value:
            yield value
        elif isinstance(value, dict):
            for part in value.values():
                yield from texts(part)
        elif isinstance(value, list):
            for part in value:
                yield from texts(part)

    found = list(texts(read_packages()))

    assert len(found) > 150
    assert all(set(text) == set(LANGUAGES) and all(text.values()) for text in found)


def test_editors_get_the_rights_to_texts_and_nothing_else(package):
    load_library(packages=[package])

    rights = Group.objects.get(name="Editors").permissions
    assert rights.count() == 20
    assert set(rights.values_list("content_type__model", flat=True)) == {
        "method",
        "step",
        "deck",
        "card",
        "prompt",
    }


def test_each_change_asks_for_the_prints_once(package):
    load_library(packages=[package])
    load_library(packages=[package | {"name": words("Itu-peli")}])

    [job] = ProcrastinateJob.objects.filter(task_name="methods.print_decks")
    assert job.args == {"method": Method.objects.get().pk}


def test_the_command_loads_methods_and_templates(cohort, capsys):
    call_command("methods_library")
    call_command("methods_library")

    assert SessionTemplate.objects.filter(programme=cohort.programme).count() == 6
    first, second = capsys.readouterr().out.split("Sessions added to templates: 6\n")
    assert "added: 151" in first
    assert "added: 0" in second
    assert "Sessions added to templates: 0" in second
