import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.cohorts.models import Cohort, CohortRole
from sessions.schedule import actions
from sessions.schedule.models import CoachingSession
from sessions.schedule.queries import own_rows, sessions_of
from tests.factories import make_cohort, make_user
from tests.session_factories import make_agenda, make_material, make_session
from valmennus.shared.models import Act
from valmennus.shared.versions import version_of

FIELDS = {
    "title": "Työpaja 2: menetelmät",
    "kind": "coaching",
    "number": "2",
    "day": "1.12.2026",
    "starts": "13.00",
    "ends": "15.00",
    "mode": "remote",
    "place": "",
    "join_url": "https://kokous.example.org/a",
    "summary": "",
    "speakers": "Maija Mallila, suunnittelija\nVeikko Viesti",
}


def edit(browser, session, **changes):
    session.refresh_from_db()
    local = timezone.localtime(session.starts_at)
    data = FIELDS | {
        "title": session.title,
        "day": f"{local:%d.%m.%Y}",
        "starts": f"{local:%H.%M}",
        "ends": f"{timezone.localtime(session.ends_at):%H.%M}",
        "join_url": session.join_url,
        "number": "",
        "speakers": "",
        "seen": version_of(session),
    }
    return browser.post(
        reverse("coaching:session_edit", args=[session.slug]), data | changes, follow=True
    )


@pytest.fixture
def session(cohort):
    starts_at = timezone.make_aware(datetime.datetime(2026, 12, 1, 13, 0))
    return make_session(cohort, starts_at=starts_at, title="Työpaja")


def test_making_a_session_twice_from_one_form_makes_one(cohort, coordinator, coach, sign_in):
    browser = sign_in(coordinator)
    data = FIELDS | {"uuid": uuid.uuid4(), "coaches": [coach.uuid]}
    address = reverse("coaching:session_new", args=[cohort.slug])

    first = browser.post(address, data)
    second = browser.post(address, data)

    session = CoachingSession.objects.get()
    assert first.url == second.url == session.get_absolute_url()
    assert session.slug == "tyopaja-2-menetelmat"
    assert timezone.localtime(session.starts_at).isoformat() == "2026-12-01T13:00:00+02:00"
    assert not session.is_published
    assert [str(one) for one in session.coaches.all()] == [
        "Ritva Raivaaja",
        "Maija Mallila",
        "Veikko Viesti",
    ]
    assert list(Act.objects.of(session).values_list("verb", flat=True)) == ["session.created"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 161),
        ("title", "a\0b"),
        ("day", "31.2.2026"),
        ("day", "1.1.9999"),
        ("starts", "25.00"),
        ("ends", "12.00"),
        ("join_url", "javascript:alert(1)"),
        ("kind", "party"),
        ("number", "99999999999999"),
        ("uuid", "not-one"),
        ("coaches", "not-one"),
    ],
)
def test_bad_input_comes_back_with_a_sentence(field, value, cohort, coordinator, sign_in):
    response = sign_in(coordinator).post(
        reverse("coaching:session_new", args=[cohort.slug]), FIELDS | {field: value}
    )

    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Maija Mallila" in response.content.decode()
    assert not CoachingSession.objects.exists()


def test_a_time_that_the_clock_jumps_over_is_refused(cohort, coordinator, sign_in):
    data = FIELDS | {"day": "28.3.2027", "starts": "3.30", "ends": "5.00"}

    response = sign_in(coordinator).post(reverse("coaching:session_new", args=[cohort.slug]), data)

    assert "starts" in response.context["form"].errors


def test_naming_a_coach_gives_the_role(cohort, coordinator, session):
    speaker = make_user()

    actions.change_session(session=session, coaches=[speaker], by=coordinator)

    assert CohortRole.objects.filter(user=speaker, cohort=cohort, role="coach").exists()


def test_the_same_title_gets_another_address(cohort, coordinator, session):
    def again():
        return actions.create_session(
            cohort=cohort,
            by=coordinator,
            title="Työpaja",
            starts_at=session.starts_at,
            ends_at=session.ends_at,
        ).slug

    slugs = [again(), again(), again()]

    assert slugs[:2] == ["tyopaja", "tyopaja-2026-12-01"]
    assert slugs[2].startswith("tyopaja-2026-12-01-")


