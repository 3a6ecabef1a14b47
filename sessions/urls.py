"""Every address of the wing, room by room."""

from sessions.schedule.urls import urlpatterns as schedule

app_name = "coaching"
urlpatterns = [*schedule]
