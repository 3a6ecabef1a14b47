from django.urls import path

from . import views

urlpatterns = [
    path("tapaamiset/<slug:slug>/kalenteri.ics", views.session_ics, name="session_ics"),
    path("oma/kalenteri/", views.calendar, name="calendar"),
    path("oma/kalenteri/uusi/", views.calendar_renew, name="calendar_renew"),
    path("oma/kalenteri/poista/", views.calendar_revoke, name="calendar_revoke"),
    path("oma/kalenteri/<slug:token>.ics", views.calendar_feed, name="calendar_feed"),
]
