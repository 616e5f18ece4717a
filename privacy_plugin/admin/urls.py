"""The core's admin URLs, below ``privacy/``."""

from django.urls import URLPattern, path

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
from privacy_plugin.admin.texts.overview import TextOverviewView

app_name = "privacy_admin"


def _report(view: type[PrivacyReport], name: str) -> list[URLPattern]:
    results = view.as_view(results_only=True)
    return [
        path(f"{name}/", view.as_view(), name=name),
        path(f"{name}/results/", results, name=f"{name}_results"),
    ]


urlpatterns = [
    path("", TextOverviewView.as_view(), name="texts"),
    *_report(ConsentsReport, "consents"),
    path("consents/<uuid:record_id>/", view_consent, name="consent"),
    *_report(TransmissionsReport, "transmissions"),
    *_report(RefusalsReport, "refusals"),
    *_report(RetentionReport, "retention"),
    path("record/", RecordView.as_view(), name="record"),
    path("record/print/", PrintedRecordView.as_view(), name="record_print"),
    path("record/keep/", save_record, name="record_keep"),
    path("record/<str:file_format>/", export_record, name="record_file"),
]
