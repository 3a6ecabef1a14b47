"""The walk of a report: brought, previewed, taken in, taken back."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from participants.cohorts.models import Cohort
from participants.enrolment.models import Enrolment
from sessions.attendance import actions as attendance
from sessions.attendance.models import Attendance, AttendanceStep
from sessions.attendance.queries import person_hours
from sessions.meeting_reports import actions, queries
from sessions.meeting_reports.models import AttendanceAlias, MeetingReport, ReportRow
from tests.factories import enrol, make_team, make_user
from tests.session_factories import make_session
from valmennus.shared.models import Act

from .shapes import SHAPES, TWELFTH, utf8

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 11, 24, 13)
HEAD = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest"


@pytest.fixture
def session(cohort):
    return make_session(cohort, starts_at=timezone.make_aware(START), minutes=120)


def row(name, start, end, email=""):
    """A row of Zoom: minutes from the session's beginning."""
    times = [START + datetime.timedelta(minutes=one) for one in (start, end)]
    joined, left = (one.strftime("%d.%m.%Y %H:%M:%S") for one in times)
    return f"{name},{email},{joined},{left},{end - start},No"


def csv(*rows):
    return utf8(HEAD, *rows)


def place(user):
    return Enrolment.objects.get(person=user)


def address(name, session, *more):
    return reverse(f"coaching:{name}", args=[session.cohort.slug, session.slug, *more])


def bring(browser, session, *rows, name="raportti.csv", content=None):
    """Bring a report; gives the address of its preview."""
    file = SimpleUploadedFile(name, content or csv(*rows))
    response = browser.post(address("report_upload", session), {"file": file})
    assert response.status_code == 302, response.content.decode()
    return response.url


def take_in(browser, url, **choices):
    page = browser.get(url)
    weighed = page.context["weighed"]
    data = {"seen": weighed.seen, "least_minutes": page.context["report"].least_minutes}
    return browser.post(url, data | choices | {"act": "confirm"})


def marks():
    return {
        str(one.enrolment.person): (one.state, one.source, one.minutes)
        for one in Attendance.objects.select_related("enrolment__person")
    }


def test_the_whole_walk(session, participant, teammate, peer, coordinator, coach, sign_in):
    browser = sign_in(coordinator)
    url = bring(
        browser,
        session,
        row("Esimerkki Aino (Sodankylä)", 0, 60),
        row("Esimerkki Aino (Sodankylä)", 50, 100),
        row("Mikko Malliksi", 0, 30),
        row("Pirja Pohdiskelija", -5, 120),
        row("Ritva Raivaaja", -15, 125),
        row("Kalle Keksitty", 0, 120, "kalle@muualla.example"),
    )

    page = browser.get(url)
    html = page.content.decode()
    assert "Kalle Keksitty" in html
    numbers = page.context["weighed"].numbers
    assert (numbers["mark"], numbers["short"], numbers["asks"]) == (1, 1, 1)
    assert (numbers["strangers"], numbers["staff"]) == (1, 1)
    assert not Attendance.objects.exists()

    asked = next(one for one in page.context["weighed"].rows if one.asks)
    take_in(browser, url, **{f"row-{asked.number}": str(place(peer).uuid)})

    assert marks() == {
        "Aino Esimerkki": ("remote", "report", 100),
        "Pirjo Pohdiskelija": ("remote", "report", 125),
    }
    report = MeetingReport.objects.get()
    assert (report.state, report.confirmed_by, report.least_minutes) == ("done", coordinator, 60)
    # Nothing of strangers is kept, and no names at all.
    assert set(ReportRow.objects.values_list("name", "email")) == {("", "")}
    assert ReportRow.objects.count() == 3
    assert AttendanceAlias.objects.get().text == "pirja pohdiskelija"
    verbs = list(Act.objects.of(session).values_list("verb", flat=True))
    assert sorted(verbs) == ["attendance.report_brought", "attendance.reported"]
    done = browser.get(url)
    assert [str(one.person) for one in done.context["done"]] == [
        "Aino Esimerkki",
        "Pirjo Pohdiskelija",
    ]
    assert person_hours([session]).minutes == 225

    browser.post(address("report_undo", session, report.uuid))

    assert {one.state for one in Attendance.objects.all()} == {"expected"}
    assert not ReportRow.objects.exists()
    steps = AttendanceStep.objects.filter(attendance__enrolment=place(participant))
    assert [(one.from_state, one.to_state, one.source) for one in steps] == [
        ("expected", "remote", "report"),
        ("remote", "expected", "undone"),
    ]


