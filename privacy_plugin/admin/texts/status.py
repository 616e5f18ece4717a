"""The status of a site's texts: own, waiting, missing or outdated.

Takes a constant number of queries for any number of activities and languages.
"""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Site

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.activities import get_activities
from privacy_plugin.disclosure.controller import Controller, get_site_controller
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.render.document import get_declared_facts_digest
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.disclosure.texts.models import DisclosureText
from privacy_plugin.disclosure.wording import PublishedWording
from privacy_plugin.processing import ProcessingActivity


@dataclass(frozen=True, slots=True)
class TextStatus:
    """The status of one text in one language.

    `is_own`: an admin's text is in force. `is_missing`: there is one in another
    language of the site, but not in this one. `facts_changed`: it was written for other
    facts.
    """

    activity: ProcessingActivity
    language: str
    text: DisclosureText | None
    is_own: bool
    is_missing: bool
    facts_changed: bool

    @property
    def is_waiting(self) -> bool:
        """Say whether a draft has not been published yet."""
        return bool(self.text and self.text.has_unpublished_changes)

    @property
    def needs_attention(self) -> bool:
        return self.is_missing or self.facts_changed


@dataclass(frozen=True, slots=True)
class ActivityTextStatus:
    """The status of an activity's texts by language."""

    activity: ProcessingActivity
    title: str
    texts: tuple[TextStatus, ...]


def get_activity_statuses(site: Site) -> tuple[ActivityTextStatus, ...]:
    """Return every activity in force with its texts, in the order of their keys."""
    controller = get_site_controller(site.pk)
    setting = ControllerSettings.objects.filter(site=site).first()
    wanted = (setting or ControllerSettings()).written_languages
    written = {
        (text.activity, text.language): text
        for text in DisclosureText.objects.filter(site=site).select_related("locale")
    }
    return tuple(
        ActivityTextStatus(
            activity,
            translate_text(activity.title),
            _texts(activity, controller, written, wanted),
        )
        for activity in map(
            controller.with_overrides, sorted(get_activities(), key=lambda one: one.key)
        )
    )


def orphaned_texts() -> list[DisclosureText]:
    """Return the texts nobody can see, for their site or their activity is gone."""
    known = {activity.key for activity in get_activities()}
    texts = DisclosureText.objects.select_related("locale", "site")
    return [
        text for text in texts if text.site_id is None or text.activity not in known
    ]


def _texts(
    activity: ProcessingActivity,
    controller: Controller,
    written: dict[tuple[str, str], DisclosureText],
    wanted: tuple[str, ...],
) -> tuple[TextStatus, ...]:
    own = {
        language: found
        for language in conf.languages
        if (found := controller.published_texts.find(activity.key, language))
        and found.wording.words()
    }
    return tuple(
        _text(
            activity,
            controller,
            language,
            text=written.get((activity.key, language)),
            own=own.get(language),
            is_missing=bool(own) and language in wanted and language not in own,
        )
        for language in conf.languages
    )


def _text(  # noqa: PLR0913 - what the state is made of
    activity: ProcessingActivity,
    controller: Controller,
    language: str,
    *,
    text: DisclosureText | None,
    own: PublishedWording | None,
    is_missing: bool,
) -> TextStatus:
    facts_changed = own is not None and own.written_for != get_declared_facts_digest(
        activity, controller
    )
    return TextStatus(
        activity=activity,
        language=language,
        text=text,
        is_own=own is not None,
        is_missing=is_missing,
        facts_changed=facts_changed,
    )
