"""Admin URLs of subscriptions."""

from django.urls import URLPattern, path

from privacy_plugin.subscriptions.admin import mailings, subscribers, test_email
from privacy_plugin.subscriptions.admin.deliveries import DeliveriesReport
from privacy_plugin.subscriptions.admin.report import SubscriptionReport
from privacy_plugin.subscriptions.admin.requests import RequestsReport

app_name = "subscriptions_admin"


def _report(view: type[SubscriptionReport], name: str) -> list[URLPattern]:
    results = view.as_view(results_only=True)
    return [
        path(f"{name}/", view.as_view(), name=name),
        path(f"{name}/results/", results, name=f"{name}_results"),
    ]


urlpatterns = [
    path("", mailings.MailingsView.as_view(), name="index"),
    path("<int:pk>/steer/", mailings.MailingActionView.as_view(), name="steer"),
    *_report(DeliveriesReport, "deliveries"),
    *_report(RequestsReport, "requests"),
    path("try/<int:pk>/", test_email.EmailPreviewView.as_view(), name="try"),
    path("people/", subscribers.SubscribersView.as_view(), name="subscribers"),
    path("people/<int:pk>/", subscribers.SubscriberView.as_view(), name="subscriber"),
    path("people/export/", subscribers.ExportView.as_view(), name="export"),
    path("people/import/", subscribers.ImportView.as_view(), name="import"),
]
