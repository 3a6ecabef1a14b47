"""Adding, correcting, moving and withdrawing people of a cohort."""

import io

import pytest
from django.core import mail
from django.urls import reverse
from python_calamine import CalamineWorkbook

from participants.accounts.models import User
from participants.cohorts.models import Cohort, CohortRole, Team
from participants.enrolment.models import Enrolment
from tests.factories import enrol, make_cohort, make_organisation, make_team, make_user
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db

STALE = "2026-01-01T00:00:00+00:00"


def address(name, cohort, *more):
    return reverse(f"enrolment:{name}", args=[cohort.slug, *more])


@pytest.fixture
def kaisa(sign_in, coordinator):
    """The coordinator's browser."""
    return sign_in(coordinator)


@pytest.fixture
def place(participant):
    return Enrolment.objects.get(person=participant)


def new_person(**changes):
    return {
        "given_name": "Örjan",
        "family_name": "Uusitalo",
        "email": "Orjan.Uusitalo@Example.org",
        "phone": "040 123 4567",
        "organisation": "Sodankylä",
        "role": "elected_official",
        "title": "valtuuston puheenjohtaja",
        "language": "sv",
    } | changes


class TestAdd:
    def test_a_new_person_gets_account_place_right_history_and_mail(
        self, kaisa, cohort, team, coordinator, run_jobs
    ):
        response = kaisa.post(address("add", cohort), new_person())

        assert response.url == address("people", cohort)
        person = User.objects.get(email="orjan.uusitalo@example.org")
        place = Enrolment.objects.get(person=person)
        assert (person.get_full_name(), person.phone) == ("Örjan Uusitalo", "+358 40 1234567")
        assert not person.has_usable_password()
        assert (place.team, place.state, place.role) == (team, "accepted", "elected_official")
        assert CohortRole.objects.filter(
            cohort=cohort, user=person, role=CohortRole.Role.PARTICIPANT
        ).exists()
        step = place.changes.get()
        assert (step.from_state, step.to_state, step.by) == ("", "accepted", coordinator)
        assert Act.objects.filter(verb="enrolment.added", actor=coordinator).count() == 1
        assert person.affiliation.organisation == team.organisation
        run_jobs()
        [sent] = mail.outbox
        assert sent.to == ["orjan.uusitalo@example.org"]
        assert reverse("portal:cohort", args=[cohort.slug]) in sent.body

    def test_the_mail_speaks_the_language_of_its_reader(self, kaisa, cohort, team, run_jobs):
        kaisa.post(address("add", cohort), new_person())
        run_jobs()

        assert mail.outbox[0].subject.startswith("Din plats i coachningen")

    def test_a_team_is_made_for_an_organisation_that_has_none(self, kaisa, cohort):
        make_organisation("Posio")

        kaisa.post(address("add", cohort), new_person(organisation="posio"))

        assert Team.objects.get(cohort=cohort).organisation.name_fi == "Posio"

    def test_what_an_account_tells_already_stays_as_it_is(self, kaisa, cohort, team, newcomer):
        kaisa.post(address("add", cohort), new_person(email=newcomer.email))

        newcomer.refresh_from_db()
        assert newcomer.get_full_name() == "Uuno Uusi"
        assert newcomer.phone == "+358 40 1234567"
        assert Enrolment.objects.filter(person=newcomer, cohort=cohort).exists()

    def test_a_person_of_the_cohort_is_not_added_twice(self, kaisa, cohort, participant):
        response = kaisa.post(address("add", cohort), new_person(email=participant.email.upper()))

        assert response.status_code == 422
        assert "email" in response.context["form"].errors
        assert Enrolment.objects.filter(person=participant).count() == 1

    def test_a_double_click_is_one_act(self, kaisa, cohort, team, run_jobs):
        for _ in range(2):
            assert kaisa.post(address("add", cohort), new_person()).status_code == 302

        run_jobs()
        assert Enrolment.objects.filter(cohort=cohort).count() == 1
        assert len(mail.outbox) == 1

    def test_an_earlier_address_leads_to_the_same_person(self, kaisa, cohort, team, newcomer):
        newcomer.emailaddress_set.create(email="ennen@example.org", verified=True)

        kaisa.post(address("add", cohort), new_person(email="ennen@example.org"))

        assert Enrolment.objects.get(cohort=cohort).person == newcomer

    def test_a_withdrawn_person_comes_back(self, kaisa, cohort, place, coordinator):
        kaisa.post(address("withdraw", cohort, place.uuid), {"reason": ""})

        kaisa.post(address("add", cohort), new_person(email=place.person.email))

        place.refresh_from_db()
        assert place.state == "accepted"
        assert [step.to_state for step in place.changes.all()] == ["withdrawn", "accepted"]

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("email", "not an address"),
            ("email", ""),
            ("given_name", "x" * 81),
            ("given_name", "null\x00byte"),
            ("phone", "ei ole"),
            ("organisation", "Siilinjervi"),
            ("role", "president"),
            ("title", "y" * 121),
        ],
    )
    def test_bad_input_is_refused_in_words_and_the_text_stays(
        self, kaisa, cohort, team, field, typed
    ):
        before = User.objects.count()

        response = kaisa.post(address("add", cohort), new_person(**{field: typed}))

        assert response.status_code == 422
        assert response.context["form"].errors[field]
        assert response.context["form"][field].value() == typed
        assert "Uusitalo" in response.content.decode()
        assert User.objects.count() == before

    def test_an_archived_cohort_is_not_added_to(self, kaisa, cohort, team):
        Cohort.objects.filter(pk=cohort.pk).update(state="archived")

        assert kaisa.post(address("add", cohort), new_person()).status_code == 403
        assert Enrolment.objects.filter(cohort=cohort).count() == 0


