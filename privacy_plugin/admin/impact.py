"""What a publication would change: for readers, and for the consents given so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.admin.utils import label_for_field
from django.db.models import Count, Exists, OuterRef
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.compare import TextDiff, diff_text

from privacy_plugin.consent.models import STANDING, ConsentEvent
from privacy_plugin.disclosure.controller import controller_of_site
from privacy_plugin.disclosure.document import disclose
from privacy_plugin.disclosure.texts import DisclosureText
from privacy_plugin.disclosure.wording import WORDS, as_if_published


@dataclass(frozen=True, slots=True)
class Difference:
    """Set one field beside itself: what readers see now, what they would see."""

    label: str
    before: SafeString
    after: SafeString
    is_changed: bool


def standing_consents(site_id: int | None, activity: str, *, at: datetime) -> int:
    """Count the consents to an activity that stand on a site, whatever the facts are.

    One query that the database answers from its indexes; nothing is loaded.
    """
    later = ConsentEvent.objects.filter(
        record=OuterRef("record"), pk__gt=OuterRef("pk")
    )
    newest = ConsentEvent.objects.filter(
        ~Exists(later),
        state__in=STANDING,
        valid_until__gt=at,
        record__activity=activity,
        record__version__site_id=site_id,
    )
    return newest.aggregate(count=Count("record", distinct=True))["count"] or 0


def differences(text: DisclosureText) -> list[Difference]:
    """Set each field as readers see it now beside what they would see.

    What a draft leaves empty is the shipped words; placeholders are filled.
    """
    before = _seen(text)
    with as_if_published(text.site_id, text.activity, text.language, text.wording):
        after = _seen(text)
    found = []
    for name in WORDS:
        old, new = before.get(name, ""), after.get(name, "")
        label = str(label_for_field(name, DisclosureText))
        both = diff_text(old, new)
        sides = _side(both, "deletion"), _side(both, "addition")
        found.append(Difference(label, *sides, is_changed=old != new))
    return found


def _seen(text: DisclosureText) -> dict[str, str]:
    controller = controller_of_site(text.site_id)
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
