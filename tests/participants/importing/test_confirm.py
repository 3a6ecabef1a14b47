"""Taking a list in, its report, and taking it back."""

import datetime
import io
import zipfile

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from participants.accounts.models import User
from participants.cohorts.models import Cohort, CohortRole, Team
from participants.enrolment.actions import add_person, withdraw_person
from participants.enrolment.models import Enrolment, EnrolmentChange
from participants.importing import actions, confirming, exports
from participants.importing.models import ImportBatch, ImportRow
from participants.organisations.models import Affiliation
from sessions.attendance.models import Attendance
from tests.factories import make_team
from tests.session_factories import make_session
from valmennus.portal.merging import merge_accounts
from valmennus.shared import search_index
from valmennus.shared.models import Act
from valmennus.shared.versions import version_of

from .files import bomb, far_cell, locked, text, xlsx

pytestmark = pytest.mark.django_db

HEADER = ["Etunimi", "Sukunimi", "Sähköposti", "Kunta", "Puhelin", "Rooli", "Nimike", "Kieli"]
ROWS = [
    *[["Matti", "Virtanen", "matti@example.org", "Mikkeli", "040 1234567", "valtuutettu"]],
    *[["Åsa", "Nyman", "asa@example.org", "Åbo", "", "viranhaltija", "planerare", "sv"]],
    *[["Uuno", "Uusi", "uusi@example.org", "Mikkelin kaupunki", "050 1234567", ""]],
    *[["Outi", "Outo", "ei ole", "Turku", "", ""]],
]


def sound():
    return xlsx([HEADER, ROWS[0]])


UNREADABLE = {
    "an empty workbook": (lambda: b"", "a.xlsx"),
    "an empty text": (lambda: b"", "a.csv"),
    "40 MB": (lambda: b"x" * 40 * 1024 * 1024, "a.csv"),
    "a text called a workbook": (lambda: text([HEADER, ROWS[0]]), "a.xlsx"),
    "a workbook called a text": (sound, "a.csv"),
    "a workbook called another kind": (sound, "a.ods"),
    "a new workbook called an old one": (sound, "a.xls"),
    "a workbook cut off": (lambda: sound()[:3000], "a.xlsx"),
    "a PDF called a text": (lambda: b"%PDF-1.7 people", "a.csv"),
    "a page called a workbook": (lambda: b"<html><table><tr><td>x</td></tr></table>", "a.xls"),
    "a page called a text": (lambda: b"<!DOCTYPE html><table>", "a.csv"),
    "a picture called a text": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\2\3", "a.csv"),
    "null bytes": (lambda: b"Nimi;S\0hk;Kunta\r\nA\0;b;c\r\n" * 20, "a.csv"),
    "a locked workbook": (locked, "a.xlsx"),
    "a workbook that swells": (bomb, "a.xlsx"),
    "a workbook with a far cell": (far_cell, "a.xlsx"),
    "a program": (lambda: b"MZ\x90\0", "a.exe"),
    "no ending": (lambda: b"Nimi", "lista"),
    "a workbook of nothing": (lambda: xlsx([]), "a.xlsx"),
    "three rows of nothing": (lambda: xlsx([[" "], ["  "], [" "]]), "a.xlsx"),
    "a text of nothing": (lambda: b"\r\n\r\n;;;\r\n", "a.csv"),
    "10,050 rows": (lambda: text([HEADER, *([["A"] * 8] * 10_050)]), "a.csv"),
}
ODD = {
    "control characters": text([HEADER, ["\x01Mat\x02ti", "Vir\x0btanen", *ROWS[0][2:]]]),
    "a broken letter": text([HEADER, ["Päivi", "Mäki", *ROWS[0][2:]]]).replace(
        "ä".encode(), b"\xff", 1
    ),
    "very long texts": text([HEADER, ["x" * 100_000, "y" * 5000, "z" * 5000, "Mikkeli"]]),
    "a cell longer than a text may be": text([HEADER, ["x" * 200_000, "y", "z", "Mikkeli"]]),
    "300 columns": text([["a"] * 300, ["b"] * 300]),
    "an unbalanced quote": text([HEADER, ['"unbalanced', "x", *ROWS[0][2:]]]),
    "a quote that is never closed": ",".join(HEADER).encode() + b'\r\n"never,x,y@a.fi,Mikkeli',
    "faces": text([["😀"] * 8] * 2),
    "one cell in the second row": text([[""], ["", "x"]]),
    "one letter": b"x",
    "a table of headings": text([HEADER]),
    "digits that are none": text([HEADER, ["²", "²", "²@²", "²", "²", "²", "²"]]),
}


