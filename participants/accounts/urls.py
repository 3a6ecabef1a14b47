"""Addresses of sign-in that are the portal's own."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("tili/puhelinkoodi/", views.phone_code, name="phone_code"),
]
