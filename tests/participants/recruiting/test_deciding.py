"""The coordinator's side: the call, the list, decisions with their mails, the waiting list."""

import datetime
import io

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from participants.cohorts.models import Team
from participants.enrolment.actions import withdraw_person
from participants.enrolment.models import Enrolment
from participants.recruiting import deciding, queries
from participants.recruiting.models import Application, ApplicationReview, Call
from participants.recruiting.remembering import token_of
from tests.factories import enrol, make_cohort, make_organisation, make_team, make_user
from tests.mails import link_in
from tests.races import together
from tests.recruiting_factories import make_application, make_call
from valmennus.shared.models import Act, Mail

pytestmark = pytest.mark.django_db
State = Application.State


@pytest.fixture
def call(cohort):
    return make_call(cohort, criterion_1="Tavoite", capacity=2)


def sheets_of(answer):
    """The sheets of a workbook that was sent."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue()))
    return [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]


def closed(call):
    """Let the call's time have ended."""
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now())


def url(name, cohort, *args):
    return reverse(f"recruiting:{name}", args=[cohort.slug, *args])


def decide(cohort, rows, state, by, reason="Hyvä."):
    return deciding.decide(cohort=cohort, applications=rows, state=state, reason=reason, by=by)


def day(days):
    """The day so many days from now, as it is typed."""
    one = timezone.localdate() + datetime.timedelta(days=days)
    return f"{one.day}.{one.month}.{one.year}"


TYPED = {
    "opens_day": day(6),
    "opens_clock": "9.00",
    "closes_day": day(20),
    "closes_clock": "16.00",
    "decided_on": day(25),
    "aims": "Kuulla",
    "asked": "Aikaa",
    "cost": "Maksuton",
    "deciding": "Koordinaattori",
    "capacity": "8",
    "unit": "teams",
    "offer_days": "5",
}


class TestCall:
    def test_it_is_written_and_published(self, sign_in, coordinator, cohort, client):
        browser = sign_in(coordinator)
        browser.post(url("call_desk", cohort), TYPED)
        call = Call.objects.get()
        assert (call.capacity, timezone.localtime(call.closes_at).hour) == (8, 16)
        assert client.get(call.get_absolute_url()).status_code == 404
        browser.post(url("call_publish", cohort))
        assert client.get(call.get_absolute_url()).status_code == 200
        browser.post(url("call_publish", cohort), {"hide": "1"})
        assert client.get(call.get_absolute_url()).status_code == 404
        verbs = set(Act.objects.filter(verb__startswith="call.").values_list("verb", flat=True))
        assert verbs == {"call.written", "call.published", "call.hidden"}

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"closes_day": day(5)}, "closes_day"),
            ({"opens_day": day(-9), "closes_day": day(-1)}, "closes_day"),
            ({"decided_on": day(19)}, "decided_on"),
            ({"capacity": "0"}, "capacity"),
            ({"opens_clock": "kahdeksan"}, "opens_clock"),
        ],
    )
    def test_times_that_cannot_be_are_refused(self, sign_in, coordinator, cohort, fields, field):
        answer = sign_in(coordinator).post(url("call_desk", cohort), TYPED | fields)

        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        assert not Call.objects.exists()

    def test_a_stale_form_shows_both(self, sign_in, coordinator, cohort, call):
        browser = sign_in(coordinator)
        seen = call.changed_at.isoformat()
        Call.objects.filter(pk=call.pk).update(
            aims="Toisen teksti", changed_at=timezone.now() + datetime.timedelta(seconds=1)
        )
        answer = browser.post(url("call_desk", cohort), TYPED | {"seen": seen})

        assert answer.status_code == 422
        assert "Toisen teksti" in answer.text

    def test_a_cohort_that_takes_nobody_has_no_public_call(self, coordinator, cohort):
        cohort.state = "closed"
        cohort.save()
        call = make_call(cohort, published_at=None)
        with pytest.raises(deciding.NotPossible):
            deciding.publish_call(call=call, by=coordinator)


