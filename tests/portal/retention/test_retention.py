"""The people of a cohort that ended long ago are forgotten; everybody else's data stays."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.accounts.actions import set_consents
from participants.accounts.models import User
from participants.enrolment.actions import change_team, correct_person
from participants.enrolment.models import Enrolment
from participants.importing.models import ImportBatch, ImportRow
from participants.recruiting.models import Application
from sessions.attendance.actions import mark
from sessions.attendance.models import Attendance
from sessions.schedule.actions import tell_absence
from sessions.schedule.models import Absence
from tests.factories import enrol, make_cohort, make_team, make_user
from tests.portal.kept.test_kept import text_of
from tests.portal.own_data.test_erasure import found_in_the_database
from tests.recruiting_factories import make_application
from tests.session_factories import make_session
from valmennus.portal.pages.models import Host
from valmennus.portal.retention import actions, queries
from valmennus.portal.retention.models import RetentionRun
from valmennus.shared import search_index
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
ADDRESS = "unohdettu@example.org"


def today():
    return timezone.localdate()


@pytest.fixture
def ended(cohort):
    """The cohort, which ended three years ago."""
    cohort.ends_on = today() - 3 * 365 * DAY
    cohort.starts_on = cohort.ends_on - 90 * DAY
    cohort.save()
    return cohort


@pytest.fixture
def told(ended):
    """Its forgetting, of which the coordinators have known for a month."""
    return RetentionRun.objects.create(cohort=ended, told_on=today() - 31 * DAY)


@pytest.fixture
def forgotten(ended, team, coordinator):
    """Somebody who is nowhere else, of whom every room holds something."""
    person = make_user(ADDRESS, given_name="Ukko", family_name="Unohdettava", phone="040 9998887")
    place = enrol(person, team)
    session = make_session(ended)
    correct_person(
        enrolment=place, fields={"title": "Unohdettu titteli"}, person={}, by=coordinator
    )
    change_team(team=team, contact=person, superior="Pomo Pomonen", by=coordinator)
    tell_absence(session=session, enrolment=place, word="Ukko Unohdettava lomalla", by=person)
    mark(session=session, enrolment=place, state="remote", version=0, by=coordinator)
    application = make_application(ended, goal="Ukko Unohdettava haluaa kuulla.")
    application.people.filter(order=1).update(
        email="hakija@example.org", given_name="Hilla", family_name="Hakijainen"
    )
    batch = ImportBatch.objects.create(
        cohort=ended, by=coordinator, file_name="lista.csv", digest="d", kind="csv"
    )
    ImportRow.objects.create(
        batch=batch,
        number=1,
        values={"email": ADDRESS, "given_name": "Ukko"},
        outcome="take",
        verdict="new_person",
        enrolment=place,
    )
    return person


TEXTS = [ADDRESS, "unohdettava", "9998887", "Unohdettu titteli", "Pomonen", "hakijainen", "hakija@"]


def everything_of(cohort):
    """All rows of the places, sessions and applications of a cohort, as text."""
    rows = []
    for model in [Enrolment, Application]:
        rows += list(model.objects.filter(cohort=cohort).values())
    rows += list(Absence.objects.filter(session__cohort=cohort).values())
    rows += list(Attendance.objects.filter(session__cohort=cohort).values())
    rows += list(User.objects.filter(enrolments__cohort=cohort).values())
    return rows


class TestForgetting:
    def test_nothing_is_left_and_what_is_others_stays(self, told, forgotten, outsider, ended):
        other = outsider.enrolments.get().cohort
        session = make_session(other)
        tell_absence(
            session=session, enrolment=outsider.enrolments.get(), word="Flunssa", by=outsider
        )
        make_application(other, goal="Muuta.")
        before = everything_of(other)
        assert len(found_in_the_database(*TEXTS)) > 8

        actions.forget_due()

        assert found_in_the_database(*TEXTS) == []
        assert everything_of(other) == before
        assert User.objects.get(pk=forgotten.pk).erased_at
        assert Attendance.objects.filter(session__cohort=ended).count() == 1
        assert Enrolment.objects.filter(cohort=ended).count() == 1
        assert Application.objects.filter(cohort=ended).count() == 1
        told.refresh_from_db()
        assert told.done_at
        assert told.counts["accounts"] == 1
        assert told.counts["absences"] == 1
        assert "Unohdettava" not in str(told.counts)

    def test_a_second_time_does_nothing_more(self, told, forgotten):
        actions.forget_due()
        told.refresh_from_db()
        before, acts = (told.done_at, dict(told.counts)), Act.objects.count()

        actions.forget_due()
        actions.forget(run=told)

        told.refresh_from_db()
        assert (told.done_at, told.counts) == before
        assert Act.objects.count() == acts

    def test_what_was_broken_off_goes_on(self, told, forgotten, team, monkeypatch):
        another = make_user(given_name="Toinen", family_name="Unohdettava")
        enrol(another, team)
        erase, erased = actions.erase_person, []

        def killed(**kwargs):
            if erased:
                raise SystemExit
            erased.append(erase(**kwargs))

        monkeypatch.setattr(actions, "erase_person", killed)
        with pytest.raises(SystemExit):
            actions.forget_due()
        told.refresh_from_db()
        assert (told.counts, told.done_at) == ({"accounts": 1}, None)

        monkeypatch.setattr(actions, "erase_person", erase)
        actions.forget_due()

        told.refresh_from_db()
        assert told.counts["accounts"] == 2
        assert told.done_at
        assert found_in_the_database(*TEXTS) == []

    def test_who_is_held_by_something_else_keeps_the_account(
        self, told, ended, team, coordinator, coach
    ):
        elsewhere, seen, staff, hears = (make_user() for _number in range(4))
        for person in [elsewhere, seen, staff, hears]:
            enrol(person, team, title="Titteli")
        enrol(elsewhere, make_team(make_cohort()), title="Toinen titteli")
        User.objects.filter(pk=seen.pk).update(last_login=timezone.now() - 10 * DAY)
        User.objects.filter(pk=staff.pk).update(is_staff=True)
        set_consents(user=hears, kinds=["later_contact"])
        search_index.renew()

        actions.forget_due()

        assert not User.objects.filter(erased_at__isnull=False).exists()
        titles = Enrolment.objects.filter(person=elsewhere).values_list("cohort", "title")
        assert dict(titles)[ended.pk] == ""
        assert search_index.renew(everything=True) == 0
        assert set(dict(titles).values()) == {"", "Toinen titteli"}

    def test_who_signed_in_before_the_end_only_is_forgotten(self, told, forgotten, ended):
        moment = timezone.now() - 3 * 365 * DAY - 30 * DAY
        User.objects.filter(pk=forgotten.pk).update(last_login=moment)

        assert list(queries.people_to_forget(ended)) == [forgotten]


class TestTime:
    def test_the_day_is_counted_from_the_end(self, cohort):
        cohort.ends_on = datetime.date(2024, 8, 31)
        assert queries.due_on(cohort) == datetime.date(2026, 8, 31)
        cohort.retention_months = 6
        assert queries.due_on(cohort) == datetime.date(2025, 2, 28)
        cohort.keep_until = datetime.date(2027, 1, 1)
        assert queries.due_on(cohort) == datetime.date(2027, 1, 1)
        cohort.keep_until = cohort.retention_months = None
        Host.objects.create(name="Isäntä", retention_months=12)
        assert queries.due_on(cohort) == datetime.date(2025, 8, 31)

    def test_nothing_goes_before_it_has_been_told_for_thirty_days(self, ended, forgotten):
        actions.forget_due()

        run = RetentionRun.objects.get()
        assert (run.told_on, run.started_at) == (today(), None)
        assert queries.happens_on(run, ended) == today() + 30 * DAY

        RetentionRun.objects.update(told_on=today() - 29 * DAY)
        actions.forget_due()
        assert User.objects.get(pk=forgotten.pk).erased_at is None

        RetentionRun.objects.update(told_on=today() - 30 * DAY)
        actions.forget_due()
        assert User.objects.get(pk=forgotten.pk).erased_at

    @pytest.mark.parametrize("change", ["no end", "demo", "young"])
    def test_others_are_not_told_of(self, ended, forgotten, change):
        if change == "no end":
            ended.ends_on = None
        elif change == "demo":
            ended.is_demo = True
        else:
            ended.ends_on = today() - 30 * DAY
        ended.save()

        actions.forget_due()

        assert not RetentionRun.objects.exists()

    def test_the_cockpit_tells_of_it(self, told, sign_in, coordinator, ended):
        RetentionRun.objects.update(told_on=today())
        ended.state = "archived"
        ended.save()

        page = sign_in(coordinator).get(reverse("portal:cockpit", args=[ended.slug]))

        [line] = page.context["cockpit"].waiting
        assert line["url"] == reverse("portal:retention", args=[ended.slug])
        day = today() + 30 * DAY
        assert f"({day.day}.{day.month}.{day.year})" in line["text"]


class TestPage:
    @pytest.fixture
    def browser(self, sign_in, coordinator):
        return sign_in(coordinator)

    @pytest.fixture
    def address(self, ended):
        return reverse("portal:retention", args=[ended.slug])

    def test_it_tells_what_would_go_and_of_whom(self, browser, address, forgotten, peer):
        User.objects.filter(pk=peer.pk).update(last_login=timezone.now())

        page = browser.get(address)

        assert list(page.context["people"]) == [forgotten]
        text = text_of(page)
        assert "Ukko Unohdettava" in text
        assert "Poissaoloilmoitukset" in text
        assert User.objects.get(pk=forgotten.pk).erased_at is None

    def test_the_day_is_never_sooner_than_thirty_days_from_the_telling(self, browser, address):
        assert browser.get(address).context["day"] == today() + 30 * DAY

    def test_it_is_put_off_with_a_reason(self, browser, address, ended, told, forgotten):
        until = today() + 100 * DAY
        typed = {"until": f"{until:%d.%m.%Y}", "reason": "Tarkastus kesken."}

        answer = browser.post(address, typed, follow=True)

        assert "säilytetään pidempään" in text_of(answer)
        ended.refresh_from_db()
        assert ended.keep_until == until
        act = Act.objects.get(verb="retention.postponed")
        assert act.data == {"until": until.isoformat(), "reason": "Tarkastus kesken."}
        browser.post(address, typed)
        assert Act.objects.filter(verb="retention.postponed").count() == 1
        actions.forget_due()
        assert User.objects.get(pk=forgotten.pk).erased_at is None

    @pytest.mark.parametrize(
        ("until", "reason"),
        [
            ("1.1.2020", "Syy"),
            ("1.1.2090", "Syy"),
            ("eilen", "Syy"),
            ("1.1.\x002030", "Syy"),
            ("{soon}", ""),
            ("{soon}", "x" * 501),
        ],
    )
    def test_nonsense_is_refused_with_the_text_kept(self, browser, address, ended, until, reason):
        until = until.replace("{soon}", f"{today() + 90 * DAY:%d.%m.%Y}")

        answer = browser.post(address, {"until": until, "reason": reason})

        assert answer.status_code == 422
        assert reason in answer.content.decode()
        ended.refresh_from_db()
        assert ended.keep_until is None

    def test_what_has_begun_is_not_put_off(self, browser, address, ended, told):
        RetentionRun.objects.update(started_at=timezone.now())
        until = f"{today() + 90 * DAY:%d.%m.%Y}"

        browser.post(address, {"until": until, "reason": "Syy"})

        ended.refresh_from_db()
        assert ended.keep_until is None
        assert not actions.postpone(cohort=ended, until=today() + 90 * DAY, reason="Syy", by=None)

    def test_afterwards_it_tells_what_has_gone(self, browser, address, told, forgotten):
        actions.forget_due()

        text = text_of(browser.get(address))

        assert "Nimettömiksi tehdyt ihmiset ja heidän tilinsä" in text
        assert "Unohdettava" not in text

    @pytest.mark.parametrize("rows", [1, 4])
    def test_it_takes_twelve_statements_and_so_does_the_cockpit(
        self, browser, address, ended, told, team, rows, django_assert_max_num_queries
    ):
        for _number in range(rows):
            enrol(make_user(), make_team(ended))
        RetentionRun.objects.update(told_on=today())

        with django_assert_max_num_queries(12):
            browser.get(address)
        with django_assert_max_num_queries(12):
            browser.get(reverse("portal:cockpit", args=[ended.slug]))
