"""Parts of pages that are kept while what they show stays the same."""

import datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from participants.enrolment.models import Enrolment
from tests.factories import make_user
from valmennus.shared.templatetags import remember
from valmennus.shared.templatetags.remember import values_of


@pytest.fixture
def drawn(monkeypatch):
    """Draws the template; `drawn.times` is how often its inside was rendered."""
    remember.memory.clear()
    part = Template("{% load remember %}{% remember thing=thing %}{{ thing }}{% endremember %}")

    def draw(thing, **others):
        return part.render(Context({"thing": thing, **others}))

    node = part.nodelist[-1]
    render = node.nodelist.render

    def counted(context):
        draw.times += 1
        return render(context)

    monkeypatch.setattr(node.nodelist, "render", counted)
    draw.times = 0
    return draw


def test_the_same_is_drawn_once(drawn):
    assert [drawn("a"), drawn("a"), drawn("b")] == ["a", "a", "b"]
    assert drawn.times == 2


def test_each_language_has_its_own(drawn):
    drawn("a")
    with translation.override("sv"):
        drawn("a")

    assert drawn.times == 2


def test_what_could_be_mistaken_is_told_apart(drawn):
    assert [drawn(1), drawn(True), drawn(1.5), drawn("1")] == ["1", "True", "1,5", "1"]


def test_it_is_drawn_anew_after_a_minute(drawn, monkeypatch):
    drawn("a")
    monkeypatch.setattr(remember.time, "monotonic", lambda: 10**9)
    drawn("a")

    assert drawn.times == 2


def test_only_what_is_named_can_be_shown():
    part = Template("{% load remember %}{% remember a=a %}{{ a }}{{ b }}{% endremember %}")

    assert part.render(Context({"a": "1", "b": "2"})) == "1"


def test_it_is_escaped(drawn):
    assert drawn("<script>") == drawn("<script>") == "&lt;script&gt;"


def test_the_oldest_go_when_there_is_no_room(drawn, monkeypatch):
    monkeypatch.setattr(remember, "MOST_CHARACTERS", 10)
    for text in ["aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb"]:
        drawn(text)

    assert drawn.times == 4
    assert remember.memory.size == 8


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(TypeError, match="generator"):
        values_of(one for one in "ab")


@pytest.mark.django_db
class TestModels:
    def test_a_change_of_the_row_or_of_what_hangs_on_it_is_seen(self, participant):
        def load():
            rows = Enrolment.objects.select_related("person", "team__organisation")
            return values_of(list(rows))

        before = load()
        assert load() == before

        participant.given_name = "Toinen"
        participant.save()
        renamed = load()
        Enrolment.objects.update(title="uusi nimike")

        assert len({before, renamed, load()}) == 3

    def test_lists_put_on_a_row_are_compared(self):
        user = make_user()
        user.people = [SimpleNamespace(day=datetime.date(2026, 1, 1), at=timezone.now())]
        before = values_of(user)
        user.people[0].day = datetime.date(2026, 1, 2)

        assert values_of(user) != before
