"""People see all that is held of them, and take it away."""

import datetime
import io
import json
import zipfile

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone

from participants.accounts.models import Consent, User
from participants.enrolment.models import Enrolment
from participants.organisations.models import Affiliation
from sessions.attendance.models import Attendance
from sessions.schedule.material_models import Material
from sessions.schedule.models import Absence
from tests.access.test_access import close
from tests.factories import make_user
from tests.session_factories import make_material, make_session
from valmennus.portal.own_data import actions, exports, queries
from valmennus.portal.own_data.models import DataExport
from valmennus.shared.models import Act, StoredFile

pytestmark = pytest.mark.django_db


def file_of(name, content=b"%PDF-1.7"):
    from django.core.files.base import ContentFile

    stored = StoredFile(name=name, content_type="application/pdf", size=len(content))
    stored.file.save(name, ContentFile(content), save=False)
    stored.save()
    return stored


@pytest.fixture
def known(participant, coordinator, cohort, team):
    """A participant of whom every room holds something."""
    participant.phone = "+358 40 7654321"
    participant.save()
    place = Enrolment.objects.get(person=participant)
    Affiliation.objects.create(
        user=participant, organisation=team.organisation, title="Kyläkuiskaaja"
    )
    Consent.objects.create(user=participant, kind="share_email")
    session = make_session(cohort, title="Työpaja 1")
    Absence.objects.create(session=session, enrolment=place, word="Lapsi on kotona.")
    Attendance.objects.create(
        session=session, enrolment=place, state="remote", source="marked", marked_at=timezone.now()
    )
    for number in range(2):
        make_material(
            session,
            kind=Material.Kind.FILE,
            file=file_of("lauta.pdf", b"%PDF-" + bytes([48 + number])),
            added_by=participant,
        )
    return participant


def package_of(response):
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def relations_to(*targets):
    """Every field of every model of a table that leads to one of the targets."""
    for model in apps.get_models():
        for field in model._meta.fields:
            if field.related_model in targets:
                yield f"{model._meta.label}.{field.name}"


def test_no_field_that_leads_to_a_person_is_forgotten(participant):
    told = {
        f"{part.rows.model._meta.label}.{part.person}"
        for part in queries.all_parts(participant)
        if part.person
    }

    missing = set(relations_to(User, Enrolment)) - told - set(queries.ELSEWHERE)

    assert missing == set(), "Tell it in an own_data() or give the reason in ELSEWHERE."
    assert set(queries.ELSEWHERE) <= set(relations_to(User, Enrolment))


def test_no_address_that_somebody_typed_is_forgotten(participant):
    typed = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, models.EmailField)
    }
    told = {
        f"{part.rows.model._meta.label}.{name}"
        for part in queries.all_parts(participant)
        for name in part.columns
        if isinstance(name, str)
    }

    # The host's address is no person's.
    assert typed - told == {"portal.Host.email"}


class TestPage:
    @pytest.mark.parametrize(
        ("group", "texts"),
        [
            ("tili", ["Aino", "+358 40 7654321", "Kyläkuiskaaja", "Sodankylä"]),
            ("valmennus", ["Viisaat päät yhteen, syksy 2026", "hyväksytty"]),
            ("tapaamiset", ["Lapsi on kotona.", "lauta.pdf"]),
            ("lasnaolo", ["etänä"]),
            ("historia", ["Omia tietoja muutettu"]),
        ],
    )
    def test_it_tells_what_is_held(self, sign_in, known, group, texts):
        browser = sign_in(known)
        browser.post(
            reverse("portal:own_data"),
            {"given_name": "Aino", "family_name": "Esimerkki", "language": "fi", "role": "other"}
            | {"organisation": "Sodankylä", "title": "Kyläkuiskaaja", "phone": "+358 40 7654321"},
        )

        html = browser.get(reverse("portal:all_own_data", args=[group])).content.decode()

        assert [text for text in texts if text not in html] == []

    def test_nothing_of_anybody_else_is_there(self, sign_in, known, teammate):
        browser = sign_in(teammate)
        for group, _title in queries.groups():
            html = browser.get(reverse("portal:all_own_data", args=[group])).content.decode()
            for text in ["Aino", "Lapsi on kotona", "Kyläkuiskaaja", "lauta.pdf"]:
                assert text not in html

    def test_an_unknown_page_is_not_found(self, sign_in, participant):
        assert sign_in(participant).get("/oma/tiedot/kaikki/muut/").status_code == 404

    @pytest.mark.parametrize("rows", [1, 4])
    @pytest.mark.parametrize("group", ["tili", "valmennus", "tapaamiset", "lasnaolo", "historia"])
    def test_it_takes_twelve_statements(
        self, sign_in, known, cohort, group, rows, django_assert_max_num_queries
    ):
        place = Enrolment.objects.get(person=known)
        for _ in range(rows - 1):
            session = make_session(cohort)
            Absence.objects.create(session=session, enrolment=place)
            make_material(session, kind="file", file=file_of("a.pdf"), added_by=known)
        browser = sign_in(known)

        with django_assert_max_num_queries(12):
            browser.get(reverse("portal:all_own_data", args=[group]))


