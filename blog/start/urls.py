"""Where the first steps lie below the admin's address."""

from django.urls import path

from blog.start.views import ChecklistView, HideView, StartView, TestMailView

app_name = "blog_start"
urlpatterns = [
    path("", StartView.as_view(), name="begin"),
    path("checklist/", ChecklistView.as_view(), name="checklist"),
    path("<int:site>/mail/", TestMailView.as_view(), name="mail"),
    path("<int:site>/hide/", HideView.as_view(), name="hide"),
]
