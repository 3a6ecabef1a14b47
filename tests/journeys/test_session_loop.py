"""A whole session on its page: planned, prepared, held and followed up, by two people and a desk.

The same walk with and without JavaScript. Only the clock is moved by hand.
"""

import datetime

import pytest
from django.utils import timezone

from participants.cohorts.models import CohortRole
from participants.enrolment.models import Enrolment
from sessions.attendance.models import Attendance
from sessions.feedback.models import SurveyAnswer, SurveyGiven
from sessions.notes.models import SessionNotes
from sessions.reminders.actions import send_due
from sessions.reminders.models import ReminderRule
from sessions.schedule.models import AgendaItem, CoachingSession
from sessions.tasks.models import Task, TaskAnswer
from sessions.topics.models import Topic
from tests.factories import enrol, give_role, make_cohort, make_team, make_user
from valmennus.shared.models import Mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HELSINKI = "%-d.%-m.%Y"


def teams_report(session, *rows):
    """A report as Teams writes it in Finnish: numbered sections, tabs, UTF-16."""

    def clock(minutes):
        moment = timezone.localtime(session.starts_at + datetime.timedelta(minutes=minutes))
        return f"{moment:%-d.%-m.%Y} klo {moment:%H.%M.%S}"

    lines = ["1. Yhteenveto", f"Kokouksen otsikko\t{session.title}", "", "2. Osallistujat"]
    lines.append("Nimi\tEnsimmäinen liittyminen\tViimeisin poistuminen\tKokouksessa oloaika\tRooli")
    for name, start, end in rows:
        stay = f"{(end - start) // 60} t {(end - start) % 60} min"
        lines.append(f"{name}\t{clock(start)}\t{clock(end)}\t{stay}\tOsallistuja")
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-16-le")


def move(session, *, hours):
    """Let the session have begun so many hours ago; it lasts two."""
    starts_at = timezone.now().replace(microsecond=0) - datetime.timedelta(hours=hours)
    ends_at = starts_at + datetime.timedelta(hours=2)
    CoachingSession.objects.filter(pk=session.pk).update(starts_at=starts_at, ends_at=ends_at)
    session.refresh_from_db()


