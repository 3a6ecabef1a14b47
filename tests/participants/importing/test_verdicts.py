"""The verdict of every row, and putting right what it tells."""

import datetime

import pytest
from django.urls import reverse

from participants.accounts.models import User
from participants.enrolment.actions import withdraw_person
from participants.enrolment.models import Enrolment
from participants.importing import actions, queries
from participants.importing.models import ImportBatch
from participants.organisations.models import Organisation
from tests.factories import enrol, make_team, make_user

from .files import text, xlsx

pytestmark = pytest.mark.django_db

HEADER = ["Etunimi", "Sukunimi", "Sähköposti", "Kunta", "Puhelin", "Rooli"]


def of(*rows):
    """A list with the usual headings; a row is padded."""
    return text([HEADER, *([*row, *[""] * (6 - len(row))] for row in rows)])


def verdicts_of(batch):
    return [(row.outcome, row.verdict) for row in batch.rows.all()]


def said(batch, number):
    """What the page says of the row, in one text."""
    [shown] = queries.shown(batch.rows.filter(number=number))
    return " ".join([shown["label"], *shown["sentences"], *shown["notes"]])


def acts(batch, number):
    [shown] = queries.shown(batch.rows.filter(number=number))
    return {(name, str(value)) for name, value, _words in shown["acts"]}


ONE = ("Matti", "Virtanen", "matti@example.org", "Mikkeli")