@pytest.fixture
def kaisa(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def batch(bring, newcomer):
    """Two new people, a known one, and a row that needs a person."""
    return bring(text([HEADER, *ROWS]))


def address(name, batch, *more):
    return reverse(f"importing:{name}", args=[batch.cohort.slug, batch.uuid, *more])


def confirm(browser, batch, **data):
    seen = browser.get(address("confirm", batch)).context["form"]["seen"].value()
    return browser.post(address("confirm", batch), {"seen": seen, **data})


def content_of(response):
    content = b"".join(response)
    if file := getattr(response, "file_to_stream", None):
        file.close()
    return content


def dump():
    """Every row of every table of ours, but for the history and the lists themselves."""
    left_out = {Act, ImportBatch, ImportRow}
    labels = {"participants", "coaching", "account", "shared"}
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if model._meta.app_label in labels and model not in left_out and model._meta.managed
    }


class TestConfirm:
    def test_the_page_says_the_numbers(self, kaisa, batch, cohort, places):
        Team.objects.create(cohort=cohort, organisation=places["Turku"])

        numbers = kaisa.get(address("confirm", batch)).context["numbers"]

        assert numbers == {
            "taken": 3,
            "new": 2,
            "known": 1,
            "teams": 2,
            "new_teams": 1,
            "ask": 1,
            "left": 0,
            "out": 1,
        }

    def test_exactly_these_people_are_taken_in(self, kaisa, batch, cohort, coordinator, newcomer):
        acts = Act.objects.count()

        response = confirm(kaisa, batch)

        assert response.url == address("batch", batch)
        batch.refresh_from_db()
        assert (batch.state, batch.confirmed_by, batch.sheets) == ("done", coordinator, [])
        places = Enrolment.objects.filter(cohort=cohort).order_by("person__email")
        assert [
            (
                *(place.person.given_name, place.person.family_name, place.person.email),
                *(place.person.phone, place.person.language, str(place.team)),
                *(place.role, place.title, place.state),
            )
            for place in places
        ] == [
            (
                *("Åsa", "Nyman", "asa@example.org", "", "sv", "Turku"),
                *("office_holder", "planerare", "accepted"),
            ),
            (
                *("Matti", "Virtanen", "matti@example.org", "+358 40 1234567", "fi", "Mikkeli"),
                *("elected_official", "", "accepted"),
            ),
            (
                *("Uuno", "Uusi", newcomer.email, "+358 50 1234567", "fi", "Mikkeli"),
                *("other", "", "accepted"),
            ),
        ]
        for place in places:
            step = place.changes.get()
            assert (step.from_state, step.to_state, step.by) == ("", "accepted", coordinator)
            assert place.person.affiliation.organisation == place.team.organisation
            assert not place.person.has_usable_password()
            address_of = place.person.emailaddress_set.get()
            assert (address_of.email, address_of.primary) == (place.person.email, True)
        rights = CohortRole.objects.filter(cohort=cohort, role="participant")
        assert {right.user for right in rights} == {place.person for place in places}
        verbs = list(Act.objects.order_by("pk").values_list("verb", flat=True))[acts:]
        assert sorted(verbs) == sorted(
            ["team.added"] * 2 + ["role.granted", "enrolment.added"] * 3 + ["import.confirmed"]
        )
        assert not ProcrastinateJob.objects.filter(task_name="mail.deliver").exists()

    def test_it_is_the_same_as_adding_by_hand(self, kaisa, bring, cohort, coordinator, places):
        confirm(kaisa, bring(text([HEADER, ROWS[0]])))
        add_person(
            cohort=cohort,
            organisation=places["Mikkeli"],
            email="kasin@example.org",
            role="elected_official",
            person={"given_name": "Matti", "family_name": "Virtanen", "phone": "+358 40 1234567"},
            by=coordinator,
            tell=False,
        )

        one, other = (
            [
                {
                    name: value
                    for name, value in row.items()
                    if name not in {"id", "uuid", "email", "password", "date_joined"}
                    and not name.endswith(("_at", "_id", "since"))
                    and name != "at"
                }
                for table in (
                    User.objects.filter(pk=place.person_id),
                    Enrolment.objects.filter(pk=place.pk),
                    EnrolmentChange.objects.filter(enrolment=place),
                    CohortRole.objects.filter(user=place.person),
                    Affiliation.objects.filter(user=place.person),
                )
                for row in table.values()
            ]
            for place in Enrolment.objects.order_by("pk")
        )
        assert one == other

    def test_mails_go_only_by_choice_once_and_in_the_readers_language(self, kaisa, batch, run_jobs):
        confirm(kaisa, batch, tell="on")
        run_jobs()
        run_jobs()
        confirming.tell_people(batch=str(batch.uuid))
        run_jobs()

        assert sorted(message.to[0] for message in mail.outbox) == [
            *("asa@example.org", "matti@example.org", "uusi@example.org")
        ]
        by_reader = {message.to[0]: message.subject for message in mail.outbox}
        assert by_reader["asa@example.org"].startswith("Din plats")

    def test_a_second_click_does_nothing_more(self, kaisa, batch):
        seen = version_of(batch)
        for _ in range(2):
            response = kaisa.post(address("confirm", batch), {"seen": seen})
            assert response.url == address("batch", batch)

        assert Enrolment.objects.count() == 3
        assert Act.objects.filter(verb="import.confirmed").count() == 1

    def test_somebody_added_meanwhile_is_told_and_nobody_taken_in(
        self, kaisa, batch, cohort, places, coordinator
    ):
        add_person(
            cohort=cohort,
            organisation=places["Turku"],
            email="matti@example.org",
            role="other",
            by=coordinator,
        )

        response = confirm(kaisa, batch)

        batch.refresh_from_db()
        assert (batch.state, batch.problem) == ("preview", "changed")
        assert Enrolment.objects.count() == 1
        assert batch.rows.get(number=2).verdict == "already_in"
        assert [row.number for row in batch.rows.filter(changed=True)] == [2]
        assert "Mikkeli" in kaisa.get(response.url).content.decode()

        confirm(kaisa, batch)
        assert Enrolment.objects.count() == 3

    def test_a_list_that_somebody_corrected_meanwhile_is_looked_at_again(self, kaisa, batch):
        seen = version_of(batch)
        actions.correct_row(batch=batch, number=2, values={}, choice="leave")

        response = kaisa.post(address("confirm", batch), {"seen": seen})

        assert response.status_code == 422
        assert response.context["numbers"]["taken"] == 2
        assert not Enrolment.objects.exists()
        shown = response.context["form"]["seen"].value()
        assert kaisa.post(address("confirm", batch), {"seen": shown}).status_code == 302
        assert Enrolment.objects.count() == 2

    def test_a_cohort_archived_meanwhile_is_told(self, kaisa, batch, cohort):
        seen = version_of(batch)
        Cohort.objects.filter(pk=cohort.pk).update(state="archived")

        response = kaisa.post(address("confirm", batch), {"seen": seen})

        assert response.status_code == 403
        assert kaisa.get(address("batch", batch)).status_code == 200
        assert not Enrolment.objects.exists()

    def test_nobody_to_take_in_is_told(self, kaisa, bring):
        response = confirm(kaisa, bring(text([HEADER, ROWS[3]])))

        assert response.status_code == 422

    def test_a_withdrawn_place_comes_back(self, kaisa, bring, participant, coordinator, cohort):
        place = Enrolment.objects.get(person=participant)
        withdraw_person(enrolment=place, reason="", by=coordinator)
        batch = bring(text([HEADER, ["Aino", "Esimerkki", participant.email, "Mikkeli"]]))
        actions.correct_row(batch=batch, number=2, values={}, choice="take")

        confirm(kaisa, batch)

        place.refresh_from_db()
        assert (place.state, str(place.team)) == ("accepted", "Mikkeli")
        assert [step.to_state for step in place.changes.all()] == ["withdrawn", "accepted"]


