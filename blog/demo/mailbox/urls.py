"""The addresses of the mailbox."""

from django.urls import path

from blog.demo.mailbox import views

app_name = "demo_mailbox"

urlpatterns = [
    path("", views.mails, name="index"),
    path("<slug:name>/", views.mail, name="mail"),
    path("<slug:name>/html/", views.html, name="html"),
    path("<slug:name>/source/", views.source, name="source"),
]
