"""Lists of people in the same moment, on real connections."""

import pytest

from participants.enrolment.actions import AlreadyEnrolled, add_person
from participants.enrolment.models import Enrolment
from participants.importing import actions, columns, confirming
from participants.importing.models import ImportBatch
from participants.organisations.models import PersonRole
from tests.factories import empty_queue, make_organisation
from tests.races import together
from valmennus.shared import tables
from valmennus.shared.models import Act
from valmennus.shared.versions import StaleForm, version_of

from .files import text

pytestmark = pytest.mark.django_db(transaction=True)

LIST = text(
    [
        ["Etunimi", "Sukunimi", "Sähköposti", "Kunta"],
        *(["Aino", f"Esimerkki{i}", f"aino{i}@example.org", "Posio"] for i in range(30)),
    ]
)


@pytest.fixture
def posio(db):
    empty_queue()
    yield make_organisation("Posio")
    empty_queue()


def start(cohort, by):
    table = tables.read(LIST, "lista.csv", score=columns.score)
    return actions.start(cohort=cohort, table=table, content=LIST, name="lista.csv", by=by)


def confirm(batch, by):
    return confirming.confirm(batch=batch, tell=False, seen=version_of(batch), by=by)


def test_the_same_file_twice_at_once_is_one_list(posio, cohort, coordinator):
    answers = together(lambda: start(cohort, coordinator), lambda: start(cohort, coordinator))

    assert len({batch.pk for batch in answers}) == 1
    assert ImportBatch.objects.count() == 1


def test_two_confirmations_take_everybody_in_once(posio, cohort, coordinator):
    batch = start(cohort, coordinator)

    together(lambda: confirm(batch, coordinator), lambda: confirm(batch, coordinator))

    assert Enrolment.objects.count() == 30
    assert Act.objects.filter(verb="import.confirmed").count() == 1
    assert all(place.changes.count() == 1 for place in Enrolment.objects.all())


def test_two_lists_of_the_same_people(posio, cohort, coordinator):
    first = start(cohort, coordinator)
    ImportBatch.objects.update(digest="other")
    second = start(cohort, coordinator)

    together(lambda: confirm(first, coordinator), lambda: confirm(second, coordinator))

    assert Enrolment.objects.count() == 30
    states = sorted(ImportBatch.objects.values_list("state", "problem"))
    assert states == [("done", ""), ("preview", "changed")]


def test_a_person_added_by_hand_in_the_same_moment(posio, cohort, coordinator):
    batch = start(cohort, coordinator)

    answers = together(
        lambda: confirm(batch, coordinator),
        lambda: add_person(
            cohort=cohort,
            organisation=posio,
            email="aino7@example.org",
            role=PersonRole.OTHER,
            by=coordinator,
        ),
    )

    batch.refresh_from_db()
    # Whoever is first counts; the other one is told, and nothing is half done.
    if batch.state == "done":
        assert isinstance(answers[1], AlreadyEnrolled)
        assert Enrolment.objects.count() == 30
    else:
        assert (batch.state, batch.problem) == ("preview", "changed")
        assert Enrolment.objects.count() == 1


def test_correcting_and_confirming_at_once(posio, cohort, coordinator):
    batch = start(cohort, coordinator)

    answers = together(
        lambda: confirm(batch, coordinator),
        lambda: actions.correct_row(batch=batch, number=2, values={}, choice="leave"),
    )

    batch.refresh_from_db()
    if batch.state == "done":
        assert Enrolment.objects.count() == 30
    else:
        assert isinstance(answers[0], StaleForm)
        assert not Enrolment.objects.exists()


def test_two_undoings_are_one(posio, cohort, coordinator):
    batch = confirm(start(cohort, coordinator), coordinator)

    together(
        lambda: confirming.undo(batch=batch, by=coordinator),
        lambda: confirming.undo(batch=batch, by=coordinator),
    )

    assert not Enrolment.objects.exists()
    assert Act.objects.filter(verb="import.undone").count() == 1


def test_how_far_the_work_is_shows_before_it_is_done(posio, cohort, coordinator, monkeypatch):
    """From another connection, while the people's places are in a transaction of the worker's."""
    monkeypatch.setattr(confirming, "AT_ONCE", 1)
    monkeypatch.setattr("participants.enrolment.adding.AT_ONCE", 10)
    batch = confirm(start(cohort, coordinator), coordinator)
    seen = []
    real = confirming.add_people

    def looked_at(*, progress, **rest):
        def show(done):
            progress(done)
            [answer] = together(lambda: ImportBatch.objects.get(pk=batch.pk))
            seen.append((answer.state, answer.progress))

        return real(progress=show, **rest)

    monkeypatch.setattr(confirming, "add_people", looked_at)
    confirming.work(batch=str(batch.uuid))

    assert seen == [("confirming", 10), ("confirming", 20), ("confirming", 30)]
    batch.refresh_from_db()
    assert batch.state == "done"
