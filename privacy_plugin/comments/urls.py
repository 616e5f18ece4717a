"""The public URLs of comments; include them at ``comments/``."""

from django.urls import path

from privacy_plugin.comments import views
from privacy_plugin.comments.authors import views as author_views

app_name = "comments"

urlpatterns = [
    path("post/", views.post, name="post"),
    path("write/<str:target_type>/<str:target_id>/", views.write, name="write"),
    path("thread/<int:comment_id>/", views.thread, name="thread"),
    path("<int:comment_id>/", views.permalink, name="permalink"),
    path("<int:comment_id>/reply/", views.reply, name="reply"),
    path("manage/<str:token>/", author_views.manage, name="manage"),
    path("manage/<str:token>/thanks/", author_views.thanks, name="thanks"),
    path("manage/<str:token>/address/", author_views.save_address, name="save_address"),
    path("manage/<str:token>/edit/", author_views.edit, name="edit"),
    path("manage/<str:token>/agree/", author_views.give_consent, name="give_consent"),
    path(
        "manage/<str:token>/withdraw/",
        author_views.withdraw_consent,
        name="withdraw_consent",
    ),
    path(
        "manage/<str:token>/review/", author_views.request_review, name="request_review"
    ),
    path("manage/<str:token>/delete/", author_views.delete, name="delete"),
    path("manage/<str:token>/deleted/", author_views.deleted, name="deleted"),
]
