from django.urls import path

from . import views

app_name = "paper"
PAPER = "toteutukset/<uuid:uuid>/paperi/"
urlpatterns = [
    path(PAPER, views.paper, name="paper"),
    path(PAPER + "<slug:part>.pdf", views.kit, name="kit"),
    path(PAPER + "poydat/", views.table_new, name="table_new"),
    path(PAPER + "poydat/<int:number>/", views.table, name="table"),
    path(PAPER + "poydat/<int:number>/<int:order>/", views.typing, name="typing"),
    path(PAPER + "kuvat/", views.sheet_new, name="sheet_new"),
    path("paperit/<uuid:uuid>/", views.sheet, name="sheet"),
    path("paperit/<uuid:uuid>/poista/", views.sheet_remove, name="sheet_remove"),
]