def press(page, address):
    """Press the button of the form that leads to the address."""
    page.locator(f'form[action$="{address}"] button').first.click()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_a_session_from_plan_to_follow_up(
    javascript, open_browser, live_server, settings, assert_accessible
):
    settings.BASE_URL = live_server.url
    cohort = make_cohort(slug="ryhma")
    kaisa = make_user("koordinaattori@example.org", given_name="Kaisa", family_name="Koord")
    give_role(kaisa, cohort, CohortRole.Role.COORDINATOR)
    team = make_team(cohort, "Sodankylä")
    aino = make_user("aino@example.org", given_name="Aino", family_name="Esimerkki")
    mikko = make_user("mikko@example.org", given_name="Mikko", family_name="Malliksi")
    for person in (aino, mikko):
        enrol(person, team)
    desk = open_browser(kaisa, javascript=javascript)
    laptop = open_browser(aino, javascript=javascript)
    phone = open_browser(mikko, javascript=javascript, width=320)

    # Planned, with a task for the team, published and sent into calendars.
    day = timezone.localdate() + datetime.timedelta(days=10)
    desk.goto("/koordinointi/ryhma/tapaamiset/uusi/")
    desk.fill('[name="title"]', "Työpaja 1")
    desk.fill('[name="day"]', day.strftime(HELSINKI))
    desk.fill('[name="starts"]', "13.00")
    desk.fill('[name="ends"]', "15.00")
    desk.fill('[name="join_url"]', "https://kokous.example.org/huone")
    desk.locator("main form button.button").last.click()
    desk.get_by_text("Tapaaminen on luotu", exact=False).first.wait_for()
    session = CoachingSession.objects.get()
    AgendaItem.objects.create(session=session, order=1, minutes=120, title="Ryhmätyö")
    desk.goto(f"/tapaamiset/{session.slug}/tehtavat/uusi/")
    desk.fill('[name="title"]', "Kenen ääni puuttuu?")
    desk.fill('[name="instruction"]', "Miettikää yhdessä yksi ryhmä.")
    desk.locator('[name="for_whom"][value="team"]').check()
    desk.locator('[name="answer_as"][value="text"]').check()
    desk.locator('[name="visible_to"][value="cohort"]').check()
    desk.locator("main form button.button").last.click()
    task = Task.objects.get()
    desk.goto(f"/tehtavat/{task.uuid}/")
    press(desk, "/julkaise/")
    desk.goto(f"/tapaamiset/{session.slug}/")
    press(desk, f"/tapaamiset/{session.slug}/julkaise/")
    desk.get_by_role("button", name="Lähetä 2 henkilölle").click()
    desk.get_by_text("lähtevät 2 henkilölle").wait_for()

    # Two team mates write the same answer at once: the second sees both texts.
    for page in (laptop, phone):
        page.goto(f"/tapaamiset/{session.slug}/")
        page.get_by_role("link", name="Kenen ääni puuttuu?").first.click()
        page.locator('[name="k-text"], [name="text"]').first.wait_for()
    written = [("Nuoret, jotka muuttavat pois.", laptop), ("Kylien asukkaat.", phone)]
    for text, page in written:
        page.locator('[name="k-text"], [name="text"]').first.fill(text)
        page.locator('button[name="act"][value="save"]').click()
    phone.get_by_text("Nuoret, jotka muuttavat pois.").first.wait_for()
    assert "Kylien asukkaat." in phone.content()
    assert TaskAnswer.objects.get().text == "Nuoret, jotka muuttavat pois."
    field = phone.locator('[name="k-text"], [name="text"]').first
    field.fill("Nuoret, jotka muuttavat pois, ja kylien asukkaat.")
    phone.locator('button[name="act"][value="hand_in"]').click()
    phone.get_by_text("jätetty", exact=False).first.wait_for()
    answer = TaskAnswer.objects.get()
    assert answer.text == "Nuoret, jotka muuttavat pois, ja kylien asukkaat."
    assert answer.is_handed_in

    # The session is on: joined, and marked by the code that the projector shows.
    move(session, hours=1)
    laptop.goto(f"/tapaamiset/{session.slug}/liity/")
    laptop.locator("main form button").first.click()
    laptop.locator('a[href="https://kokous.example.org/huone"]').first.wait_for()
    desk.goto(f"/tapaamiset/{session.slug}/nyt/")
    desk.get_by_text("60 minuuttia jäljellä").or_(desk.get_by_text("59 minuuttia")).wait_for()
    code = desk.locator(".now__code strong").inner_text().strip()
    phone.goto(f"/tapaamiset/{session.slug}/nyt/")
    assert code not in phone.locator("main").inner_text()
    phone.get_by_role("link", name="Olen paikalla").click()
    phone.fill('[name="koodi"]', code)
    phone.locator("main form button").first.click()
    phone.get_by_text("merkitty läsnä", exact=False).first.wait_for()
    assert Attendance.objects.get(enrolment__person=mikko).state == "remote"

    # A topic is raised, and declined with a reason that reaches its raiser.
    phone.goto("/valmennukset/ryhma/aiheet/uusi/")
    phone.fill('[name="title"]', "Etäkokouksen tekniikka")
    phone.locator("main form button.button").first.click()
    phone.get_by_text("Koordinaattori ottaa sen tapaamiseen", exact=False).first.wait_for()
    topic = Topic.objects.get()
    desk.goto(f"/aiheet/{topic.uuid}/")
    desk.get_by_text("Älä ota käsittelyyn").click()
    desk.fill('[name="reason"]', "Tietohallinto auttaa tekniikassa.")
    press(desk, "/hylkaa/")
    desk.get_by_text("Perustelu lähtee", exact=False).wait_for()
    mail = Mail.objects.get(kind="topics.declined")
    assert mail.to == mikko.email
    assert "Tietohallinto auttaa tekniikassa." in mail.text

    # Notes are written for all.
    desk.goto(f"/tapaamiset/{session.slug}/muistiinpanot/")
    desk.fill('[name="text"]', "Sovittiin kokeilusta.")
    desk.get_by_role("button", name="Tallenna muistiinpanot").click()
    desk.get_by_text("Muistiinpanot on tallennettu.").wait_for()
    assert SessionNotes.objects.get().text == "Sovittiin kokeilusta."

    # Afterwards: the report of Teams knows who stayed for how long.
    move(session, hours=3)
    desk.goto(f"/koordinointi/ryhma/lasnaolo/{session.slug}/raportti/")
    content = teams_report(session, ("Esimerkki Aino (Sodankylä)", 0, 110), ("Joku Muu", 0, 5))
    report = {"name": "raportti.csv", "mimeType": "text/csv", "buffer": content}
    desk.locator('input[type="file"]').set_input_files(report)
    desk.locator("main form button.button").first.click()
    desk.locator('button[name="act"][value="confirm"]').click()
    desk.get_by_text("Otettu käyttöön", exact=False).first.wait_for()
    marks = {mark.enrolment.person: mark for mark in Attendance.objects.all()}
    assert (marks[aino].state, marks[aino].minutes, marks[aino].source) == (
        *("remote", 110),
        "report",
    )
    assert marks[mikko].source == "checked_in"

    # Feedback without a name.
    laptop.goto(f"/tapaamiset/{session.slug}/")
    laptop.get_by_role("link", name="Anna palautetta").click()
    assert_accessible(laptop) if javascript else None
    laptop.locator('[name="k-hyoty"][value="9"]').check()
    laptop.fill('[name="k-avoin"]', "Rohkeutta.")
    laptop.get_by_role("button", name="Lähetä vastaus").click()
    laptop.get_by_text("ilman nimeäsi", exact=False).first.wait_for()
    assert SurveyGiven.objects.get().enrolment.person == aino
    assert SurveyAnswer.objects.get().values == {"hyoty": 9, "avoin": "Rohkeutta."}

    # The mail after the session goes by rule, with the notes.
    now = timezone.localtime()
    days = 1 if now.hour >= 9 else 2
    move(session, hours=24 * days + now.hour - 10 + 2)
    ReminderRule.objects.create(
        cohort=cohort,
        kind="day_after",
        days=1,
        on_since=timezone.now() - datetime.timedelta(days=5),
    )
    send_due(cohort=cohort)
    mails = Mail.objects.filter(kind="reminders.after")
    assert {mail.to for mail in mails} == {aino.email, mikko.email}
    assert "Sovittiin kokeilusta." in mails[0].text
    assert f"/tapaamiset/{session.slug}/palaute/" in mails[0].text
    assert Enrolment.objects.filter(cohort=cohort).count() == 2
