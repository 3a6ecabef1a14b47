"""The coordinator's cockpit: teams down, steps across, and what waits."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from participants.accounts.models import User
from participants.cohorts.models import Cohort, Team
from participants.enrolment.mails import send_places
from participants.enrolment.models import Enrolment
from sessions.attendance.models import Attendance
from sessions.feedback.actions import give
from sessions.feedback.queries import survey_of
from sessions.schedule.models import Absence
from tests.factories import enrol, make_cohort, make_team, make_user
from tests.recruiting_factories import make_application, make_call
from tests.session_factories import do_pre_task, make_session
from valmennus.portal.cockpit.queries import cockpit_of
from valmennus.shared.models import Act, BadAddress

pytestmark = pytest.mark.django_db

DAY = 24


def page_of(browser, cohort, query=""):
    return browser.get(reverse("portal:cockpit", args=[cohort.slug]) + query)


def mark(session, enrolment, state):
    return Attendance.objects.create(
        session=session, enrolment=enrolment, state=state, source="marked", marked_at=timezone.now()
    )


@pytest.fixture
def places(cohort, team, participant, teammate, peer):
    """The places of two in the team and of one in another team."""
    return {place.person: place for place in Enrolment.objects.filter(cohort=cohort)}


@pytest.fixture
def cells(sign_in, coordinator, cohort):
    """What a team's row says: the words and the shape of each cell."""

    def read(team, query="", about=()):
        cockpit = page_of(sign_in(coordinator), cohort, query).context["cockpit"]
        row = next(one for one in cockpit.teams if one.pk == team.pk)
        return [
            (cell.text, cell.kind)
            for cell in row.cells
            if (cell.about in about if about else cell.about not in ("feedback", "due"))
        ]

    return read


class TestCells:
    def test_who_has_signed_in(self, cells, team, places, participant):
        User.objects.filter(pk=participant.pk).update(last_login=timezone.now())

        assert cells(team)[:2] == [("2", "good"), ("1 / 2", "waiting")]

    def test_attendance_of_each_session(self, cells, cohort, team, places, participant, teammate):
        oldest, marked, missed, unmarked = (
            make_session(cohort, in_hours=-DAY * days) for days in [40, 30, 20, 10]
        )
        mark(oldest, places[participant], "remote")
        mark(marked, places[participant], "remote")
        mark(marked, places[teammate], "made_up")
        mark(missed, places[participant], "excused")
        mark(unmarked, places[participant], "expected")

        assert cells(team)[2:] == [
            ("1 / 2", "waiting"), ("2 / 2", "good"), ("0 / 2", "bad"), ("ei merkitty", "quiet")
        ]  # fmt: skip

    def test_who_comes_next(self, cells, cohort, team, places, participant):
        session = make_session(cohort, in_hours=DAY)
        make_session(cohort, in_hours=DAY * 9, title="Myöhempi")
        Absence.objects.create(session=session, enrolment=places[participant])

        assert cells(team)[2:] == [("1 / 2 tulossa", "waiting")]

    @pytest.mark.parametrize(
        ("days", "done", "says"),
        [
            (2, 0, ("puuttuu", "bad")),
            (20, 0, ("ei vielä", "quiet")),
            (2, 1, ("1 / 2", "waiting")),
            (2, 2, ("2 / 2", "good")),
        ],
    )
    def test_the_pre_task(self, cells, cohort, team, places, days, done, says):
        session = make_session(cohort, in_hours=DAY * days, pre_task="Lue tämä.")
        for place in [place for place in places.values() if place.team == team][:done]:
            do_pre_task(session, place)

        assert cells(team)[-1] == says

    def test_those_who_have_left_count_nowhere(
        self, cells, cohort, team, places, participant, teammate
    ):
        session = make_session(cohort, in_hours=-DAY)
        coming = make_session(cohort, in_hours=DAY, pre_task="Lue tämä.")
        for place in (places[participant], places[teammate]):
            mark(session, place, "remote")
        Absence.objects.create(session=coming, enrolment=places[teammate])
        do_pre_task(coming, places[teammate])
        Enrolment.objects.filter(pk=places[teammate].pk).update(state="withdrawn")

        assert [text for text, _kind in cells(team)] == [
            "1", "ei vielä", "1 / 1", "1 tulossa", "puuttuu"
        ]  # fmt: skip

    def test_who_has_confirmed(self, cells, cohort, team, places, participant):
        cohort.confirm_until = timezone.localdate() + datetime.timedelta(days=3)
        cohort.save()
        Enrolment.objects.filter(person=participant).update(state="confirmed")

        assert cells(team)[0] == ("1 / 2 vahvistanut", "waiting")
        day = f"{cohort.confirm_until:%-d.%-m.}"
        assert cells(team, about=["due"]) == [(f"{day} paikan vahvistus", "quiet")]

    def test_feedback_is_asked_of_those_who_were_there(
        self, cells, cohort, team, places, participant, teammate
    ):
        session = make_session(cohort, in_hours=-DAY)
        mark(session, places[participant], "remote")
        mark(session, places[teammate], "absent")

        assert cells(team, about=["feedback"]) == [("0 / 1", "waiting")]
        give(survey=survey_of(session), enrolment=places[participant], values={"hyoty": 5})
        assert cells(team, about=["feedback"]) == [("1 / 1", "good")]

    def test_the_nearest_due_comes_first(self, cells, cohort, team, places):
        session = make_session(cohort, in_hours=DAY * 5, pre_task="Lue tämä.")
        day = timezone.localdate(session.starts_at)

        assert cells(team, about=["due"]) == [(f"{day:%-d.%-m.} tehtävä", "quiet")]

    def test_drafts_and_cancelled_sessions_have_no_column(self, cells, cohort, team, places):
        make_session(cohort, in_hours=-DAY, draft=True)
        make_session(cohort, in_hours=DAY, draft=True)
        make_session(cohort, in_hours=DAY, cancelled_at=timezone.now())

        assert len(cells(team)) == 2

    def test_another_cohorts_figures_stay_there(self, cells, cohort, team, places, participant):
        session = make_session(cohort, in_hours=-DAY)
        mark(session, places[participant], "remote")
        other = make_team(make_cohort())
        stranger = enrol(make_user(), other)
        mark(make_session(other.cohort, in_hours=-DAY), stranger, "absent")

        assert [text for text, _kind in cells(team)] == ["2", "ei vielä", "1 / 2"]


