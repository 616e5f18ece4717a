"""The admin's pages about providers, as an admin's browser gets them."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse


def address(name: str, *args: str) -> str:
    """Return the address of a page."""
    return reverse(f"embeds_admin:{name}", args=args)


def form_at(client: Client, url: str) -> dict[str, Any]:
    """Return what a browser would send if the form were submitted untouched."""
    page = BeautifulSoup(client.get(url).content, "html.parser")
    form = page.select_one(".embeds-admin-page form")
    assert form is not None
    sent: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            sent[name] = chosen["value"] if chosen else ""
        elif field.name == "textarea":
            sent[name] = field.get_text().removeprefix("\n")
        elif field.get("type") == "checkbox":
            if field.has_attr("checked"):
                sent.setdefault(name, []).append(field.get("value", "on"))
        else:
            sent[name] = field.get("value", "")
    return sent


def words_of(response: Any) -> str:
    """Return the words of a page, without line breaks."""
    soup = BeautifulSoup(response.content, "html.parser")
    main = soup.select_one("main") or soup
    return " ".join(main.get_text(" ").split())
