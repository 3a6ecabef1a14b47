"""A person's data is erased: nothing of it is left in the database, and what others need stays."""

import datetime
import json
import re
import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from participants.accounts.actions import LastAdministrator, set_consents
from participants.accounts.models import Consent, User
from participants.accounts.queries import traces_of
from participants.cohorts.actions import LastCoordinator, grant_role, name_staff
from participants.cohorts.mails import TASK
from participants.cohorts.models import CohortRole, Team
from participants.enrolment.actions import (
    change_team,
    correct_person,
    move_person,
    withdraw_person,
)
from participants.enrolment.models import Enrolment, EnrolmentChange
from participants.enrolment.queries import counts_of
from participants.organisations.actions import change_own_data
from participants.organisations.models import Affiliation
from participants.recruiting.models import Application, ApplicationPerson, CallInterest
from sessions.attendance.actions import mark
from sessions.attendance.models import Attendance
from sessions.calendars.actions import renew_feed
from sessions.schedule.actions import tell_absence
from sessions.schedule.models import Absence, SessionCoach
from tests.factories import enrol, give_role, make_cohort, make_organisation, make_team, make_user
from tests.recruiting_factories import make_application
from tests.session_factories import do_pre_task, make_material, make_session
from valmennus.portal.kept.actions import keep_form
from valmennus.portal.own_data.actions import ask_export, erase_person
from valmennus.portal.own_data.models import DataExport
from valmennus.shared import failures, post
from valmennus.shared.models import Act, Mail, StoredFile
from valmennus.shared.post.delivery import mark_bad

pytestmark = pytest.mark.django_db

NAME, EMAIL, PHONE = "Iines Öhman-Näsi", "iines.nasi@example.org", "+358 40 7654321"


@pytest.fixture
def known(coordinator, cohort, team):
    """Somebody of whom every room, the queue, the log and the history hold something."""
    person = make_user(EMAIL, given_name="Iines", family_name="Öhman-Näsi", phone=PHONE)
    place = enrol(person, team)
    place.title = "Kirkonkylän kuiskaaja"
    place.save()
    session = make_session(cohort, title="Työpaja 1", pre_task="Lue.")
    change_own_data(
        user=person,
        person={"given_name": "Iines", "family_name": "Öhman-Näsi", "phone": PHONE},
        affiliation={"organisation": team.organisation, "role": "other", "title": "kuiskaaja"},
    )
    set_consents(user=person, kinds=["share_email"])
    correct_person(
        enrolment=place, fields={"title": "K"}, person={"phone": PHONE + "0"}, by=coordinator
    )
    correct_person(enrolment=place, fields={}, person={"phone": PHONE}, by=coordinator)
    change_team(team=team, contact=person, superior="", by=coordinator)
    grant_role(cohort=cohort, user=person, role=CohortRole.Role.COACH, by=coordinator)
    name_staff(
        cohort=cohort,
        email="toinen@example.org",
        given_name="Toinen",
        family_name="Ihminen",
        role=CohortRole.Role.COACH,
        by=person,
    )
    tell_absence(session=session, enrolment=place, word=f"Terveisin {NAME}", by=person)
    do_pre_task(session, place)
    mark(session=session, enrolment=place, state="remote", version=0, by=coordinator)
    SessionCoach.objects.create(session=session, user=person)
    make_material(session, title="Ohje", added_by=person)
    move_person(enrolment=place, organisation=make_organisation("Posio"), by=coordinator)
    withdraw_person(enrolment=place, reason=f"{NAME} muutti.", by=coordinator)
    renew_feed(by=person)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    keep_form(
        browser="b", person=person, address="/a/", page="/a/", fields={"x": [NAME]}, had_files=False
    )
    ask_export(user=person)
    LogEntry.objects.create(
        user=coordinator,
        content_type=ContentType.objects.get_for_model(User),
        object_id=person.pk,
        object_repr=NAME,
        action_flag=CHANGE,
        change_message=json.dumps([{"changed": {"fields": [EMAIL]}}]),
    )
    LogEntry.objects.create(
        user=coordinator,
        content_type=ContentType.objects.get_for_model(Team),
        object_id=1,
        object_repr=f"{NAME}: manager",
        action_flag=CHANGE,
        change_message="",
    )
    post.send(TASK, to=person, values={"ryhma": "R", "tehtava": "T", "sivu": ""})
    post.send(
        TASK,
        to=coordinator,
        values={"ryhma": f"{NAME}, {EMAIL}, {PHONE}", "tehtava": NAME, "sivu": ""},
        by=person,
    )
    application = make_application(cohort, goal=f"Kuulla, sanoo {NAME}.")
    application.people.update(given_name="Iines", family_name="Öhman-Näsi")
    application.people.filter(order=1).update(email=EMAIL, phone=PHONE)
    Application.objects.filter(pk=application.pk).update(
        contact_email=EMAIL, draft={"people": [{"email": EMAIL, "given_name": NAME}]}
    )
    ApplicationPerson.objects.filter(application=application, order=2).delete()
    CallInterest.objects.create(programme=cohort.programme, email=EMAIL, language="fi")
    failures.note(job=1, task="post.sweep", args={}, error=ValueError(f"{NAME}, {PHONE}"))
    mark_bad(EMAIL, f"550 <{EMAIL}> unknown")
    return person


