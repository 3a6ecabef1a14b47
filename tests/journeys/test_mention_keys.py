"""A mention written with the keyboard alone, from the names that are suggested."""

import pytest

from participants.cohorts.models import CohortRole
from participants.discussions.models import Post
from tests.discussion_factories import make_post, make_thread
from tests.factories import enrol, give_role, make_cohort, make_team, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_name_is_chosen_and_enter_stays_a_new_line(open_browser, assert_accessible):
    cohort = make_cohort()
    kaisa = make_user(given_name="Kaisa", family_name="Koord")
    give_role(kaisa, cohort, CohortRole.Role.COORDINATOR)
    team = make_team(cohort, "Pedersöre")
    aino, kalle = (
        make_user(given_name=name, family_name="Virta-Äijälä") for name in ("Aino", "Kalle")
    )
    for person in (aino, kalle):
        enrol(person, team)
    thread = make_thread(cohort)
    make_post(thread, kaisa)
    page = open_browser(aino, width=320)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "ihmiset" in request.url else 0)
    page.goto(thread.get_absolute_url())
    field, names = page.get_by_label("Viestisi"), page.get_by_role("option")
    keys = page.keyboard

    field.focus()
    keys.type("aino@example.org kysyy: @")
    names.first.wait_for()
    assert [name.split("\n")[0].strip() for name in names.all_inner_texts()] == [
        "Kaisa Koord koordinaattori",
        "Kalle Virta-Äijälä Pedersöre",
    ]
    assert_accessible(page)
    # Nobody is chosen yet, so that Enter is a new line; a letter later it takes the name.
    keys.press("Enter")
    assert field.input_value().endswith("@\n")
    keys.press("Backspace")
    keys.type("ä")
    names.first.wait_for()
    assert field.get_attribute("aria-activedescendant") == "mention-0"
    keys.press("Enter")
    assert field.input_value().endswith("@Kalle Virta-Äijälä ")
    # Escape leaves this @ alone; the arrows go round; a click or tap takes too.
    keys.type("ja @ka")
    names.first.wait_for()
    keys.press("Escape")
    keys.type("i")
    assert names.count() == 0
    for _letter in "@kai":
        keys.press("Backspace")
    keys.type("@ka")
    names.first.wait_for()
    keys.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") == "mention-1"
    names.first.click()
    assert field.input_value().endswith("ja @Kaisa Koord ")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.name") == "files"
    page.get_by_role("button", name="Lähetä viesti").click()
    page.get_by_text("@Kaisa Koord").first.wait_for()

    post = Post.objects.get(author=aino)
    assert set(post.mentions.values_list("user", flat=True)) == {kaisa.pk, kalle.pk}
    # One question, however many letters.
    assert len(asked) == 1
