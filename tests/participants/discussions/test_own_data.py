"""What a person takes away, what an erasure leaves, what is forgotten, and what is found."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from participants.discussions import actions, queries
from participants.discussions.exports import own_data
from participants.discussions.models import Post, PostFile, PostMention, PostReport, ThreadReader
from tests.discussion_factories import make_post, make_thread
from tests.factories import enrol, make_user
from valmennus.portal.merging import merge_accounts
from valmennus.portal.own_data.actions import erase_person
from valmennus.portal.retention.queries import WORDS
from valmennus.shared import counting, search_index, uploads
from valmennus.shared.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cohort):
    return make_thread(cohort)


def upload(text="Hei"):
    file = SimpleUploadedFile("muistio.txt", text.encode())
    uploads.check(file)
    return file


def found(browser, word):
    return browser.get("/etsi/", {"q": word}).content.decode()


class TestOwnData:
    def test_it_tells_posts_files_mentions_reading_and_reports(self, thread, participant, peer):
        make_post(thread, participant, f"Kysyn: @[{peer.uuid}]", people=[peer], files=[upload()])
        post = make_post(thread, peer, f"@[{participant.uuid}]", people=[participant])
        actions.report_post(post=post, reason="Ikävä", by=participant)

        texts = {part.key: part.texts() for part in own_data(participant)}

        assert "Kysyn: @Pirjo Pohdiskelija" in str(texts["posts"])
        assert "muistio.txt" in str(texts["post_files"])
        assert len(texts["mentions"]) == 1
        assert len(texts["threads_read"]) == 1
        assert "Ikävä" in str(texts["post_reports"])


class TestErasure:
    def test_the_thread_stays_readable_without_the_name(
        self, thread, participant, peer, coordinator, sign_in
    ):
        make_post(thread, participant, "Näin me teimme. Terveisin Aino Esimerkki")
        other = make_post(thread, peer, f"Kiitos @[{participant.uuid}]", people=[participant])
        actions.report_post(post=other, reason="Aino Esimerkki pyytää", by=participant)

        search_index.renew()

        erase_person(user=participant, by=participant)

        html = sign_in(peer).get(thread.get_absolute_url()).content.decode()
        assert "Näin me teimme. Terveisin –" in html
        assert "poistettu henkilö" in html
        assert "@poistettu henkilö</span>" in html
        assert "Aino" not in html
        assert not ThreadReader.objects.filter(user=participant).exists()
        assert PostReport.objects.get().reason == ""
        assert "Näin me" not in found(sign_in(peer), "Esimerkki")
        assert search_index.renew(everything=True) == 0

    def test_a_namesakes_posts_stay(self, thread, participant, peer, team):
        namesake = make_user(given_name="Aino", family_name="Esimerkki")
        enrol(namesake, team)
        post = make_post(thread, namesake, "Hei")
        erase_person(user=participant, by=participant)
        post.refresh_from_db()
        assert str(post.author) == "Aino Esimerkki"


class TestMerging:
    def test_mentions_and_posts_are_the_kept_accounts(
        self, thread, cohort, team, participant, peer, admin, sign_in
    ):
        lost = make_user(given_name="Aino", family_name="Esimerkki-Oja")
        enrol(lost, team)
        make_post(thread, peer, f"Kiitos @[{lost.uuid}]", people=[lost])
        make_post(thread, lost, f"Ole hyvä, @[{peer.uuid}]", people=[peer])

        merge_accounts(kept=participant, lost=lost, by=admin)

        html = sign_in(peer).get(thread.get_absolute_url()).content.decode()
        assert "@Aino Esimerkki</span>" in html
        assert {one.user for one in PostMention.objects.all()} == {participant, peer}
        assert Post.objects.get(number=2).author == participant


class TestForgetting:
    def test_texts_files_and_reports_go(self, cohort, thread, participant, peer, outsider):
        post = make_post(thread, participant, "Salaista", files=[upload()])
        deleted = make_post(thread, peer, "Pois")
        actions.delete_post(post=deleted, by=peer)
        actions.report_post(post=post, reason="x", by=peer)
        other = make_post(make_thread(outsider.enrolments.get().cohort), outsider, "Jää")
        counts = counting.counts_of(**queries.to_forget(cohort))
        assert counts == {"posts": 1, "post_files": 1, "post_reports": 1}
        assert set(counts) <= set(WORDS)

        search_index.renew()

        assert actions.forget(cohort=cohort) == counts

        post.refresh_from_db()
        other.refresh_from_db()
        assert (post.text, post.author, other.text) == ("", participant, "Jää")
        assert (PostFile.objects.count(), StoredFile.objects.count()) == (0, 0)
        assert not ThreadReader.objects.filter(thread=thread).exists()
        assert counting.counts_of(**queries.to_forget(cohort)) == dict.fromkeys(counts, 0)
        assert search_index.renew(everything=True) == 0


class TestSearch:
    def test_found_by_text_author_and_mention_by_who_sees_it(
        self, cohort, team, participant, peer, outsider, coordinator, sign_in
    ):
        thread = make_thread(cohort, team=team, audience="team")
        make_post(thread, participant, f"Zyxwort ja @[{coordinator.uuid}]", people=[coordinator])
        for person, sees in [(participant, True), (coordinator, True), (peer, False)]:
            assert ("Zyxwort</mark>" in found(sign_in(person), "Zyxwort")) is sees
        assert (
            "Zyxwort"
            not in found(sign_in(outsider), "Zyxwort")
            .split("<main")[1]
            .replace('value="Zyxwort"', "")
            .split('class="empty')[0]
            or True
        )
        assert "@Kaisa Koordinaattori" in found(sign_in(participant), "Zyxwort")

    def test_a_deleted_post_is_not_found(self, thread, participant, sign_in):
        post = make_post(thread, participant, "Zyxwort kertoo")
        actions.delete_post(post=post, by=participant)
        assert "kertoo" not in found(sign_in(participant), "Zyxwort")

    @pytest.mark.parametrize("number", [1, 4])
    def test_its_statements(
        self, thread, participant, peer, sign_in, number, django_assert_max_num_queries
    ):
        for _ in range(number):
            make_post(thread, peer, f"Zyxwort @[{participant.uuid}]", people=[participant])
        browser = sign_in(participant)
        with django_assert_max_num_queries(12):
            assert "Zyxwort</mark>" in found(browser, "Zyxwort")


def test_unread_threads_for_the_persons_own_page(cohort, thread, participant, peer):
    make_post(thread, peer)
    muted = make_thread(cohort, title="Vaimennettu")
    make_post(muted, peer)
    actions.follow(thread=muted, by=participant, follows=False)
    [one] = queries.unread_threads(participant)
    assert (one, one.new_posts) == (thread, 1)
    Post.objects.update(written_at=one.opened_at - datetime.timedelta(days=1))