class TestVerdicts:
    def test_a_new_and_a_known_person(self, bring, newcomer):
        batch = bring(of(ONE, ("Uuno", "Uusi", newcomer.email.upper(), "Turku")))

        assert verdicts_of(batch) == [("take", "new_person"), ("take", "known_person")]
        assert str(newcomer) in said(batch, 3)

    def test_a_known_person_by_another_address_of_the_account(self, bring, newcomer):
        newcomer.emailaddress_set.create(email="ennen@example.org", verified=True)

        batch = bring(of(("Uuno", "Uusi", "ennen@example.org", "Turku")))

        assert verdicts_of(batch) == [("take", "known_person")]

    def test_somebody_of_the_cohort_is_left_out(self, bring, participant):
        batch = bring(of(("Aino", "Esimerkki", participant.email, "Mikkeli")))

        assert verdicts_of(batch) == [("leave", "already_in")]
        assert "Sodankylä" in said(batch, 2)

    def test_an_unknown_municipality_with_likely_ones(self, bring, places):
        batch = bring(of((*ONE[:3], "Mikkelin kaupunkki"), ("Åsa", "Nyman", "å@b.fi", "Narnia")))

        assert verdicts_of(batch)[0] == ("ask", "unknown_organisation")
        assert "Mikkeli" in said(batch, 2)
        assert ("organisation", str(places["Mikkeli"].uuid)) in acts(batch, 2)
        assert not [one for one in acts(batch, 3) if one[0] == "organisation"]

    def test_a_municipality_that_has_ended_names_its_successor(self, bring, places):
        batch = bring(of((*ONE[:3], "Pertunmaan kunta")))

        assert verdicts_of(batch) == [("ask", "ended_organisation")]
        assert "Mäntyharju" in said(batch, 2)
        assert "2024" in said(batch, 2)
        assert {
            ("organisation", str(places[name].uuid)) for name in ["Mäntyharju", "Pertunmaa"]
        } < (acts(batch, 2))

    def test_an_older_cohort_may_hold_a_municipality_that_ended_later(self, bring, cohort):
        cohort.starts_on = datetime.date(2023, 9, 1)
        cohort.save()

        assert verdicts_of(bring(of((*ONE[:3], "Pertunmaa")))) == [("take", "new_person")]

    @pytest.mark.parametrize(
        ("typed", "verdict", "offered"),
        [
            ("", "no_email", None),
            ("ei ole", "bad_email", None),
            ("matti@", "bad_email", None),
            ("matti.mäki@example.org", "bad_email", "matti.maki@example.org"),
            ("matti@example,org", "bad_email", "matti@example.org"),
            ("a" * 250 + "@example.org", "bad_email", None),
            ("matti@example.org; m@example.com", "many_emails", "m@example.com"),
        ],
    )
    def test_addresses(self, bring, typed, verdict, offered):
        batch = bring(of(("Matti", "Virtanen", typed, "Mikkeli"), ("Å", "N", "a@b.fi", "Turku")))

        assert verdicts_of(batch)[0] == ("ask", verdict)
        emails = {value for name, value in acts(batch, 2) if name == "email"}
        assert offered in emails if offered else not emails

    def test_the_same_person_twice_is_taken_in_once(self, bring):
        batch = bring(of(ONE, (*ONE[:2], "MATTI@example.org", "Turku")))

        assert verdicts_of(batch) == [("take", "new_person"), ("leave", "twice")]
        assert "2" in said(batch, 3)

    def test_the_second_counts_where_the_first_is_left_out(self, bring):
        batch = bring(of(ONE, ONE))

        actions.correct_row(batch=batch, number=2, values={}, choice="leave")

        assert verdicts_of(batch) == [("leave", "left"), ("take", "new_person")]

    def test_one_address_of_two_people_needs_a_person(self, bring):
        batch = bring(of(ONE, ("Maija", "Virtanen-Oja", ONE[2], "Mikkeli")))

        assert verdicts_of(batch) == [("take", "new_person"), ("ask", "shared_email")]
        assert "Matti Virtanen" in said(batch, 3)

    def test_the_same_person_by_two_addresses_needs_a_person(self, bring):
        batch = bring(of(ONE, ("Matti", "Virtanen", "matti@example.com", "Mikkelin kaupunki")))

        assert verdicts_of(batch) == [("take", "new_person"), ("ask", "same_name")]

    def test_two_people_of_one_name_are_told_and_taken_in(self, bring):
        batch = bring(of(ONE, ("Matti", "Virtanen", "virtanen.m@example.com", "Mikkeli")))

        assert verdicts_of(batch) == [("take", "new_person"), ("take", "new_person")]
        assert ONE[2] in said(batch, 3)

    def test_somebody_of_the_cohort_by_another_address(self, bring, cohort, places):
        team = cohort.teams.create(organisation=places["Mikkeli"])
        enrol(make_user("matti@example.com", given_name="Matti", family_name="Virtanen"), team)

        assert verdicts_of(bring(of(ONE))) == [("ask", "same_name_in_cohort")]

    def test_an_account_of_another_name(self, bring, newcomer):
        batch = bring(of(("Matti", "Virtanen", newcomer.email, "Mikkeli")))

        assert verdicts_of(batch) == [("ask", "other_name")]
        actions.correct_row(batch=batch, number=2, values={}, choice="take")
        assert verdicts_of(batch) == [("take", "known_person")]

    def test_a_place_that_was_withdrawn(self, bring, participant, coordinator, team):
        place = Enrolment.objects.get(person=participant)
        withdraw_person(enrolment=place, reason="", by=coordinator)

        batch = bring(of(("Aino", "Esimerkki", participant.email, "Mikkeli")))

        assert verdicts_of(batch) == [("ask", "withdrawn")]

    @pytest.mark.parametrize(
        ("given", "family", "verdict"),
        [
            ("", "Virtanen", "no_name"),
            ("", "", "no_name"),
            ("=cmd|' /C calc'!A0", "Virtanen", "odd_name"),
            ("http://x.example", "Virtanen", "odd_name"),
            ("x" * 81, "Virtanen", "long_text"),
        ],
    )
    def test_names(self, bring, given, family, verdict):
        batch = bring(of((given, family, "matti.virtanen@example.org", "Mikkeli"), ONE))

        assert verdicts_of(batch)[0] == ("ask", verdict)
        offered = [one for one in acts(batch, 2) if one == ("name", "Matti Virtanen")]
        assert bool(offered) == (verdict == "no_name")

    def test_a_missing_municipality(self, bring):
        assert verdicts_of(bring(of((*ONE[:3], ""), ONE)))[0] == ("ask", "no_organisation")

    def test_a_phone_that_is_none_is_told(self, bring):
        batch = bring(of((*ONE, "soita Maijalle", "viranhaltija")))

        assert verdicts_of(batch) == [("take", "new_person")]
        assert "soita Maijalle" in said(batch, 2)

    @pytest.mark.parametrize(
        ("typed", "role", "title"),
        [
            ("valtuutettu", "elected_official", ""),
            ("Viranhaltija", "office_holder", ""),
            ("förtroendevald", "elected_official", ""),
            ("hyvinvointikoordinaattori", "employee", "hyvinvointikoordinaattori"),
            (
                "kunnanhallituksen puheenjohtaja",
                "elected_official",
                "kunnanhallituksen puheenjohtaja",
            ),
            ("sivistysjohtaja", "office_holder", "sivistysjohtaja"),
            ("tjänsteinnehavare", "office_holder", ""),
            ("kylähullu", "", "kylähullu"),
        ],
    )
    def test_roles_in_words(self, bring, typed, role, title):
        row = bring(of((*ONE, "", typed))).rows.get()

        assert (row.read.get("role", ""), row.read.get("title", "")) == (role, title)
        # A guess is said, a plain word for a role is not.
        assert ("role" in row.values["notes"]) == (bool(role) and bool(title))

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("040 123 4567", "+358 40 1234567"),
            ("+358 (0)40 123 4567", "+358 40 1234567"),
            ("358401234567", "+358 40 1234567"),
            ("00358 40 1234567", "+358 40 1234567"),
            ("puh. 040-1234567", "+358 40 1234567"),
            ("040 1234567 / 050 7654321", "+358 40 1234567"),
            ("040 1234567 (työ)", "+358 40 1234567"),
            ("+46 70 123 45 67", "+46 70 123 45 67"),
            ("12", ""),
        ],
    )
    def test_phones(self, bring, typed, kept):
        row = bring(text([HEADER, [*ONE, typed, ""]]), "a.csv").rows.get()

        assert row.read.get("phone", "") == kept