@pytest.mark.parametrize("shape", SHAPES, ids=[one[0] for one in SHAPES])
def test_nobody_of_any_shape_gets_what_is_another_persons(
    shape, cohort, coordinator, coach, sign_in
):
    """Each shape through the whole walk: right people, right minutes, and nobody else."""
    _name, file_name, content, _kind, told = shape
    start = START.replace(day=25 if content else 12)
    session = make_session(cohort, starts_at=timezone.make_aware(start), minutes=120)
    people = {
        ("Maija", "Virtanen", "Siilinjärvi"): "",
        ("Maija", "Virtola", "Hattula"): "",
        ("Matti", "Virtanen", "Puolanka"): "+358 40 9999999",
        ("Pekka", "Häkkinen", "Janakkala"): "",
        ("Aino", "Öhman", "Karvia"): "",
    }
    for (given, family, town), phone in people.items():
        user = make_user(given_name=given, family_name=family, phone=phone)
        enrol(user, make_team(cohort, town))
    expected = {
        known: minutes
        for known in ("Maija Virtanen", "Pekka Häkkinen", "Aino Öhman")
        for name, minutes in told.items()
        if all(word in name for word in known.split()) and minutes >= 60
    }
    browser = sign_in(coordinator)
    url = bring(browser, session, name=file_name, content=content or TWELFTH)

    take_in(browser, url)

    assert {name: minutes for name, (_state, _source, minutes) in marks().items()} == expected
    assert all(state == "remote" for state, _source, _minutes in marks().values())


def test_what_was_chosen_once_is_known_the_next_time(
    session, cohort, participant, peer, coordinator, sign_in
):
    browser = sign_in(coordinator)
    url = bring(browser, session, row("Pipsa", 0, 120))
    number = browser.get(url).context["weighed"].rows[0].number
    take_in(browser, url, **{f"row-{number}": str(place(peer).uuid)})
    later = make_session(cohort, starts_at=session.starts_at, minutes=120)

    url = bring(browser, later, row("Pipsa", 0, 120))

    weighed = browser.get(url).context["weighed"]
    assert weighed.rows[0].verdict == "certain"
    assert weighed.rows[0].place.enrolment == place(peer)


def test_a_mark_by_hand_wins_unless_overruled(session, participant, teammate, coordinator, sign_in):
    for user, state in [(participant, "excused"), (teammate, "on_site")]:
        attendance.mark(
            session=session, enrolment=place(user), state=state, version=0, by=coordinator
        )
    browser = sign_in(coordinator)
    rows = [row("Aino Esimerkki", 0, 110), row("Mikko Malliksi", 0, 20), row("Mikko M", 0, 9)]
    url = bring(browser, session, *rows)
    weighed = browser.get(url).context["weighed"]
    assert weighed.people[0].conflict

    take_in(browser, url)

    assert marks()["Aino Esimerkki"] == ("excused", "marked", None)
    assert marks()["Mikko Malliksi"] == ("on_site", "marked", None)

    url = bring(browser, session, row("Aino Esimerkki", 0, 111), row("Mikko Malliksi", 0, 90))
    take_in(browser, url, **{"overrule-1": "on"})

    assert marks()["Aino Esimerkki"] == ("remote", "report", 111)
    # Who was on site and had the meeting open too was on site, for all of it.
    assert marks()["Mikko Malliksi"] == ("on_site", "marked", None)


