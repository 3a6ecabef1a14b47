"""Many people in the same moment, on real connections."""

import uuid

import pytest
from django.utils import timezone

from participants.discussions import actions
from participants.discussions.models import Post, PostReport, Thread, ThreadReader
from participants.discussions.queries import SETTLED
from tests.discussion_factories import make_post, make_thread
from tests.factories import enrol, make_user
from tests.races import together
from tests.session_factories import make_session
from valmennus.portal.own_data.actions import erase_person
from valmennus.shared.models import Mail

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(team):
    return [enrol(make_user(), team).person for _ in range(20)]


def test_twenty_posts_at_once_are_all_there_in_order(cohort, people):
    thread = make_thread(cohort)

    answers = together(
        *(
            lambda person=person, n=n: actions.add_post(
                thread=thread, text=f"Viesti {n}", by=person
            )
            for n, person in enumerate(people)
        )
    )

    assert [one for one in answers if isinstance(one, Exception)] == []
    posts = list(thread.posts.order_by("number"))
    assert [post.number for post in posts] == list(range(1, 21))
    assert sorted(post.text for post in posts) == sorted(f"Viesti {n}" for n in range(20))
    assert [post.written_at for post in posts] == sorted(post.written_at for post in posts)
    thread.refresh_from_db()
    assert (thread.last_number, thread.posts_count) == (20, 20)
    assert thread.last_post_at == posts[-1].written_at


def test_a_double_click_writes_once(cohort, participant):
    thread, once = make_thread(cohort), uuid.uuid4()

    answers = together(
        *[lambda: actions.add_post(thread=thread, text="Hei", by=participant, once=once)] * 4
    )

    assert {one.pk for one in answers} == {Post.objects.get().pk}


def test_two_who_begin_write_in_one_thread(cohort, people):
    session = make_session(cohort)
    about = {"cohort": cohort, "title": session.title, "home": "/"}

    answers = together(
        *(
            lambda person=person: actions.begin(
                subject=session, by=person, post={"text": "Hei"}, **about
            )
            for person in people[:6]
        )
    )

    assert [one for one in answers if isinstance(one, Exception)] == []
    assert Thread.objects.get().posts.count() == 6


def test_closing_and_writing(cohort, participant, coordinator):
    thread = make_thread(cohort)
    together(
        lambda: actions.close_thread(thread=thread, by=coordinator),
        *[lambda: actions.add_post(thread=thread, text="Hei", by=participant)] * 3,
    )
    thread.refresh_from_db()
    assert thread.is_closed
    assert thread.posts.filter(written_at__gt=thread.closed_at).count() == 0


def test_two_workers_mail_once(cohort, participant, peer):
    thread = make_thread(cohort)
    actions.follow(thread=thread, by=participant, follows=True)
    make_post(thread, peer)
    Post.objects.update(written_at=timezone.now() - 2 * SETTLED)

    together(*[actions.send_due] * 3)

    assert Mail.objects.filter(kind="discussions.posted").count() == 1


def test_mentioning_and_erasing(cohort, participant, peer):
    thread = make_thread(cohort)
    answers = together(
        lambda: erase_person(user=peer, by=peer),
        *[
            lambda: actions.add_post(
                thread=thread, text=f"@[{peer.uuid}]", people=[peer], by=participant
            )
        ]
        * 3,
    )
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert not ThreadReader.objects.filter(user=peer, follows=True).exists()


def test_two_who_handle_a_report(cohort, participant, peer, coordinator):
    post = make_post(make_thread(cohort), participant)
    actions.report_post(post=post, reason="", by=peer)
    report = PostReport.objects.get()
    answers = together(
        lambda: actions.handle_report(report=report, remove=True, by=coordinator),
        lambda: actions.handle_report(report=report, remove=False, by=coordinator),
    )
    assert answers == [None, None]
    report.refresh_from_db()
    post.refresh_from_db()
    assert post.is_deleted == (report.outcome == "removed")
