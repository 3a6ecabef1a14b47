from django.urls import path

from . import views

OF_COHORT = "valmennukset/<slug:slug>/aiheet/"
ONE = "aiheet/<uuid:uuid>/"
urlpatterns = [
    path(OF_COHORT, views.topics, name="topics"),
    path(OF_COHORT + "uusi/", views.topic_new, name="topic_new"),
    path("webinaarit/aiheet/", views.webinar_topics, name="webinar_topics"),
    path("tapaamiset/<slug:slug>/aihe/", views.webinar_topic_new, name="webinar_topic_new"),
    path(ONE, views.topic, name="topic"),
    path(ONE + "keskustelu/", views.topic_discussion, name="topic_discussion"),
    path(ONE + "kannata/", views.topic_support, name="topic_support"),
    path(ONE + "nayta/", views.topic_show, name="topic_show"),
    path(ONE + "tapaamiseen/", views.topic_schedule, name="topic_schedule"),
    path(ONE + "hylkaa/", views.topic_decline, name="topic_decline"),
    path(ONE + "yhdista/", views.topic_merge, name="topic_merge"),
    path(ONE + "tulos/", views.topic_outcome, name="topic_outcome"),
    path(ONE + "korjaa/", views.topic_correct, name="topic_correct"),
    path(ONE + "avaa/", views.topic_reopen, name="topic_reopen"),
]