class TestCorrect:
    def typed(self, place, **changes):
        return {
            "given_name": "Aino",
            "family_name": "Korjattu",
            "email": "aino.korjattu@example.org",
            "phone": "",
            "role": "employee",
            "title": "kulttuurituottaja",
            "seen": place.changed_at.isoformat(),
        } | changes

    def test_place_and_person_change_and_the_history_says_what(
        self, kaisa, cohort, place, coordinator
    ):
        response = kaisa.post(address("correct", cohort, place.uuid), self.typed(place))

        assert response.url == address("person", cohort, place.uuid)
        place.refresh_from_db()
        assert (place.role, place.title) == ("employee", "kulttuurituottaja")
        assert place.person.email == "aino.korjattu@example.org"
        act = Act.objects.get(verb="enrolment.corrected")
        assert act.data["family_name"] == ["Esimerkki", "Korjattu"]
        assert act.actor == coordinator

    def test_the_address_of_one_who_has_signed_in_is_not_the_coordinators_to_change(
        self, kaisa, cohort, place, participant, sign_in
    ):
        sign_in(participant)

        kaisa.post(address("correct", cohort, place.uuid), self.typed(place))

        participant.refresh_from_db()
        assert participant.email == "osallistuja@example.org"
        assert participant.family_name == "Korjattu"

    def test_nor_is_that_of_one_who_is_in_a_cohort_of_others(self, kaisa, cohort, place):
        enrol(place.person, make_team(make_cohort()))

        kaisa.post(address("correct", cohort, place.uuid), self.typed(place, email="oma@e.org"))

        place.person.refresh_from_db()
        assert place.person.email != "oma@e.org"

    def test_an_address_of_another_account_is_refused(self, kaisa, cohort, place, newcomer):
        response = kaisa.post(
            address("correct", cohort, place.uuid), self.typed(place, email=newcomer.email)
        )

        assert response.status_code == 422
        place.refresh_from_db()
        assert place.person.family_name == "Esimerkki"

    def test_a_stale_form_shows_both_and_saves_on_the_second_try(self, kaisa, cohort, place):
        Enrolment.objects.filter(pk=place.pk).update(title="toisen kirjoittama")

        response = kaisa.post(address("correct", cohort, place.uuid), self.typed(place, seen=STALE))

        page = response.content.decode()
        assert response.status_code == 422
        assert "toisen kirjoittama" in page
        assert "kulttuurituottaja" in page
        place.refresh_from_db()
        assert place.title == "toisen kirjoittama"
        seen = response.context["form"]["seen"].value()
        kaisa.post(address("correct", cohort, place.uuid), self.typed(place, seen=seen))
        place.refresh_from_db()
        assert place.title == "kulttuurituottaja"


class TestMoveAndWithdraw:
    def test_a_moved_person_leaves_the_old_teams_contact_empty(
        self, kaisa, cohort, team, place, participant
    ):
        Team.objects.filter(pk=team.pk).update(contact=participant)
        make_organisation("Posio")

        kaisa.post(address("move", cohort, place.uuid), {"organisation": "Posio"})

        place.refresh_from_db()
        team.refresh_from_db()
        assert str(place.team) == "Posio"
        assert team.contact is None
        assert Act.objects.get(verb="enrolment.moved").data == {"team": ["Sodankylä", "Posio"]}

    def test_a_withdrawn_person_loses_the_right_and_keeps_the_history(
        self, kaisa, cohort, place, participant, sign_in
    ):
        kaisa.post(address("withdraw", cohort, place.uuid), {"reason": "vaihtoi työpaikkaa"})

        place.refresh_from_db()
        assert place.state == "withdrawn"
        assert place.changes.get(to_state="withdrawn").reason == "vaihtoi työpaikkaa"
        page = reverse("portal:cohort", args=[cohort.slug])
        assert sign_in(participant).get(page).status_code == 404

        kaisa.post(address("restore", cohort, place.uuid))

        assert sign_in(participant).get(page).status_code == 200

    def test_a_second_withdrawal_leaves_one_step(self, kaisa, cohort, place):
        for _ in range(2):
            kaisa.post(address("withdraw", cohort, place.uuid), {"reason": ""})

        assert place.changes.filter(to_state="withdrawn").count() == 1


