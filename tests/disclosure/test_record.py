"""The record of processing says what readers are told, and is harmless to open."""

from __future__ import annotations

import csv
import io
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.translation import override

from privacy_plugin.disclosure.activities import get_activities
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.record import build
from privacy_plugin.disclosure.record.build import build_record
from privacy_plugin.disclosure.record.formats import as_csv
from privacy_plugin.disclosure.render.document import disclose_all
from tests.support import factories
from tests.support.factories.disclosures import default_controller
from tests.support.factories.second_site import CONTROLLER

pytestmark = pytest.mark.usefixtures("all_on", "controller")


def printed(**options: str) -> str:
    """Return what the command prints, by default about the default site."""
    out = StringIO()
    call_command("privacy_record", stdout=out, **{"site": "localhost"} | options)
    return out.getvalue()


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_format_holds_each_activity(language: str):
    drawn = build_record(default_controller(), language=language, at=timezone.now())
    titles = {row["title"] for row in drawn.rows}
    assert len(titles) == len(disclose_all(controller=default_controller()))
    columns = {c for one in get_activities() for c in one.stored_columns}

    as_json = json.loads(printed(format="json", language=language))
    rows = list(csv.DictReader(io.StringIO(printed(format="csv", language=language))))
    markdown = printed(format="md", language=language)

    assert {row["title"] for row in as_json["activities"]} == titles
    assert {row["title"] for row in rows} == titles
    assert all(f"## {title}" in markdown for title in titles)
    assert all(column in markdown for column in columns)
    assert as_json["controller"]["name"] == "Ada's Blog"
    assert as_json["controller"]["created_at"] in {
        row["created_at"] for row in rows
    } | {as_json["controller"]["created_at"]}
    (spam_check,) = [row for row in rows if row["activity"] == "comments.spam_check"]
    assert "rest.akismet.com" in spam_check["recipient"]
    assert spam_check["transfer"]
    assert "user_ip" in spam_check["sent_as"]


@pytest.mark.parametrize(
    "hostile",
    [
        '=HYPERLINK("https://evil.example")',
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\uff1d1",
    ],
)
def test_no_cell_is_a_formula(hostile: str):
    with factories.declared(factories.activity(title=hostile)):
        drawn = build_record(Controller(name=hostile), language="en", at=timezone.now())
        rows = list(csv.reader(io.StringIO(as_csv(drawn))))

    cells = [cell for row in rows for cell in row]
    assert f"'{hostile}" in cells
    assert not [cell for cell in cells if cell.strip()[:1] in set("=+-@\uff1d")]


def test_line_ends_and_quotes_do_not_break_a_row():
    hostile = 'a\nb,"c";d'
    with factories.declared(factories.activity(title=hostile)):
        drawn = build_record(Controller(name=hostile), language="en", at=timezone.now())
        rows = list(csv.DictReader(io.StringIO(as_csv(drawn), newline="")))

    assert hostile in {row["title"] for row in rows}
    assert {row["controller"] for row in rows} == {hostile}


def test_a_site_is_found_by_its_host():
    found = json.loads(printed(format="json", site="second.example"))

    assert found["controller"]["name"] == CONTROLLER


def test_a_site_has_to_be_named_where_there_are_several():
    with pytest.raises(CommandError, match=r"localhost, second\.example"):
        call_command("privacy_record")


@pytest.mark.parametrize(
    "options",
    [
        {"site": "nobody.example"},
        {"language": "xx"},
        {"language": "../../etc"},
        {"language": ""},
    ],
)
def test_what_does_not_exist_is_said_in_a_sentence(options: dict[str, str]):
    with pytest.raises(CommandError):
        printed(**options)


def test_an_unknown_format_is_refused():
    with pytest.raises(CommandError):
        call_command("privacy_record", "--format", "xml")


def test_the_record_is_in_its_language_whatever_is_active():
    with override("de"):
        assert "# Record of processing activities" in printed(language="en")
    assert build.COLUMNS[0] == "activity"