class TestUndo:
    def test_everything_is_as_it_was(
        self, kaisa, bring, newcomer, participant, coordinator, cohort, places
    ):
        withdraw_person(
            enrolment=Enrolment.objects.get(person=participant), reason="", by=coordinator
        )
        Team.objects.create(cohort=cohort, organisation=places["Turku"])
        batch = bring(
            text([HEADER, *ROWS, ["Aino", "Esimerkki", participant.email, "Mikkeli", "0401234567"]])
        )
        actions.correct_row(batch=batch, number=6, values={}, choice="take")
        search_index.renew()
        before = dump()
        confirm(kaisa, batch)
        assert Enrolment.objects.taking_part().count() == 4
        assert dump() != before

        page = kaisa.get(address("undo", batch))
        assert page.context["numbers"] == {"places": 4, "accounts": 2, "back": 1, "teams": 1}
        response = kaisa.post(address("undo", batch))

        assert response.url == address("batch", batch)
        assert dump() == before
        batch.refresh_from_db()
        assert (batch.state, batch.undone_by) == ("undone", coordinator)
        assert Act.objects.filter(verb="import.undone").count() == 1
        assert kaisa.post(address("undo", batch)).status_code == 302

    @pytest.mark.parametrize("email", ["matti@example.org", "uusi@example.org"])
    def test_who_has_signed_in_since_stops_it(self, kaisa, batch, sign_in, email):
        confirm(kaisa, batch)
        person = User.objects.get(email=email)
        sign_in(person)
        before = dump()

        assert person.get_full_name() in kaisa.get(address("undo", batch)).content.decode()
        response = kaisa.post(address("undo", batch))

        assert response.status_code == 422
        assert dump() == before

    def test_what_hangs_on_a_new_place_stops_it(self, kaisa, batch, cohort):
        confirm(kaisa, batch)
        place = Enrolment.objects.get(person__email="matti@example.org")
        Attendance.objects.create(
            session=make_session(cohort),
            enrolment=place,
            state="on_site",
            marked_at=timezone.now(),
        )

        [(person, reason)] = kaisa.get(address("undo", batch)).context["stops"]

        assert person == "Matti Virtanen"
        assert "läsnäolo" in reason.lower()
        assert kaisa.post(address("undo", batch)).status_code == 422

    @pytest.mark.parametrize("what", ["contact", "role", "withdrawn", "elsewhere"])
    def test_what_hangs_on_people_stops_it(self, kaisa, batch, cohort, coordinator, what):
        confirm(kaisa, batch)
        place = Enrolment.objects.get(person__email="matti@example.org")
        if what == "contact":
            place.team.contact = place.person
            place.team.save()
        elif what == "role":
            CohortRole.objects.create(cohort=cohort, user=place.person, role="coach")
        elif what == "withdrawn":
            withdraw_person(enrolment=place, reason="", by=coordinator)
        else:
            other = make_team(
                Cohort.objects.create(
                    programme=cohort.programme, slug="muu", name="Muu", starts_on=cohort.starts_on
                ),
                "Muualla",
            )
            Enrolment.objects.create(cohort=other.cohort, team=other, person=place.person)

        stops = kaisa.get(address("undo", batch)).context["stops"]

        assert [person for person, _reason in stops] == ["Matti Virtanen"]
        assert kaisa.post(address("undo", batch)).status_code == 422

    def test_an_account_that_was_joined_with_another_stops_it(self, outsider, kaisa, batch):
        confirm(kaisa, batch)
        merge_accounts(kept=outsider, lost=User.objects.get(email="matti@example.org"), by=None)

        stops = kaisa.get(address("undo", batch)).context["stops"]

        assert [person for person, _reason in stops] == [str(outsider)]

    def test_a_team_that_somebody_else_has_joined_stays(
        self, kaisa, batch, cohort, coordinator, places
    ):
        confirm(kaisa, batch)
        add_person(
            cohort=cohort,
            organisation=places["Turku"],
            email="toinen@example.org",
            role="other",
            by=coordinator,
        )

        kaisa.post(address("undo", batch))

        assert [str(team) for team in Team.objects.filter(cohort=cohort)] == ["Turku"]
        assert Enrolment.objects.get().person.email == "toinen@example.org"

    def test_a_month_later_only_the_result_is_left(self, kaisa, batch):
        confirm(kaisa, batch)
        batch.refresh_from_db()
        actions.forget_old(now=batch.confirmed_at + datetime.timedelta(days=31))

        row = batch.rows.get(number=5)
        assert (row.values, row.edited, row.problems, row.verdict) == ({}, {}, [], "bad_email")
        assert kaisa.post(address("undo", batch)).status_code == 422
        assert kaisa.get(address("batch", batch)).status_code == 200
        assert Enrolment.objects.count() == 3


