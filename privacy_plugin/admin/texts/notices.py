"""Notices about the texts of a site."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from privacy_plugin.admin.notices import Notice
from privacy_plugin.admin.texts.status import TextStatus, get_activity_statuses
from privacy_plugin.disclosure.texts.models import DisclosureText


def get_workflow_notices() -> list[Notice]:
    """Say that texts are submitted to nobody, if their workflow is not used."""
    workflow = DisclosureText.find_unused_workflow()
    if workflow is None:
        return []
    sentence = _(
        "The workflow “%(workflow)s” is not used for disclosure texts: its last step "
        "must be a task of the type “Approval of a disclosure text”, or people who may "
        "not publish texts could publish them."
    ) % {"workflow": workflow}
    return [
        Notice(sentence, reverse("wagtailadmin_workflows:edit", args=[workflow.pk]))
    ]


def get_text_notices(site: Site) -> list[Notice]:
    """Return a sentence each for waiting, missing and outdated texts, with a link."""
    texts = [text for state in get_activity_statuses(site) for text in state.texts]
    address = f"{reverse('privacy_admin:texts')}?site={site.pk}"
    counted = [
        (_waiting, [text for text in texts if text.is_waiting]),
        (_missing, [text for text in texts if text.is_missing]),
        (_outdated, [text for text in texts if text.facts_changed]),
    ]
    return [
        Notice(sentence(found) % {"count": len(found), "site": site}, address)
        for sentence, found in counted
        if found
    ]


def _waiting(found: list[TextStatus]) -> str:
    return ngettext(
        "%(count)d text of %(site)s waits to be published.",
        "%(count)d texts of %(site)s wait to be published.",
        len(found),
    )


def _missing(found: list[TextStatus]) -> str:
    return ngettext(
        "%(count)d text of %(site)s is missing in a language.",
        "%(count)d texts of %(site)s are missing in a language.",
        len(found),
    )


def _outdated(found: list[TextStatus]) -> str:
    return ngettext(
        "%(count)d text of %(site)s was written before its facts changed.",
        "%(count)d texts of %(site)s were written before their facts changed.",
        len(found),
    )
