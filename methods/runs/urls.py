"""Addresses of runs, for those who host them."""

from django.urls import path

from . import views

app_name = "runs"
urlpatterns = [
    path("", views.run_list, name="run_list"),
    path("uusi/<slug:slug>/", views.new, name="new"),
    path("<uuid:uuid>/ohjaa/", views.host, name="host"),
    path("<uuid:uuid>/valkokangas/", views.projector, name="projector"),
    path("<uuid:uuid>/asetukset/", views.settings, name="settings"),
    path("<uuid:uuid>/kysymykset/", views.prompts, name="prompts"),
    path("<uuid:uuid>/poydat/", views.tables, name="tables"),
    path("<uuid:uuid>/luovuta/", views.hand_over, name="hand_over"),
    path("<uuid:uuid>/aloita/", views.start, name="start"),
    path("<uuid:uuid>/siirry/", views.move, name="move"),
    path("<uuid:uuid>/tauko/", views.pause, name="pause"),
    path("<uuid:uuid>/jatka/", views.resume, name="resume"),
    path("<uuid:uuid>/kiri/", views.catch_up, name="catch_up"),
    path("<uuid:uuid>/lopeta/", views.end, name="end"),
    path("<uuid:uuid>/avaa/", views.reopen, name="reopen"),
    path("<uuid:uuid>/lukitse/", views.lock, name="lock"),
    path("<uuid:uuid>/tulokset/", views.show, name="show"),
    path("<uuid:uuid>/kortti/", views.draw, name="draw"),
    path("<uuid:uuid>/parit/", views.pairs, name="pairs"),
    path("<uuid:uuid>/vastaukset/", views.answers_act, name="answers"),
    path("<uuid:uuid>/kirjaa/", views.write, name="write"),
    path("<uuid:uuid>/teemat/", views.add_theme, name="add_theme"),
    path("<uuid:uuid>/teemat/<uuid:theme>/", views.theme, name="theme"),
    path("<uuid:uuid>/teemat/<uuid:theme>/poista/", views.delete_theme, name="delete_theme"),
]
