from django.urls import path

from . import views

OF_SESSION = "tapaamiset/<slug:slug>/palaute/"
OF_COHORT = "koordinointi/<slug:cohort>/kyselyt/"
ONE = "kyselyt/<uuid:uuid>/"
urlpatterns = [
    path(OF_SESSION, views.feedback, name="feedback"),
    path(OF_SESSION + "tulokset/", views.feedback_results, name="feedback_results"),
    path(OF_SESSION + "tulokset.xlsx", views.feedback_xlsx, name="feedback_xlsx"),
    path(OF_SESSION + "kysymykset/", views.feedback_edit, name="feedback_edit"),
    path(OF_COHORT, views.surveys, name="surveys"),
    path(OF_COHORT + "uusi/", views.survey_new, name="survey_new"),
    path(ONE, views.survey, name="survey"),
    path(ONE + "kysymykset/", views.survey_edit, name="survey_edit"),
    path(ONE + "laheta/", views.survey_open, name="survey_open"),
    path(ONE + "sulje/", views.survey_close, name="survey_close"),
    path(ONE + "poista/", views.survey_remove, name="survey_remove"),
    path(ONE + "tulokset/", views.survey_results, name="survey_results"),
    path(ONE + "tulokset.xlsx", views.survey_xlsx, name="survey_xlsx"),
]
