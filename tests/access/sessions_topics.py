"""Who raises topics, who supports them, who decides."""

import uuid

from sessions.topics.models import Topic

from .sessions import ACT, EVERYBODY, MANAGED, OTHERS, SEEN, rows


def furnish(world):
    world.topic = Topic.objects.create(cohort=world.cohort, title="Viestintä")
    world.other_topic = Topic.objects.create(cohort=world.cohort, title="Nuoret")
    world.guest_topic = Topic.objects.create(asked_in=world.webinar, title="Kylät", state="waiting")
    world.hidden_topic = Topic.objects.create(cohort=world.cohort, title="Uusi", state="waiting")


def cohort(world):
    return [world.cohort.slug]


def topic(world):
    return [world.topic.uuid]


def guest_topic(world):
    return [world.guest_topic.uuid]


def raised(world):
    return {"title": "Asukkaat mukaan", "text": "", "uuid": uuid.uuid4()}


HIDDEN = {"rest": 404, "coordinator": 200, "coach": 200}

ROWS = [
    rows("topics", args=cohort, **SEEN),
    rows("topic_new", args=cohort, **SEEN),
    rows("topic_new", args=cohort, method="post", data=raised, **{"rest": 302} | OTHERS),
    rows("webinar_topics", args=lambda w: [], rest=403, admin=200),
    rows("webinar_topic_new", args=lambda w: [w.webinar.slug], **EVERYBODY),
    rows("webinar_topic_new", args=lambda w: [w.webinar.slug], method="post", data=raised,
         rest=302, guest=422),
    rows("webinar_topic_new", args=lambda w: [w.session.slug], note="no webinar", rest=404),
    rows("topic", args=topic, **SEEN),
    rows("topic", args=guest_topic, note="of a webinar", rest=404, admin=200),
    rows("topic", args=lambda w: [w.hidden_topic.uuid], note="of a guest", **HIDDEN),
    rows("topic_discussion", args=topic, **SEEN),
    rows("topic_discussion", args=lambda w: [w.hidden_topic.uuid], note="of a guest", rest=404),
    rows("topic_discussion", args=topic, method="post", **{"rest": 422} | OTHERS),
    rows("topic_support", args=topic, method="post", **{"rest": 302} | OTHERS),
    rows("topic_show", args=lambda w: [w.hidden_topic.uuid], method="post",
         **HIDDEN | {"coordinator": 302, "coach": 403}),
    rows("topic_schedule", args=topic, method="post", data=lambda w: {"session": w.session.uuid},
         **ACT),
    rows("topic_decline", args=topic, method="post", data=lambda w: {"reason": "Ei nyt."}, **ACT),
    rows("topic_decline", args=guest_topic, method="post", note="of a webinar",
         data=lambda w: {"reason": "Ei nyt."}, rest=404, admin=302),
    rows("topic_merge", args=topic, method="post", data=lambda w: {"other": w.other_topic.uuid},
         **ACT),
    rows("topic_outcome", args=topic, method="post", data=lambda w: {"outcome": "Tehtiin."}, **ACT),
    rows("topic_correct", args=topic, method="post", **MANAGED | {"coordinator": 422}),
    rows("topic_reopen", args=topic, method="post", **ACT),
]  # fmt: skip