class TestLongLists:
    """What the job worker does with them."""

    @pytest.fixture(autouse=True)
    def _everything_is_long(self, monkeypatch):
        monkeypatch.setattr(actions, "READ_AT_ONCE", -100)
        monkeypatch.setattr(confirming, "AT_ONCE", 1)

    def test_it_is_read_taken_in_and_taken_back_and_found_again(
        self, kaisa, batch, run_jobs, cohort
    ):
        before = dump()
        for state, act in [
            ("reading", lambda: None),
            ("confirming", lambda: confirm(kaisa, batch)),
            ("undoing", lambda: kaisa.post(address("undo", batch))),
        ]:
            act()
            batch.refresh_from_db()
            assert batch.state == state
            page = kaisa.get(address("batch", batch)).content.decode()
            assert "<progress" in page
            listed = kaisa.get(reverse("importing:imports", args=[cohort.slug])).content.decode()
            assert address("batch", batch) in listed
            run_jobs()
            if state == "confirming":
                assert Enrolment.objects.count() == 3
        batch.refresh_from_db()
        assert batch.state == "undone"
        assert dump() == before

    def test_the_page_that_waits_is_renewed_when_the_work_is_done(self, kaisa, batch, run_jobs):
        fragment = {"HTTP_HX_REQUEST": "true"}
        assert "HX-Refresh" not in kaisa.get(address("batch", batch), **fragment).headers
        run_jobs()
        assert kaisa.get(address("batch", batch), **fragment).headers["HX-Refresh"] == "true"

    def test_what_changed_before_the_worker_came_is_told(
        self, kaisa, batch, run_jobs, cohort, coordinator, places
    ):
        run_jobs()
        batch.refresh_from_db()
        confirm(kaisa, batch)
        add_person(
            cohort=cohort,
            organisation=places["Turku"],
            email="matti@example.org",
            role="other",
            by=coordinator,
        )

        run_jobs()

        batch.refresh_from_db()
        assert (batch.state, batch.problem) == ("preview", "changed")
        assert Enrolment.objects.count() == 1

    def test_a_cohort_archived_before_the_worker_came(self, kaisa, batch, run_jobs, cohort):
        run_jobs()
        batch.refresh_from_db()
        confirm(kaisa, batch)
        Cohort.objects.filter(pk=cohort.pk).update(state="archived")

        run_jobs()

        batch.refresh_from_db()
        assert (batch.state, batch.problem) == ("preview", "archived")
        assert not Enrolment.objects.exists()

    def test_a_fault_leaves_nothing_half_done(self, kaisa, batch, run_jobs, monkeypatch):
        run_jobs()
        batch.refresh_from_db()
        confirm(kaisa, batch)

        def fail(**_):
            raise RuntimeError("broken")

        monkeypatch.setattr(confirming, "add_people", fail)
        with pytest.raises(RuntimeError):
            confirming.work(batch=str(batch.uuid))

        batch.refresh_from_db()
        assert (batch.state, batch.problem) == ("preview", "fault")
        assert kaisa.get(address("batch", batch)).status_code == 200