class TestPackage:
    def ask(self, browser):
        return browser.post(reverse("portal:export_own_data"))

    def test_it_has_all_to_read_for_machines_and_the_files(self, sign_in, known):
        browser = sign_in(known)

        assert self.ask(browser).url == reverse("portal:own_packages")

        export = DataExport.objects.get()
        html = browser.get(reverse("portal:own_packages")).content.decode()
        assert reverse("portal:own_package", args=[export.uuid]) in html
        answer = browser.get(reverse("portal:own_package", args=[export.uuid]))
        assert "attachment" in answer["Content-Disposition"]
        package = package_of(answer)
        assert sorted(package.namelist()) == [
            "tiedostot/2-lauta.pdf",
            "tiedostot/lauta.pdf",
            "tiedot.css",
            "tiedot.html",
            "tiedot.json",
        ]
        data = json.loads(package.read("tiedot.json"))
        assert data["account"][0]["email"] == known.email
        assert data["absences"][0]["word"] == "Lapsi on kotona."
        assert data["attendances"][0]["state"] == "remote"
        assert data["account"][0]["date_joined"] == known.date_joined.isoformat()
        html = package.read("tiedot.html").decode()
        assert "Kyläkuiskaaja" in html
        assert '<html lang="fi">' in html
        assert package.read("tiedostot/2-lauta.pdf") == b"%PDF-1"
        assert Act.objects.get(verb="person.exported").actor == known

    def test_it_speaks_the_persons_language(self, sign_in, known):
        User.objects.filter(pk=known.pk).update(language="sv")

        self.ask(sign_in(known))

        package = zipfile.ZipFile(DataExport.objects.get().file.file.open("rb"))
        assert '<html lang="sv">' in package.read("tiedot.html").decode()

    def test_nobody_else_gets_it(self, sign_in, known, teammate, admin):
        self.ask(sign_in(known))
        address = reverse("portal:own_package", args=[DataExport.objects.get().uuid])

        for other in [teammate, admin]:
            answer = sign_in(other).get(address)
            close(answer)
            assert answer.status_code == 404

    def test_it_is_gone_after_seven_days_with_its_file(
        self, sign_in, known, django_capture_on_commit_callbacks
    ):
        browser = sign_in(known)
        self.ask(browser)
        export = DataExport.objects.get()
        storage, name = export.file.file.storage, export.file.file.name

        with time_machine.travel(timezone.now() + datetime.timedelta(days=7, minutes=1)):
            answer = browser.get(reverse("portal:own_package", args=[export.uuid]))
            with django_capture_on_commit_callbacks(execute=True):
                actions.forget_old_exports()

        assert answer.status_code == 404
        assert DataExport.objects.count() == 0
        assert not storage.exists(name)

    def test_with_many_files_the_worker_makes_it_once(self, sign_in, known, run_jobs, monkeypatch):
        monkeypatch.setattr(actions, "AT_ONCE_BYTES", 10)
        browser = sign_in(known)

        self.ask(browser)
        self.ask(browser)

        export = DataExport.objects.get()
        assert export.done_at is None
        page = browser.get(reverse("portal:own_packages")).content.decode()
        assert "Tiedostoja: 0/2" in page
        assert browser.get(reverse("portal:own_package", args=[export.uuid])).status_code == 404
        run_jobs()
        export.refresh_from_db()
        assert (export.files_done, export.done_at is not None) == (2, True)

    def test_a_double_click_makes_one_and_old_ones_do_not_pile_up(self, sign_in, known):
        browser = sign_in(known)
        self.ask(browser)
        self.ask(browser)
        assert DataExport.objects.count() == 1

        for minutes in range(1, 5):
            with time_machine.travel(timezone.now() + datetime.timedelta(minutes=minutes)):
                self.ask(browser)

        assert DataExport.objects.count() == 2

    def test_an_erasure_meanwhile_leaves_no_file_behind(self, known, monkeypatch, run_jobs):
        monkeypatch.setattr(actions, "AT_ONCE_BYTES", 0)
        actions.ask_export(user=known)
        before = set(StoredFile.objects.values_list("pk", flat=True))
        write = exports.write_package

        def slowly(user, target, **options):
            write(user, target, **options)
            actions.erase_person(user=user, by=user)

        monkeypatch.setattr(exports, "write_package", slowly)
        run_jobs()

        assert DataExport.objects.count() == 0
        assert set(StoredFile.objects.values_list("pk", flat=True)) <= before

    def test_the_command_writes_the_same(self, known, tmp_path):
        target = tmp_path / "aino.zip"

        call_command("export_person", known.email.upper(), "--output", str(target), verbosity=0)

        assert "tiedostot/lauta.pdf" in zipfile.ZipFile(target).namelist()
        assert target.stat().st_mode & 0o077 == 0
        with pytest.raises(CommandError, match="No account"):
            call_command("export_person", "ei@example.org")

    def test_a_coordinator_of_a_long_history_has_it_in_the_request(self, sign_in):
        busy = make_user()
        Act.objects.bulk_create(
            Act(actor=busy, verb="session.changed", subject_uuid=busy.uuid, subject_label="T")
            for _ in range(300)
        )

        self.ask(sign_in(busy))

        package = zipfile.ZipFile(DataExport.objects.get().file.file.open("rb"))
        data = json.loads(package.read("tiedot.json"))
        assert len(data["acts"]) == 301
