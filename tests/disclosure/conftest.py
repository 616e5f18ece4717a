"""Everything switched on, and a site whose controller is named."""

from __future__ import annotations

import pytest
from wagtail.models import Site

from privacy_plugin.disclosure.controller import Controller, get_site_controller
from privacy_plugin.disclosure.models import ControllerSettings


@pytest.fixture
def all_on(settings) -> None:
    """Switch on every activity and every piece of data."""
    settings.PRIVACY_AKISMET_API_KEY = "s3cretkey0f12"
    settings.PRIVACY_AKISMET_SEND_USER_AGENT = True
    settings.PRIVACY_COMMENTS_ASK_EMAIL = True
    settings.PRIVACY_COMMENTS_ASK_WEBSITE = True


@pytest.fixture
def controller(db: None) -> Controller:
    """Return the default site's controller, with every contact."""
    site = Site.objects.get(is_default_site=True)
    ControllerSettings.objects.update_or_create(
        site=site,
        defaults={
            "name": "Ada's Blog",
            "address": "1 Engine Street\nLondon",
            "email": "ada@blog.example",
            "protection_officer": "Grace Hopper, grace@blog.example",
            "supervisory_authority": "The Commissioner",
        },
    )
    return get_site_controller(site.pk)
