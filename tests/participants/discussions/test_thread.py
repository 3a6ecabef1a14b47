"""The page of a thread: reading, writing, changing, deleting."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from participants.cohorts.models import Cohort, CohortRole
from participants.discussions import actions
from participants.discussions.models import Post, PostFile, Thread, ThreadReader
from participants.enrolment.models import Enrolment
from sessions.schedule.actions import change_session
from sessions.schedule.material_actions import change_material
from tests.discussion_factories import fill, make_post, make_thread
from tests.factories import enrol, give_role, make_team, make_user
from tests.session_factories import make_material, make_session
from valmennus.shared.models import Act, Mail, StoredFile
from valmennus.shared.versions import version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cohort):
    return make_thread(cohort)


def address(name, *things):
    return reverse(f"discussions:{name}", args=[thing.uuid for thing in things])


def page(browser, thread, query=""):
    return browser.get(thread.get_absolute_url() + query).content.decode()


def numbers_in(html):
    return [int(number) for number in re.findall(r'id="viesti-(\d+)"', html)]


def archive(cohort):
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.ARCHIVED)


class TestWriting:
    def test_a_post_is_there_with_its_number_author_and_team(self, thread, participant, sign_in):
        answer = sign_in(participant).post(
            thread.get_absolute_url(), {"text": "Hei **kaikki**", "once": str(uuid.uuid4())}
        )

        post = Post.objects.get()
        thread.refresh_from_db()
        assert answer.url == f"/keskustelut/{thread.uuid}/?page=1#viesti-1"
        assert (post.number, post.author, post.text) == (1, participant, "Hei **kaikki**")
        assert (thread.last_number, thread.posts_count) == (1, 1)
        assert thread.last_post_at == post.written_at
        assert ThreadReader.objects.get().follows is True
        act = Act.objects.get(verb="post.added")
        assert (act.actor, act.subject_label, act.data) == (
            participant,
            "Työpaja 1",
            {"number": 1},
        )
        html = page(sign_in(participant), thread)
        assert "Hei <strong>kaikki</strong>" in html
        assert "Aino Esimerkki" in html
        assert "Sodankylä" in html

    def test_who_runs_the_cohort_is_marked(self, thread, coach, coordinator, sign_in):
        make_post(thread, coach)
        html = page(sign_in(coordinator), thread)
        assert '<span class="chip">valmentaja</span>' in html

    def test_the_same_form_twice_writes_once(self, thread, participant, sign_in):
        browser, data = sign_in(participant), {"text": "Hei", "once": str(uuid.uuid4())}

        answers = [browser.post(thread.get_absolute_url(), data) for _ in range(2)]

        assert answers[0].url == answers[1].url
        assert Post.objects.count() == 1

    def test_a_mark_of_anothers_form_means_nothing(self, thread, participant, peer):
        once = uuid.uuid4()
        make_post(thread, participant, once=once)
        make_post(thread, peer, once=once)
        assert Post.objects.count() == 2

    @pytest.mark.parametrize("text", ["", "   ", "x" * 10_001, "a\0b"])
    def test_a_bad_text_comes_back(self, thread, participant, sign_in, text):
        answer = sign_in(participant).post(thread.get_absolute_url(), {"text": text})

        assert answer.status_code == 422
        assert answer.context["form"].errors["text"]
        assert (text.replace("\0", "\ufffd")[:20] in answer.content.decode()) or "\0" in text
        assert Post.objects.count() == 0

    def test_a_pasted_text_arrives_clean(self, thread, participant, sign_in):
        sign_in(participant).post(
            thread.get_absolute_url(),
            {"text": "[10.28] Matti M\r\n•\tosalli\u00adsuus\u00a0ensin\r\n\r\n\r\n\r\nJa"},
        )
        assert Post.objects.get().text == "- osallisuus ensin\n\nJa"

    def test_no_markup_of_a_stranger(self, thread, participant, sign_in):
        text = '<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror="a()">'
        make_post(thread, participant, text)
        html = page(sign_in(participant), thread).split('class="talks"')[1].split("</ol>")[0]
        for bad in ["<script", "<img", 'href="javascript']:
            assert bad not in html

    def test_files_come_with_the_post(self, thread, participant, peer, outsider, sign_in):
        files = [SimpleUploadedFile(f"liite{n}.txt", b"Hei") for n in range(2)]
        sign_in(participant).post(thread.get_absolute_url(), {"text": "Tässä", "files": files})

        stored = list(PostFile.objects.all())
        assert [one.file.name for one in stored] == ["liite0.txt", "liite1.txt"]
        assert "liite1.txt" in page(sign_in(peer), thread)
        got = sign_in(peer).get(stored[0].get_absolute_url())
        assert b"".join(got.streaming_content) == b"Hei"
        assert sign_in(outsider).get(stored[0].get_absolute_url()).status_code == 404

    @pytest.mark.parametrize(
        "files",
        [
            [SimpleUploadedFile("a.exe", b"MZ")],
            [SimpleUploadedFile("a.pdf", b"no pdf")],
            [SimpleUploadedFile("a.txt", b"")],
            [SimpleUploadedFile(f"{n}.txt", b"a") for n in range(6)],
        ],
        ids=["kind", "content", "empty", "too many"],
    )
    def test_bad_files_keep_the_text(self, thread, participant, sign_in, files):
        answer = sign_in(participant).post(
            thread.get_absolute_url(), {"text": "Tässä", "files": files}
        )
        assert answer.status_code == 422
        assert answer.context["form"].errors["files"]
        assert "Tässä</textarea>" in answer.content.decode()
        assert (Post.objects.count(), StoredFile.objects.count()) == (0, 0)

    def test_closed_meanwhile_the_text_comes_back(self, thread, participant, coordinator, sign_in):
        actions.close_thread(thread=thread, by=coordinator)

        answer = sign_in(participant).post(thread.get_absolute_url(), {"text": "Pitkä ajatus"})

        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Keskustelu suljettiin sillä välin" in html
        assert "Pitkä ajatus</textarea>" in html
        assert Post.objects.count() == 0

    def test_an_archived_cohort_is_read_only(self, thread, participant, coordinator, sign_in):
        post = make_post(thread, participant)
        archive(thread.cohort)
        browser = sign_in(participant)

        html = page(browser, thread)
        assert "Miten teillä" in html
        assert "<textarea" not in html
        for name, things in [
            ("thread", [thread]),
            ("edit", [thread, post]),
            ("delete", [thread, post]),
            ("follow", [thread]),
            ("mute", [thread]),
        ]:
            answer = browser.post(address(name, *things), {"text": "Vielä"})
            assert answer.status_code == 403, name
        assert sign_in(coordinator).post(address("close", thread)).status_code == 403

    def test_an_earlier_participant_reads(self, thread, peer, sign_in):
        make_post(thread, peer)
        CohortRole.objects.filter(user=peer).update(role=CohortRole.Role.ALUMNUS)
        assert "<textarea" not in page(sign_in(peer), thread)
        answer = sign_in(peer).post(thread.get_absolute_url(), {"text": "Hei"})
        assert answer.status_code == 403

    def test_who_has_left_sees_nothing(self, cohort, team, participant, sign_in):
        thread = make_thread(cohort, team=team, audience="team")
        make_post(thread, participant)
        Enrolment.objects.filter(person=participant).update(state="withdrawn")
        assert sign_in(participant).get(thread.get_absolute_url()).status_code == 404
        CohortRole.objects.filter(user=participant).delete()
        assert sign_in(participant).get(make_thread(cohort).get_absolute_url()).status_code == 404


class TestReading:
    def test_it_opens_at_the_first_unread_post(self, thread, participant, peer, sign_in):
        fill(thread, [peer], 75)
        ThreadReader.objects.create(thread=thread, user=participant, read_to=40)
        browser = sign_in(participant)

        html = page(browser, thread)

        assert numbers_in(html) == list(range(31, 61))
        assert 'data-first-new="viesti-41"' in html
        assert html.count("talk--new") == 20
        assert "35 uutta viestiä" in html
        assert ThreadReader.objects.get(user=participant).read_to == 60
        assert numbers_in(page(browser, thread)) == list(range(61, 76))
        # All is read: the last page, and an older one does not count back.
        assert numbers_in(page(browser, thread, "?page=1")) == list(range(1, 31))
        assert ThreadReader.objects.get(user=participant).read_to == 75
        assert "talk--new" not in page(browser, thread)

    def test_own_posts_are_not_new(self, thread, participant, sign_in):
        make_post(thread, participant)
        assert "talk--new" not in page(sign_in(participant), thread)

    @pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 5000, "²", "4"])
    def test_a_page_that_is_not_there(self, thread, peer, sign_in, number):
        fill(thread, [peer], 31)
        assert numbers_in(page(sign_in(peer), thread, f"?page={number}"))

    def test_an_empty_thread(self, thread, peer, sign_in):
        assert numbers_in(page(sign_in(peer), thread)) == []

    def test_the_lasting_address_leads_to_the_post(self, thread, peer, outsider, sign_in):
        fill(thread, [peer], 45)
        post = thread.posts.get(number=44)
        answer = sign_in(peer).get(post.get_absolute_url())
        assert answer.url == f"/keskustelut/{thread.uuid}/?page=2#viesti-44"
        assert sign_in(outsider).get(post.get_absolute_url()).status_code == 404
        other = make_thread(thread.cohort)
        assert sign_in(peer).get(address("post", other, post)).status_code == 404

    @pytest.mark.parametrize("number", [1, 4, 500])
    def test_it_takes_twelve_statements_at_most(
        self, thread, team, participant, peer, coach, sign_in, number, django_assert_num_queries
    ):
        people = [participant, peer, coach] + [make_user() for _ in range(5)]
        for person in people[3:]:
            enrol(person, team)
        fill(thread, people[:number], number)
        for post in thread.posts.filter(number__gt=max(0, number - 30)):
            file = StoredFile.objects.create(name="a.pdf", content_type="application/pdf", size=5)
            PostFile.objects.create(post=post, file=file)
            post.text = f"@[{peer.uuid}] katso"
            post.save()
        browser = sign_in(participant)
        url = f"{thread.get_absolute_url()}?page={-(-number // 30)}"

        with django_assert_num_queries(11):
            html = browser.get(url).content.decode()

        assert "@Pirjo Pohdiskelija</span>" in html
        assert "a.pdf" in html


class TestPolling:
    def fresh(self, browser, thread, number):
        return browser.get(
            address("fresh", thread) + f"?jalkeen={number}", headers={"HX-Request": "true"}
        )

    def test_what_has_come_after(self, thread, participant, peer, sign_in):
        fill(thread, [peer], 3)
        answer = self.fresh(sign_in(participant), thread, 1)

        html = answer.content.decode()
        assert numbers_in(html) == [2, 3]
        assert "?jalkeen=3" in html
        assert 'role="status"' in html
        assert "Uusia viestejä: 2" in html
        assert ThreadReader.objects.get(user=participant).read_to == 3

    def test_nothing_new_is_cheap(self, thread, participant, peer, sign_in):
        fill(thread, [peer], 3)
        browser = sign_in(participant)
        with CaptureQueriesContext(connection) as asked:
            assert self.fresh(browser, thread, 3).status_code == 204
        # Session, person, roles, thread.
        assert len(asked) == 4

    @pytest.mark.parametrize("number", ["", "x", "-1", "²", "9" * 5000])
    def test_bad_numbers(self, thread, participant, sign_in, number):
        assert self.fresh(sign_in(participant), thread, number).status_code == 400

    def test_outsiders(self, thread, outsider, sign_in):
        assert self.fresh(sign_in(outsider), thread, 0).status_code == 404


class TestChanging:
    @pytest.fixture
    def post(self, thread, participant):
        return make_post(thread, participant, "Ensin")

    def test_a_changed_post_is_marked(self, thread, post, participant, peer, sign_in):
        browser = sign_in(participant)
        assert "Ensin</textarea>" in browser.get(address("edit", thread, post)).content.decode()

        answer = browser.post(
            address("edit", thread, post), {"text": "Sitten", "seen": version_of(post)}
        )

        post.refresh_from_db()
        assert answer.url.endswith("#viesti-1")
        assert post.text == "Sitten"
        assert post.edited_at
        assert "muokattu" in page(sign_in(peer), thread)
        assert Act.objects.get(verb="post.changed").data == {"number": 1}

    def test_a_stale_form_shows_both(self, thread, post, participant, sign_in):
        seen = version_of(post)
        actions.change_post(post=post, text="Toisessa ikkunassa", by=participant)

        answer = sign_in(participant).post(
            address("edit", thread, post), {"text": "Tässä ikkunassa", "seen": seen}
        )

        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Toisessa ikkunassa" in html
        assert "Tässä ikkunassa</textarea>" in html

    def test_deleted_meanwhile_the_text_comes_back(self, thread, post, participant, sign_in):
        browser = sign_in(participant)
        actions.close_thread(thread=thread, by=participant)
        answer = browser.post(
            address("edit", thread, post), {"text": "Uusi ajatus", "seen": version_of(post)}
        )
        assert answer.status_code == 422
        assert "Uusi ajatus</textarea>" in answer.content.decode()

    def test_a_deleted_post_leaves_a_trace(self, thread, post, participant, peer, sign_in):
        file = StoredFile.objects.create(
            name="a.pdf", content_type="application/pdf", size=5, file="a/b.pdf"
        )
        PostFile.objects.create(post=post, file=file)
        browser = sign_in(participant)
        assert "Ensin" in browser.get(address("delete", thread, post)).content.decode()
        assert Post.objects.get().text == "Ensin"

        browser.post(address("delete", thread, post))

        post.refresh_from_db()
        thread.refresh_from_db()
        assert (post.text, post.deleted_by, thread.posts_count) == ("", participant, 0)
        assert (PostFile.objects.count(), StoredFile.objects.count()) == (0, 0)
        html = page(sign_in(peer), thread)
        assert "Aino Esimerkki on poistanut tämän viestin" in html
        assert "Ensin" not in html
        assert browser.post(address("edit", thread, post), {"text": "Taas"}).status_code == 403
        # The next post takes the next number.
        assert make_post(thread, peer).number == 2

    def test_the_coach_removes_and_the_history_tells_whose(
        self, thread, post, participant, coach, sign_in
    ):
        sign_in(coach).post(address("delete", thread, post))
        act = Act.objects.get(verb="post.removed")
        assert act.actor == coach
        assert act.data["person_uuid"] == str(participant.uuid)
        assert "Tämä viesti on poistettu" in page(sign_in(participant), thread)

    def test_closing_and_opening_again(self, thread, participant, coordinator, sign_in):
        browser = sign_in(coordinator)
        for _ in range(2):
            browser.post(address("close", thread))
        html = page(sign_in(participant), thread)
        assert "Keskustelu on suljettu" in html
        assert "<textarea" not in html
        browser.post(address("reopen", thread))
        assert "<textarea" in page(sign_in(participant), thread)
        assert list(Act.objects.order_by("pk").values_list("verb", flat=True))[-2:] == [
            "thread.closed",
            "thread.reopened",
        ]


class TestReports:
    @pytest.fixture
    def post(self, thread, participant):
        return make_post(thread, participant, "Ikävä teksti")

    def report(self, browser, post):
        return browser.post(
            address("report", post.thread, post), {"reason": "Tämä on väärässä paikassa."}
        )

    def test_the_coordinator_hears_and_removes(
        self, thread, post, peer, coordinator, coach, sign_in
    ):
        for _ in range(2):
            assert self.report(sign_in(peer), post).status_code == 302

        mail = Mail.objects.get(kind="discussions.reported")
        assert mail.to == coordinator.email
        assert "Ikävä teksti" in mail.text
        assert "Tämä on väärässä paikassa." in mail.text
        browser = sign_in(coordinator)
        html = browser.get(reverse("discussions:reports", args=[thread.cohort.slug])).content
        assert "Pirjo Pohdiskelija" in html.decode()
        report = post.reports.get()
        browser.post(reverse("discussions:report_remove", args=[thread.cohort.slug, report.uuid]))

        report.refresh_from_db()
        post.refresh_from_db()
        assert (report.outcome, report.handled_by, post.text) == ("removed", coordinator, "")
        assert Act.objects.filter(verb="post.removed").count() == 1

    def test_the_coordinator_leaves_it(self, thread, post, peer, teammate, coordinator, sign_in):
        self.report(sign_in(peer), post)
        self.report(sign_in(teammate), post)
        report = post.reports.first()
        address = reverse("discussions:report_leave", args=[thread.cohort.slug, report.uuid])
        for _ in range(2):
            sign_in(coordinator).post(address)
        post.refresh_from_db()
        assert post.text == "Ikävä teksti"
        assert {one.outcome for one in post.reports.all()} == {"left"}
        assert Act.objects.filter(verb="post.left").count() == 1

    @pytest.mark.parametrize("number", [1, 4])
    def test_the_list_takes_few_statements(
        self, thread, participant, peer, coordinator, sign_in, number, django_assert_num_queries
    ):
        for _ in range(number):
            actions.report_post(post=make_post(thread, participant), reason="x", by=peer)
        browser = sign_in(coordinator)
        with django_assert_num_queries(5):
            browser.get(reverse("discussions:reports", args=[thread.cohort.slug]))


class TestSubjects:
    def test_the_first_post_makes_the_thread(self, cohort, participant, peer, sign_in):
        session = make_session(cohort, title="Aloitus")
        address = reverse("coaching:session_discussion", args=[session.slug])
        browser = sign_in(participant)
        assert "Aloita keskustelu" in browser.get(address).content.decode()
        assert Thread.objects.count() == 0

        answer = browser.post(address, {"text": "Kysymys"})

        session.refresh_from_db()
        thread = session.thread
        assert answer.url == f"/keskustelut/{thread.uuid}/?page=1#viesti-1"
        assert (thread.title, thread.home, thread.cohort) == (
            "Aloitus",
            session.get_absolute_url(),
            cohort,
        )
        assert browser.get(address).url == thread.get_absolute_url()
        # A form that was open meanwhile joins the same thread.
        sign_in(peer).post(address, {"text": "Toinen"})
        assert [post.text for post in thread.posts.all()] == ["Kysymys", "Toinen"]

    def test_a_faulty_first_post_makes_nothing(self, cohort, participant, sign_in):
        session = make_session(cohort)
        address = reverse("coaching:session_discussion", args=[session.slug])
        assert sign_in(participant).post(address, {"text": ""}).status_code == 422
        assert Thread.objects.count() == 0

    def test_a_cohorts_webinar_is_discussed_by_the_cohort(
        self, cohort, participant, outsider, sign_in
    ):
        webinar = make_session(cohort, kind="webinar")
        address = reverse("coaching:session_discussion", args=[webinar.slug])
        assert sign_in(participant).get(address).status_code == 200
        assert sign_in(outsider).get(address).status_code == 404
        assert address not in sign_in(outsider).get(webinar.get_absolute_url()).content.decode()
        open_one = make_session(None, kind="webinar")
        address = reverse("coaching:session_discussion", args=[open_one.slug])
        assert sign_in(participant).get(address).status_code == 404

    def test_a_draft_is_not_discussed_yet(self, cohort, coordinator, sign_in):
        session = make_session(cohort, draft=True)
        material = make_material(session)
        browser = sign_in(coordinator)
        for address in [
            reverse("coaching:session_discussion", args=[session.slug]),
            reverse("coaching:material_discussion", args=[material.uuid]),
        ]:
            assert browser.get(address).status_code == 403

    @pytest.mark.parametrize("number", [1, 4])
    def test_the_session_tells_of_its_discussions_without_a_statement(
        self, cohort, participant, peer, sign_in, number, django_assert_num_queries
    ):
        session = make_session(cohort, title="Aloitus")
        materials = [make_material(session) for _ in range(number)]
        browser = sign_in(participant)
        with CaptureQueriesContext(connection) as without:
            browser.get(session.get_absolute_url())
        for thing in [session, *materials]:
            thing.thread = make_thread(cohort)
            thing.save()
            fill(thing.thread, [peer], 12)
            ThreadReader.objects.create(thread=thing.thread, user=participant, read_to=9)

        with django_assert_num_queries(len(without)):
            html = browser.get(session.get_absolute_url()).content.decode()

        assert html.count("12 viestiä") == number + 1
        assert html.count("3 uutta") == number + 1
        assert len(without) <= 12

    def test_who_coaches_the_session_follows_from_the_beginning(
        self, cohort, participant, coach, sign_in
    ):
        session = make_session(cohort, coach=coach)
        address = reverse("coaching:session_discussion", args=[session.slug])
        for _ in range(2):
            sign_in(participant).post(address, {"text": "Kysymys"})
        reader = ThreadReader.objects.get(user=coach)
        assert (reader.follows, reader.read_to) == (True, 0)

    def test_an_archived_session_without_posts_has_no_link(self, cohort, participant, sign_in):
        session = make_session(cohort)
        address = reverse("coaching:session_discussion", args=[session.slug])
        browser = sign_in(participant)
        assert address in browser.get(session.get_absolute_url()).content.decode()
        archive(cohort)
        assert address not in browser.get(session.get_absolute_url()).content.decode()
        session.thread = make_thread(cohort)
        session.save()
        assert address in browser.get(session.get_absolute_url()).content.decode()

    def test_a_new_title_is_the_threads(self, cohort, participant, coordinator):
        session = make_session(cohort)
        material = make_material(session)
        for thing in [session, material]:
            actions.begin(
                subject=thing,
                by=participant,
                cohort=cohort,
                title=thing.title,
                home="/",
                post={"text": "Hei"},
            )
            thing.refresh_from_db()
        change_session(session=session, by=coordinator, title="Uusi nimi")
        change_material(material=material, by=coordinator, title="Uudempi")
        assert {one.title for one in Thread.objects.all()} == {"Uusi nimi", "Uudempi"}


class TestList:
    @pytest.mark.parametrize("number", [1, 4])
    def test_the_persons_discussions(
        self, cohort, team, participant, peer, sign_in, number, django_assert_num_queries
    ):
        for n in range(number):
            fill(make_thread(cohort, title=f"Aihe {n}"), [peer], 3)
        make_post(make_thread(cohort, title="Salainen", team=team, audience="team"), participant)
        browser = sign_in(peer)
        with django_assert_num_queries(5):
            html = browser.get(reverse("discussions:list")).content.decode()
        assert html.count("3 uutta") == number
        assert "Salainen" not in html

    def test_two_cohorts(self, cohort, peer, outsider, coordinator, sign_in):
        other = outsider.enrolments.get().cohort
        fill(make_thread(other, title="Muualla"), [outsider], 1)
        fill(make_thread(cohort, title="Täällä"), [peer], 1)
        html = sign_in(peer).get(reverse("discussions:list")).content.decode()
        assert "Täällä" in html
        assert "Muualla" not in html
        give_role(peer, other, CohortRole.Role.COACH)
        make_team(other)
        assert "Muualla" in sign_in(peer).get(reverse("discussions:list")).content.decode()
