"""No file that an editor takes away holds a formula, whatever readers have typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import translation
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.users.models import UserProfile

from blog.models import ContactField, ContactPage
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.exports.cells import escape_cell
from privacy_plugin.exports.views import SafeExportMixin
from privacy_plugin.form_pages.models import Submission
from privacy_plugin.processing import Category
from privacy_plugin.subscriptions.models import Subscriber
from tests.support import factories
from tests.support.factories.subscriptions import subscriber

HOSTILE = '=HYPERLINK("https://evil.example")'
FORMULAS = (
    HOSTILE, "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1",
    "\uff1d1", "\uff0b1", "\uff0d1", "\uff201",
)  # fmt: skip
SIGNS = set("=+-@\uff1d\uff0b\uff0d\uff20")
REPORTS = ("consents", "transmissions", "refusals", "retention")
SUBSCRIPTION_REPORTS = ("deliveries", "requests")


def views(resolver: URLResolver | None = None) -> Iterator[type]:
    """Yield the class of each view there is."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry)
        elif found := getattr(entry.callback, "view_class", None):
            yield found


def is_ours(view: type) -> bool:
    """Say whether the project brings the view along."""
    return view.__module__.startswith(("privacy_plugin", "blog"))


@pytest.fixture
def editor(db: None) -> Client:
    """Return the browser of somebody who may do everything."""
    client = Client()
    somebody = factories.editor()
    name = somebody.get_username()
    assert client.login(username=name, password=name)
    return client


@pytest.fixture
def hostile(db: None) -> ContactPage:
    """Let everything that anybody can type be a formula; return a form."""
    ControllerSettings.objects.update(name=HOSTILE)
    page = ContactPage(title=HOSTILE, slug="write-to-us")
    page.form_fields = [
        ContactField(label=HOSTILE, field_type="multiline", category=Category.FREE_TEXT)
    ]
    factories.index().add_child(instance=page)
    name = page.form_fields.get().clean_name
    Submission.objects.create(
        page=page, form_data={name: HOSTILE + "\x0b\x01"}, subject_key="key"
    )
    subscriber("=1+1@example.org", topics=(HOSTILE,))
    return page


def cells_of(content: bytes, kind: str) -> list[str]:
    """Return each text in a file, after its encoding was looked at."""
    if kind == "csv":
        assert content.startswith(b"\xef\xbb\xbf")
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        return [cell for row in rows for cell in row]
    sheet = load_workbook(io.BytesIO(content)).active
    found = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in found if cell.data_type == "f"]
    return [cell.value for cell in found if isinstance(cell.value, str)]


def assert_harmless(cells: list[str]) -> None:
    """Fail where a spreadsheet would calculate."""
    assert cells
    assert not [cell for cell in cells if cell.strip()[:1] in SIGNS]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_a_text(text):
    assert escape_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["a=1", "", "ada@example.org", "–", 1, -1.5, None])
def test_other_cells_stay_as_they_are(value):
    assert escape_cell(value) == value


def test_each_export_of_the_project_escapes_its_cells():
    exports = {view for view in views() if issubclass(view, SpreadsheetExportMixin)}
    own = {
        view for view in exports if is_ours(view) and getattr(view, "list_export", ())
    }
    forms = ContactPage().get_submissions_list_view_class()

    assert len(own) >= len(REPORTS) + len(SUBSCRIPTION_REPORTS)
    assert all(issubclass(view, SafeExportMixin) for view in (*own, forms))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_messages_of_a_form_hold_no_formula(editor, hostile, kind):
    answer = editor.get(f"/admin/forms/submissions/{hostile.pk}/", {"export": kind})

    cells = cells_of(answer.getvalue(), kind)
    assert f"'{HOSTILE}\ufffd\ufffd" in cells
    assert f"'{HOSTILE}" in cells
    assert_harmless(cells)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "name",
    [
        *(f"privacy_admin:{name}" for name in REPORTS),
        *(f"subscriptions_admin:{name}" for name in SUBSCRIPTION_REPORTS),
    ],
)
def test_reports_hold_no_formula(editor, hostile, name, kind):
    answer = editor.get(reverse(name), {"export": kind})

    assert answer.status_code == 200
    assert_harmless(cells_of(answer.getvalue(), kind))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_record_holds_no_formula(editor, hostile, kind):
    with factories.declared(factories.activity(title=HOSTILE)):
        answer = editor.get(f"/admin/privacy/record/{kind}/")

    cells = cells_of(answer.getvalue(), kind)
    assert f"'{HOSTILE}" in cells
    assert_harmless(cells)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_headings_of_a_file_are_in_the_editor_s_language(editor, hostile, kind):
    user = get_user_model().objects.get()
    UserProfile.objects.create(
        user=user, preferred_language="de", current_time_zone="America/New_York"
    )

    answer = editor.get("/admin/privacy/retention/", {"export": kind})
    with translation.override("en"):  # by now the request is over
        cells = cells_of(b"".join(answer.streaming_content), kind)

    assert "Schlüssel" in cells
    assert "Key" not in cells


def test_the_list_of_subscribers_holds_no_formula(editor, hostile):
    answer = editor.post(reverse("subscriptions_admin:export"))

    cells = cells_of(answer.getvalue(), "csv")
    assert f"'{Subscriber.objects.get().email}" in cells
    assert_harmless(cells)
