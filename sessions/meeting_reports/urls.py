from django.urls import path

from . import views

reports = "koordinointi/<slug:cohort>/lasnaolo/<slug:slug>/raportti/"
urlpatterns = [
    path(reports, views.upload, name="report_upload"),
    path(reports + "<uuid:uuid>/", views.report, name="report"),
    path(reports + "<uuid:uuid>/hylkaa/", views.discard, name="report_discard"),
    path(reports + "<uuid:uuid>/peru/", views.undo, name="report_undo"),
]
