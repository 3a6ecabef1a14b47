"""Every address of the portal; each room keeps its own table."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# The administration has no door of its own: everyone comes in by the portal's sign-in.
admin.site.login = secure_admin_login(admin.site.login)

handler400 = "valmennus.portal.views.not_understood"

urlpatterns = [
    # Before the portal: /koordinointi/uusi/ is no cohort.
    path("", include("sessions.urls")),
    path("", include("valmennus.portal.urls")),
    path("koordinointi/", include("participants.enrolment.urls")),
    path("koordinointi/", include("participants.importing.urls")),
    path("koordinointi/", include("participants.cohorts.urls")),
    path("", include("participants.accounts.urls")),
    path("", include("participants.places.urls")),
    path("", include("participants.recruiting.urls")),
    path("", include("participants.messages.urls")),
    path("", include("participants.discussions.urls")),
    path("", include("methods.bench_cafe.urls")),
    path("menetelmat/", include("methods.library.urls")),
    path("", include("methods.paper.urls")),
    path("", include("methods.summaries.urls")),
    path("toteutukset/", include("methods.runs.urls")),
    path("liity/", include("methods.live.urls")),
    path("hallinta/", admin.site.urls),
    path("tili/", include("allauth.urls")),
]
