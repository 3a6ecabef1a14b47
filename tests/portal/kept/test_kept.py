"""What was typed survives an ended sign-in and a stale page, for the one who typed it."""

import datetime
import re

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sessions.schedule.models import AgendaItem
from tests.session_factories import make_session
from valmennus.portal.kept.actions import (
    MOST_OF_A_BROWSER,
    MOST_OF_A_PERSON,
    MOST_OF_STRANGERS,
    fields_to_keep,
    forget_old,
    keep_form,
)
from valmennus.portal.kept.models import KeptForm
from valmennus.portal.kept.owners import MOST_OWNERS
from valmennus.portal.own_data.actions import erase_person
from valmennus.shared.models import Act

pytestmark = pytest.mark.django_db

OWN = "/oma/tiedot/"
STILL_HERE = "sitä ei ole vielä tallennettu"
NOT_DONE = "jäi tekemättä"


class Browser(Client):
    """A browser that sends what browsers send: the token of the page, the origin, the page."""

    def __init__(self):
        super().__init__(enforce_csrf_checks=True)

    def enter(self, person):
        """Sign in, with the new secret that a sign-in brings."""
        self.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        self.cookies.pop("csrftoken", None)
        self.get("/oma/")
        return self

    def leave(self):
        """The sign-in is over, as after a month."""
        del self.cookies["sessionid"]

    def open(self, page):
        """Open the page; its token, for a form that is sent much later."""
        html = self.get(page).content.decode()
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]

    def send(self, page, token, data, *, to=None, origin="http://testserver", **headers):
        data = {"csrfmiddlewaretoken": token, **data}
        headers = {"origin": origin, "referer": f"http://testserver{page}"} | headers
        return self.post(to or page, data, headers=headers)


@pytest.fixture
def browser():
    return Browser()


def text_of(response):
    return response.content.decode()