def test_minutes_are_added_to_a_mark_of_presence(session, participant, coordinator, sign_in):
    attendance.mark_all(session=session, state="remote", by=coordinator)
    browser = sign_in(coordinator)
    url = bring(browser, session, row("Aino Esimerkki", 0, 75))

    take_in(browser, url)

    assert marks()["Aino Esimerkki"] == ("remote", "all", 75)
    browser.post(address("report_undo", session, MeetingReport.objects.get().uuid))
    assert marks()["Aino Esimerkki"] == ("remote", "all", None)


def test_two_reports_of_a_meeting_that_was_begun_again_add_up(
    session, participant, coordinator, sign_in
):
    browser = sign_in(coordinator)
    take_in(browser, bring(browser, session, row("Aino Esimerkki", 0, 40)))
    assert marks() == {}

    take_in(browser, bring(browser, session, row("Aino Esimerkki", 30, 80)))

    assert marks() == {"Aino Esimerkki": ("remote", "report", 80)}


def test_undoing_leaves_what_was_corrected_since(
    session, participant, teammate, coordinator, sign_in
):
    browser = sign_in(coordinator)
    url = bring(browser, session, row("Aino Esimerkki", 0, 120), row("Mikko Malliksi", 0, 120))
    take_in(browser, url)
    attendance.mark(
        session=session, enrolment=place(participant), state="absent", version=1, by=coordinator
    )

    response = browser.post(
        address("report_undo", session, MeetingReport.objects.get().uuid), follow=True
    )

    assert marks()["Aino Esimerkki"][:2] == ("absent", "marked")
    assert marks()["Mikko Malliksi"][:2] == ("expected", "undone")
    assert "1" in str(list(response.context["messages"])[-1])


def test_a_stale_preview_takes_nobody_in(session, participant, teammate, coordinator, sign_in):
    browser = sign_in(coordinator)
    url = bring(browser, session, row("Aino Esimerkki", 0, 120))
    seen = browser.get(url).context["weighed"].seen
    attendance.mark(
        session=session, enrolment=place(participant), state="absent", version=0, by=coordinator
    )

    response = browser.post(url, {"seen": seen, "least_minutes": 60, "act": "confirm"})

    assert response.status_code == 409
    assert marks()["Aino Esimerkki"][0] == "absent"
    assert response.context["weighed"].people[0].outcome == queries.KEEP


def test_a_second_click_does_nothing(session, participant, coordinator, sign_in):
    browser = sign_in(coordinator)
    url = bring(browser, session, row("Aino Esimerkki", 0, 120))
    seen = browser.get(url).context["weighed"].seen
    data = {"seen": seen, "least_minutes": 60, "act": "confirm"}

    for _click in range(2):
        assert browser.post(url, data).status_code in (200, 302)

    assert Attendance.objects.get().version == 1
    report = MeetingReport.objects.get()
    for _click in range(2):
        browser.post(address("report_undo", session, report.uuid))
    assert Attendance.objects.get().version == 2


def test_the_same_file_again_is_the_same_report(session, participant, coordinator, sign_in):
    browser = sign_in(coordinator)

    urls = {bring(browser, session, row("Aino Esimerkki", 0, 120)) for _click in range(2)}

    assert len(urls) == 1


def test_the_minutes_that_count_are_chosen_and_remembered(
    session, cohort, participant, coordinator, sign_in
):
    browser = sign_in(coordinator)
    url = bring(browser, session, row("Aino Esimerkki", 0, 40))
    assert browser.get(url).context["weighed"].people[0].outcome == queries.SHORT

    browser.post(url, {"least_minutes": 30, "act": "weigh"})
    assert browser.get(url).context["weighed"].people[0].outcome == queries.MARK
    take_in(browser, url)

    assert marks()["Aino Esimerkki"] == ("remote", "report", 40)
    assert queries.usual_least(make_session(cohort, minutes=60)) == 15


