import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from participants.cohorts.models import Cohort
from participants.enrolment.models import Enrolment
from sessions.schedule.models import Absence, CoachingSession
from sessions.schedule.permissions import rights_in
from sessions.tasks.models import TaskAnswer
from tests.factories import enrol, make_cohort, make_team, make_user
from tests.session_factories import make_agenda, make_material, make_session


@pytest.fixture
def session(cohort, coach):
    return make_session(cohort, coach=coach, title="Menetelmät käteen", pre_task="Lue **tämä**.")


def page(sign_in, person, session):
    return sign_in(person).get(session.get_absolute_url())


def test_tells_time_place_coach_agenda_and_pre_task(session, participant, sign_in):
    session.starts_at = timezone.make_aware(datetime.datetime(2027, 3, 2, 13, 0))
    session.ends_at = session.starts_at + datetime.timedelta(hours=2)
    session.place = "Kunnantalo"
    session.save()
    make_agenda(session, (15, "Kuulumiset"), (25, "Puheenvuoro"), (50, "Itu-peli"))

    html = page(sign_in, participant, session).content.decode()

    assert "Menetelmät käteen" in html
    assert "Kunnantalo" in html
    assert "Ritva Raivaaja" in html
    assert "<strong>tämä</strong>" in html
    clocks = [html.index(clock) for clock in (">13.00<", ">13.15<", ">13.40<")]
    assert clocks == sorted(clocks)


@pytest.mark.parametrize(
    ("hours", "opened"), [(48, ["before", "during"]), (-1, ["during"]), (-24, ["after"])]
)
def test_the_present_part_is_open(cohort, participant, sign_in, hours, opened):
    # A part that is over and empty is left out, so each has something.
    session = make_session(cohort, in_hours=hours, pre_task="Lue tämä.")
    make_agenda(session, (15, "Tervetuloa"))

    html = page(sign_in, participant, session).content.decode()

    parts = html.split('<details class="fold part"')[1:]
    names = ["before", "during", "after"]
    assert [
        n for n, part in zip(names, parts, strict=True) if part[:8].strip() == "open>"
    ] == opened


def test_what_was_empty_is_left_out_when_the_session_is_over(cohort, participant, sign_in):
    session = make_session(cohort, in_hours=-24)

    html = page(sign_in, participant, session).content.decode()

    assert html.count('<details class="fold part"') == 1


def test_a_material_that_waits_shows_only_to_those_who_run_the_cohort(
    session, participant, coordinator, coach, sign_in
):
    later = timezone.now() + datetime.timedelta(days=1)
    make_material(session, title="Salainen diasarja", visible_from=later)

    assert "Salainen diasarja" not in page(sign_in, participant, session).content.decode()
    assert "Salainen diasarja" in page(sign_in, coordinator, session).content.decode()
    assert "Salainen diasarja" in page(sign_in, coach, session).content.decode()
    with time_machine.travel(later + datetime.timedelta(minutes=1)):
        assert "Salainen diasarja" in page(sign_in, participant, session).content.decode()


def test_a_draft_is_seen_only_by_those_who_run_the_cohort(
    cohort, coordinator, coach, participant, sign_in
):
    draft = make_session(cohort, draft=True)

    statuses = [page(sign_in, one, draft).status_code for one in (coordinator, coach, participant)]

    assert statuses == [200, 200, 404]


def test_a_draft_cohort_hides_its_published_sessions(cohort, session, participant, sign_in):
    cohort.state = Cohort.State.DRAFT
    cohort.save()

    assert page(sign_in, participant, session).status_code == 404


def test_looking_as_a_participant_hides_drafts_and_tools(cohort, coordinator, session):
    coordinator.sees_as_participant = True
    draft = make_session(cohort, draft=True)

    seen = CoachingSession.objects.visible_to(coordinator)
    assert session in seen
    assert draft not in seen
    assert not any(rights_in(coordinator, session))


def test_teammates_are_shown_but_not_other_teams(session, participant, teammate, peer, sign_in):
    html = page(sign_in, participant, session).content.decode()

    assert "Mikko Malliksi" in html
    assert "Pirjo Pohdiskelija" not in html


def test_pre_task_is_ticked_and_unticked(session, participant, sign_in):
    browser = sign_in(participant)
    task = session.tasks.get()

    response = browser.post(reverse("coaching:task_tick", args=[task.uuid]))
    browser.post(reverse("coaching:task_tick", args=[task.uuid]))

    assert response.url == session.get_absolute_url()
    assert TaskAnswer.objects.handed_in().get().enrolment.person == participant

    browser.post(reverse("coaching:task_take_back", args=[task.uuid]))

    assert not TaskAnswer.objects.handed_in().exists()


def test_absence_is_told_with_a_word_and_taken_back(session, participant, coordinator, sign_in):
    browser = sign_in(participant)

    browser.post(
        reverse("coaching:absence_tell", args=[session.slug]), {"word": "Kollega tulee tilalle."}
    )

    absence = Absence.objects.get()
    assert (absence.enrolment.person, absence.word) == (participant, "Kollega tulee tilalle.")
    assert "Kollega tulee tilalle." in page(sign_in, participant, session).content.decode()

    browser.post(reverse("coaching:absence_take_back", args=[session.slug]))

    assert not Absence.objects.exists()


def test_an_overlong_word_comes_back_with_a_sentence(session, participant, sign_in):
    response = sign_in(participant).post(
        reverse("coaching:absence_tell", args=[session.slug]), {"word": "x" * 301}
    )

    assert response.status_code == 422
    assert "x" * 301 in response.content.decode()
    assert not Absence.objects.exists()