class TestEndedSignIn:
    def test_the_text_comes_back_in_the_form_and_nothing_is_saved(self, browser, participant):
        token = browser.enter(participant).open(OWN)
        browser.leave()

        sent = browser.send(OWN, token, {"given_name": "Uusinimi", "role": "employee"})
        assert sent.url == f"{reverse('account_login')}?next={OWN}"
        assert "kirjoittamasi säilyy tunnin" in text_of(browser.get(sent.url)).lower()
        page = text_of(browser.enter(participant).get(OWN))

        assert STILL_HERE in page
        assert 'value="Uusinimi"' in page
        assert re.search(r'value="employee"\s+selected', page)
        participant.refresh_from_db()
        assert participant.given_name == "Aino"

    def test_sent_again_it_is_saved_once_and_forgotten(self, browser, participant):
        data = {
            "given_name": "Uusi",
            "family_name": "Nimi",
            "language": "fi",
            "role": "other",
            "title": "",
        }
        token = browser.enter(participant).open(OWN)
        browser.leave()
        browser.send(OWN, token, data)
        token = browser.enter(participant).open(OWN)

        browser.send(OWN, token, data)

        participant.refresh_from_db()
        assert participant.given_name == "Uusi"
        assert KeptForm.objects.count() == 0
        assert STILL_HERE not in text_of(browser.get(OWN))

    def test_a_refused_form_keeps_it_no_longer_since_the_page_has_it(self, browser, participant):
        token = browser.enter(participant).open(OWN)
        browser.leave()
        browser.send(OWN, token, {"given_name": "x" * 200})
        token = browser.enter(participant).open(OWN)

        assert browser.send(OWN, token, {"given_name": "x" * 200}).status_code == 422
        assert KeptForm.objects.count() == 0

    def test_a_colleague_at_the_same_computer_does_not_get_it(self, browser, participant, teammate):
        token = browser.enter(participant).open(OWN)
        browser.leave()
        browser.send(OWN, token, {"given_name": "Salainen"})

        others = text_of(browser.enter(teammate).get(OWN))
        own = text_of(browser.enter(participant).get(OWN))

        assert "Salainen" not in others
        assert STILL_HERE not in others
        assert "Salainen" in own

    def test_another_browser_does_not_get_it(self, browser, participant):
        token = browser.enter(participant).open(OWN)
        browser.leave()
        browser.send(OWN, token, {"given_name": "Salainen"})

        assert "Salainen" not in text_of(Browser().enter(participant).get(OWN))

    def test_it_is_gone_after_an_hour(self, browser, participant):
        token = browser.enter(participant).open(OWN)
        browser.leave()
        browser.send(OWN, token, {"given_name": "Salainen"})

        with time_machine.travel(timezone.now() + datetime.timedelta(minutes=61)):
            page = text_of(browser.enter(participant).get(OWN))
            forget_old()

        assert "Salainen" not in page
        assert KeptForm.objects.count() == 0

    def test_several_forms_are_kept_side_by_side(self, browser, coordinator, cohort):
        add = reverse("enrolment:add", args=[cohort.slug])
        browser.enter(coordinator)
        tokens = {page: browser.open(page) for page in [OWN, add]}
        browser.leave()
        for page, token in tokens.items():
            browser.send(page, token, {"given_name": f"Nimi {len(page)}"})
        browser.enter(coordinator)

        for page in tokens:
            assert f'value="Nimi {len(page)}"' in text_of(browser.get(page))

    def test_a_form_of_another_page_comes_back_there(self, browser, participant, cohort):
        session = make_session(cohort)
        page = session.get_absolute_url()
        token = browser.enter(participant).open(page)
        browser.leave()

        sent = browser.send(
            page,
            token,
            {"word": "Tulen myöhässä."},
            to=reverse("coaching:absence_tell", args=[session.slug]),
        )

        assert sent.url == f"{reverse('account_login')}?next={page}"
        back = text_of(browser.enter(participant).get(page))
        assert STILL_HERE in back
        assert 'value="Tulen myöhässä."' in back

    def test_an_act_is_not_done_and_says_so_once(self, browser, coordinator, cohort):
        session = make_session(cohort, draft=True)
        page = session.get_absolute_url()
        token = browser.enter(coordinator).open(page)
        browser.leave()

        browser.send(page, token, {}, to=reverse("coaching:session_publish", args=[session.slug]))

        browser.enter(coordinator)
        assert NOT_DONE in text_of(browser.get(page))
        assert NOT_DONE not in text_of(browser.get(page))
        session.refresh_from_db()
        assert session.published_at is None

    def test_a_part_of_a_page_does_not_use_the_notice_up(self, browser, coordinator, cohort):
        session = make_session(cohort, draft=True)
        page = session.get_absolute_url()
        token = browser.enter(coordinator).open(page)
        browser.leave()
        browser.send(page, token, {}, to=reverse("coaching:session_publish", args=[session.slug]))
        browser.enter(coordinator)

        part = browser.get(page, headers={"hx-request": "true"})

        assert NOT_DONE not in text_of(part)
        assert NOT_DONE in text_of(browser.get(page))

    def test_an_act_from_an_unknown_page_leads_to_a_page(self, browser, participant, cohort):
        session = make_session(cohort, pre_task="Lue tämä.")
        act = reverse("coaching:task_tick", args=[session.tasks.get().uuid])
        token = browser.enter(participant).open(OWN)
        browser.leave()
        browser.send(OWN, token, {}, to=act, referer="")
        browser.enter(participant)

        answer = browser.get(act, follow=True)

        assert answer.redirect_chain == [("/oma/", 302)]
        assert NOT_DONE in text_of(answer)

    def test_an_agenda_of_many_rows_comes_back_and_still_knows_its_version(
        self, browser, coordinator, cohort
    ):
        session = make_session(cohort)
        AgendaItem.objects.create(session=session, order=1, minutes=10, title="Alku")
        page = reverse("coaching:agenda_edit", args=[session.slug])
        token = browser.enter(coordinator).open(page)
        seen = browser.get(page).context["form"]["seen"].value()
        browser.leave()
        browser.send(
            page,
            token,
            {
                "seen": seen,
                "ohjelma-TOTAL_FORMS": "2",
                "ohjelma-INITIAL_FORMS": "1",
                "ohjelma-0-title": "Alku",
                "ohjelma-0-minutes": "10",
                "ohjelma-1-title": "Keskustelu",
                "ohjelma-1-minutes": "20",
                "ohjelma-1-description": "Kuka\r\npuuttuu?",
            },
        )
        # Somebody else writes meanwhile.
        session.title = "Toinen nimi"
        session.save()

        answer = browser.enter(coordinator).get(page)
        html = text_of(answer)
        assert 'value="Keskustelu"' in html
        assert "Kuka\r\npuuttuu?</textarea>" in html
        sent = {
            "seen": re.search(r'name="seen" value="([^"]+)"', html)[1],
            "ohjelma-TOTAL_FORMS": re.search(r'TOTAL_FORMS" value="(\d+)"', html)[1],
            "ohjelma-INITIAL_FORMS": "1",
            "ohjelma-1-title": "Keskustelu",
            "ohjelma-1-minutes": "20",
        }
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
        refused = browser.send(page, token, sent)

        assert (sent["seen"], sent["ohjelma-TOTAL_FORMS"]) == (seen, "2")
        assert refused.status_code == 422
        assert "Joku muu" in text_of(refused)
        assert not session.agenda.filter(title="Keskustelu").exists()

    def test_a_file_is_asked_for_again(self, browser, coordinator, cohort):
        session = make_session(cohort)
        page = reverse("coaching:material_new", args=[session.slug]) + "?laji=file"
        token = browser.enter(coordinator).open(page)
        browser.leave()
        upload = SimpleUploadedFile("a.txt", b"sisalto")
        browser.send(page, token, {"title": "Lauta", "file": upload})

        html = text_of(browser.enter(coordinator).get(page))

        assert 'value="Lauta"' in html
        assert "valitse se uudelleen" in html
        assert KeptForm.objects.get().fields.keys() == {"title"}

    def test_the_administration_keeps_too(self, browser, admin):
        page = reverse("admin:participants_programme_add")
        token = browser.enter(admin).open(page)
        browser.leave()

        sent = browser.send(page, token, {"name": "Uusi ohjelma", "slug": "uusi"})

        assert sent.url == f"{reverse('account_login')}?next={page}"
        html = text_of(browser.enter(admin).get(page))
        assert 'value="Uusi ohjelma"' in html
        assert STILL_HERE in html

    def test_a_page_that_is_no_longer_there_shows_the_text_to_copy(
        self, browser, coordinator, cohort
    ):
        session = make_session(cohort)
        page = reverse("coaching:session_cancel", args=[session.slug])
        token = browser.enter(coordinator).open(page)
        browser.leave()
        browser.send(page, token, {"reason": "Kouluttaja <sairastui>."})
        session.delete()

        answer = browser.enter(coordinator).get(page)

        assert answer.status_code == 404
        assert "Kouluttaja &lt;sairastui&gt;." in text_of(answer)

    def test_it_can_be_discarded(self, browser, participant, teammate):
        token = browser.enter(participant).open(OWN)
        browser.leave()
        browser.send(OWN, token, {"given_name": "Salainen"})
        kept = KeptForm.objects.get()
        forget = reverse("portal:forget_kept")
        browser.enter(teammate)
        for uuid in [kept.uuid, "x", ""]:
            browser.send(OWN, browser.open(OWN), {"kept": uuid}, to=forget)
        assert KeptForm.objects.count() == 1

        browser.enter(participant)
        answer = browser.send(OWN, browser.open(OWN), {"kept": kept.uuid}, to=forget)

        assert answer.url == OWN
        assert "Salainen" not in text_of(browser.get(OWN))

    def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(
        self, browser, coordinator, cohort
    ):
        session = make_session(cohort)
        page = reverse("coaching:attendance", args=[cohort.slug, session.slug])
        token = browser.enter(coordinator).open(page)
        browser.leave()

        answer = browser.send(page, token, {}, **{"hx-request": "true"})

        assert answer.status_code == 200
        assert answer["HX-Redirect"] == f"{reverse('account_login')}?next={page}"

    def test_the_sign_in_itself_goes_its_own_way(self, browser, participant):
        page = "/tili/login/code/?next=/tapaamiset/"
        token = browser.open(page)

        sent = browser.send(page, token, {"code": "1"}, to="/tili/login/code/confirm/")

        assert sent.status_code == 302
        assert "tapaamiset" not in sent.url
        assert "Kirjautumisesi oli" not in text_of(browser.get(sent.url))
        assert KeptForm.objects.count() == 0

    def test_pages_without_anything_kept_cost_nothing(
        self, sign_in, participant, django_assert_max_num_queries
    ):
        browser = sign_in(participant)
        browser.get("/oma/tiedot/")

        with django_assert_max_num_queries(9):
            browser.get("/oma/tiedot/")