@pytest.mark.parametrize("least", ["", "0", "-1", "x", "99999", "9" * 40])
def test_nonsense_comes_back_with_what_was_chosen(least, session, peer, coordinator, sign_in):
    browser = sign_in(coordinator)
    url = bring(browser, session, row("Pirja Pohdiskelija", 0, 120))

    response = browser.post(
        url, {"least_minutes": least, "row-1": str(place(peer).uuid), "act": "confirm"}
    )

    assert response.status_code == 422
    assert f'value="{place(peer).uuid}" selected' in response.content.decode()
    assert not Attendance.objects.exists()


def test_a_person_of_another_cohort_cannot_be_chosen(session, outsider, coordinator, sign_in):
    browser = sign_in(coordinator)
    url = bring(browser, session, row("Olli Oiva", 0, 120))

    for chosen in [str(place(outsider).uuid), "\0", "x" * 500]:
        response = browser.post(url, {"least_minutes": 60, "row-1": chosen, "act": "confirm"})
        assert response.status_code == 422
    assert not Attendance.objects.exists()


def test_the_report_of_another_day_is_warned_of(session, participant, coordinator, sign_in):
    browser = sign_in(coordinator)
    url = bring(browser, session, row("Aino Esimerkki", 60 * 24, 60 * 24 + 90))

    page = browser.get(url)

    assert page.context["report"].is_elsewhen
    assert "25.11.2026" in page.content.decode()
    assert page.context["weighed"].people[0].minutes == 90


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"Nimi;Kunta\nA;B\n"), ("a.csv", b""), ("a.exe", b"MZ"), ("a.csv", b"\xff\xfe\0")],
)
def test_a_wrong_file_is_refused_in_words(name, content, session, coordinator, sign_in):
    file = SimpleUploadedFile(name, content)

    response = sign_in(coordinator).post(address("report_upload", session), {"file": file})

    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not MeetingReport.objects.exists()


def test_what_nobody_takes_in_is_forgotten_in_a_week(session, participant, coordinator, sign_in):
    browser = sign_in(coordinator)
    bring(browser, session, row("Kalle Keksitty", 0, 120))
    days = datetime.timedelta(days=1)

    actions.forget_old(now=timezone.now() + 6 * days)
    assert MeetingReport.objects.exists()
    actions.forget_old(now=timezone.now() + 8 * days)
    assert not MeetingReport.objects.exists()


def test_a_report_is_thrown_away(session, participant, coordinator, sign_in):
    browser = sign_in(coordinator)
    bring(browser, session, row("Aino Esimerkki", 0, 120))

    browser.post(address("report_discard", session, MeetingReport.objects.get().uuid))

    assert not MeetingReport.objects.exists()
    assert not Attendance.objects.exists()


def test_an_archived_cohort_is_read_only(session, cohort, participant, coordinator, sign_in):
    browser = sign_in(coordinator)
    url = bring(browser, session, row("Aino Esimerkki", 0, 120))
    cohort.state = Cohort.State.ARCHIVED
    cohort.save()

    assert browser.get(url).status_code == 200
    assert browser.post(url, {"least_minutes": 60, "act": "confirm"}).status_code == 403
    file = SimpleUploadedFile("a.csv", csv(row("Aino Esimerkki", 0, 120)))
    assert browser.post(address("report_upload", session), {"file": file}).status_code == 403


@pytest.mark.parametrize("rows", [1, 4])
@pytest.mark.parametrize("taken_in", [False, True])
def test_counts_its_queries(
    rows, taken_in, session, coordinator, sign_in, django_assert_max_num_queries
):
    lines = []
    for number in range(rows):
        user = make_user(given_name="Eeva", family_name=f"Koe{'abcd'[number]}")
        enrol(user, make_team(session.cohort))
        lines.append(row(str(user), 0, 120))
        lines.append(row(f"Vieras {'xyzå'[number]}", 0, 120))
    browser = sign_in(coordinator)
    url = bring(browser, session, *lines)
    if taken_in:
        take_in(browser, url)

    with django_assert_max_num_queries(11):
        assert browser.get(url).status_code == 200
    with django_assert_max_num_queries(11):
        assert browser.get(address("report_upload", session)).status_code == 200
