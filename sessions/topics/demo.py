"""Topics of the demonstration, in every state worth showing."""

import datetime
import uuid

from django.utils import timezone

from participants.accounts.models import User
from participants.enrolment.models import Enrolment

from . import actions
from .models import Topic, TopicSupport

TOPICS = [
    (
        "Miten tavoitamme ne, jotka eivät koskaan vastaa kyselyihin?",
        "Kyselyihin vastaavat aina samat ihmiset. Mistä löydämme muut?",
        9,
    ),
    (
        "Miten kerromme asukkaille, mitä heidän ehdotuksilleen tapahtui?",
        "Meillä kerätään paljon palautetta, mutta vastaus jää usein antamatta.",
        7,
    ),
    (
        "Osallistuva budjetointi pienellä rahalla",
        "Onko kokemusta alle tuhannen euron kokeilusta?",
        4,
    ),
    (
        "Nuorisovaltuusto mukaan valmisteluun",
        "Nuoret kuulevat asioista vasta, kun ne on päätetty.",
        3,
    ),
    ("Viestintäsuunnitelma osallistumiselle", "Kanavat, vastuut ja aikataulu yhdelle sivulle.", 2),
    ("Etäkokouksen tekniikka", "Ääni pätkii, kun osa on paikalla ja osa etänä.", 1),
]
REASON = "Tekniikkaan saat apua oman kuntasi tietohallinnosta. Ohjeet ovat aineistoissa."
OUTCOME = (
    "Huomasimme, että kaikki kunnat kertovat ehdotuksista mutta vain yksi kertoo, mitä niistä "
    "seurasi. Jokainen tiimi lisää päätöksen perustelun omaan kokeiluunsa."
)


def raise_some(sessions, *, by):
    """Let people of the sessions' cohort raise topics; the coordinator has decided about some.

    `sessions` are the cohort's in order of time. Nobody gets a mail of it.
    """
    cohort = sessions[0].cohort
    places = Enrolment.objects.taking_part().filter(cohort=cohort)
    people = list(User.objects.filter(enrolments__in=places).order_by("pk").distinct())
    made = []
    for number, (title, text, supporters) in enumerate(TOPICS):
        raiser = people[number % len(people)]
        topic = actions.raise_topic(
            cohort=cohort, title=title, text=text, uuid=uuid.uuid4(), by=raiser
        )
        others = [one for one in people if one != raiser][: supporters - 1]
        TopicSupport.objects.bulk_create(TopicSupport(topic=topic, user=one) for one in others)
        topic.supporters = 1 + len(others)
        topic.raised_at = timezone.now() - datetime.timedelta(days=20 - number)
        made.append(topic)
    coming = next((one for one in sessions if not one.is_over and not one.is_cancelled), None)
    decided = {
        0: {"state": Topic.State.SCHEDULED, "session": coming},
        1: {"state": Topic.State.DONE, "session": sessions[1], "outcome": OUTCOME},
        4: {"state": Topic.State.MERGED, "merged_into": made[1]},
        5: {"state": Topic.State.DECLINED, "reason": REASON},
    }
    for number, topic in enumerate(made):
        for name, value in decided.get(number, {}).items():
            setattr(topic, name, value)
        if number in decided:
            topic.decided_by, topic.decided_at = by, timezone.now()
        topic.save()
    return made
