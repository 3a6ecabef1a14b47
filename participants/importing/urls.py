"""Addresses of lists of people, below the coordinator's cohort."""

from django.urls import path

from . import row_views, views

app_name = "importing"
urlpatterns = [
    path("<slug:cohort>/tuonti/", views.imports, name="imports"),
    path("<slug:cohort>/tuonti/malli.xlsx", views.template, name="template"),
    path("<slug:cohort>/tuonti/<uuid:uuid>/", views.batch, name="batch"),
    path("<slug:cohort>/tuonti/<uuid:uuid>/sarakkeet/", views.columns, name="columns"),
    path("<slug:cohort>/tuonti/<uuid:uuid>/rivit/<int:number>/", row_views.row, name="row"),
    path(
        "<slug:cohort>/tuonti/<uuid:uuid>/rivit/<int:number>/korjaa/",
        row_views.correct,
        name="correct",
    ),
    path("<slug:cohort>/tuonti/<uuid:uuid>/kirjoitusasu/", row_views.spelling, name="spelling"),
    path("<slug:cohort>/tuonti/<uuid:uuid>/taydenna/", row_views.fill, name="fill"),
    path("<slug:cohort>/tuonti/<uuid:uuid>/puuttuvat/", row_views.missing, name="missing"),
    path("<slug:cohort>/tuonti/<uuid:uuid>/vahvista/", views.confirm, name="confirm"),
    path("<slug:cohort>/tuonti/<uuid:uuid>/hylkaa/", views.discard, name="discard"),
    path("<slug:cohort>/tuonti/<uuid:uuid>/peru/", views.undo, name="undo"),
    path("<slug:cohort>/tuonti/<uuid:uuid>/raportti.xlsx", views.report_xlsx, name="report_xlsx"),
    path("<slug:cohort>/tuonti/<uuid:uuid>/raportti.csv", views.report_csv, name="report_csv"),
]
