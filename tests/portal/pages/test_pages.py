"""The portal's own texts and the privacy notice: public, by version, an editor's."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from methods.library.actions import EDITORS
from tests.factories import make_user
from valmennus.portal.demo import Demo
from valmennus.portal.pages import actions, queries
from valmennus.portal.pages.models import Host, NoticeGiven, Page, PrivacyNotice

pytestmark = pytest.mark.django_db

PAGES = ["about", "contact", "instructions", "accessibility", "privacy"]


@pytest.fixture
def texts(db):
    actions.load_pages()


@pytest.fixture
def writer(editor):
    editor.groups.get(name=EDITORS).permissions.add(
        *Permission.objects.filter(codename__in=actions.EDITORS_MAY)
    )
    return editor


def new_notice(number, *, days=0, published=True, draft=False):
    return PrivacyNotice.objects.create(
        number=number,
        body_fi=f"Teksti {number}",
        valid_from=timezone.localdate() + datetime.timedelta(days=days),
        published_at=timezone.now() if published else None,
        is_draft_text=draft,
    )


class TestPages:
    @pytest.mark.parametrize("name", PAGES)
    def test_everyone_reads_them_in_three_languages(self, client, texts, name):
        shown = [
            client.get(reverse(f"portal:{name}"), headers={"accept-language": language})
            for language in ["fi", "sv", "en"]
        ]

        assert [answer.status_code for answer in shown] == [200] * 3
        assert len({answer.content for answer in shown}) == 3

    @pytest.mark.parametrize("name", [*PAGES, "accessibility_feedback"])
    @pytest.mark.parametrize("rows", [1, 4])
    def test_they_take_four_statements(
        self, client, texts, name, rows, django_assert_max_num_queries
    ):
        Host.objects.create(name="Sivistysliitto")
        for number in range(2, rows + 1):
            new_notice(number)

        with django_assert_max_num_queries(4):
            assert client.get(reverse(f"portal:{name}")).status_code == 200

    def test_every_page_leads_to_them(self, client, sign_in, participant, texts):
        for browser, address in [(client, "/"), (client, "/ei/ole/"), (sign_in(participant), "/")]:
            html = browser.get(address).content.decode()
            assert [reverse(f"portal:{name}") in html for name in PAGES] == [True] * 5

    def test_the_statement_tells_what_the_law_asks(self, client, texts):
        Host.objects.create(name="Sivistysliitto", email="tuki@example.org")

        html = client.get(reverse("portal:accessibility")).content.decode()

        for asked in [
            "Sivistysliitto",
            "306/2019",
            "osittain",
            "WCAG 1.1.1",
            "Pyydä aineisto",
            "arvioitu itse",
            "laadittu 25.11.2026",
            "14 päivässä",
            "Traficom",
            "saavutettavuus@traficom.fi",
            reverse("portal:accessibility_feedback"),
        ]:
            assert asked in html

    def test_headings_go_down_one_by_one(self, client, texts):
        html = client.get(reverse("portal:instructions")).content.decode()

        assert html.count("<h1") == 1
        assert "<h2>" in html
        assert "<h3>" not in html

    def test_a_draft_says_so(self, client, texts):
        about = client.get(reverse("portal:about")).content.decode()
        instructions = client.get(reverse("portal:instructions")).content.decode()

        assert "Tämä teksti on luonnos" in about
        assert "Tämä teksti on luonnos" not in instructions

    def test_nothing_written_runs_in_the_page(self, client, texts):
        Page.objects.filter(slug="tietoa").update(
            body_fi="<script>alert(1)</script> [x](javascript:alert(1))"
        )

        html = client.get(reverse("portal:about")).content.decode()

        assert "<script>alert" not in html
        assert 'href="javascript' not in html


class TestLoading:
    def test_it_brings_each_text_once(self, texts):
        assert set(Page.objects.values_list("slug", flat=True)) == set(Page.Slug.values)
        notice = PrivacyNotice.objects.get()
        assert (notice.number, notice.is_draft_text) == (1, True)
        assert notice.published_at is not None
        assert all([notice.body_fi, notice.body_sv, notice.body_en])
        assert actions.load_pages() == 0

    def test_what_an_editor_wrote_stays(self, texts):
        page = Page.objects.get(slug="tietoa")
        page.body_fi, page.packaged = "Meidän tekstimme", {**page.packaged, "body_sv": "gammal"}
        page.body_sv = "gammal"
        page.save()

        actions.load_pages()

        page.refresh_from_db()
        assert page.body_fi == "Meidän tekstimme"
        assert page.body_sv.startswith("Valmennus är")

    def test_a_finished_notice_stays(self, texts):
        PrivacyNotice.objects.update(is_draft_text=False, packaged={})

        assert actions.load_pages() == 0


class TestVersions:
    def test_the_one_that_holds_is_shown_and_the_older_ones_stay(self, client):
        new_notice(1, days=-100)
        new_notice(2, days=-1)
        new_notice(3, days=10)
        new_notice(4, published=False)

        assert "Teksti 2" in client.get(reverse("portal:privacy")).content.decode()
        older = client.get(reverse("portal:privacy_version", args=[1])).content.decode()
        assert "Teksti 1" in older
        assert "ei ole nyt voimassa" in older
        assert client.get(reverse("portal:privacy_version", args=[3])).status_code == 200
        for number in [4, 5, 99999999999]:
            hidden = client.get(reverse("portal:privacy_version", args=[number]))
            assert hidden.status_code == 404

    def test_without_any_there_is_no_page(self, client):
        assert client.get(reverse("portal:privacy")).status_code == 404

    def test_which_one_held_when_a_person_joined_can_be_told(self):
        first, second = new_notice(1, days=-100), new_notice(2, days=-10)
        PrivacyNotice.objects.filter(pk=first.pk).update(
            published_at=timezone.now() - datetime.timedelta(days=101)
        )
        joined = make_user().date_joined

        assert queries.notice_on(joined + datetime.timedelta(seconds=5)) == second
        assert queries.notice_on(joined - datetime.timedelta(days=50)) == first
        assert queries.notice_on(joined - datetime.timedelta(days=200)) is None

    def test_signing_up_notes_the_version(self, client, texts):
        client.post(reverse("account_signup"), {"email": "uusi.ihminen@example.org"})

        given = NoticeGiven.objects.get()
        assert (given.person.email, given.notice.number, given.way) == (
            "uusi.ihminen@example.org",
            1,
            "sign_up",
        )

    def test_a_new_version_is_told_once_at_the_next_sign_in(self, client, participant, texts, rf):
        participant.set_password("Valmennus-2026")
        participant.save()
        participant.replace_address(participant.email, verified=True)
        data = {"login": participant.email, "password": "Valmennus-2026"}

        told = []
        for _try in range(3):
            client.post(reverse("account_login"), data)
            told.append("Tietosuojaseloste on muuttunut" in client.get("/oma/").content.decode())
            client.post(reverse("account_logout"))
            if _try == 0:
                new_notice(2)

        assert told == [False, True, False]
        assert [row.notice.number for row in participant.notices_given.all()] == [1, 2]
        assert {row.way for row in participant.notices_given.all()} == {"sign_in"}

    def test_where_data_is_collected_there_is_a_link(
        self, client, sign_in, participant, coordinator, cohort, texts
    ):
        for browser, address in [
            (client, reverse("account_signup")),
            (sign_in(participant), reverse("portal:own_data")),
            (sign_in(coordinator), reverse("enrolment:add", args=[cohort.slug])),
            (client, reverse("portal:accessibility_feedback")),
        ]:
            main = browser.get(address).content.decode().split("<main")[1].split("</main>")[0]
            assert reverse("portal:privacy") in main, address


class TestEditing:
    def test_an_editor_rewrites_a_page_with_its_history(self, sign_in, writer, texts, client):
        page = Page.objects.get(slug="tietoa")
        address = reverse("admin:portal_page_change", args=[page.pk])
        browser = sign_in(writer)
        form = browser.get(address).context["adminform"].form
        typed = {name: form[name].value() or "" for name in form.fields}
        hidden = {form.add_initial_prefix(name): value for name, value in typed.items()}

        saved = browser.post(address, hidden | typed | {"body_fi": "Uusi **teksti**"})

        assert saved.status_code == 302
        assert "Uusi <strong>teksti</strong>" in client.get("/tietoa/").content.decode()
        assert page.history.count() == 2

    def test_a_preview_shows_what_is_typed_and_saves_nothing(self, sign_in, writer, texts):
        shown = sign_in(writer).post(
            reverse("portal:page_preview"),
            {"title_fi": "Otsikko", "body_fi": "# Alku\n<script>x</script>", "body_sv": "Svenska"},
        )

        html = shown.content.decode()
        assert "<h2>Alku</h2>" in html
        assert "<script>x" not in html
        assert 'lang="sv"' in html
        assert html.count("<h1") == 1
        assert not Page.objects.filter(body_fi__startswith="# Alku").exists()

    def test_only_editors_get_a_preview(self, sign_in, editor, participant):
        for person in [editor, participant]:
            assert sign_in(person).post(reverse("portal:page_preview")).status_code == 403

    def test_a_new_version_begins_from_the_present_text(self, sign_in, writer, texts):
        form = (
            sign_in(writer).get(reverse("admin:portal_privacynotice_add")).context["adminform"].form
        )

        assert form["number"].value() == 2
        assert form["body_fi"].value().startswith("\n# Kuka vastaa") or form[
            "body_fi"
        ].value().startswith("# Kuka vastaa")

    def test_a_finished_version_cannot_be_changed(self, sign_in, writer):
        notice = new_notice(1)
        address = reverse("admin:portal_privacynotice_change", args=[notice.pk])

        page = sign_in(writer).get(address).content.decode()
        refused = sign_in(writer).post(address, {"body_fi": "Toinen"})

        assert 'name="_save"' not in page
        assert refused.status_code == 403
        notice.refresh_from_db()
        assert notice.body_fi == "Teksti 1"

    def test_publishing_names_who_and_when(self, sign_in, writer):
        notice = new_notice(1, published=False)

        sign_in(writer).post(
            reverse("admin:portal_privacynotice_changelist"),
            {"action": "publish", "_selected_action": [notice.pk]},
        )

        notice.refresh_from_db()
        assert notice.published_by == writer
        with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
            actions.publish_notice(notice=notice, by=writer)
        assert PrivacyNotice.objects.get().published_at == notice.published_at

    @pytest.mark.parametrize(
        "name", ["page", "privacynotice", "host", "noticegiven", "accessibilityfeedback"]
    )
    def test_every_desk_opens(self, sign_in, admin, texts, name):
        NoticeGiven.objects.create(person=admin, notice=PrivacyNotice.objects.get(), way="sign_in")
        Host.objects.create(name="Sivistysliitto")
        actions.take_feedback(page="/a/", what="Ei toimi.", email="")
        browser = sign_in(admin)

        found = browser.get(reverse(f"admin:portal_{name}_changelist"))
        row = found.context["cl"].queryset[0]
        shown = browser.get(reverse(f"admin:portal_{name}_change", args=[row.pk]))

        assert (found.status_code, shown.status_code) == (200, 200)


class TestDemonstration:
    def test_it_names_a_host_that_is_clearly_invented(self, client, texts):
        Demo(None).name_host()

        for name in ["accessibility", "privacy", "contact"]:
            html = client.get(reverse(f"portal:{name}")).content.decode()
            assert "Esimerkkijärjestö ry (esittely)" in html
            assert "ei ole vielä kertonut" not in html

    def test_a_named_host_stays(self, db):
        Host.objects.create(name="Sivistysliitto")

        Demo(None).name_host()

        assert Host.objects.get().name == "Sivistysliitto"


def test_a_finished_notice_is_not_brought_back_from_its_history(sign_in, admin, texts):
    notice = PrivacyNotice.objects.get()
    before, notice.is_draft_text = notice.body_fi, False
    notice.body_fi = "Valmis teksti."
    notice.save()
    old = notice.history.last()
    address = reverse("admin:portal_privacynotice_simple_history", args=[notice.pk, old.pk])

    sign_in(admin).post(
        address,
        {"number": 1, "valid_from": "1.1.2026", "body_fi": before, "is_draft_text": "on"},
    )

    notice.refresh_from_db()
    assert (notice.body_fi, notice.is_draft_text) == ("Valmis teksti.", False)