class TestCorrections:
    @pytest.fixture
    def batch(self, bring):
        wrong = "Mikkelin kaupunkki"
        return bring(
            of(
                (*ONE[:3], wrong),
                ("Åsa", "Nyman", "asa@example.org", wrong),
                ("Olli", "Oja", "olli@example.org", "Turku"),
            )
        )

    @pytest.fixture
    def kaisa(self, sign_in, coordinator):
        return sign_in(coordinator)

    def address(self, name, batch, *more):
        return reverse(f"importing:{name}", args=[batch.cohort.slug, batch.uuid, *more])

    def test_one_post_puts_a_spelling_right_everywhere(self, kaisa, batch, places):
        data = {"text": "Mikkelin kaupunkki", "organisation": places["Mikkeli"].uuid}

        response = kaisa.post(self.address("spelling", batch), data)

        assert response.status_code == 302
        assert verdicts_of(batch) == [("take", "new_person")] * 3
        assert {str(row.organisation) for row in batch.rows.all()} == {"Mikkeli", "Turku"}

    def test_one_button_puts_one_row_right(self, kaisa, batch, places):
        data = {"organisation": places["Mikkeli"].uuid}

        kaisa.post(self.address("correct", batch, 2), data)

        assert [outcome for outcome, _verdict in verdicts_of(batch)] == ["take", "ask", "take"]

    def test_a_row_is_left_out_and_taken_back(self, kaisa, batch):
        kaisa.post(self.address("correct", batch, 4), {"choice": "leave"})
        assert verdicts_of(batch)[2] == ("leave", "left")

        kaisa.post(self.address("correct", batch, 4), {"choice": ""})
        assert verdicts_of(batch)[2] == ("take", "new_person")

    def test_the_form_corrects_every_value(self, kaisa, batch):
        form = kaisa.get(self.address("row", batch, 4)).context["form"]
        data = {name: form[name].value() for name in form.fields if name != "alike"} | {
            "given_name": "Oili",
            "family_name": "Ojala",
            "email": "Oili@Example.org",
            "organisation": "Posio",
            "role": "employee",
            "title": "ohjaaja",
            "phone": "040 1234567",
            "language": "sv",
        }

        response = kaisa.post(self.address("row", batch, 4), data)

        assert response.status_code == 302
        row = batch.rows.get(number=4)
        assert (row.full_name, row.read["email"], str(row.organisation)) == (
            "Oili Ojala",
            "oili@example.org",
            "Posio",
        )
        assert row.read["phone"] == "+358 40 1234567"
        assert (row.read["role"], row.read["title"], row.read["language"]) == (
            "employee",
            "ohjaaja",
            "sv",
        )

    def test_the_form_does_the_same_on_rows_alike(self, kaisa, batch):
        form = kaisa.get(self.address("row", batch, 2)).context["form"]
        data = {name: form[name].value() for name in form.fields} | {"organisation": "Mikkeli"}

        kaisa.post(self.address("row", batch, 2), data)

        assert verdicts_of(batch) == [("take", "new_person")] * 3

    def test_bad_input_is_refused_in_words_and_the_text_stays(self, kaisa, batch):
        data = {"given_name": "x" * 81, "email": "ei", "organisation": "Narnia", "phone": "\0"}

        response = kaisa.post(self.address("row", batch, 2), data)

        assert response.status_code == 422
        assert {"given_name", "email", "organisation", "phone"} <= set(
            response.context["form"].errors
        )
        assert "Narnia" in response.content.decode()

    def test_a_row_that_somebody_else_corrected_shows_both(self, kaisa, batch):
        form = kaisa.get(self.address("row", batch, 4)).context["form"]
        data = {name: form[name].value() for name in form.fields} | {"title": "minun"}
        actions.correct_row(batch=batch, number=4, values={"title": "toisen"}, choice="")

        response = kaisa.post(self.address("row", batch, 4), data)

        assert response.status_code == 422
        assert "toisen" in response.content.decode()
        assert batch.rows.get(number=4).read["title"] == "toisen"

    @pytest.mark.parametrize(
        "data", [{"choice": "x"}, {"organisation": "x"}, {"email": "x"}, {"name": "\0"}]
    )
    def test_a_button_that_is_none_of_ours(self, kaisa, batch, data):
        assert kaisa.post(self.address("correct", batch, 2), data).status_code == 422

    def test_columns_are_corrected_and_corrections_stay(self, kaisa, batch):
        actions.correct_row(batch=batch, number=4, values={"email": "uusi@example.org"}, choice="")
        form = kaisa.get(self.address("columns", batch)).context["form"]
        data = {name: form[name].value() for name in form.fields}
        data |= {"column_0": "family_name", "column_1": "given_name"}

        response = kaisa.post(self.address("columns", batch), data)

        assert response.status_code == 302
        row = batch.rows.get(number=4)
        assert row.full_name == "Oja Olli"
        assert row.read["email"] == "uusi@example.org"

    def test_one_column_cannot_be_two_things(self, kaisa, batch):
        form = kaisa.get(self.address("columns", batch)).context["form"]
        data = {name: form[name].value() for name in form.fields} | {"column_1": "given_name"}

        assert kaisa.post(self.address("columns", batch), data).status_code == 422

    def test_another_row_of_headings(self, kaisa, batch):
        form = kaisa.get(self.address("columns", batch)).context["form"]
        data = {name: form[name].value() for name in form.fields} | {"header": ""}

        kaisa.post(self.address("columns", batch), data)

        batch.refresh_from_db()
        assert batch.header is None
        # What is plainly a line of headings becomes nobody.
        assert [row.number for row in batch.rows.all()] == [2, 3, 4]

    def test_another_sheet(self, kaisa, bring):
        other = [["Nimi", "Sposti", "Kunta"], ["Åsa Nyman", "asa@example.org", "Turku"]]
        batch = bring(xlsx(("A", [HEADER, [*ONE, "", ""]]), ("B", other)))
        form = kaisa.get(self.address("columns", batch)).context["form"]
        data = {name: form[name].value() for name in form.fields} | {"sheet": "1"}

        kaisa.post(self.address("columns", batch), data)

        assert batch.rows.get().full_name == "Åsa Nyman"

    def test_what_came_from_the_file_is_harmless_on_every_page(self, kaisa, bring):
        nasty = "<script>alert(1)</script>"
        batch = bring(xlsx([[*HEADER, nasty], [nasty, nasty, nasty, nasty, nasty, nasty, nasty]]))

        for name, more in [("batch", []), ("columns", []), ("row", [2]), ("confirm", [])]:
            assert nasty not in kaisa.get(self.address(name, batch, *more)).content.decode()


