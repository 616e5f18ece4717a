"""Validate an admin's text: plain characters, and placeholders that have a value.

What the text says is its author's responsibility: the facts stand beside it and cannot
be changed (decision 20).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import asdict

from django.utils.translation import get_language, gettext

from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.render.placeholders import get_placeholder_values
from privacy_plugin.disclosure.render.summary import (
    find_missing_placeholders,
    get_summary_values,
)
from privacy_plugin.disclosure.wording import (
    Wording,
    find_placeholders,
    find_unknown_placeholders,
)
from privacy_plugin.processing import ProcessingActivity
from privacy_plugin.validation.control_characters import (
    LINES,
    has_control_characters,
    has_direction_marks,
)

_MARKUP = re.compile(r"<\s*/?\s*[a-z!][^>]*>?|&(?:#\d+|[a-z]+);", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n?")


def get_validation_errors(
    activity: ProcessingActivity, wording: Wording, language: str, site_id: int | None
) -> dict[str, list[str]]:
    """Return sentences about what is wrong, by the name of the field."""
    language = language or get_language() or ""
    controller = get_site_controller(site_id)
    activity = controller.as_shown(activity)
    values = get_placeholder_values(activity, controller, language)
    found: dict[str, list[str]] = {}
    for name, text in asdict(wording).items():
        known: Collection[str] = values
        if name == "summary":
            known = get_summary_values(activity, controller, language)
        sentences = [*_character_errors(text), *_placeholder_errors(text, known)]
        if name == "summary" and text:
            sentences += _missing_errors(text, activity)
        if sentences:
            found[name] = sentences
    return found


def _missing_errors(text: str, activity: ProcessingActivity) -> list[str]:
    return [
        gettext("The fact {%(name)s} is missing; please put it back.") % {"name": name}
        for name in find_missing_placeholders(text, activity)
    ]


def _character_errors(text: str) -> list[str]:
    sentences = []
    if markup := _MARKUP.search(text):
        sentences.append(
            gettext("Texts are plain: please take out “%(words)s”.")
            % {"words": markup[0]}
        )
    lines = _LINE_ENDS.sub("\n", text)
    if has_control_characters(lines, keep=LINES) or has_direction_marks(lines):
        sentences.append(gettext("The text contains characters that cannot be shown."))
    return sentences


def _placeholder_errors(text: str, values: Collection[str]) -> list[str]:
    known = ", ".join(f"{{{name}}}" for name in values)
    missing = [
        one
        for one in find_placeholders(text)
        if one[1:-1] not in values and one not in find_unknown_placeholders(text)
    ]
    return [
        gettext("Nobody knows the placeholder %(name)s. You can use: %(known)s.")
        % {"name": one, "known": known}
        for one in find_unknown_placeholders(text)
    ] + [
        gettext(
            "This activity has nothing to put in the place of %(name)s. You can use: "
            "%(known)s."
        )
        % {"name": one, "known": known}
        for one in missing
    ]