class TestTeam:
    def test_contact_and_superior_are_named(self, kaisa, cohort, team, participant):
        kaisa.post(
            address("team", cohort, team.uuid),
            {
                "contact": participant.uuid,
                "superior": "Kunnanjohtaja K. Kunta",
                "seen": team.changed_at.isoformat(),
            },
        )

        team.refresh_from_db()
        assert team.contact == participant
        assert team.superior == "Kunnanjohtaja K. Kunta"

    def test_the_contact_is_one_of_the_team(self, kaisa, cohort, team, participant, peer):
        response = kaisa.post(
            address("team", cohort, team.uuid), {"contact": peer.uuid, "superior": ""}
        )

        assert response.status_code == 422
        team.refresh_from_db()
        assert team.contact is None

    def test_a_stale_form_saves_nothing(self, kaisa, cohort, team, participant):
        response = kaisa.post(
            address("team", cohort, team.uuid),
            {"contact": participant.uuid, "superior": "", "seen": STALE},
        )

        assert response.status_code == 422
        team.refresh_from_db()
        assert team.contact is None


class TestList:
    @pytest.fixture
    def _crowd(self, participant, teammate, peer):
        """Three people in two teams."""

    def names(self, response):
        return [str(place.person) for place in response.context["page"].object_list]

    @pytest.mark.usefixtures("_crowd")
    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("", ["Aino Esimerkki", "Mikko Malliksi", "Pirjo Pohdiskelija"]),
            ("q=janakk", ["Pirjo Pohdiskelija"]),
            ("q=aino+esim", ["Aino Esimerkki"]),
            ("role=elected_official", ["Mikko Malliksi"]),
            ("state=withdrawn", []),
            (
                "q=%00&page=x&role=nonsense",
                ["Aino Esimerkki", "Mikko Malliksi", "Pirjo Pohdiskelija"],
            ),
        ],
    )
    def test_it_is_narrowed_down(self, kaisa, cohort, query, shown):
        assert self.names(kaisa.get(f"{address('people', cohort)}?{query}")) == shown

    @pytest.mark.usefixtures("_crowd")
    def test_a_team_is_chosen(self, kaisa, cohort, team):
        response = kaisa.get(address("people", cohort), {"team": team.uuid})

        assert self.names(response) == ["Aino Esimerkki", "Mikko Malliksi"]

    @pytest.mark.usefixtures("_crowd")
    def test_the_workbook_has_the_narrowed_list_and_no_formula(self, kaisa, cohort, peer):
        User.objects.filter(pk=peer.pk).update(phone="=1+1")

        response = kaisa.get(address("people_xlsx", cohort), {"q": "Pirjo"})

        book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
        header, *rows = book.get_sheet_by_index(0).to_python()
        assert len(header) == 12
        assert [row[:5] for row in rows] == [
            ["Pohdiskelija", "Pirjo", "vertainen@example.org", "=1+1", "Janakkala"]
        ]

    @pytest.mark.usefixtures("_crowd")
    def test_the_csv_opens_in_a_finnish_excel(self, kaisa, cohort, peer):
        User.objects.filter(pk=peer.pk).update(phone="=1+1")

        text = kaisa.get(address("people_csv", cohort), {"q": "Pirjo"}).content.decode()

        assert text.startswith("\ufeff")
        assert "Pohdiskelija;Pirjo;vertainen@example.org;'=1+1;Janakkala" in text

    def test_another_cohorts_person_is_not_found(self, kaisa, cohort, outsider):
        elsewhere = Enrolment.objects.get(person=outsider)

        assert kaisa.get(address("person", cohort, elsewhere.uuid)).status_code == 404


@pytest.mark.parametrize("page", ["people", "teams", "people_csv"])
@pytest.mark.parametrize("rows", [1, 4])
def test_statements(kaisa, cohort, page, rows, django_assert_max_num_queries):
    for number in range(rows):
        enrol(make_user(), make_team(cohort, f"Kunta {page} {number}"))

    # The first look of the day is noted.
    kaisa.get(address(page, cohort))
    with django_assert_max_num_queries(10):
        kaisa.get(address(page, cohort))