class TestReport:
    def test_it_tells_what_became_of_each_row(self, kaisa, batch):
        confirm(kaisa, batch)

        content = content_of(kaisa.get(address("report_xlsx", batch)))
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()

        assert [row[:4] for row in rows[1:]] == [
            [2.0, "Matti", "Virtanen", "matti@example.org"],
            [3.0, "Åsa", "Nyman", "asa@example.org"],
            [4.0, "Uuno", "Uusi", "uusi@example.org"],
            [5.0, "Outi", "Outo", "ei ole"],
        ]
        assert len({row[7] for row in rows[1:]}) == 2

    def test_no_formula_of_a_cell_survives(self, kaisa, bring):
        nasty = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "＝1+1"]
        rows = [[n, n, f"n{i}@example.org", "Mikkeli", n, n, n] for i, n in enumerate(nasty)]
        batch = bring(text([HEADER, *rows]), "a.csv")
        for row in batch.rows.all():
            actions.correct_row(batch=batch, number=row.number, values={}, choice="take")
        batch.refresh_from_db()
        confirm(kaisa, batch)
        assert Enrolment.objects.count() == len(nasty)

        people = ("enrolment:people_csv", "enrolment:people_xlsx")
        addresses = [
            *(address(f"report_{kind}", batch) for kind in ["csv", "xlsx"]),
            *(reverse(name, args=[batch.cohort.slug]) for name in people),
        ]
        for one in addresses:
            content = content_of(kaisa.get(one))
            if one.endswith("csv"):
                for cell in content.decode("utf-8-sig").replace("\r\n", ";").split(";"):
                    assert cell.strip('"')[:1] not in set("=+-@\t\r＝"), cell
            else:
                assert b"<f>" not in b"".join(_parts(content))

    @pytest.mark.parametrize("language", ["fi", "sv", "en"])
    def test_the_empty_table_comes_back_filled(self, sign_in, coordinator, bring, language):
        with translation.override(language):
            batch = bring(
                xlsx(
                    [
                        exports.template_header(),
                        [
                            *("Åsa", "Nyman", "asa@example.org", "Turku", "viranhaltija"),
                            *("suunnittelija", "040 1234567", "sv"),
                        ],
                    ]
                )
            )

        row = batch.rows.get()
        assert "" not in batch.columns
        assert row.outcome == "take"
        empty = sign_in(coordinator).get(reverse("importing:template", args=[batch.cohort.slug]))
        assert content_of(empty).startswith(b"PK")