class TestChoices:
    def test_only_those_are_shown_who_miss_it(
        self, sign_in, coordinator, cohort, team, places, peer
    ):
        User.objects.filter(pk=peer.pk).update(last_login=timezone.now())

        cockpit = page_of(sign_in(coordinator), cohort, "?show=sign_in").context["cockpit"]

        assert [one.pk for one in cockpit.teams] == [team.pk]
        assert [(one.value, one.count) for one in cockpit.choices] == [
            ("", 2),
            ("anything", 1),
            ("sign_in", 1),
        ]
        assert [total.text for total in cockpit.totals] == ["2", "0 / 2", "–"]

    @pytest.mark.parametrize("query", ["?show=nonsense", "?show=%00", "?open=x&show=", "?open=%ff"])
    def test_nonsense_shows_everything(self, sign_in, coordinator, cohort, places, query):
        page = page_of(sign_in(coordinator), cohort, query)

        assert (page.status_code, len(page.context["cockpit"].teams)) == (200, 2)

    def test_an_opened_row_tells_of_its_people_and_no_others(
        self, sign_in, coordinator, cohort, team, places, participant, peer
    ):
        browser = sign_in(coordinator)
        person = reverse("enrolment:person", args=[cohort.slug, places[participant].uuid])
        other = reverse("enrolment:person", args=[cohort.slug, places[peer].uuid])

        closed = page_of(browser, cohort).content.decode()
        opened = page_of(browser, cohort, f"?open={team.uuid}").content.decode()

        assert person not in closed
        assert person in opened
        assert other not in opened
        assert f'id="{team.uuid}" class="table__open"' in opened


class TestOrder:
    def test_the_teams_that_miss_most_come_first(
        self, sign_in, coordinator, cohort, team, places, peer
    ):
        User.objects.filter(pk=peer.pk).update(last_login=timezone.now())
        make_team(cohort, "Aaltola")
        browser = sign_in(coordinator)

        def order(query):
            teams = page_of(browser, cohort, query).context["cockpit"].teams
            return [str(one.organisation) for one in teams]

        assert order("") == order("?order=x") == ["Aaltola", "Janakkala", "Sodankylä"]
        assert order("?order=missing")[0] == "Sodankylä"

    def test_excel_has_the_rows_of_the_page(self, sign_in, coordinator, cohort, team, places, peer):
        Team.objects.filter(pk=team.pk).update(contact=next(iter(places)))
        User.objects.filter(pk=peer.pk).update(last_login=timezone.now())
        page = reverse("portal:cockpit_xlsx", args=[cohort.slug])

        got = sign_in(coordinator).get(page, {"show": "sign_in"})

        book = CalamineWorkbook.from_filelike(io.BytesIO(got.getvalue()))
        head, *rows = book.get_sheet_by_index(0).to_python()
        assert len(head) == len(rows[0])
        assert [row[0] for row in rows] == ["Sodankylä"]
        act = Act.objects.get(verb="people.exported")
        assert act.data["places"] == [next(iter(places.values())).pk]