def test_a_new_link_raises_the_sequence_and_history_says_who(session, coordinator, sign_in):
    response = edit(sign_in(coordinator), session, join_url="https://kokous.example.org/uusi")

    assert response.status_code == 200
    before, session = session, CoachingSession.objects.get()
    assert (session.join_url, session.sequence) == ("https://kokous.example.org/uusi", 1)
    act = Act.objects.of(session).get()
    assert (act.actor, act.verb) == (coordinator, "session.changed")
    assert act.data == {"join_url": [before.join_url, "https://kokous.example.org/uusi"]}
    history = sign_in(coordinator).get(reverse("coaching:session_history", args=[session.slug]))
    assert "https://kokous.example.org/uusi" in history.content.decode()


def test_a_new_summary_leaves_the_sequence(session, coordinator, sign_in):
    edit(sign_in(coordinator), session, summary="Uusi johdanto")

    session.refresh_from_db()
    assert (session.summary, session.sequence) == ("Uusi johdanto", 0)


def test_saving_nothing_new_writes_no_history(session, coordinator, sign_in):
    edit(sign_in(coordinator), session)

    assert not Act.objects.exists()


def test_a_stale_form_shows_both_versions_and_then_saves(session, coordinator, sign_in):
    seen = version_of(session)
    actions.change_session(session=session, by=coordinator, place="Kirjasto")
    browser = sign_in(coordinator)

    response = edit(browser, session, place="Kunnantalo", seen=seen)

    html = response.content.decode()
    assert response.status_code == 422
    assert "Kirjasto" in html
    assert "Kunnantalo" in html
    session.refresh_from_db()
    assert session.place == "Kirjasto"

    edit(browser, session, place="Kunnantalo", seen=response.context["form"]["seen"].value())

    session.refresh_from_db()
    assert session.place == "Kunnantalo"


def test_moving_tells_old_and_new_time(session, coordinator, sign_in):
    data = {"day": "2.12.2026", "starts": "9.00", "ends": "11.00", "seen": version_of(session)}

    sign_in(coordinator).post(reverse("coaching:session_move", args=[session.slug]), data)

    session.refresh_from_db()
    assert timezone.localtime(session.starts_at).isoformat() == "2026-12-02T09:00:00+02:00"
    assert session.sequence == 1
    act = Act.objects.of(session).get()
    assert act.data["starts_at"] == ["1.12.2026 klo 13.00", "2.12.2026 klo 9.00"]


def test_publish_unpublish_cancel_restore(session, cohort, coordinator, sign_in):
    browser = sign_in(coordinator)
    draft = make_session(cohort, draft=True)

    for name in ("session_publish", "session_publish"):
        browser.post(reverse(f"coaching:{name}", args=[draft.slug]))
    draft.refresh_from_db()
    assert draft.published_by == coordinator

    address = reverse("coaching:session_cancel", args=[draft.slug])
    assert browser.post(address, {"reason": ""}).status_code == 422
    browser.post(address, {"reason": "Lumimyrsky"})
    draft.refresh_from_db()
    assert (draft.cancel_reason, draft.cancelled_by, draft.sequence) == (
        "Lumimyrsky",
        coordinator,
        1,
    )

    browser.post(reverse("coaching:session_restore", args=[draft.slug]))
    draft.refresh_from_db()
    assert (draft.is_cancelled, draft.sequence) == (False, 2)

    browser.post(reverse("coaching:session_unpublish", args=[draft.slug]))
    draft.refresh_from_db()
    assert not draft.is_published
    assert list(Act.objects.of(draft).order_by("pk").values_list("verb", flat=True)) == [
        "session.published",
        "session.cancelled",
        "session.restored",
        "session.unpublished",
    ]


