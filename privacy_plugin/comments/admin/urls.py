"""Admin URLs of moderation."""

from django.urls import path

from privacy_plugin.comments.admin.bulk.progress import BulkProgressView
from privacy_plugin.comments.admin.comment.views import AnswerView, DetailView
from privacy_plugin.comments.admin.moderation_actions import DecideView
from privacy_plugin.comments.admin.queue.views import QueueView

app_name = "comments_admin"
urlpatterns = [
    path("", QueueView.as_view(), name="index"),
    path("results/", QueueView.as_view(results_only=True), name="index_results"),
    path("bulk/<int:pk>/", BulkProgressView.as_view(), name="bulk"),
    path("<int:pk>/", DetailView.as_view(), name="inspect"),
    path("<int:pk>/decide/", DecideView.as_view(), name="decide"),
    path("<int:pk>/answer/", AnswerView.as_view(), name="answer"),
]
