"""From the row of a team to the mail that those who miss something get."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.cohorts.models import CohortRole
from participants.enrolment.models import Enrolment
from sessions.attendance.models import Attendance
from tests.factories import give_role, make_user
from tests.session_factories import do_pre_task, make_session
from valmennus.portal.team_notes.models import TeamNote
from valmennus.shared.models import Act, Mail, MailStop

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cohort):
    return make_session(cohort, in_hours=48, pre_task="Lue tämä.", title="Työpaja")


@pytest.fixture
def address(cohort, team, participant, teammate, peer):
    return reverse("portal:remind", args=[cohort.slug, team.uuid])


def place_of(person):
    return Enrolment.objects.get(person=person)


def seen(*people):
    for person in people:
        person.last_login = timezone.now()
        person.save(update_fields=["last_login"])


def test_those_who_miss_it_get_the_mail_that_was_shown(
    client, coordinator, address, team, session, participant, teammate
):
    seen(participant, teammate)
    do_pre_task(session, place_of(participant))
    client.force_login(coordinator)

    page = client.get(address).content.decode()
    assert "Mikko Malliksi" in page
    assert "Aino Esimerkki" not in page
    shown = client.post(address, {"message": "Soita, jos jäi kysyttävää.", "round": uuid.uuid4()})
    assert "Soita, jos jäi kysyttävää." in shown.content.decode()
    assert not Mail.objects.exists()

    data = {"message": "Soita, jos jäi kysyttävää.", "round": uuid.uuid4(), "send": "yes"}
    answer = client.post(address, data)
    client.post(address, data)
    assert answer.url.endswith(f"?open={team.uuid}#{team.uuid}")
    [mail] = Mail.objects.all()
    assert (mail.to, mail.kind) == (teammate.email, "cockpit.pre_task")
    assert "Soita, jos jäi kysyttävää." in mail.text
    [act] = Act.objects.of(team).filter(verb="team.reminded")
    assert act.data["people"] == 1


@pytest.mark.parametrize("about", ["unconfirmed", "sign_in", "pre_task", "feedback", "attendance"])
def test_each_thing_has_its_mail(
    client, coordinator, address, cohort, session, participant, teammate, about
):
    cohort.confirm_until = timezone.localdate()
    cohort.save()
    past = make_session(cohort, in_hours=-24, title="Aloitus", slug="aloitus")
    for person, state in [(participant, "remote"), (teammate, "absent")]:
        Attendance.objects.create(
            session=past,
            enrolment=place_of(person),
            state=state,
            source="marked",
            marked_at=timezone.now(),
        )
    key = "attendance.aloitus" if about == "attendance" else about
    client.force_login(coordinator)
    client.post(f"{address}?about={key}", {"round": uuid.uuid4(), "send": "yes"})

    everybody = {participant.email, teammate.email}
    wanted = {"feedback": {participant.email}, "attendance": {teammate.email}}
    mails = Mail.objects.all()
    assert {mail.to for mail in mails} == wanted.get(about, everybody)
    assert {mail.kind for mail in mails} == {f"cockpit.{about}"}


def test_who_wants_no_reminders_gets_none(client, coordinator, address, session, teammate):
    MailStop.objects.create(reader_uuid=teammate.uuid, what="reminders")
    client.force_login(coordinator)
    client.post(address, {"round": uuid.uuid4(), "send": "yes"})
    assert Mail.objects.get(to=teammate.email).state == "stopped"


def test_nothing_is_missed(client, coordinator, address, participant, teammate):
    seen(participant, teammate)
    client.force_login(coordinator)
    assert client.get(address).status_code == 200
    client.post(address, {"round": uuid.uuid4(), "send": "yes"})
    assert not Mail.objects.exists()


def test_a_word_that_is_too_long_comes_back(client, coordinator, address, session):
    client.force_login(coordinator)
    answer = client.post(address, {"message": "x" * 1001, "round": uuid.uuid4(), "send": "yes"})
    assert answer.status_code == 422
    assert "x" * 1001 in answer.content.decode()
    assert not Mail.objects.exists()


def test_it_takes_twelve_statements(
    client, coordinator, address, session, django_assert_max_num_queries
):
    client.force_login(coordinator)
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


# ---------------------------------------------------------------------------------- notes


def test_a_note_is_kept_once_and_taken_away(client, coordinator, cohort, team, participant):
    client.force_login(coordinator)
    page = reverse("portal:notes", args=[cohort.slug, team.uuid])
    data = {"text": "Soitettava perjantaina.", "uuid": uuid.uuid4()}
    client.post(page, data)
    client.post(page, data)
    [note] = TeamNote.objects.all()
    assert (note.by, note.text) == (coordinator, "Soitettava perjantaina.")
    opened = reverse("portal:cockpit", args=[cohort.slug]) + f"?open={team.uuid}"
    assert "Soitettava perjantaina." in client.get(opened).content.decode()
    client.post(reverse("portal:note_remove", args=[cohort.slug, note.uuid]))
    assert not TeamNote.objects.exists()
    assert set(Act.objects.of(team).values_list("verb", flat=True)) == {
        "team.noted",
        "team.note_removed",
    }


# ------------------------------------------------------------------------------- hand-over


@pytest.mark.parametrize("stays", ["yes", "no"])
def test_the_cohort_is_handed_over(client, coordinator, coach, cohort, stays):
    client.force_login(coordinator)
    page = reverse("cohorts:hand_over", args=[cohort.slug])
    client.post(page, {"to": coach.uuid, "message": "Janakkala on sairaana.", "stays": stays})
    coordinators = CohortRole.objects.filter(cohort=cohort, role="coordinator")
    expected = {coach, coordinator} if stays == "yes" else {coach}
    assert {held.user for held in coordinators} == expected
    [mail] = Mail.objects.all()
    assert (mail.to, mail.kind) == (coach.email, "cohorts.handed_over")
    assert "Janakkala on sairaana." in mail.text
    assert Act.objects.of(cohort).filter(verb="cohort.handed_over").count() == 1


def test_it_is_not_handed_to_a_stranger(client, coordinator, cohort, newcomer, participant):
    give_role(make_user(), cohort, CohortRole.Role.COACH)
    client.force_login(coordinator)
    page = reverse("cohorts:hand_over", args=[cohort.slug])
    for stranger in (newcomer, participant, coordinator):
        data = {"to": stranger.uuid, "message": "Ole hyvä.", "stays": "no"}
        assert client.post(page, data).status_code == 422
    assert CohortRole.objects.filter(cohort=cohort, role="coordinator").count() == 1
    assert not Mail.objects.exists()
