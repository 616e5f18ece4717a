"""What may not stand in an admin's text, field by field, in words its author reads."""

from __future__ import annotations

import re
from dataclasses import asdict

from django.utils.translation import get_language, gettext

from privacy_plugin.disclosure.contradictions import contradictions
from privacy_plugin.disclosure.controller import controller_of_site
from privacy_plugin.disclosure.placeholders import values_for
from privacy_plugin.disclosure.wording import (
    Wording,
    placeholders_in,
    unknown_placeholders,
)
from privacy_plugin.processing import ProcessingActivity

_MARKUP = re.compile(r"<\s*/?\s*[a-z!][^>]*>?|&(?:#\d+|[a-z]+);", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile(r"\r\n?")


def faults(
    activity: ProcessingActivity,
    wording: Wording,
    language: str,
    site_id: int | None,
) -> dict[str, list[str]]:
    """Return what is wrong with each field, nothing for a text that may go out."""
    language = language or get_language() or ""
    controller = controller_of_site(site_id)
    activity = controller.on_site(activity)
    values = values_for(activity, controller, language)
    found: dict[str, list[str]] = {}
    for name, text in asdict(wording).items():
        sentences = [*_of_form(text), *_of_placeholders(text, values)]
        if sentences:
            found[name] = sentences
    for one in contradictions(activity, wording.filled(values), language):
        found.setdefault(one.field, []).append(one.sentence)
    return found


def _of_form(text: str) -> list[str]:
    sentences = []
    if markup := _MARKUP.search(text):
        sentences.append(
            gettext("Texts are plain: please take out “%(words)s”.")
            % {"words": markup[0]}
        )
    if _CONTROL.search(_LINE_ENDS.sub("\n", text)):
        sentences.append(gettext("The text contains characters that cannot be shown."))
    return sentences


def _of_placeholders(text: str, values: dict[str, str]) -> list[str]:
    known = ", ".join(f"{{{name}}}" for name in values)
    missing = [
        one
        for one in placeholders_in(text)
        if one[1:-1] not in values and one not in unknown_placeholders(text)
    ]
    return [
        gettext("Nobody knows the placeholder %(name)s. You can use: %(known)s.")
        % {"name": one, "known": known}
        for one in unknown_placeholders(text)
    ] + [
        gettext(
            "This activity has nothing to put in the place of %(name)s. You can use: "
            "%(known)s."
        )
        % {"name": one, "known": known}
        for one in missing
    ]