class TestStalePage:
    def test_a_page_from_before_the_last_sign_in_comes_back_filled(self, browser, participant):
        token = browser.enter(participant).open(OWN)
        browser.enter(participant)

        sent = browser.send(OWN, token, {"given_name": "Uusinimi"})

        assert (sent.status_code, sent.url) == (302, OWN)
        page = text_of(browser.get(OWN))
        assert 'value="Uusinimi"' in page
        assert STILL_HERE in page
        participant.refresh_from_db()
        assert participant.given_name == "Aino"

    def test_a_page_of_the_one_before_is_not_given_to_the_next(
        self, browser, participant, teammate
    ):
        token = browser.enter(participant).open(OWN)
        browser.enter(teammate)

        browser.send(OWN, token, {"given_name": "Salainen"})

        assert "Salainen" not in text_of(browser.get(OWN))
        assert "Salainen" in text_of(browser.enter(participant).get(OWN))

    def test_without_knowing_whose_page_it_was_it_is_refused_in_words(
        self, browser, participant, teammate
    ):
        browser.enter(participant)
        browser.enter(teammate)

        answer = browser.send(OWN, "a" * 64, {"given_name": "Salainen"})

        assert answer.status_code == 403
        assert "<h1" in text_of(answer)
        assert KeptForm.objects.count() == 0

    def test_a_page_older_than_the_browser_remembers_is_given_to_nobody(
        self, browser, participant, teammate
    ):
        token = browser.enter(teammate).open(OWN)
        for _ in range(MOST_OWNERS):
            browser.enter(participant)
        browser.leave()

        browser.send(OWN, token, {"given_name": "Salainen"})

        assert KeptForm.objects.count() == 0
        assert "Salainen" not in text_of(browser.enter(participant).get(OWN))

    def test_an_unknown_page_is_given_to_none_of_several(self, browser, participant, teammate):
        browser.enter(teammate)
        browser.enter(participant)
        browser.leave()

        browser.send(OWN, "a" * 64, {"given_name": "Salainen"})

        assert KeptForm.objects.count() == 0

    def test_the_owner_is_known_longer_than_the_sign_in_lasts(self, browser, participant, settings):
        browser.enter(participant)

        assert browser.cookies["page_owners"]["max-age"] > settings.SESSION_COOKIE_AGE

    def test_nothing_is_kept_of_an_erased_person(self, browser, participant):
        token = browser.enter(participant).open(OWN)
        erase_person(user=participant, by=participant)

        browser.send(OWN, token, {"given_name": "Salainen"})

        assert KeptForm.objects.count() == 0

    @pytest.mark.parametrize("page", ["//evil.example/", "///evil.example/a"])
    def test_the_way_back_never_leaves_the_portal(self, browser, participant, page):
        token = browser.enter(participant).open(OWN)
        browser.enter(participant)

        sent = browser.send(page, token, {"language": "sv"}, to=reverse("portal:set_language"))
        forgotten = browser.send(
            OWN,
            browser.open(OWN),
            {"kept": KeptForm.objects.get().uuid},
            to=reverse("portal:forget_kept"),
        )

        assert sent.status_code == forgotten.status_code == 302
        assert sent.url.startswith("/%2F")
        assert forgotten.url.startswith("/%2F")

    def test_a_guests_page_is_kept_for_the_browser(self, browser, participant):
        sign_up = reverse("account_signup")
        token = browser.open(sign_up)
        browser.cookies["csrftoken"] = "b" * 32

        sent = browser.send(sign_up, token, {"email": "aino@example.org"})

        assert sent.url == sign_up
        assert 'value="aino@example.org"' in text_of(browser.get(sign_up))

    def test_a_signed_out_stale_page_leads_to_the_sign_in(self, browser, participant):
        token = browser.enter(participant).open(OWN)
        browser.enter(participant)
        browser.leave()

        sent = browser.send(OWN, token, {"given_name": "Uusinimi"})

        assert sent.url == f"{reverse('account_login')}?next={OWN}"
        assert 'value="Uusinimi"' in text_of(browser.enter(participant).get(OWN))

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example", "referer": "https://evil.example/"},
            {"origin": "null"},
            {"origin": "https://evil.example"},
            {"origin": "http://testserver.evil.example"},
            {"origin": "https://testserver"},
        ],
    )
    def test_what_another_site_sends_is_never_filled_in(self, browser, participant, headers):
        browser.enter(participant)

        answer = browser.send(OWN, "", {"given_name": "Hyökkääjä"}, **headers)

        assert answer.status_code == 403
        assert KeptForm.objects.count() == 0
        assert "Hyökkääjä" not in text_of(browser.get(OWN))

    def test_without_origin_and_referer_it_is_refused(self, browser, participant):
        browser.enter(participant)

        answer = browser.post(OWN, {"given_name": "Hyökkääjä"})

        assert answer.status_code == 403
        assert KeptForm.objects.count() == 0

    def test_without_cookies_it_is_refused_in_words(self, browser):
        answer = browser.send(OWN, "a" * 64, {"given_name": "Aino"})

        assert answer.status_code == 403
        assert "evästeet" in text_of(answer)

    def test_a_forged_cookie_opens_nothing(self, browser, participant):
        token = browser.enter(participant).open(OWN)
        browser.leave()
        browser.send(OWN, token, {"given_name": "Salainen"})
        kept = KeptForm.objects.get()
        thief = Browser().enter(participant)
        thief.cookies["kept_forms"] = kept.browser

        assert "Salainen" not in text_of(thief.get(OWN))


