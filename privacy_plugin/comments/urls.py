"""The pages of comments; mount them at ``comments/``."""

from django.urls import path

from privacy_plugin.comments import own_views, views

app_name = "comments"

urlpatterns = [
    path("post/", views.post, name="post"),
    path("thread/<int:comment_id>/", views.thread, name="thread"),
    path("<int:comment_id>/", views.permalink, name="permalink"),
    path("<int:comment_id>/reply/", views.reply, name="reply"),
    path("mine/<str:token>/", own_views.mine, name="mine"),
    path("mine/<str:token>/thanks/", own_views.thanks, name="thanks"),
    path("mine/<str:token>/edit/", own_views.edit, name="edit"),
    path("mine/<str:token>/agree/", own_views.agree, name="agree"),
    path("mine/<str:token>/withdraw/", own_views.withdraw, name="withdraw"),
    path("mine/<str:token>/delete/", own_views.delete, name="delete"),
    path("mine/<str:token>/deleted/", own_views.deleted, name="deleted"),
]
