"""The editor's desk, walked through over HTTP."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from methods.library.actions import load_library
from methods.library.models import Card, Deck, Method, Step
from methods.library.prompt_models import Prompt
from tests.factories import make_user
from valmennus.shared.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    """Staff with the rights of the group that the library makes, and no others."""
    load_library()
    ProcrastinateJob.objects.all().delete()
    user = make_user("sisalto@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def browser(sign_in, editor):
    return sign_in(editor)


@pytest.fixture
def card(editor):
    return Card.objects.get(key="siemen-1")


def typed(response):
    """What the form on the page would send without a change, its inlines included."""
    forms = [response.context["adminform"].form]
    for inline in response.context.get("inline_admin_formsets") or []:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {}
    for form in forms:
        for field in form:
            value = field.value()
            values[field.html_name] = "" if value is None else value
    return values


def address(view, row, *args):
    return reverse(f"admin:methods_{row._meta.model_name}_{view}", args=[row.pk, *args])


def strict(response):
    """The page keeps to the portal's policy: nothing inline, nothing from other hosts."""
    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy
    for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items():
        assert f"{name} {' '.join(sources)}" in policy
    text = response.text
    assert not re.findall(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", text)
    return response


def test_a_card_is_changed_seen_and_brought_back(browser, card, client):
    change = address("change", card)
    page = strict(browser.get(change))
    values = typed(page) | {"text_fi": "Kenen kokemus puuttuu?"}

    assert browser.post(change, values).status_code == 302

    public = client.get("/menetelmat/itu/").text
    assert "Kenen kokemus puuttuu?" in public
    assert "Kenen ääni puuttuu tästä pöydästä?" not in public
    listing = strict(browser.get(address("history", card)))
    assert "Kenen ääni puuttuu tästä pöydästä? → Kenen kokemus puuttuu?" in listing.text
    assert "sisalto@example.org" in listing.text or "Esimerkki" in listing.text

    first = card.history.earliest()
    older = address("simple_history", card, first.pk)
    form = strict(browser.get(older))
    assert "Kenen ääni puuttuu tästä pöydästä?" in form.text
    assert browser.post(older, typed(form)).status_code == 302

    assert "Kenen ääni puuttuu tästä pöydästä?" in client.get("/menetelmat/itu/").text
    assert card.history.count() == 3


def test_going_back_is_an_editors_choice_that_the_package_respects(browser, card):
    """A newer package came; the editor prefers the wording before it."""
    Card.objects.filter(pk=card.pk).update(packaged=card.packaged | {"text_fi": "Uusi?"})
    card.refresh_from_db()
    card.text_fi = "Uusi?"
    card.save()
    older = address("simple_history", card, card.history.earliest().pk)
    browser.post(older, typed(browser.get(older)))

    card.refresh_from_db()
    assert card.text_fi == "Kenen ääni puuttuu tästä pöydästä?"
    assert card.packaged["text_fi"] == "Uusi?"


def test_going_back_leaves_the_method_public(browser):
    method = Method.objects.get(slug="itu")
    older = address("simple_history", method, method.history.earliest().pk)
    published = method.published_at

    form = strict(browser.get(older))
    assert browser.post(older, typed(form)).status_code == 302

    method.refresh_from_db()
    assert method.published_at == published
    assert method.decks.count() == 1


def test_each_page_of_the_desk_is_strict(browser):
    for model in (Method, Step, Deck, Card, Prompt):
        row = model.objects.first()
        name = model._meta.model_name
        strict(browser.get(reverse(f"admin:methods_{name}_changelist"), {"q": "itu"}))
        strict(browser.get(reverse(f"admin:methods_{name}_add")))
        strict(browser.get(address("change", row)))
        strict(browser.get(address("history", row)))
    strict(browser.get(reverse("admin:index")))


def test_the_methods_form_saves_without_a_change(browser):
    method = Method.objects.get(slug="penkkikahvila")
    change = address("change", method)
    values = typed(browser.get(change))

    assert browser.post(change, values | {"slug": "toinen"}).status_code == 302

    assert load_library() == {"added": 0, "changed": 0}
    after = Method.objects.get(pk=method.pk)
    assert (after.slug, after.purposes) == ("penkkikahvila", method.purposes)
    assert after.steps.count() == 7


def test_a_deck_takes_a_new_card_and_asks_for_prints(browser):
    deck = Deck.objects.get(method__slug="itu")
    change = address("change", deck)
    values = typed(browser.get(change)) | {
        "cards-TOTAL_FORMS": 27,
        "cards-26-id": "",
        "cards-26-deck": deck.pk,
        "cards-26-order": 99,
        "cards-26-suit_fi": "Sato",
        "cards-26-text_fi": "Mitä juhlitte?",
    }

    assert browser.post(change, values).status_code == 302

    card = Card.objects.get(text_fi="Mitä juhlitte?")
    assert (card.deck, len(card.key)) == (deck, 12)
    [job] = ProcrastinateJob.objects.all()
    assert job.args == {"method": deck.method_id}


def test_a_deleted_card_is_gone_from_the_page(browser, card, client):
    response = browser.post(address("delete", card), {"post": "yes"})

    assert response.status_code == 302
    assert "Kenen ääni puuttuu" not in client.get("/menetelmat/itu/").text
    assert ProcrastinateJob.objects.count() == 1
    load_library()
    assert not Card.objects.filter(key="siemen-1").exists()


def test_a_deleted_method_takes_its_prints_along(browser, client):
    method = Method.objects.get(slug="itu")
    b"".join(client.get("/menetelmat/itu/pakka.pdf").streaming_content)
    assert StoredFile.objects.count() == 1

    assert browser.post(address("delete", method), {"post": "yes"}).status_code == 302

    assert client.get("/menetelmat/itu/").status_code == 404
    assert not StoredFile.objects.exists()
    load_library()
    assert not Method.objects.filter(slug="itu").exists()


def test_methods_are_published_and_taken_down_from_the_list(browser):
    chosen = list(Method.objects.values_list("pk", flat=True))[:2]
    listing = reverse("admin:methods_method_changelist")

    browser.post(listing, {"action": "unpublish", "_selected_action": chosen})
    assert Method.objects.published().count() == 2

    browser.post(listing, {"action": "publish", "_selected_action": chosen})
    assert Method.objects.published().count() == 4
    assert Method.objects.get(pk=chosen[0]).published_by.email == "sisalto@example.org"


def test_an_editor_says_what_the_summary_makes_of_an_answer(browser):
    prompt = Prompt.objects.get(key="oivallus")
    change = address("change", prompt)
    values = typed(strict(browser.get(change)))
    assert "<optgroup label=" in browser.get(change).text

    refused = browser.post(change, values | {"kind": "choice", "outcome": "deed"})
    assert refused.status_code == 200
    assert "vastataan sanoin" in refused.text
    refused = browser.post(change, values | {"outcome": "visitors"})
    assert "Kävijät lasketaan napauttamalla." in refused.text
    assert browser.post(change, values | {"outcome": "trial"}).status_code == 302

    prompt.refresh_from_db()
    assert (prompt.kind, prompt.outcome) == ("lines", "trial")
    # It is the editor's from now on.
    load_library()
    prompt.refresh_from_db()
    assert prompt.outcome == "trial"
    older = address("simple_history", prompt, prompt.history.earliest().pk)
    assert browser.post(older, typed(strict(browser.get(older)))).status_code == 302
    prompt.refresh_from_db()
    assert prompt.outcome == ""


def test_the_preview_leads_to_the_place_on_the_page(browser, card):
    assert card.get_absolute_url() == "/menetelmat/itu/#kortit"
    page = browser.get(address("change", card)).text
    link = re.search(r'href="([^"]+)" class="viewsitelink"', page)[1]

    response = browser.get(link)

    assert response.url.endswith("/menetelmat/itu/#kortit")


def test_lists_ask_the_same_for_one_and_many(browser, django_assert_max_num_queries):
    for name in ("method", "step", "deck", "card", "prompt"):
        with django_assert_max_num_queries(12):
            browser.get(reverse(f"admin:methods_{name}_changelist"))


def test_others_have_no_desk(sign_in, participant):
    load_library()
    method = Method.objects.get(slug="itu")

    response = sign_in(participant).get(address("change", method))

    assert response.status_code in {302, 403}
    staff = make_user("muu@example.org", is_staff=True)
    assert sign_in(staff).get(address("change", method)).status_code == 403


def opened(response):
    """What a browser sends: the values, and those that the form was opened with."""
    values = typed(response)
    form = response.context["adminform"].form
    for field in form:
        if field.field.show_hidden_initial:
            values[field.html_initial_name] = values[field.html_name]
    return values


def test_two_editors_of_one_text_see_both_wordings(browser, card):
    first, second = (opened(browser.get(address("change", card))) for _ in range(2))
    browser.post(address("change", card), first | {"text_fi": "Ensimmäisen sanat?"})

    refused = browser.post(address("change", card), second | {"text_fi": "Toisen sanat?"})

    card.refresh_from_db()
    assert refused.status_code == 200
    assert card.text_fi == "Ensimmäisen sanat?"
    assert "Ensimmäisen sanat?" in refused.content.decode()
    assert "Toisen sanat?" in refused.content.decode()
    form = refused.context["adminform"].form
    again = second | {"text_fi": "Toisen sanat?", "initial-text_fi": form.data["initial-text_fi"]}
    browser.post(address("change", card), again)
    card.refresh_from_db()
    assert card.text_fi == "Toisen sanat?"


def test_two_editors_of_two_languages_do_not_undo_each_other(browser, card):
    first, second = (opened(browser.get(address("change", card))) for _ in range(2))
    browser.post(address("change", card), first | {"text_fi": "Suomeksi uudet sanat?"})
    browser.post(address("change", card), second | {"text_sv": "Nya ord på svenska?"})

    card.refresh_from_db()
    assert (card.text_fi, card.text_sv) == ("Suomeksi uudet sanat?", "Nya ord på svenska?")
