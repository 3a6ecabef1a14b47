"""Statements that are composed once."""

import datetime
import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from methods.library.models import Method
from participants.accounts.models import User
from participants.cohorts.models import Cohort, CohortRole
from participants.enrolment.models import Enrolment
from tests.factories import enrol, give_role, make_cohort, make_team, make_user
from tests.method_factories import make_method
from valmennus.shared import composed
from valmennus.shared.composed import composed_once
from valmennus.shared.search_text import parse


class Counted:
    """A queryset's maker that knows how often it was called."""

    def __init__(self, build):
        self.build, self.times = build, 0
        self.__qualname__ = "counted"

    def __call__(self, *arguments):
        self.times += 1
        return self.build(*arguments)


@pytest.fixture(autouse=True)
def as_served(settings):
    """As in production, where nothing is composed anew to be compared."""
    settings.COMPARE_COMPOSED = False


@pytest.fixture
def people(db):
    return [make_user(f"henkilo{number}@example.org") for number in range(3)]


def test_it_is_composed_once_and_asked_each_time(people):
    build = Counted(lambda keys, text: User.objects.filter(pk__in=keys, email=text).order_by("pk"))
    find = composed_once(build)
    keys = [person.pk for person in people]
    for person in people:
        assert find(keys, person.email) == [person]
    assert build.times == 1
    User.objects.filter(pk=people[0].pk).update(given_name="Uusi")
    assert find(keys, people[0].email)[0].given_name == "Uusi"
    assert find(keys[:1], people[1].email) == []
    assert build.times == 2


def test_every_kind_of_value_comes_to_its_place(people):
    now = timezone.now()
    find = composed_once(
        lambda key, uuid, text, day, moment: User.objects.filter(
            pk=key, uuid=uuid, email=text, date_joined__date=day, date_joined__lte=moment
        )
    )
    person, other = people[:2]
    day = timezone.localdate(person.date_joined)
    assert find(person.pk, person.uuid, person.email, day, now) == [person]
    assert find(other.pk, other.uuid, other.email, day, now) == [other]
    wrong = [
        (other.pk, person.uuid, person.email, day, now),
        (person.pk, other.uuid, person.email, day, now),
        (person.pk, person.uuid, other.email, day, now),
        (person.pk, person.uuid, person.email, day + datetime.timedelta(days=1), now),
        (person.pk, person.uuid, person.email, day, now - datetime.timedelta(days=1)),
    ]
    assert [find(*values) for values in wrong] == [[]] * 5


def test_the_form_may_depend_on_yes_no_and_none(people):
    def build(staff, key):
        found = User.objects.filter(is_staff=True) if staff else User.objects.all()
        return found.filter(pk=key) if key else found.none()

    find = composed_once(build)
    assert find(False, people[0].pk) == [people[0]]
    assert find(True, people[0].pk) == []
    with CaptureQueriesContext(connection) as asked:
        assert find(False, None) == []
    assert not asked.captured_queries


def test_an_empty_list_finds_nothing_without_asking(db):
    find = composed_once(lambda keys: User.objects.filter(pk__in=keys))
    with CaptureQueriesContext(connection) as asked:
        assert find([]) == []
    assert not asked.captured_queries


def test_rows_are_as_the_queryset_gives_them(people):
    team = make_team(make_cohort())
    place = enrol(people[0], team)
    with_more = composed_once(
        lambda key: (
            Enrolment.objects.filter(pk=key)
            .select_related("person", "team__organisation")
            .annotate(others=Exists(Enrolment.objects.exclude(pk=OuterRef("pk"))))
            .only("state", "person__email", "team__organisation__name_fi")
        )
    )
    [found] = with_more(place.pk)
    with CaptureQueriesContext(connection) as asked:
        assert (found.person.email, found.team.organisation.name_fi) == (
            people[0].email,
            team.organisation.name_fi,
        )
        assert found.others is False
    assert not asked.captured_queries
    assert found.get_deferred_fields()

    tuples = composed_once(lambda key: User.objects.filter(pk=key).values_list("pk", "email"))
    assert tuples(people[1].pk) == [(people[1].pk, people[1].email)]
    flat = composed_once(lambda key: User.objects.filter(pk=key).values_list("email", flat=True))
    assert flat(people[1].pk) == [people[1].email]
    dicts = composed_once(lambda key: User.objects.filter(pk=key).values("email"))
    assert dicts(people[1].pk) == [{"email": people[1].email}]
    united = composed_once(
        lambda one, other: (
            User.objects.filter(pk=one)
            .values_list("email")
            .union(User.objects.filter(pk=other).values_list("email"), all=True)
        )
    )
    assert set(united(people[0].pk, people[1].pk)) == {(people[0].email,), (people[1].email,)}
    more = composed_once(lambda key: Cohort.objects.filter(pk=key).prefetch_related("teams"))
    assert [list(one.teams.all()) for one in more(team.cohort_id)] == [[team]]
    assert [list(one.teams.all()) for one in more(team.cohort_id)] == [[team]]