def test_who_has_withdrawn_takes_part_in_nothing(session, participant, sign_in):
    Enrolment.objects.update(state=Enrolment.State.WITHDRAWN)

    response = sign_in(participant).post(reverse("coaching:absence_tell", args=[session.slug]))

    assert response.status_code == 403


def test_a_cancelled_session_says_why_and_cannot_be_joined(cohort, participant, sign_in):
    session = make_session(cohort, cancelled_at=timezone.now(), cancel_reason="Alustaja sairastui.")

    html = page(sign_in, participant, session).content.decode()

    assert "Alustaja sairastui." in html
    assert reverse("coaching:join", args=[session.slug]) not in html


@pytest.mark.parametrize("rows", [1, 4])
def test_counts_its_queries(rows, cohort, participant, sign_in, django_assert_max_num_queries):
    session = make_session(cohort, pre_task="Lue.")
    make_agenda(session, *[(10, f"Osa {number}") for number in range(rows)])
    for number in range(rows):
        make_material(session, title=f"Aineisto {number}")
        make_session(cohort, in_hours=24 * (10 + number))
        enrol(make_user(), Enrolment.objects.get(person=participant).team)
    browser = sign_in(participant)

    with django_assert_max_num_queries(12):
        assert browser.get(session.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("rows", [1, 4])
def test_a_guest_reads_a_webinar_in_four_queries(rows, db, client, django_assert_max_num_queries):
    webinar = make_session(None, kind="webinar", title="Osallisuuskahvit")
    make_agenda(webinar, *[(10, f"Osa {number}") for number in range(rows)])
    for _number in range(rows):
        make_material(webinar)

    with django_assert_max_num_queries(4):
        response = client.get(webinar.get_absolute_url())

    assert "Osallisuuskahvit" in response.content.decode()


def test_a_guest_cannot_tell_a_hidden_page_from_none(session, client):
    hidden = client.get(session.get_absolute_url())
    missing = client.get("/tapaamiset/ei-tallaista/")

    assert hidden.status_code == missing.status_code == 302
    assert hidden.url == f"/tili/login/?next={session.get_absolute_url()}"


@pytest.mark.parametrize("rows", [1, 4])
def test_my_sessions(rows, cohort, participant, outsider, sign_in, django_assert_max_num_queries):
    for number in range(rows):
        make_session(cohort, in_hours=24 + number, title=f"Tuleva {number}")
        make_session(cohort, in_hours=-24 - number, title=f"Mennyt {number}")
    make_session(make_cohort("Muu"), title="Muiden tapaaminen")
    browser = sign_in(participant)

    with django_assert_max_num_queries(12):
        html = browser.get(reverse("coaching:session_list")).content.decode()

    assert html.index("Tuleva 0") < html.index("Mennyt 0")
    assert "Muiden tapaaminen" not in html


@pytest.mark.parametrize("rows", [1, 4])
def test_webinars_list_slides_and_recordings(rows, db, client, django_assert_max_num_queries):
    for number in range(rows):
        past = make_session(None, kind="webinar", in_hours=-48, title=f"Mennyt webinaari {number}")
        make_material(
            past,
            kind="recording",
            title="Tallenne",
            captions_url="https://example.org/tekstitys.vtt",
            text="Huomenta.",
        )
    make_session(None, kind="webinar", draft=True, title="Luonnoswebinaari")

    with django_assert_max_num_queries(4):
        html = client.get(reverse("coaching:webinar_list")).content.decode()

    assert html.count("tekstitys.vtt") == rows
    assert "Luonnoswebinaari" not in html


@pytest.mark.parametrize("rows", [1, 4])
def test_the_coordinators_list(rows, cohort, coordinator, sign_in, django_assert_max_num_queries):
    for _number in range(rows):
        session = make_session(cohort, draft=True)
        enrolment = enrol(make_user(), make_team(cohort))
        Absence.objects.create(session=session, enrolment=enrolment)
    browser = sign_in(coordinator)

    with django_assert_max_num_queries(12):
        response = browser.get(reverse("coaching:cohort_sessions", args=[cohort.slug]))

    assert [one.absent_count for one in response.context["sessions"]] == [1] * rows


def test_needs_post_for_acts(session, coordinator, sign_in):
    browser = sign_in(coordinator)

    for name in ("session_publish", "session_unpublish", "session_restore", "absence_tell"):
        assert browser.get(reverse(f"coaching:{name}", args=[session.slug])).status_code == 405


@pytest.mark.parametrize("act", ["absence_tell", "absence_take_back"])
def test_after_the_session_absence_is_refused_in_words(cohort, participant, sign_in, act):
    over = make_session(cohort, in_hours=-30)

    response = sign_in(participant).post(reverse(f"coaching:{act}", args=[over.slug]), follow=True)

    assert [str(one) for one in response.context["messages"]] == [
        "Tämä tapaaminen on jo päättynyt. Kerro asiasta suoraan koordinaattorille."
    ]
    assert not Absence.objects.exists()


@pytest.mark.parametrize("act", ["absence_tell", "absence_take_back"])
def test_an_archived_cohort_takes_no_more_words(session, cohort, participant, sign_in, act):
    cohort.state = Cohort.State.ARCHIVED
    cohort.save()

    response = sign_in(participant).post(reverse(f"coaching:{act}", args=[session.slug]))

    assert response.status_code == 403
    assert not Absence.objects.exists()