def test_what_waits_too_long_is_forgotten(bring, django_assert_max_num_queries):
    batch = bring(of(ONE))
    later = batch.created_at + datetime.timedelta(hours=25)

    actions.forget_old(now=later - datetime.timedelta(hours=2))
    assert batch.rows.exists()
    actions.forget_old(now=later)

    batch.refresh_from_db()
    assert (batch.state, batch.sheets, batch.rows.count()) == ("expired", [], 0)
    assert not User.objects.filter(email=ONE[2]).exists()


def test_a_team_of_another_cohort_says_nothing(bring, outsider):
    make_team(Enrolment.objects.get(person=outsider).cohort, "Muualla")

    batch = bring(of(("Olli", "Oiva", outsider.email, "Turku")))

    assert verdicts_of(batch) == [("take", "known_person")]
    assert ImportBatch.objects.count() == 1
    assert Organisation.objects.filter(name_fi="Muualla").exists()


class TestOrganisationsFurtherUp:
    """Lists in which the municipality stands once for many rows."""

    GROUPS = [
        ["Osallistujat 2026"],
        ["Kunta", "Nimi", "Sähköposti"],
        ["Posio", "Matti Virtanen", "matti@example.org"],
        ["", "Aino Esimerkki", "aino@example.org"],
        [],
        ["Mikelli", "Åsa Nyman", "asa@example.org"],
        ["", "Olli Oja", "olli@example.org"],
        ["", "Tiina Turku", "tiina@sodankyla.fi"],
        ["Yhteensä", "5 hlöä", ""],
        ["keltainen = vahvistettu", "", ""],
    ]

    @pytest.fixture
    def kaisa(self, sign_in, coordinator):
        return sign_in(coordinator)

    @pytest.fixture
    def batch(self, bring):
        return bring(xlsx(self.GROUPS))

    def test_the_one_of_the_row_above_or_of_the_address_is_suggested(self, batch, places):
        assert verdicts_of(batch) == [
            ("take", "new_person"),
            ("ask", "no_organisation"),
            ("ask", "unknown_organisation"),
            ("ask", "no_organisation"),
            ("ask", "no_organisation"),
            # A sum and a remark.
            *[("leave", "nobody")] * 2,
        ]
        assert "rivillä 3" in said(batch, 4)
        assert ("organisation", str(places["Posio"].uuid)) in acts(batch, 4)
        # What is misspelt above says nothing yet.
        assert not any(name == "organisation" for name, _value in acts(batch, 7))
        assert ("organisation", str(places["Sodankylä"].uuid)) in acts(batch, 8)

    def test_one_button_fills_all_that_are_suggested(self, kaisa, batch, places, cohort):
        spelling = {"text": "Mikelli", "organisation": places["Mikkeli"].uuid}
        kaisa.post(reverse("importing:spelling", args=[cohort.slug, batch.uuid]), spelling)

        page = kaisa.post(reverse("importing:fill", args=[cohort.slug, batch.uuid]), follow=True)

        assert "Kunta täydennettiin 3 riville." in page.content.decode()
        rows = batch.rows.filter(outcome="take").select_related("organisation")
        assert [str(row.organisation) for row in rows] == [
            *["Posio", "Posio", "Mikkeli", "Mikkeli", "Sodankylä"]
        ]

    def test_one_is_chosen_for_all_that_have_none(self, kaisa, batch, places, cohort):
        address = reverse("importing:missing", args=[cohort.slug, batch.uuid])
        refused = kaisa.post(address, {"organisation": "Atlantis"})

        kaisa.post(address, {"organisation": "Turku"})

        assert refused.status_code == 422
        assert "Atlantis" in refused.content.decode()
        chosen = batch.rows.filter(organisation=places["Turku"])
        assert [row.number for row in chosen] == [4, 7, 8]
        assert "Yhdeltäkään riviltä" in kaisa.get(address).content.decode()

    def test_a_title_of_a_group_is_no_person(self, bring, places):
        batch = bring(
            xlsx(
                [
                    ["Nimi", "Sähköposti"],
                    ["POSIO", ""],
                    ["Matti Virtanen", "matti@example.org"],
                    ["Mikkelin kaupunki", ""],
                    ["Åsa Nyman", "asa@example.org"],
                ]
            )
        )

        actions.fill_organisations(batch=batch)

        assert [
            (row.number, str(row.organisation))
            for row in batch.rows.filter(outcome="take").select_related("organisation")
        ] == [(3, "Posio"), (5, "Mikkeli")]

    @pytest.mark.parametrize(
        ("title", "name", "suggested"),
        [
            ("Deltagare från Pedersöre kommun", "lista.xlsx", "Pedersören kunta"),
            ("Anmälda 2.9.2026", "Deltagarlista Pedersöre.xlsx", "Pedersören kunta"),
            ("Osallistujat: Posio ja Mikkeli", "lista.xlsx", None),
            ("Yhteisölähtöinen kunta 2026", "lista.xlsx", None),
        ],
    )
    def test_a_title_or_the_files_name_tells(self, bring, places, title, name, suggested):
        rows = [[title], ["Förnamn", "Efternamn", "E-post"], ["Kaj", "af Ursin", "kaj@example.org"]]
        batch = bring(xlsx(rows), name)

        offered = {value for kind, value in acts(batch, 3) if kind == "organisation"}

        assert offered == ({str(places[suggested].uuid)} if suggested else set())

    def test_nothing_is_filled_in_a_list_that_no_longer_waits(self, kaisa, batch, cohort):
        ImportBatch.objects.update(state="done")

        kaisa.post(reverse("importing:fill", args=[cohort.slug, batch.uuid]))

        assert not batch.rows.exclude(edited={}).exists()


def test_what_a_meeting_calls_people_is_no_title(bring):
    batch = bring(
        text(
            [
                ["1. Yhteenveto"],
                ["Nimi", "Sähköposti", "Rooli"],
                ["Virtanen Matti (Vieras)", "matti@example.org", "Esittäjä"],
                ["3. Kokouksen aikaiset aktiviteetit"],
                ["Nimi", "Liittymisaika", "Sähköposti"],
            ],
            "\t",
        )
    )

    [row, heading] = batch.rows.all()
    assert (row.read["role"], row.read.get("title"), row.read["notes"]) == ("other", None, {})
    assert heading.verdict == "nobody"
