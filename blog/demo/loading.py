"""Load the demo into an empty site, once: all of it or nothing.

A second run finds it and changes nothing, whatever editors have made of it since; it
only lets the site's address follow the one the server now has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from pathlib import Path
from urllib.parse import urlsplit

from django.db import transaction
from wagtail.models import Site

from blog.demo import comments, pages, texts
from blog.demo.login import Login, editor_login, moderators
from blog.media.renditions import make_renditions
from blog.start.pages import is_site_empty
from privacy_plugin.comments.models import CommentSettings
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.site_facts.models import (
    Processor,
    SiteFacts,
    StoredLog,
)
from privacy_plugin.embeds.items import store
from privacy_plugin.embeds.tasks import enqueue_waiting

_LOCAL = ("127.0.0.1", "localhost")


class LoadOutcome(Enum):
    LOADED = auto()
    PRESENT = auto()  # the demo was there
    OCCUPIED = auto()  # something else is there; it was left alone


@dataclass(frozen=True, slots=True)
class LoadResult:
    """Hold what a run did, and the editor's login, unless the site is another's."""

    result: LoadOutcome
    login: Login | None


def load_demo(*, address: str, password_file: Path, at: datetime) -> LoadResult:
    """Load the demo unless something is there; `address` is where the site answers."""
    if not pages.is_built() and not is_site_empty():
        return LoadResult(LoadOutcome.OCCUPIED, None)
    if pages.is_built():
        _set_site_address(address)
        return LoadResult(LoadOutcome.PRESENT, editor_login(password_file))
    with transaction.atomic():
        login = editor_login(password_file)
        moderators()
        trees = pages.build_pages(login.user, at=at)
        _index_embeds()
        _set_site_address(address)
        _create_settings()
        forms = [
            form
            for language in texts.LANGUAGES
            for form in comments.prepare_forms(language, trees[language])
        ]
        for language in texts.LANGUAGES:
            comments.import_comments(language, trees[language], at=at)
        written = comments.submit_forms(forms)
    comments.check_and_moderate(written, login.user)
    for tree in trees.values():
        for post in tree.posts.values():
            make_renditions(post)
    return LoadResult(LoadOutcome.LOADED, login)


def _index_embeds() -> None:
    """Let the worker look up what lies elsewhere, as it does after an editor's save."""
    for language in texts.LANGUAGES:
        for text in texts.get_posts(language):
            for block in text.blocks:
                if block["type"] == "embed":
                    store.register_item(block["value"]["url"])
    enqueue_waiting()


def _set_site_address(address: str) -> None:
    """Let a site on this machine have the address at which it answers."""
    parts = urlsplit(address)
    if parts.hostname in _LOCAL:
        Site.objects.filter(is_default_site=True, hostname__in=_LOCAL).update(
            hostname=parts.hostname,
            port=parts.port or 80,
        )
        Site.clear_site_root_paths_cache()


def _create_site_facts(site: Site) -> None:
    """Say what an admin would: nobody has to guess where the demo is."""
    facts = SiteFacts.objects.create(
        site=site,
        sends_own_mail=True,
        backup_days=14,
        no_officer_reason="Two people run this blog. (Demo)",
        measures=(
            "Encrypted connections and disks; two people have access; updates within "
            "two days; restoring a backup is tried out twice a year. (Demo)"
        ),
    )
    Processor.objects.create(
        facts=facts,
        name="Example Hosting GmbH (Demo)",
        country="DE",
        contract_date=date(2026, 1, 15),
        sort_order=0,
    )
    StoredLog.objects.create(facts=facts, days=7, sort_order=0)


def _create_settings() -> None:
    site = Site.objects.get(is_default_site=True)
    ControllerSettings.objects.create(
        site=site,
        name="Ilse Brandner & Tomas Okafor (Demo)",
        address="1 Example Lane\n00000 Sampleton",
        email="privacy@who-decides.example",
        supervisory_authority="Data Protection Authority of Sampleton (Demo)",
    )
    _create_site_facts(site)
    CommentSettings.objects.create(
        site=site,
        words_to_hold="cookie wall\nAbmahnung",
        words_to_reject="online casino\nsofortkredit",
    )
