"""The core's admin URLs, below ``privacy/``."""

from django.urls import URLPattern, include, path

from privacy_plugin.admin.record import (
    PrintedRecordView,
    RecordView,
    export_record,
    save_record,
)
from privacy_plugin.admin.reports.consent_detail import view_consent
from privacy_plugin.admin.reports.consents import ConsentsReport
from privacy_plugin.admin.reports.privacy_report import PrivacyReport
from privacy_plugin.admin.reports.retention import RetentionReport
from privacy_plugin.admin.reports.transmissions import (
    RefusalsReport,
    TransmissionsReport,
)
from privacy_plugin.admin.requests import request_views, views
from privacy_plugin.admin.texts.overview import TextOverviewView

app_name = "privacy_admin"


def _report(view: type[PrivacyReport], name: str) -> list[URLPattern]:
    results = view.as_view(results_only=True)
    return [
        path(f"{name}/", view.as_view(), name=name),
        path(f"{name}/results/", results, name=f"{name}_results"),
    ]


_request = [
    path("", request_views.RequestView.as_view(), name="request"),
    path("identity/", request_views.IdentityView.as_view(), name="request_identity"),
    path(
        "confirmation/",
        request_views.ConfirmationView.as_view(),
        name="request_confirmation",
    ),
    path("findings/", request_views.FindingsView.as_view(), name="request_findings"),
    path("export/", request_views.ExportView.as_view(), name="request_export"),
    path(
        "erasure/", request_views.ErasurePreviewView.as_view(), name="request_erasure"
    ),
    path("erase/", request_views.EraseView.as_view(), name="request_erase"),
    path("step/<str:step>/", request_views.StepView.as_view(), name="request_step"),
]

urlpatterns = [
    path("", TextOverviewView.as_view(), name="texts"),
    *_report(ConsentsReport, "consents"),
    path("consents/<uuid:record_id>/", view_consent, name="consent"),
    *_report(TransmissionsReport, "transmissions"),
    *_report(RefusalsReport, "refusals"),
    *_report(RetentionReport, "retention"),
    path("requests/", views.RequestsView.as_view(), name="requests"),
    path("requests/new/", views.NewRequestView.as_view(), name="request_new"),
    path("requests/name/", views.NameView.as_view(), name="request_name"),
    path("requests/<int:number>/", include(_request)),
    path("record/", RecordView.as_view(), name="record"),
    path("record/print/", PrintedRecordView.as_view(), name="record_print"),
    path("record/keep/", save_record, name="record_keep"),
    path("record/<str:file_format>/", export_record, name="record_file"),
]
