"""The last place of a webinar, on real connections. `SIGNUP_ROUNDS` repeats the rush."""

import datetime
import os
from functools import partial

import pytest
from django.utils import timezone

from sessions.schedule.models import CoachingSession
from sessions.signup import actions
from sessions.signup.models import Signup
from tests.races import together
from tests.session_factories import make_session

pytestmark = pytest.mark.django_db(transaction=True)
State = Signup.State
ROUNDS = int(os.environ.get("SIGNUP_ROUNDS", "1"))


def asked(session, number):
    return actions.ask(
        session=session,
        email=f"p{number}@example.org",
        name=f"Vieras {number}",
        organisation_text="",
        language="fi",
        notice_number=None,
    )


def states(session):
    return sorted(session.signups.values_list("state", flat=True))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_fifty_at_once_for_one_place(_round):
    session = make_session(None, kind="webinar", capacity=1)
    signups = [asked(session, number) for number in range(50)]

    together(*[partial(actions.take, signup=one) for one in signups])

    assert states(session) == [State.CONFIRMED] + [State.WAITLISTED] * 49
    queue = session.signups.filter(state=State.WAITLISTED).values_list("queued_at", flat=True)
    assert len(set(queue)) == 49, "each has a place of its own in the queue"
    session.refresh_from_db()
    assert session.seats_taken == 1


def test_taken_lapsed_and_cancelled_in_the_same_moment():
    for hold in (-1, 1):
        session = make_session(None, kind="webinar", capacity=2)
        one, two, three, four, five = (
            actions.take(signup=asked(session, number)) for number in range(5)
        )
        actions.cancel(signup=one)
        Signup.objects.filter(pk=three.pk).update(
            offered_until=timezone.now() + datetime.timedelta(seconds=hold)
        )
        together(
            partial(actions.take, signup=three),
            partial(actions.take, signup=three),
            partial(actions.cancel, signup=two),
            partial(actions.offer_free_places, session=session),
            partial(actions.offer_free_places, session=session),
            partial(actions.take, signup=asked(session, 6)),
        )
        seated = session.signups.filter(state__in=Signup.SEATED)
        assert seated.count() == 2
        session = CoachingSession.objects.get(pk=session.pk)
        assert session.seats_taken == 2
        expected = {four.pk, five.pk} if hold < 0 else {three.pk, four.pk}
        assert set(seated.values_list("pk", flat=True)) == expected


def test_asking_twice_at_once_is_one_signup():
    session = make_session(None, kind="webinar", capacity=1)
    answers = together(*[partial(asked, session, 1)] * 5)
    assert {one.pk for one in answers} == set(session.signups.values_list("pk", flat=True))
    assert session.signups.count() == 1


def test_the_person_and_the_link_at_once_take_one_place(newcomer):
    session = make_session(None, kind="webinar", capacity=2)
    signup = actions.ask(
        session=session,
        email=newcomer.email,
        name="Uuno",
        organisation_text="",
        language="fi",
        notice_number=None,
    )
    together(
        partial(actions.take, signup=signup),
        partial(actions.take_as_person, session=session, user=newcomer),
        partial(actions.take_as_person, session=session, user=newcomer),
    )
    assert states(session) == [State.CONFIRMED]