def found_in_the_database(*texts):
    """Where in the whole database, in any column of any table, one of the texts stands."""
    places = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'public'"
        )
        for table, column in cursor.fetchall():
            for text in texts:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" '  # noqa: S608
                    f'WHERE strpos(lower("{column}"::text), lower(%s)) > 0',
                    [text],
                )
                if cursor.fetchone()[0]:
                    places.append((table, column, text))
    return places


def texts_of(person):
    return [NAME, "Öhman", EMAIL, "iines", PHONE, "7654321"]


class TestErasure:
    def test_nothing_of_the_person_is_left_in_any_table(
        self, known, django_capture_on_commit_callbacks
    ):
        assert {table for table, _column, _text in found_in_the_database(*texts_of(known))} >= {
            "participants_user",
            "account_emailaddress",
            "shared_act",
            "shared_mail",
            "shared_badaddress",
            "django_admin_log",
            "portal_keptform",
            "shared_jobfailure",
        }

        with django_capture_on_commit_callbacks(execute=True):
            erase_person(user=known, by=known)

        assert found_in_the_database(*texts_of(known)) == []

    def test_what_others_need_stays_without_the_name(self, known, cohort):
        before = (counts_of(cohort), Act.objects.count())

        erase_person(user=known, by=known)

        person = User.objects.get(pk=known.pk)
        assert str(person) == "poistettu henkilö"
        place = Enrolment.objects.get(person=person)
        assert (place.state, place.title, str(place)) == ("withdrawn", "", "poistettu henkilö")
        assert Attendance.objects.get(enrolment=place).state == "remote"
        assert Absence.objects.get(enrolment=place).word == ""
        assert EnrolmentChange.objects.filter(enrolment=place).exclude(reason="").count() == 0
        assert place.task_answers.handed_in().count() == 1
        assert (counts_of(cohort), Act.objects.count()) == (before[0], before[1] + 1)
        line = Act.objects.get(verb="enrolment.moved")
        assert (line.subject_label, line.data) == ("–", {"team": ["Sodankylä", "Posio"]})
        granted = Act.objects.filter(verb="role.granted", data__person="–").get()
        assert granted.data["role"] == "coach"

    def test_all_that_opens_the_account_is_gone(self, sign_in, known, client):
        browser = sign_in(known)
        browser.get("/oma/")
        assert Session.objects.count() == 1

        erase_person(user=known, by=known)

        person = User.objects.get(pk=known.pk)
        assert (person.is_active, person.has_usable_password()) == (False, False)
        assert person.email.endswith("@poistettu.invalid")
        assert not person.emailaddress_set.exists()
        for model in [Authenticator, Consent, Affiliation, CohortRole, DataExport]:
            lookup = {"person" if model is DataExport else "user": person}
            assert not model.objects.filter(**lookup).exists()
        assert Session.objects.count() == 0
        assert browser.get("/oma/").status_code == 302
        client.post(reverse("account_request_login_code"), {"email": EMAIL})
        assert "Koodi" not in mail.outbox[-1].body or "koodi" not in mail.outbox[-1].subject

    def test_a_namesake_keeps_the_name(self, known, team, cohort, coordinator):
        namesake = make_user("toinen.iines@example.org", given_name="Iines")
        namesake.family_name = "Öhman-Näsi"
        namesake.save()
        place = enrol(namesake, team)
        session = make_session(cohort)
        tell_absence(session=session, enrolment=place, word="", by=namesake)
        move_person(enrolment=place, organisation=make_organisation("Salla"), by=coordinator)

        erase_person(user=known, by=known)

        assert Act.objects.of(session).get(verb="absence.told").data["person"] == NAME
        assert Act.objects.of(place).get(verb="enrolment.moved").subject_label == NAME
        assert str(User.objects.get(pk=namesake.pk)) == NAME

    def test_a_longer_name_is_left_alone(self, coordinator, team):
        virta = make_user("virta@example.org", given_name="Matti", family_name="Virta")
        virtanen = make_user("virtanen@example.org", given_name="Matti", family_name="Virtanen")
        ainoa = make_user("aino@example.org", given_name="Aino", family_name="")
        for person in [virta, virtanen, ainoa]:
            enrol(person, team)
            change_team(team=team, contact=person, superior="", by=coordinator)

        for person in [virta, ainoa]:
            erase_person(user=person, by=person)

        told = [act.data["contact"] for act in Act.objects.filter(verb="team.changed")]
        assert ["–", "Matti Virtanen"] in told
        assert "Matti Virtanen" in str(told)

    def test_mails_to_others_wait_on_without_the_name(self, known, run_jobs):
        erase_person(user=known, by=known)

        run_jobs()

        told = {message.to[0]: message for message in mail.outbox}
        assert set(told) == {"toinen@example.org", "koordinaattori@example.org"}
        for message in told.values():
            assert NAME not in message.message().as_string()
            assert EMAIL not in message.message().as_string()

    def test_the_person_is_told_at_once(self, known, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            erase_person(user=known, by=known)

        [told] = [message for message in mail.outbox if message.to == [EMAIL]]
        assert told.subject == "Tietosi on poistettu Valmennuksesta"

    def test_a_mail_server_that_is_away_does_not_stop_it(
        self, known, settings, django_capture_on_commit_callbacks
    ):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

        with django_capture_on_commit_callbacks(execute=True):
            erase_person(user=known, by=known)

        assert User.objects.get(pk=known.pk).erased_at

    def test_packages_go_with_their_files(self, known, django_capture_on_commit_callbacks):
        stored = DataExport.objects.get().file
        storage, name = stored.file.storage, stored.file.name
        assert storage.exists(name)

        with django_capture_on_commit_callbacks(execute=True):
            erase_person(user=known, by=known)

        assert not storage.exists(name)
        assert not StoredFile.objects.filter(pk=stored.pk).exists()

    def test_the_address_can_begin_anew(self, known):
        erase_person(user=known, by=known)

        again, is_new = User.objects.find_or_create(EMAIL)

        assert is_new
        assert not again.enrolments.exists()

    def test_nothing_is_written_into_an_erased_place(self, sign_in, known, coordinator, cohort):
        place = Enrolment.objects.get(person=known)
        erase_person(user=known, by=known)
        address = reverse("enrolment:correct", args=[cohort.slug, place.uuid])

        fields = sign_in(coordinator).get(address).context["form"].fields

        assert set(fields) == {"role", "title", "seen"}

    def test_coaching_to_come_is_given_up_and_the_past_stays(self, known, cohort):
        past = make_session(cohort)
        past.starts_at -= datetime.timedelta(days=400)
        past.ends_at -= datetime.timedelta(days=400)
        past.save()
        SessionCoach.objects.create(session=past, user=known)

        erase_person(user=known, by=known)

        assert [one.session for one in SessionCoach.objects.filter(user=known)] == [past]

    def test_traces_are_those_of_every_address(self, known):
        known.emailaddress_set.create(email="iines@koti.example", verified=True, primary=False)

        assert traces_of(known) == {EMAIL, "iines@koti.example", NAME, PHONE}

    def test_nobody_waits_for_the_erased_nor_writes_to_them(
        self, sign_in, participant, coordinator, cohort, team
    ):
        change_team(team=team, contact=participant, superior="", by=coordinator)
        erase_person(user=participant, by=participant)
        browser, people = sign_in(coordinator), reverse("enrolment:people", args=[cohort.slug])
        place = Enrolment.objects.get(person=participant)
        cockpit = f"{reverse('portal:cockpit', args=[cohort.slug])}?open={team.uuid}"

        pages = [
            browser.get(address).content.decode()
            for address in [people, reverse("enrolment:person", args=[cohort.slug, place.uuid])]
        ] + [browser.get(cockpit).content.decode()]

        assert all("poistettu henkilö" in page.lower() for page in pages)
        assert not any("poistettu.invalid" in page for page in pages)
        assert not browser.get(people, {"signed_in": "no"}).context["people"]
        assert browser.get(cockpit).context["cockpit"].figures[1].number == 0
        rows = browser.get(reverse("enrolment:people_csv", args=[cohort.slug])).content.decode()
        assert "poistettu henkilö" in rows
        assert "poistettu.invalid" not in rows

    def test_a_code_that_was_asked_for_is_gone_too(self, client, participant):
        client.post(reverse("account_request_login_code"), {"email": participant.email})
        key = client.session.session_key

        erase_person(user=participant, by=participant)

        assert not Session.objects.filter(pk=key).exists()


class TestHandingOver:
    def test_the_last_coordinator_hands_over_first(self, sign_in, coordinator, cohort, team):
        with pytest.raises(LastCoordinator, match=cohort.name):
            erase_person(user=coordinator, by=coordinator)
        coordinator.refresh_from_db()
        assert coordinator.email == "koordinaattori@example.org"
        page = sign_in(coordinator).get(reverse("portal:erase_own_data")).content.decode()
        assert reverse("cohorts:staff", args=[cohort.slug]) in page

        give_role(make_user(), cohort, CohortRole.Role.COORDINATOR)
        erase_person(user=coordinator, by=coordinator)

        assert User.objects.get(pk=coordinator.pk).erased_at

    @pytest.mark.parametrize("state", ["closed", "archived"])
    def test_a_cohort_that_has_ended_needs_nobody(self, coordinator, cohort, state):
        cohort.state = state
        cohort.save()

        erase_person(user=coordinator, by=coordinator)

        assert User.objects.get(pk=coordinator.pk).erased_at

    def test_the_last_administrator_hands_over_first(self, sign_in, admin):
        make_user(is_superuser=True, is_active=False)
        with pytest.raises(LastAdministrator):
            erase_person(user=admin, by=admin)
        page = sign_in(admin).get(reverse("portal:erase_own_data")).content.decode()
        assert "ainoa ylläpitäjä" in page

        make_user(is_superuser=True, is_staff=True)
        erase_person(user=admin, by=admin)

        assert not User.objects.get(pk=admin.pk).is_superuser


class TestPage:
    @pytest.fixture
    def fresh(self, sign_in, participant):
        browser = sign_in(participant)
        self.sign(browser, participant, time.time())
        return browser

    def sign(self, browser, person, at):
        session = browser.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": at}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()

    def test_it_erases_and_signs_out(self, fresh, participant):
        answer = fresh.post(reverse("portal:erase_own_data"), {"understood": "on"}, follow=True)

        assert answer.redirect_chain == [("/", 302)]
        assert "Tietosi on poistettu" in answer.content.decode()
        assert User.objects.get(pk=participant.pk).erased_at
        assert fresh.get("/oma/").status_code == 302

    def test_it_asks_for_a_tick(self, fresh, participant):
        answer = fresh.post(reverse("portal:erase_own_data"), {})

        assert answer.status_code == 422
        assert User.objects.get(pk=participant.pk).erased_at is None

    @pytest.mark.parametrize("age", [11 * 60, None])
    def test_an_old_sign_in_is_not_enough(self, sign_in, participant, age):
        browser = sign_in(participant)
        if age:
            self.sign(browser, participant, time.time() - age)

        page = browser.get(reverse("portal:erase_own_data"))
        browser.post(reverse("portal:erase_own_data"), {"understood": "on"})

        assert 'name="understood"' not in page.content.decode()
        assert User.objects.get(pk=participant.pk).erased_at is None

    def test_signing_in_again_leads_back(self, sign_in, participant):
        browser = sign_in(participant)

        answer = browser.post(reverse("portal:sign_in_again"))

        assert answer.url == f"{reverse('account_login')}?next={reverse('portal:erase_own_data')}"
        assert browser.get("/oma/").status_code == 302

    def test_a_sign_in_by_code_is_enough(self, client, participant):
        page = reverse("portal:erase_own_data")
        client.post(reverse("account_request_login_code"), {"email": participant.email})
        [code] = re.findall(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", mail.outbox[-1].body, re.M)

        client.post(reverse("account_confirm_login_code"), {"code": code})

        assert 'name="understood"' in client.get(page).content.decode()
        client.post(page, {"understood": "on"})
        assert User.objects.get(pk=participant.pk).erased_at

    @pytest.mark.parametrize("rows", [1, 4])
    def test_it_takes_twelve_statements(
        self, sign_in, participant, rows, django_assert_max_num_queries
    ):
        for _ in range(rows - 1):
            cohort = make_cohort()
            give_role(participant, cohort, CohortRole.Role.COORDINATOR)
            enrol(participant, make_team(cohort))
        browser = sign_in(participant)

        with django_assert_max_num_queries(12):
            browser.get(reverse("portal:erase_own_data"))


class TestCommand:
    def test_it_erases(self, known):
        call_command("erase_person", EMAIL, "--yes", verbosity=0)

        assert found_in_the_database(*texts_of(known)) == []
        assert Act.objects.get(verb="person.erased").actor is None

    def test_it_erases_who_has_no_account(self, cohort, run_jobs):
        guest, name = "vieras@example.org", "Veikko Vierailija"
        application = make_application(cohort, people=2)
        ApplicationPerson.objects.filter(application=application, order=2).update(
            given_name="Veikko", family_name="Vierailija", email=guest
        )
        Application.objects.update(goal=f"{name} kokoaa ryhmän")
        CallInterest.objects.create(programme=cohort.programme, email=guest, language="fi")
        post.send(TASK, to=post.Guest(guest, "fi"))
        post.send(TASK, to=post.Guest("toinen@example.org", "fi"), round="2")

        call_command("erase_person", "Vieras@example.org", "--yes", verbosity=0)

        assert found_in_the_database(guest, name) == []
        # Other people's mail and places in the application stay.
        assert Mail.objects.get().to == "toinen@example.org"
        assert application.people.count() == 1

    def test_it_says_why_not(self, coordinator, admin, cohort):
        for email, why in [
            ("ei@example.org", "No account"),
            (coordinator.email, cohort.name),
            (admin.email, "only administrator"),
        ]:
            with pytest.raises(CommandError, match=why):
                call_command("erase_person", email, "--yes")


def test_an_erased_person_gets_no_mail(run_jobs):
    post.send(TASK, to=post.Guest("poistettu-1@poistettu.invalid", "fi"))
    run_jobs()

    assert mail.outbox == []
    assert timezone.now()