class TestList:
    def test_it_is_narrowed_down(self, sign_in, coordinator, cohort, call):
        small = make_organisation("Pieni", population=2000)
        make_application(cohort, small, people=1)
        make_application(cohort, make_organisation("Suuri", population=90_000))
        old = make_organisation("Vanha", population=9000)
        enrol(make_user(), Team.objects.create(cohort=make_cohort(), organisation=old))
        make_application(cohort, old)
        browser = sign_in(coordinator)

        def names(**query):
            rows = browser.get(url("applications", cohort), query).context["applications"]
            return [one.organisation.name_fi for one in rows]

        assert names() == ["Pieni", "Suuri", "Vanha"]
        assert names(size="small") == ["Pieni"]
        assert names(size="large") == ["Suuri"]
        assert names(roles="officials") == ["Pieni"]
        assert names(earlier="yes") == ["Vanha"]
        assert names(state="accepted") == []
        assert names(state="höpö") == ["Pieni", "Suuri", "Vanha"]

    def test_it_sums_up_what_the_cohort_would_be(self, cohort, call):
        for number in range(3):
            make_application(cohort, make_organisation(f"Kunta {number}", rural_class="rural"))
        total = queries.sum_of(queries.applications_of(cohort))

        assert (total.teams, total.people) == (3, 6)
        assert total.by_class == [("maaseutumainen", 3)] or total.by_class[0][1] == 3
        assert dict(total.by_role)["luottamushenkilö"] == 3

    def test_counts_its_queries(
        self, sign_in, coordinator, cohort, call, django_assert_max_num_queries
    ):
        browser = sign_in(coordinator)
        for _round in range(2):
            one = make_application(cohort)
            with django_assert_max_num_queries(12):
                browser.get(url("applications", cohort))
            with django_assert_max_num_queries(12):
                browser.get(url("application_desk", cohort, one.uuid))
            with django_assert_max_num_queries(12):
                browser.get(url("side_by_side", cohort), {"hakemus": [one.uuid]})
            for _number in range(3):
                make_application(cohort)

    def test_scores_are_ones_own(self, sign_in, coordinator, cohort, call):
        one = make_application(cohort)
        browser = sign_in(coordinator)
        for score in ("4", "5"):
            browser.post(
                url("application_desk", cohort, one.uuid), {"score_1": score, "note": "Hyvä"}
            )

        kept = ApplicationReview.objects.get()
        assert (kept.score_1, kept.score_2, kept.reviewer) == (5, None, coordinator)
        assert queries.applications_of(cohort)[0].score_1 == 5
        assert "Hyvä" not in str(Act.objects.values())

    def test_it_is_taken_out_as_a_workbook(self, sign_in, coordinator, cohort, call):
        make_application(cohort, goal="=1+1")
        answer = sign_in(coordinator).get(url("applications_xlsx", cohort))

        [[header, row]] = [list(sheet.to_python()) for sheet in sheets_of(answer)]
        assert header[0] == "Organisaatio"
        assert row[5] == "=1+1"