class TestWhatIsKept:
    def test_no_secrets(self):
        class Posted(dict):
            def getlist(self, name):
                return [self[name]]

        secrets = [
            "csrfmiddlewaretoken",
            "password",
            "password1",
            "oldpassword",
            "new_password2",
            "code",
            "otp_token",
            "credential",
            "client_secret",
            "form-0-code",
        ]
        posted = Posted(dict.fromkeys([*secrets, "name", "postcode", "barcode"], "x"))

        assert set(fields_to_keep(posted)) == {"name", "postcode", "barcode"}

    def test_not_too_much(self, browser, participant):
        token = browser.enter(participant).open(OWN)
        browser.leave()

        sent = browser.send(OWN, token, {"title": "x" * 250_001})

        assert sent.url.startswith(reverse("account_login"))
        assert KeptForm.objects.count() == 0

    def test_not_too_many(self, participant):
        for number in range(MOST_OF_A_BROWSER + 3):
            keep_form(
                browser="b",
                person=participant,
                address=f"/{number}/",
                page="/",
                fields={},
                had_files=False,
            )

        kept = list(KeptForm.objects.order_by("pk").values_list("address", flat=True))
        assert len(kept) == MOST_OF_A_BROWSER
        assert kept[-1] == f"/{MOST_OF_A_BROWSER + 2}/"

    def keep(self, number, *, browser, person):
        address = f"/{number}/"
        return keep_form(
            browser=browser, person=person, address=address, page="/", fields={}, had_files=False
        )

    def test_strangers_take_no_room_of_others(self, participant):
        kept = [
            self.keep(number, browser=f"b{number}", person=None)
            for number in range(MOST_OF_STRANGERS + 2)
        ]

        assert kept.count(True) == MOST_OF_STRANGERS
        assert self.keep(0, browser="own", person=participant)

    def test_a_person_cannot_fill_the_disk_with_many_browsers(self, participant, teammate):
        self.keep(0, browser="other", person=teammate)
        for number in range(MOST_OF_A_PERSON + 2):
            assert self.keep(number, browser=f"b{number}", person=participant)

        assert KeptForm.objects.filter(person=participant).count() == MOST_OF_A_PERSON
        assert KeptForm.objects.filter(person=teammate).count() == 1

    def test_an_editors_longest_texts_fit(self):
        posted = QueryDict(mutable=True)
        posted.update({f"body_{language}": "yö " * 10_000 for language in ["fi", "sv", "en"]})

        assert set(fields_to_keep(posted)) == set(posted)

    def test_null_bytes_and_broken_text_do_not_break_it(self, browser, participant):
        token = browser.enter(participant).open(OWN)
        browser.leave()

        browser.post(
            OWN,
            f"csrfmiddlewaretoken={token}&title=a%00b%ED%A0%BD%FF",
            content_type="application/x-www-form-urlencoded",
        )

        assert KeptForm.objects.get().fields["title"][0].startswith("ab")

    def test_it_writes_no_history_and_goes_with_the_person(self, browser, participant):
        token = browser.enter(participant).open(OWN)
        browser.leave()
        browser.send(OWN, token, {"title": "Teksti"})

        get_user_model().objects.get(pk=participant.pk).delete()

        assert KeptForm.objects.count() == 0
        assert Act.objects.count() == 0
