from django.urls import path

from . import views

app_name = "summaries"
RUN = "toteutukset/<uuid:uuid>/"
urlpatterns = [
    path(RUN + "kooste/", views.summary, name="summary"),
    path(RUN + "kooste.pdf", views.summary_pdf, name="pdf"),
    path(RUN + "kooste.xlsx", views.summary_xlsx, name="xlsx"),
    path(RUN + "kooste/muokkaa/", views.edit, name="edit"),
    path(RUN + "kooste/julkaise/", views.publish, name="publish"),
    path(RUN + "kooste/piilota/", views.unpublish, name="unpublish"),
    path("koosteet/<slug:token>/", views.public, name="public"),
    path("koosteet/<slug:token>/kooste.pdf", views.public_pdf, name="public_pdf"),
]