class TestDecisions:
    def test_the_page_says_the_number_and_shows_the_mail(self, sign_in, coordinator, cohort, call):
        rows = [make_application(cohort) for _number in range(2)]
        browser = sign_in(coordinator)
        query = {"hakemus": [one.uuid for one in rows], "paatos": "accepted"}

        page = browser.get(url("side_by_side", cohort), query).text

        assert "Päätös koskee 2 hakemusta" in page
        assert "4 henkilöä saa paikan" in page
        assert "Teidät on valittu mukaan" in page
        assert not Mail.objects.exists()
        assert Application.objects.filter(state=State.APPLIED).count() == 2

    def test_accepting_gives_places_and_tells_everybody(
        self, sign_in, coordinator, cohort, call, run_jobs
    ):
        one = make_application(cohort)
        data = {"hakemus": [one.uuid], "decision": "accepted", "reason": "Selkeä tavoite."}
        browser = sign_in(coordinator)
        answer = browser.post(url("decide", cohort), data)
        assert answer.status_code == 302
        # A second click decides nothing more.
        assert browser.post(url("decide", cohort), data).status_code == 422

        one.refresh_from_db()
        assert one.state == State.ACCEPTED
        places = Enrolment.objects.filter(team=one.team)
        assert [place.state for place in places] == ["accepted"] * 2
        assert one.team.contact.email == one.contact_email
        assert one.team.superior == one.superior
        run_jobs()
        told = {}
        for message in mail.outbox:
            told.setdefault(message.to[0], []).append(message.subject)
        assert len(told) == 2
        assert any("valittu mukaan" in subject for subject in told[one.contact_email])
        assert all(
            any("Vahvista paikkasi" in subject for subject in subjects)
            for subjects in told.values()
        )
        accepted = next(one for one in mail.outbox if "valittu" in one.subject)
        assert "Selkeä tavoite." in accepted.body
        assert "koordinaattori@example.org" in accepted.message()["Reply-To"]

    def test_declining_needs_a_reason(self, sign_in, coordinator, cohort, call):
        one = make_application(cohort)
        answer = sign_in(coordinator).post(
            url("decide", cohort), {"hakemus": [one.uuid], "decision": "declined", "reason": ""}
        )

        assert answer.status_code == 422
        assert "miksi heitä ei valittu" in answer.text
        one.refresh_from_db()
        assert one.state == State.APPLIED

    def test_places_are_not_given_twice(self, coordinator, cohort, call):
        rows = [make_application(cohort) for _number in range(3)]
        with pytest.raises(deciding.NotPossible, match="2"):
            decide(cohort, rows, State.ACCEPTED, coordinator)
        assert not Enrolment.objects.exists()

        decide(cohort, rows[:2], State.ACCEPTED, coordinator)
        with pytest.raises(deciding.NotPossible):
            decide(cohort, rows[2:], State.ACCEPTED, coordinator)

    def test_another_cohorts_application_is_none(self, sign_in, coordinator, cohort, call):
        other = make_application(make_call(make_cohort()).cohort)
        browser = sign_in(coordinator)

        assert browser.get(url("application_desk", cohort, other.uuid)).status_code == 404
        browser.post(url("decide", cohort), {"hakemus": [other.uuid], "decision": "accepted"})
        other.refresh_from_db()
        assert other.state == State.APPLIED

    def test_a_person_with_a_place_keeps_it(self, coordinator, cohort, call):
        one = make_application(cohort)
        there = make_user(one.contact_email)
        place = enrol(there, make_team(cohort))
        decide(cohort, [one], State.ACCEPTED, coordinator)

        assert Enrolment.objects.filter(person=there).get() == place
        assert Enrolment.objects.filter(cohort=cohort).count() == 2


