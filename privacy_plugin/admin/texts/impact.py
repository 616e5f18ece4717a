"""The impact of a publication on readers and on existing consents."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.admin.utils import label_for_field
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.compare import TextDiff, diff_text

from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.render.document import disclose
from privacy_plugin.disclosure.texts.models import DisclosureText
from privacy_plugin.disclosure.wording import WORDING_FIELDS, use_draft_wording


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: what readers see now, and what they would see."""

    label: str
    before: SafeString
    after: SafeString
    is_changed: bool


def get_differences(text: DisclosureText) -> list[Difference]:
    """Set each field as readers see it now beside what they would see.

    What a draft leaves empty is the shipped words; placeholders are filled.
    """
    before = _seen(text)
    with use_draft_wording(text.site_id, text.activity, text.language, text.wording):
        after = _seen(text)
    found = []
    for name in WORDING_FIELDS:
        old, new = before.get(name, ""), after.get(name, "")
        label = str(label_for_field(name, DisclosureText))
        both = diff_text(old, new)
        sides = _side(both, "deletion"), _side(both, "addition")
        found.append(Difference(label, *sides, is_changed=old != new))
    return found


def _seen(text: DisclosureText) -> dict[str, str]:
    controller = get_site_controller(text.site_id)
    shown = disclose(text.activity, controller=controller, language=text.language)
    return shown.wording.words() | {"title": shown.title, "question": shown.question}


def _side(difference: TextDiff, wanted: str) -> SafeString:
    """Return one side of a difference: what is common, and what only it has."""
    element = {"deletion": "del", "addition": "ins"}[wanted]
    parts: list[str] = []
    for kind, value in difference.changes:
        if kind == "equal":
            parts.append(escape(value))
        elif kind == wanted:
            parts.append(f"<{element}>{escape(value)}</{element}>")
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped above
