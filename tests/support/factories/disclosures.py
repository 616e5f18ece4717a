"""Say what readers of one site are told; by default those of the default site."""

from __future__ import annotations

from wagtail.models import Site

from privacy_plugin.disclosure import notice
from privacy_plugin.disclosure.controller import Controller, get_site_controller
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.render import document
from privacy_plugin.disclosure.render.document import Disclosure


def default_site_id() -> int:
    """Return the key of the default site."""
    return Site.objects.get(is_default_site=True).pk


def default_controller() -> Controller:
    """Return the controller of the default site."""
    return get_site_controller(default_site_id())


def disclose(
    key: str, *, controller: Controller | None = None, language: str | None = None
) -> Disclosure:
    """Put a declaration into words."""
    return document.disclose(
        key, controller=controller or default_controller(), language=language
    )


def get_shown_version(
    key: str, digest: str, *, controller: Controller | None = None
) -> DisclosureVersion:
    """Return the version a form displayed."""
    return notice.get_shown_version(
        key, digest, controller=controller or default_controller()
    )