def agenda_data(session, rows):
    data = {"seen": version_of(session)}
    data |= {"ohjelma-TOTAL_FORMS": len(rows), "ohjelma-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"ohjelma-{number}-{name}": value for name, value in row.items()}
    return data


def test_the_coach_writes_the_agenda_in_the_order_of_the_numbers(cohort, coach, sign_in):
    session = make_session(cohort, coach=coach)
    rows = [
        {"order": 2, "minutes": 45, "title": "Itu-peli"},
        {"order": 1, "minutes": 15, "title": "Kuulumiset", "who": "Ritva"},
        {"order": "", "minutes": "", "title": ""},
    ]

    sign_in(coach).post(
        reverse("coaching:agenda_edit", args=[session.slug]), agenda_data(session, rows)
    )

    items = session.agenda.values_list("order", "minutes", "title", "who")
    assert list(items) == [(1, 15, "Kuulumiset", "Ritva"), (2, 45, "Itu-peli", "")]


def test_a_part_without_minutes_comes_back(session, coordinator, sign_in):
    response = sign_in(coordinator).post(
        reverse("coaching:agenda_edit", args=[session.slug]),
        agenda_data(session, [{"title": "Itu-peli", "minutes": ""}]),
    )

    assert response.status_code == 422
    assert "Itu-peli" in response.content.decode()
    assert not session.agenda.exists()


def test_an_agenda_without_its_management_data_is_no_error_page(session, coordinator, sign_in):
    response = sign_in(coordinator).post(reverse("coaching:agenda_edit", args=[session.slug]), {})

    assert response.status_code == 422


def test_a_copy_takes_agenda_coaches_and_materials(session, cohort, coach, coordinator, sign_in):
    actions.change_session(session=session, by=coordinator, coaches=[coach], speakers=[("A", "B")])
    make_agenda(session, (15, "Kuulumiset"), (45, "Itu-peli"))
    make_material(session, title="Lue", visible_from=session.starts_at)
    make_material(session, title="Tallenne", kind="recording")
    data = {"title": "Uusi", "day": "8.12.2026", "starts": "10.00", "uuid": uuid.uuid4()}
    browser = sign_in(coordinator)

    for _click in range(2):
        browser.post(reverse("coaching:session_copy", args=[session.slug]), data)

    copy = CoachingSession.objects.exclude(pk=session.pk).get()
    assert timezone.localtime(copy.starts_at).isoformat() == "2026-12-08T10:00:00+02:00"
    assert copy.minutes == session.minutes
    assert (copy.is_published, copy.join_url) == (False, "")
    assert [str(one) for one in copy.coaches.all()] == ["Ritva Raivaaja", "A"]
    assert [one.title for one in copy.agenda.all()] == ["Kuulumiset", "Itu-peli"]
    material = copy.materials.get()
    assert (material.title, material.visible_from) == ("Lue", copy.starts_at)


def test_an_archived_cohort_is_not_changed(session, cohort, coordinator, sign_in):
    cohort.state = Cohort.State.ARCHIVED
    cohort.save()
    browser = sign_in(coordinator)

    assert browser.get(session.get_absolute_url()).status_code == 200
    assert edit(browser, session, title="Uusi").status_code == 403
    session.refresh_from_db()
    assert session.title == "Työpaja"


def test_what_my_page_needs(cohort, participant, coordinator):
    make_session(cohort, in_hours=1, cancelled_at=timezone.now())
    nearest = make_session(cohort, in_hours=2)
    draft = make_session(cohort, in_hours=3, draft=True)
    make_session(cohort, in_hours=-30)
    make_session(make_cohort("Muu"), in_hours=1)

    rows = own_rows(participant)
    assert len(rows) == 3
    assert [one for one in rows if not (one.is_over or one.is_cancelled)] == [nearest]
    assert draft in sessions_of(cohort, coordinator)
    assert draft not in sessions_of(cohort, participant)


def test_another_cohorts_mark_in_a_form_is_worth_nothing(cohort, coordinator, sign_in):
    strange = make_session(make_cohort())
    address = reverse("coaching:session_new", args=[cohort.slug])

    sign_in(coordinator).post(address, FIELDS | {"uuid": strange.uuid})

    made = CoachingSession.objects.get(cohort=cohort)
    assert made.uuid != strange.uuid


def test_a_coachs_right_that_came_with_a_session_goes_with_the_last(
    session, cohort, coordinator, coach
):
    other = make_session(cohort)
    for one in (session, other):
        actions.change_session(session=one, by=coordinator, coaches=[coordinator, coach])
    roles = CohortRole.objects.filter(cohort=cohort, role=CohortRole.Role.COACH)

    actions.change_session(session=session, by=coordinator, coaches=[])
    assert {role.user for role in roles.all()} == {coordinator, coach}
    actions.change_session(session=other, by=coordinator, coaches=[])

    # The coach's own task was given by hand.
    assert {role.user for role in roles.all()} == {coach}
