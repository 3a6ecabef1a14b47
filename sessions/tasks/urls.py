from django.urls import path

from . import views

ONE = "tehtavat/<uuid:uuid>/"
ANSWER = "vastaukset/<uuid:uuid>/"
urlpatterns = [
    path("tapaamiset/<slug:slug>/tehtavat/uusi/", views.task_new, name="task_new"),
    path(ONE, views.task, name="task"),
    path(ONE + "keskustelu/", views.task_discussion, name="task_discussion"),
    path(ONE + "tehty/", views.task_tick, name="task_tick"),
    path(ONE + "ota-takaisin/", views.task_take_back, name="task_take_back"),
    path(ONE + "muuta/", views.task_edit, name="task_edit"),
    path(ONE + "julkaise/", views.task_publish, name="task_publish"),
    path(ONE + "piilota/", views.task_hide, name="task_hide"),
    path(ONE + "poista/", views.task_remove, name="task_remove"),
    path(ONE + "vastaukset/", views.task_answers, name="task_answers"),
    path(ONE + "vastaukset.xlsx", views.task_answers_xlsx, name="task_answers_xlsx"),
    path(ONE + "valkokangas/", views.task_screen, name="task_screen"),
    path(ONE + "liite/", views.task_file, name="task_file"),
    path(ANSWER, views.answer, name="answer"),
    path(ANSWER + "avaa/", views.answer_reopen, name="answer_reopen"),
    path(ANSWER + "korvaa/", views.answer_makes_up, name="answer_makes_up"),
    path(ANSWER + "nayta/", views.answer_show, name="answer_show"),
    path(ANSWER + "tiedosto/", views.answer_file, name="answer_file"),
]
