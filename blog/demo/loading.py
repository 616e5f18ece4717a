"""Load the demo into an empty site, once: all of it or nothing.

A second run finds it and changes nothing, whatever editors have made of it since; it
only lets the site's address follow the one the server now has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from urllib.parse import urlsplit

from django.db import transaction
from wagtail.models import Site

from blog.demo import pages, texts, voices
from blog.demo.login import Login, editor_login, moderators
from privacy_plugin.comments.models import CommentSettings
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.embeds import items
from privacy_plugin.embeds.tasks import enqueue_waiting

_LOCAL = ("127.0.0.1", "localhost")


class Result(Enum):
    """Say what a run did."""

    LOADED = auto()
    PRESENT = auto()  # the demo was there
    OCCUPIED = auto()  # something else is there; it was left alone


@dataclass(frozen=True, slots=True)
class Loaded:
    """Hold what a run did, and the editor's login, unless the site is another's."""

    result: Result
    login: Login | None


def load(*, address: str, password_file: Path, at: datetime) -> Loaded:
    """Load the demo unless something is there; `address` is where the site answers."""
    if not pages.is_built() and not pages.is_site_empty():
        return Loaded(Result.OCCUPIED, None)
    if pages.is_built():
        _follow(address)
        return Loaded(Result.PRESENT, editor_login(password_file))
    with transaction.atomic():
        login = editor_login(password_file)
        moderators()
        trees = pages.build(login.user, at=at)
        _note_embeds()
        _follow(address)
        _settings()
        forms = [
            form
            for language in texts.LANGUAGES
            for form in voices.open_forms(language, trees[language])
        ]
        for language in texts.LANGUAGES:
            voices.bring_along(language, trees[language], at=at)
        written = voices.send(forms)
    voices.let_time_pass(written, login.user)
    return Loaded(Result.LOADED, login)


def _note_embeds() -> None:
    """Let the worker look up what lies elsewhere, as it does after an editor's save."""
    for language in texts.LANGUAGES:
        for text in texts.posts(language):
            for block in text.blocks:
                if block["type"] == "embed":
                    items.note(block["value"]["url"])
    enqueue_waiting()


def _follow(address: str) -> None:
    """Let a site on this machine have the address at which it answers."""
    parts = urlsplit(address)
    if parts.hostname in _LOCAL:
        Site.objects.filter(is_default_site=True, hostname__in=_LOCAL).update(
            hostname=parts.hostname,
            port=parts.port or 80,
        )
        Site.clear_site_root_paths_cache()


def _settings() -> None:
    site = Site.objects.get(is_default_site=True)
    ControllerSettings.objects.create(
        site=site,
        name="Ilse Brandner & Tomas Okafor (example, invented)",
        address="1 Example Lane\n00000 Sampleton",
        email="privacy@who-decides.example",
        supervisory_authority="Data Protection Authority of Sampleton (example)",
    )
    CommentSettings.objects.create(
        site=site,
        words_to_hold="cookie wall\nAbmahnung",
        words_to_reject="online casino\nsofortkredit",
    )
