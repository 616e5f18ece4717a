"""The disclosures of one form page."""

from __future__ import annotations

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.document import Disclosure, disclose
from privacy_plugin.form_pages.models import DisclosedFormMixin
from privacy_plugin.form_pages.processing import ABUSE_PROTECTION


def get_page_disclosures(
    page: DisclosedFormMixin, controller: Controller
) -> tuple[Disclosure, ...]:
    return (
        disclose(page.privacy_activity, controller=controller),
        *(disclose(key, controller=controller) for key in page.privacy_consents),
        disclose(ABUSE_PROTECTION, controller=controller),
    )