class TestWaitingList:
    @pytest.fixture
    def full(self, cohort, call, coordinator):
        """Two accepted, three waiting in order, the call closed."""
        rows = [make_application(cohort) for _number in range(5)]
        decide(cohort, rows[:2], State.ACCEPTED, coordinator)
        for row in rows[2:]:
            decide(cohort, [row], State.WAITLISTED, coordinator)
        closed(call)
        Mail.objects.all().delete()
        return rows

    def free_one(self, row, coordinator):
        row.refresh_from_db()
        for place in Enrolment.objects.filter(team=row.team):
            withdraw_person(enrolment=place, reason="", by=coordinator)

    def test_the_order_is_told(self, cohort, full, client):
        assert [queries.place_in_queue(row) for row in full] == [None, None, 1, 2, 3]
        page = client.get(
            reverse("recruiting:application", args=[cohort.slug, token_of(full[3])])
        ).text
        assert "sijalla 2" in page

    def test_a_freed_place_is_offered_to_the_first_and_taken_by_a_button(
        self, cohort, full, coordinator, client, run_jobs
    ):
        assert deciding.offer_free_places(cohort=cohort) == 0
        self.free_one(full[0], coordinator)
        assert deciding.offer_free_places(cohort=cohort) == 1
        assert deciding.offer_free_places(cohort=cohort) == 0

        run_jobs()
        [offer] = [one for one in mail.outbox if "tarjotaan" in one.subject]
        assert offer.to == [full[2].contact_email]
        link = link_in(offer)
        for _time in range(2):
            client.get(link)
            client.head(link)
        full[2].refresh_from_db()
        assert full[2].state == State.WAITLISTED
        client.post(f"{link}paikka/", {"take": "1"})
        full[2].refresh_from_db()
        assert full[2].state == State.ACCEPTED
        assert Enrolment.objects.taking_part().filter(team=full[2].team).count() == 2
        # The next one moved up.
        assert queries.place_in_queue(full[3]) == 1

    def test_an_offer_lapses_and_goes_on_by_itself(self, cohort, full, coordinator, run_jobs):
        self.free_one(full[0], coordinator)
        deciding.offer_free_places(cohort=cohort)
        with time_machine.travel(timezone.now() + datetime.timedelta(days=6)):
            deciding.offer_free_places(cohort=cohort)
            full[2].refresh_from_db()
            full[3].refresh_from_db()
            assert full[2].state == State.WITHDRAWN
            assert full[3].has_offer
            with pytest.raises(deciding.NotPossible):
                deciding.take_offer(application=full[2])
            run_jobs()
        subjects = {message.to[0]: message.subject for message in mail.outbox}
        assert "meni seuraavalle" in subjects[full[2].contact_email]
        assert "tarjotaan" in subjects[full[3].contact_email]

    def test_an_offer_ends_with_the_coaching(self, cohort, full, coordinator):
        self.free_one(full[0], coordinator)
        deciding.offer_free_places(cohort=cohort)
        cohort.state = "closed"
        cohort.save()

        with pytest.raises(deciding.NotPossible):
            deciding.take_offer(application=full[2])

    def test_leaving_an_offer_gives_it_to_the_next_at_once(self, cohort, full, coordinator):
        self.free_one(full[0], coordinator)
        deciding.offer_free_places(cohort=cohort)
        deciding.leave_offer(application=full[2])

        full[3].refresh_from_db()
        assert full[3].has_offer

    def test_nothing_is_offered_before_all_is_decided(self, cohort, full, coordinator):
        make_application(cohort)
        self.free_one(full[0], coordinator)

        assert deciding.offer_free_places(cohort=cohort) == 0

    def test_who_does_not_fit_is_not_passed_over(self, cohort, coordinator):
        call = make_call(cohort, capacity=3, unit="people")
        rows = [make_application(cohort, people=number) for number in (3, 2, 1)]
        decide(cohort, rows[:1], State.ACCEPTED, coordinator)
        for row in rows[1:]:
            decide(cohort, [row], State.WAITLISTED, coordinator)
        closed(call)
        place = Enrolment.objects.first()
        withdraw_person(enrolment=place, reason="", by=coordinator)

        assert deciding.offer_free_places(cohort=cohort) == 0


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_one_place_is_offered_once(self, cohort, coordinator):
        call = make_call(cohort, capacity=1)
        rows = [make_application(cohort) for _number in range(6)]
        for row in rows:
            decide(cohort, [row], State.WAITLISTED, coordinator)
        closed(call)

        answers = together(*[lambda: deciding.offer_free_places(cohort=cohort)] * 6)

        assert sorted(answers) == [0] * 5 + [1]

    def test_taking_and_lapsing_at_once_is_one_of_them(self, cohort, coordinator):
        call = make_call(cohort, capacity=1)
        rows = [make_application(cohort) for _number in range(2)]
        for row in rows:
            decide(cohort, [row], State.WAITLISTED, coordinator)
        closed(call)
        deciding.offer_free_places(cohort=cohort)
        Application.objects.filter(pk=rows[0].pk).update(
            offered_until=timezone.now() + datetime.timedelta(milliseconds=5)
        )
        together(
            lambda: deciding.take_offer(application=rows[0]),
            lambda: deciding.offer_free_places(cohort=cohort),
            lambda: deciding.offer_free_places(cohort=cohort),
        )
        deciding.offer_free_places(cohort=cohort)

        teams = Enrolment.objects.taking_part().values("team").distinct().count()
        offered = Application.objects.filter(cohort=cohort).offered().count()
        assert teams + offered == 1
