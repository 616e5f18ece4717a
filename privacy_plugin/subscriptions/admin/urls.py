"""The addresses of subscriptions, below the admin's own."""

from django.urls import path

from privacy_plugin.subscriptions.admin import mailings, subscribers, trying

app_name = "subscriptions_admin"
urlpatterns = [
    path("", mailings.MailingsView.as_view(), name="index"),
    path("<int:pk>/steer/", mailings.SteerView.as_view(), name="steer"),
    path("<int:pk>/uncertain/", mailings.UncertainView.as_view(), name="uncertain"),
    path("try/<int:pk>/", trying.TryView.as_view(), name="try"),
    path("people/", subscribers.SubscribersView.as_view(), name="subscribers"),
    path("people/<int:pk>/", subscribers.SubscriberView.as_view(), name="subscriber"),
    path("people/export/", subscribers.ExportView.as_view(), name="export"),
    path("people/import/", subscribers.ImportView.as_view(), name="import"),
]
