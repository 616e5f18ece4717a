"""The URLs of form pages; include them at ``forms/``."""

from django.urls import path

from privacy_plugin.form_pages import views

app_name = "form_pages"

urlpatterns = [
    path("<int:page_id>/send/", views.send, name="send"),
    path("<int:page_id>/privacy/", views.details, name="details"),
    path("thanks/<str:token>/", views.thanks, name="thanks"),
]
