"""Feedback of the demonstration."""

import datetime

from django.utils import timezone

from participants.enrolment.models import Enrolment

from .models import Survey, SurveyAnswer, SurveyGiven

ANSWERS = [
    (9, "Muiden kuntien esimerkit olivat parasta. Otamme penkkikahvilan kokeiluun."),
    (8, "Pienryhmissä oli aikaa puhua. Lisää sitä!"),
    (10, "Rohkeutta kysyä asukkailta ennen kuin suunnitelma on valmis."),
    (6, "Alustus oli pitkä, keskustelulle jäi liian vähän aikaa."),
    (8, ""),
    (7, "Tehtävän ohje oli aluksi epäselvä, mutta esimerkki auttoi."),
    (9, "Huomasin, ettemme ole kertoneet asukkaille mitään sen jälkeen, kun he vastasivat."),
    (8, "Samat haasteet kaikilla. Hyvä tietää, ettei ole yksin."),
]


def give_some(session, *, every):
    """Let every so-many-th of the cohort's people have given feedback of a session held before."""
    survey = Survey.objects.create(cohort=session.cohort, session=session)
    day = timezone.localdate(session.ends_at)
    monday = day - datetime.timedelta(days=day.weekday())
    places = Enrolment.objects.taking_part().filter(cohort=session.cohort).order_by("pk")
    for number, place in enumerate(places):
        if number % every == 0:
            scale, text = ANSWERS[number // every % len(ANSWERS)]
            values = {"hyoty": scale} | ({"avoin": text} if text else {})
            SurveyGiven.objects.create(survey=survey, enrolment=place)
            SurveyAnswer.objects.create(survey=survey, values=values, week=monday, is_shown=True)