def _parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [package.read(name) for name in package.namelist()]


class TestUpload:
    def send(self, browser, cohort, content, name="lista.xlsx"):
        return browser.post(
            reverse("importing:imports", args=[cohort.slug]),
            {"file": SimpleUploadedFile(name, content)},
        )

    def test_a_list_leads_to_its_preview(self, kaisa, cohort, places):
        response = self.send(kaisa, cohort, xlsx([HEADER, ROWS[0]]))

        batch = ImportBatch.objects.get()
        assert response.url == address("batch", batch)
        assert b"matti@example.org" in kaisa.get(response.url).content

    def test_a_double_click_brings_one_list(self, kaisa, cohort, places):
        content = xlsx([HEADER, ROWS[0]])

        answers = {self.send(kaisa, cohort, content).url for _ in range(2)}

        assert len(answers) == 1
        assert ImportBatch.objects.count() == 1

    @pytest.mark.parametrize("fault", UNREADABLE)
    def test_what_cannot_be_read_is_refused_in_words(self, kaisa, cohort, places, fault):
        make, name = UNREADABLE[fault]
        response = self.send(kaisa, cohort, make(), name)

        assert response.status_code == 422
        [sentence] = response.context["form"].errors["file"]
        assert len(sentence) > 20
        assert not ImportBatch.objects.exists()

    def test_no_file_at_all(self, kaisa, cohort):
        address = reverse("importing:imports", args=[cohort.slug])
        assert kaisa.post(address, {}).status_code == 422
        assert kaisa.post(address, {"file": "text"}).status_code == 422

    @pytest.mark.parametrize("oddity", ODD)
    def test_odd_content_never_breaks_a_page(self, kaisa, cohort, places, oddity):
        content = ODD[oddity]

        response = self.send(kaisa, cohort, content, "a.csv")

        assert response.status_code in {302, 422}
        if response.status_code == 302:
            batch = ImportBatch.objects.get()
            for name in ["batch", "columns", "confirm"]:
                assert kaisa.get(address(name, batch)).status_code == 200
            for row in batch.rows.all():
                assert kaisa.get(address("row", batch, row.number)).status_code == 200

    def test_an_archived_cohort_takes_no_list(self, kaisa, cohort, places):
        Cohort.objects.filter(pk=cohort.pk).update(state="archived")

        assert self.send(kaisa, cohort, sound()).status_code == 403
        page = kaisa.get(reverse("importing:imports", args=[cohort.slug]))
        assert page.status_code == 200
        assert b'type="file"' not in page.content

    def test_a_list_is_thrown_away(self, kaisa, batch):
        response = kaisa.post(address("discard", batch))

        assert response.status_code == 302
        assert not ImportBatch.objects.exists()
        assert not ImportRow.objects.exists()

    def test_a_confirmed_list_is_not_thrown_away(self, kaisa, batch):
        confirm(kaisa, batch)

        kaisa.post(address("discard", batch))

        assert ImportBatch.objects.exists()


