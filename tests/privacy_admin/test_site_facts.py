"""Officers say what a site does; each gap is named until it is closed."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Site

from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.status import active
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.site_facts.models import Processor, SiteFacts
from tests.privacy_admin.conftest import Enter
from tests.privacy_admin.test_dashboard import panel
from tests.support import factories
from tests.support.factories import site_facts

GAPS = (
    "No hosting company is named.",
    "You do not say who sends your mail.",
    "You do not say whether a server keeps logs",
    "You do not say how long backups are kept.",
    "You do not say how the data is protected",
    "You name no data protection officer",
)


def address(site: Site) -> str:
    return f"/admin/settings/privacy/sitefacts/{site.pk}/"


def filled_form(client: Client, site: Site, **changes: str) -> dict[str, str]:
    """Return the form as a browser would send it unchanged, with changes."""
    page = BeautifulSoup(client.get(address(site)).content, "html.parser")
    form = page.select_one("form[method=POST], form[method=post]")
    assert form is not None
    values = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") == "checkbox" and not field.has_attr("checked"):
            continue
        chosen = field.select_one("option[selected]")
        value = chosen["value"] if chosen else field.get("value", field.get_text())
        values[str(field["name"])] = str(value)
    return values | changes


NONE = {
    "is_self_hosted": "on",
    "sends_own_mail": "on",
    "keeps_no_logs": "on",
    "keeps_no_backups": "on",
    "measures": "Disks are encrypted.",
    "no_officer_reason": "We are two people.",
}
HOST = {
    "processors-TOTAL_FORMS": "1",
    "processors-0-task": "hosting",
    "processors-0-name": "Example Hosting GmbH",
    "processors-0-country": "",
    "processors-0-contract_date": "",
    "processors-0-safeguard": "",
    "processors-0-details": "",
    "processors-0-ORDER": "1",
    "processors-0-id": "",
}


def test_gaps_are_named_and_closed_by_an_explicit_none(enter: Enter, site: Site):
    client = enter("officer")
    for gap in GAPS:
        assert f"{site}: {gap}" in panel(client)

    response = client.post(address(site), filled_form(client, site, **NONE))

    assert response.status_code == 302
    assert f"{site}: " not in panel(client)


def test_named_company_leaves_its_own_gaps(enter: Enter, site: Site):
    client = enter("officer")
    client.post(address(site), filled_form(client, site, **HOST))

    words = panel(client)

    assert Processor.objects.get().name == "Example Hosting GmbH"
    assert "No hosting company is named." not in words.split("Nebenan")[0]
    assert "You do not say in which country Example Hosting GmbH is." in words
    assert "The date of the contract with Example Hosting GmbH is missing" in words


@pytest.mark.parametrize("who", ["editor", "publisher", "moderator"])
def test_facts_are_for_officers(enter: Enter, site: Site, who: str):
    client = enter(who)

    assert client.get(address(site)).status_code == 302
    assert "No hosting company" not in panel(client)


def test_older_form_overwrites_nothing(enter: Enter, site: Site):
    client = enter("officer")
    client.post(address(site), filled_form(client, site, **NONE))
    old = filled_form(client, site, **HOST)
    client.post(
        address(site),
        filled_form(client, site, **HOST | {"processors-0-name": "Somebody Else"}),
    )

    page = client.post(address(site), old).content.decode()

    assert "Somebody Else" in page
    assert [one.name for one in Processor.objects.all()] == ["Somebody Else"]


def test_saving_facts_freezes_texts_and_ends_no_consent(
    declared: None, enter: Enter, site: Site
):
    record = factories.consent()
    client = enter("officer")
    client.post(address(site), filled_form(client, site, **NONE, **HOST))

    texts = DisclosureVersion.objects.filter(activity="test.sending", language="en")

    assert texts.values("facts_digest").distinct().count() == 1
    assert list(active(ConsentRecord.objects.all(), at=timezone.now())) == [record]


def test_sheet_and_print_show_what_the_page_shows(enter: Enter, site: Site):
    site_facts.full_facts(site)
    client = enter("officer")
    answer: Any = client.get("/admin/privacy/record/xlsx/")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    document = json.loads(client.get("/admin/privacy/record/json/").content)
    facts = [
        text
        for name, text in document["controller"].items()
        if text and name not in {"created_at", "language"}
    ]

    assert len(facts) >= 8
    assert set(facts) <= cells
    for where in ("", "print/"):
        page = BeautifulSoup(
            client.get(f"/admin/privacy/record/{where}").content, "html.parser"
        )
        words = " ".join(page.get_text(" ").split())
        for text in facts:
            assert " ".join(text.split()) in words


def test_deleting_the_site_takes_its_facts(site: Site, other_site: Site, db: None):
    site_facts.full_facts(other_site)
    other_site.delete()

    assert not SiteFacts.objects.exists()
    assert not Processor.objects.exists()
