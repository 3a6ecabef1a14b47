"""From a raised topic to what came of it, and everybody who touched it hears."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sessions.topics import actions
from sessions.topics.models import Topic, TopicSupport
from tests.factories import make_cohort, make_user
from tests.races import together
from tests.session_factories import make_session
from valmennus.portal.own_data.actions import erase_guest, erase_person
from valmennus.shared import guarded
from valmennus.shared.models import Act, Mail

pytestmark = pytest.mark.django_db


def raise_by(person, cohort, title="Miten tavoitamme nuoret?"):
    return actions.raise_topic(cohort=cohort, title=title, text="", uuid=uuid.uuid4(), by=person)


@pytest.fixture
def topic(cohort, participant):
    return raise_by(participant, cohort)


def address(name, topic):
    return reverse(f"coaching:{name}", args=[topic.uuid])


def readers(kind):
    return {mail.to for mail in Mail.objects.filter(kind=f"topics.{kind}")}


def test_raising_says_what_happens_next(client, participant, cohort):
    client.force_login(participant)
    page = reverse("coaching:topic_new", args=[cohort.slug])
    assert "Mitä seuraavaksi tapahtuu" in client.get(page).content.decode()
    data = {"title": "Nuoret", "text": "Ketään ei tule.", "uuid": uuid.uuid4()}
    answer = client.post(page, data, follow=True)
    client.post(page, data)
    assert "koordinaattori" in answer.content.decode().lower()
    [topic] = Topic.objects.all()
    assert (topic.raised_by, topic.state, topic.supporters) == (participant, "open", 1)


def test_support_counts_once_a_person(client, topic, peer):
    client.force_login(peer)
    for _number in range(2):
        client.post(address("topic_support", topic))
    topic.refresh_from_db()
    assert topic.supporters == 2
    client.post(address("topic_support", topic), {"back": "yes"})
    topic.refresh_from_db()
    assert topic.supporters == 1


def test_taken_into_a_session(client, topic, coordinator, participant, peer, cohort):
    actions.support(topic=topic, by=peer)
    session = make_session(cohort, title="Työpaja 2")
    client.force_login(coordinator)
    for _number in range(2):
        client.post(address("topic_schedule", topic), {"session": session.uuid})
    topic.refresh_from_db()
    assert (topic.state, topic.session, topic.decided_by) == ("scheduled", session, coordinator)
    assert readers("scheduled") == {participant.email, peer.email}
    assert Mail.objects.count() == 2
    assert topic.title in client.get(session.get_absolute_url()).content.decode()


def test_declined_with_a_reason_only(client, topic, coordinator, participant):
    client.force_login(coordinator)
    empty = client.post(address("topic_decline", topic), {"reason": " "})
    assert empty.status_code == 422
    topic.refresh_from_db()
    assert topic.state == "open"
    client.post(address("topic_decline", topic), {"reason": "Käsiteltiin jo keväällä."})
    topic.refresh_from_db()
    assert (topic.state, topic.reason) == ("declined", "Käsiteltiin jo keväällä.")
    [mail] = Mail.objects.all()
    assert mail.to == participant.email
    assert "Käsiteltiin jo keväällä." in mail.text
    client.force_login(participant)
    assert "Käsiteltiin jo keväällä." in client.get(address("topic", topic)).content.decode()


def test_the_database_asks_for_the_reason(topic):
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(state="declined")


def test_joined_topics_share_their_supporters(topic, coordinator, participant, peer, cohort):
    other = raise_by(peer, cohort, "Nuorten kuuleminen")
    actions.merge(topic=topic, other=other, by=coordinator)
    topic.refresh_from_db()
    other.refresh_from_db()
    assert (topic.state, topic.merged_into, other.supporters) == ("merged", other, 2)
    assert readers("merged") == {participant.email}
    # What becomes of the other one is told to those of the joined one too.
    actions.write_outcome(topic=other, outcome="Nuorisovaltuusto tulee mukaan.", by=coordinator)
    assert readers("done") == {participant.email, peer.email}


@pytest.mark.parametrize("what", ["itself", "decided", "elsewhere"])
def test_what_cannot_be_joined(topic, coordinator, participant, what):
    other = topic
    if what == "decided":
        other = raise_by(participant, topic.cohort, "Muu")
        actions.decline(topic=other, reason="Ei.", by=coordinator)
    elif what == "elsewhere":
        other = raise_by(make_user(), make_cohort("Muu"), "Muu")
    with pytest.raises(actions.NotPossible):
        actions.merge(topic=topic, other=other, by=coordinator)


def test_a_decided_topic_is_not_supported(client, topic, coordinator, peer):
    actions.decline(topic=topic, reason="Ei.", by=coordinator)
    client.force_login(peer)
    answer = client.post(address("topic_support", topic), follow=True)
    assert "jo päätetty" in answer.content.decode()
    topic.refresh_from_db()
    assert topic.supporters == 1


def test_an_outcome_is_told_once(topic, coordinator, participant):
    for _number in range(2):
        actions.write_outcome(topic=topic, outcome="Tehtiin.", by=coordinator)
    assert Mail.objects.filter(kind="topics.done").count() == 1
    actions.reopen(topic=topic, by=coordinator)
    topic.refresh_from_db()
    assert topic.state == "open"


# ------------------------------------------------------------------------------ guests


@pytest.fixture
def webinar(cohort):
    return make_session(cohort, kind="webinar", title="Osallisuuskahvit")


@pytest.fixture
def guest_page(webinar, monkeypatch):
    monkeypatch.setattr(guarded, "SECONDS", 0)
    return reverse("coaching:webinar_topic_new", args=[webinar.slug])


def as_guest(client, page, **values):
    shown = client.get(page).context["form"].initial["shown"]
    data = {"title": "Kylät mukaan", "text": "", "uuid": uuid.uuid4(), "shown": shown}
    return client.post(page, data | values)


def test_a_guests_topic_waits_until_it_is_shown(
    client, guest_page, coordinator, participant, cohort
):
    assert as_guest(client, guest_page, email="Vieras@example.org").status_code == 302
    [topic] = Topic.objects.all()
    assert (topic.state, topic.guest_email) == ("waiting", "vieras@example.org")
    board = reverse("coaching:topics", args=[cohort.slug])
    client.force_login(participant)
    assert "Kylät mukaan" not in client.get(board).content.decode()
    client.force_login(coordinator)
    assert "Kylät mukaan" in client.get(board).content.decode()
    client.post(address("topic_show", topic))
    client.force_login(participant)
    page = client.get(board).content.decode()
    assert "Kylät mukaan" in page
    assert "vieras@example.org" not in page


def test_a_guest_hears_what_became_of_it(client, guest_page, coordinator):
    as_guest(client, guest_page, email="vieras@example.org")
    topic = Topic.objects.get()
    actions.decline(topic=topic, reason="Ei kuulu tähän.", by=coordinator)
    [mail] = Mail.objects.all()
    assert mail.to == "vieras@example.org"
    assert "/aiheet/" not in mail.text


def test_a_robot_raises_nothing(client, guest_page):
    assert as_guest(client, guest_page, website="osta").status_code == 422
    assert not Topic.objects.exists()


def test_a_guest_is_forgotten(client, guest_page):
    as_guest(client, guest_page, email="vieras@example.org")
    assert erase_guest(address="vieras@example.org")
    assert Topic.objects.get().guest_email == ""


def test_an_erased_person_supports_nothing(topic, participant, coordinator):
    erase_person(user=participant, by=coordinator)
    topic.refresh_from_db()
    assert (topic.supporters, TopicSupport.objects.count()) == (0, 0)


# ------------------------------------------------------------------------------- bounds


def test_nothing_is_raised_in_an_archived_cohort(client, participant, cohort, topic):
    cohort.state = "archived"
    cohort.save()
    client.force_login(participant)
    assert client.get(reverse("coaching:topics", args=[cohort.slug])).status_code == 200
    page = reverse("coaching:topic_new", args=[cohort.slug])
    assert client.post(page, {"title": "X", "uuid": uuid.uuid4()}).status_code == 403
    assert client.post(address("topic_support", topic)).status_code == 403
    assert Topic.objects.count() == 1


def test_every_step_is_in_the_history(topic, coordinator, cohort):
    actions.schedule(topic=topic, session=make_session(cohort), by=coordinator)
    actions.write_outcome(topic=topic, outcome="Tehtiin.", by=coordinator)
    verbs = set(Act.objects.of(topic).values_list("verb", flat=True))
    assert verbs == {"topic.raised", "topic.scheduled", "topic.done"}


@pytest.mark.parametrize("name", ["topics", "topic"])
def test_statements_do_not_grow(client, coordinator, cohort, participant, topic, name):
    client.force_login(coordinator)
    page = (
        address("topic", topic)
        if name == "topic"
        else reverse("coaching:topics", args=[cohort.slug])
    )
    counts = []
    for number in (1, 3):
        for _one in range(number):
            other = raise_by(make_user(), cohort, f"Aihe {number}")
            actions.schedule(topic=other, session=make_session(cohort), by=coordinator)
            actions.support(topic=topic, by=make_user())
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


@pytest.mark.django_db(transaction=True)
def test_many_support_at_once(cohort, participant):
    topic = raise_by(participant, cohort)
    people = [make_user() for _number in range(8)]

    def support_by(person):
        return lambda: actions.support(topic=topic, by=person)

    answers = together(*(support_by(person) for person in people for _twice in range(2)))
    assert [one for one in answers if one is not None] == []
    topic.refresh_from_db()
    assert topic.supporters == 9