class TestStatements:
    MANY = ["Mikkelin kaupunkki", "Turku", "Pertunmaa", "Siilinjervi"]

    @pytest.mark.parametrize("name", ["batch", "confirm", "columns", "row", "imports", "undo"])
    def test_they_are_few_and_as_many_for_four_rows(self, kaisa, cohort, bring, name):
        def asked(places):
            batch = bring(
                text(
                    [HEADER, *(["A", "B", f"a{i}@b.fi", place] for i, place in enumerate(places))]
                ),
                "a.csv",
            )
            if name == "undo":
                batch = confirming.confirm(
                    batch=batch, tell=False, seen=version_of(batch), by=batch.by
                )
            page = (
                reverse("importing:imports", args=[batch.cohort.slug])
                if name == "imports"
                else address(name, batch, *([2] if name == "row" else []))
            )
            with CaptureQueriesContext(connection) as queries:
                assert kaisa.get(page).status_code == 200
            return [query["sql"][:150] for query in queries]

        # The names that are suggested are asked for once in ten minutes.
        kaisa.get(reverse("enrolment:add", args=[cohort.slug]))
        wanted = ["Posio", *self.MANY] if name == "undo" else self.MANY
        few, many = asked(wanted[:1]), asked(wanted)

        assert len(few) == len(many), (few, many)
        assert len(many) <= 12, many


@pytest.mark.parametrize(
    ("state", "before"),
    [("reading", "expired"), ("confirming", "preview"), ("undoing", "done")],
)
def test_a_list_whose_job_is_lost_is_given_back(kaisa, batch, state, before):
    actions.leave_to_worker(batch, state)
    confirming.rescue_lost()
    batch.refresh_from_db()
    # Its job waits or is at work.
    assert batch.state == state

    ProcrastinateJob.objects.filter(args__batch=str(batch.uuid)).delete()
    confirming.rescue_lost()

    batch.refresh_from_db()
    assert (batch.state, batch.problem) == (before, "fault")
    assert "Yritä uudelleen" in kaisa.get(address("batch", batch)).content.decode()