class TestWaiting:
    def texts(self, browser, cohort):
        return [thing["text"] for thing in page_of(browser, cohort).context["cockpit"].waiting]

    def test_a_new_cohort_is_led_to_its_first_steps(self, sign_in, coordinator, cohort):
        assert self.texts(sign_in(coordinator), cohort) == [
            "Luo ensimmäinen tapaaminen",
            "Tuo osallistujat",
        ]

    def test_what_a_coordinator_has_not_done_yet(
        self, sign_in, coordinator, cohort, team, places, participant
    ):
        marked = make_session(cohort, in_hours=-DAY * 3)
        mark(marked, places[participant], "remote")
        make_session(cohort, in_hours=-DAY, title="Merkitsemättä")
        make_session(cohort, in_hours=DAY * 5, title="Luonnos pian", draft=True)
        make_session(cohort, in_hours=DAY * 50, title="Luonnos kaukana", draft=True)
        Team.objects.filter(pk=team.pk).update(contact=participant)

        assert self.texts(sign_in(coordinator), cohort) == [
            "Merkitse läsnäolo: Merkitsemättä",
            "Julkaise luonnos: Luonnos pian",
            "Nimeä yhteyshenkilö: 1 tiimi",
        ]

    def test_nothing_waits_in_an_archived_cohort(self, sign_in, coordinator, cohort):
        Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.ARCHIVED)

        assert self.texts(sign_in(coordinator), cohort) == []


def test_it_asks_as_little_with_four_teams_as_with_one(sign_in, coordinator, cohort):
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = page_of(browser, cohort, f"?open={team.uuid}")
        assert page.status_code == 200
        return len(asked)

    def another_team():
        team = make_team(cohort)
        for place in [enrol(make_user(), team) for _ in range(2)]:
            mark(past, place, "remote")
            Absence.objects.create(session=coming, enrolment=place)
            do_pre_task(coming, place)
        return team

    past = make_session(cohort, in_hours=-DAY)
    coming = make_session(cohort, in_hours=DAY, pre_task="Lue tämä.")
    browser = sign_in(coordinator)
    team = another_team()
    with_one = statements()
    for _ in range(3):
        another_team()

    assert statements() == with_one <= 12


def test_without_people_nobody_is_said_not_to_have_signed_in(sign_in, coordinator, cohort):
    figures = page_of(sign_in(coordinator), cohort).context["cockpit"].figures

    assert [figure.number for figure in figures] == [0]


def test_figures_lead_to_the_people_that_they_count(
    sign_in, coordinator, cohort, places, participant
):
    User.objects.filter(pk=participant.pk).update(last_login=timezone.now())
    browser = sign_in(coordinator)

    figures = page_of(browser, cohort).context["cockpit"].figures

    listed = [browser.get(figure.url).context["page"].paginator.count for figure in figures]
    assert [figure.number for figure in figures] == listed == [3, 2]


def test_days_to_the_next_session(sign_in, coordinator, cohort, places):
    starts_at = timezone.localtime().replace(hour=9, minute=0) + datetime.timedelta(days=3)
    make_session(cohort, starts_at=starts_at, title="Työpaja")

    figure = page_of(sign_in(coordinator), cohort).context["cockpit"].figures[2]

    assert (figure.number, figure.text) == (3, "päivää: Työpaja")


def test_undecided_applications_and_lost_mail_wait(cohort, participant, coordinator):
    make_call(cohort)
    for _number in range(2):
        make_application(cohort)
    BadAddress.objects.create(address=participant.email)
    place = Enrolment.objects.get(person=participant)
    send_places([place], cohort=cohort, by=coordinator)

    waiting = {one["text"]: one["url"] for one in cockpit_of(cohort).waiting}

    assert "2 hakemuksesta" in " ".join(waiting)
    [address] = [url for text, url in waiting.items() if "perille" in text]
    assert address.endswith("?state=lost")


def test_the_lost_ones_are_what_the_list_shows(cohort, participant, coordinator, sign_in):
    BadAddress.objects.create(address=participant.email)
    place = Enrolment.objects.get(person=participant)
    send_places([place], cohort=cohort, by=coordinator)
    page = sign_in(coordinator).get(reverse("post:mails", args=[cohort.slug]), {"state": "lost"})

    assert [mail.to for mail in page.context["mails"]] == [participant.email]
