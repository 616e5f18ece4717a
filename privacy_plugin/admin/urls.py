"""The admin's own pages about privacy; mounted at ``privacy/`` below the admin."""

from django.urls import URLPattern, path

from privacy_plugin.admin.overview import TextsOverview
from privacy_plugin.admin.record import (
    PrintedRecord,
    RecordPage,
    keep_record,
    record_file,
)
from privacy_plugin.admin.reports.consent import consent
from privacy_plugin.admin.reports.consents import ConsentsReport
from privacy_plugin.admin.reports.report import PrivacyReport
from privacy_plugin.admin.reports.retention import RetentionReport
from privacy_plugin.admin.reports.transmissions import (
    RefusalsReport,
    TransmissionsReport,
)

app_name = "privacy_admin"


def _report(view: type[PrivacyReport], name: str) -> list[URLPattern]:
    results = view.as_view(results_only=True)
    return [
        path(f"{name}/", view.as_view(), name=name),
        path(f"{name}/results/", results, name=f"{name}_results"),
    ]


urlpatterns = [
    path("", TextsOverview.as_view(), name="texts"),
    *_report(ConsentsReport, "consents"),
    path("consents/<uuid:record_id>/", consent, name="consent"),
    *_report(TransmissionsReport, "transmissions"),
    *_report(RefusalsReport, "refusals"),
    *_report(RetentionReport, "retention"),
    path("record/", RecordPage.as_view(), name="record"),
    path("record/print/", PrintedRecord.as_view(), name="record_print"),
    path("record/keep/", keep_record, name="record_keep"),
    path("record/<str:file_format>/", record_file, name="record_file"),
]
