"""Who may be mentioned, as the script of a form of posts asks; how often one may post."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from participants.cohorts.models import CohortRole
from participants.discussions import subjects
from participants.discussions.models import Post
from tests.discussion_factories import make_thread
from tests.factories import enrol, give_role, make_team, make_user
from tests.session_factories import make_session
from valmennus.shared.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(cohort):
    return make_thread(cohort)


def named(browser, address):
    answer = browser.get(f"{address}?ihmiset=1")
    assert answer["Content-Type"] == "application/json"
    return [name for name, _team in answer.json()["people"]]


class TestNames:
    def test_those_who_read_the_thread_with_their_teams(
        self, thread, participant, teammate, peer, coordinator, outsider, sign_in
    ):
        answer = sign_in(participant).get(f"{thread.get_absolute_url()}?ihmiset=1")

        told = dict(answer.json()["people"])
        assert told[peer.get_full_name()] == "Janakkala"
        assert told[coordinator.get_full_name()] == "koordinaattori"
        # Not oneself, and nobody from elsewhere.
        assert set(told) == {one.get_full_name() for one in (teammate, peer, coordinator)}

    def test_a_teams_thread_names_the_team(self, cohort, participant, teammate, peer, sign_in):
        team = participant.enrolments.get().team
        thread = make_thread(cohort, team=team, audience="team")
        assert named(sign_in(participant), thread.get_absolute_url()) == [teammate.get_full_name()]

    def test_an_address_is_no_name(self, cohort, thread, participant, sign_in):
        enrol(make_user("nimeton@example.org", given_name="", family_name=""), make_team(cohort))
        answer = sign_in(participant).get(f"{thread.get_absolute_url()}?ihmiset=1")
        assert "nimeton" not in answer.content.decode()

    def test_namesakes_are_one_row(self, cohort, thread, participant, sign_in):
        for place in ("Hattula", "Karvia"):
            enrol(make_user(given_name="Matti", family_name="Sama"), make_team(cohort, place))
        rows = sign_in(participant).get(f"{thread.get_absolute_url()}?ihmiset=1").json()["people"]
        assert ["Matti Sama", "Hattula / Karvia"] in rows

    def test_before_the_first_post_too(self, cohort, participant, peer, sign_in):
        address = reverse("coaching:session_discussion", args=[make_session(cohort).slug])
        assert peer.get_full_name() in named(sign_in(participant), address)

    def test_who_only_reads_is_told_nobody(self, cohort, thread, peer, sign_in):
        earlier = make_user()
        give_role(earlier, cohort, CohortRole.Role.ALUMNUS)
        assert sign_in(earlier).get(thread.get_absolute_url()).status_code == 200
        assert sign_in(earlier).get(f"{thread.get_absolute_url()}?ihmiset=1").status_code == 403

    def test_the_same_statements_for_one_and_for_many(
        self, cohort, thread, participant, sign_in, django_assert_max_num_queries
    ):
        browser = sign_in(participant)
        for number in range(2):
            for _person in range(1 + 3 * number):
                enrol(make_user(), make_team(cohort))
            with django_assert_max_num_queries(7):
                named(browser, thread.get_absolute_url())


class TestTooManyPosts:
    @pytest.fixture(autouse=True)
    def _few(self, monkeypatch):
        cache.clear()
        monkeypatch.setattr(subjects, "MOST_OF_PERSON", 2)
        yield
        cache.clear()

    def test_the_text_comes_back_with_a_sentence(self, thread, participant, peer, sign_in):
        browser = sign_in(participant)
        for number in range(2):
            assert browser.post(thread.get_absolute_url(), {"text": f"{number}"}).status_code == 302

        answer = browser.post(thread.get_absolute_url(), {"text": f"@{peer} kolmas"})

        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Olet kirjoittanut monta viestiä lyhyessä ajassa." in html
        assert f"@{peer} kolmas</textarea>" in html
        assert Post.objects.count() == 2
        assert not Mail.objects.filter(kind="discussions.mentioned").exists()
        # Others are not held up by it.
        assert sign_in(peer).post(thread.get_absolute_url(), {"text": "Hei"}).status_code == 302

    def test_first_posts_count_too(self, cohort, participant, sign_in):
        browser = sign_in(participant)
        statuses = [
            browser.post(
                reverse("coaching:session_discussion", args=[make_session(cohort).slug]),
                {"text": "Hei"},
            ).status_code
            for _number in range(3)
        ]
        assert statuses == [302, 302, 422]

    def test_a_text_with_faults_does_not_count(self, thread, participant, sign_in):
        browser = sign_in(participant)
        for _number in range(3):
            browser.post(thread.get_absolute_url(), {"text": ""})
        assert browser.post(thread.get_absolute_url(), {"text": "Hei"}).status_code == 302