def test_a_language_has_its_own(db):
    find = composed_once(lambda keys: Method.objects.filter(pk__in=keys).order_by("name"))
    one = make_method("yksi", name_fi="Aa", name_sv="Öö")
    other = make_method("toinen", name_fi="Bb", name_sv="Ba")
    both = [one.pk, other.pk]
    for language, found in [("fi", [one, other]), ("sv", [other, one]), ("fi", [one, other])]:
        with translation.override(language):
            assert find(both) == found


@pytest.mark.parametrize(
    "build",
    [
        lambda key: User.objects.filter(pk=key + 1),
        lambda key: User.objects.filter(email__contains=str(key)),
        lambda key: User.objects.filter(pk=key, date_joined__lte=timezone.now()),
        lambda key: User.objects.filter(pk=key)[:key],
    ],
    ids=["another value", "a part of a text", "the time of composing", "how many rows"],
)
def test_what_would_stay_in_it_is_refused(build, db):
    with pytest.raises(ValueError, match="as it is"):
        composed_once(build)(1)


def test_what_it_does_not_know_is_refused(people):
    find = composed_once(lambda person: User.objects.filter(pk__in=person))
    for unknown in [{1, 2}, people, make_cohort()]:
        with pytest.raises(TypeError):
            find(unknown)


def test_tests_find_what_differs_from_djangos(people, settings):
    seen = []
    find = composed_once(lambda key: User.objects.filter(pk=key, is_staff=len(seen) > 1))
    find(people[0].pk)
    seen += [1, 2]
    settings.COMPARE_COMPOSED = True
    with pytest.raises(AssertionError, match="Django composes"):
        find(people[0].pk)


class TestPeople:
    """A person as an argument: whose statement it is, no other one sees."""

    @pytest.fixture
    def find(self):
        self.build = Counted(lambda user: Cohort.objects.visible_to(user).order_by("pk"))
        return composed_once(self.build)

    def test_each_sees_their_own(self, find, people):
        cohorts = [make_cohort(), make_cohort()]
        for person, cohort in zip(people, cohorts, strict=False):
            give_role(person, cohort, CohortRole.Role.PARTICIPANT)
        assert [find(person) for person in people] == [[cohorts[0]], [cohorts[1]], []]
        assert find(AnonymousUser()) == []
        assert find(SimpleLazyObject(lambda: people[1])) == [cohorts[1]]
        # One with a cohort, without any, and the guest.
        assert self.build.times == 3

    def test_rights_make_another_form(self, find, people):
        draft = make_cohort(state=Cohort.State.DRAFT)
        give_role(people[0], draft, CohortRole.Role.PARTICIPANT)
        give_role(people[1], draft, CohortRole.Role.COORDINATOR)
        assert [find(person) for person in people[:2]] == [[], [draft]]
        people[1].sees_as_participant = True
        assert find(people[1]) == []

    def test_nothing_else_can_be_asked_of_the_person(self, people):
        find = composed_once(lambda user: Cohort.objects.filter(is_demo=user.is_staff))
        with pytest.raises(User.DoesNotExist):
            find(people[0])


def test_words_that_are_sought_stand_in_the_text(db):
    find = composed_once(
        lambda query: Method.objects.filter(search_entry__search=query.in_texts()).order_by("pk")
    )
    with CaptureQueriesContext(connection) as asked:
        find(parse("kokeilu"))
        find(parse("100 % d'or"))
    first, second = [one["sql"] for one in asked.captured_queries]
    assert "kokeilu" in first
    assert "kokeilu" not in second
    assert "''100''" in second


def test_old_forms_make_room(people, monkeypatch):
    monkeypatch.setattr(composed, "MOST_SHAPES", 2)
    build = Counted(lambda keys: User.objects.filter(pk__in=keys))
    find = composed_once(build)
    keys = [person.pk for person in people]
    for number in (1, 2, 3, 1):
        assert len(find(keys[:number])) == number
    assert build.times == 4


@pytest.mark.django_db(transaction=True)
def test_threads_ask_over_their_own_connections():
    people = [make_user() for _ in range(8)]
    find = composed_once(lambda key: User.objects.filter(pk=key))
    found = {}

    def ask(person):
        for _ in range(20):
            found.setdefault(person.pk, []).extend(find(person.pk))
        connection.close()

    threads = [threading.Thread(target=ask, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {person.pk: [person] * 20 for person in people}
