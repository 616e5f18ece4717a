"""Keep the site of each discussion up to date.

Retention, filters and deadlines use the column, so it follows when a page is moved, or
when a site gets another root page or is deleted. Consents and receipts keep the
controller they were given to.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Site
from wagtail.signals import post_page_move

from privacy_plugin.comments.discussions.targets import get_page_model
from privacy_plugin.comments.models import Discussion

CHUNK = 500  # keys in one statement; SQLite takes a limited number


def listen() -> None:
    """Connect to the signals, once."""
    post_page_move.connect(_follow_page, dispatch_uid="privacy_comments_move")
    for signal in (post_save, post_delete):
        signal.connect(_follow_site, sender=Site, dispatch_uid="privacy_comments_site")


def update_discussion_sites(pages: Any = None) -> int:
    """Set the site of the discussions below these pages, or below all.

    Returns how many have changed.
    """
    model = get_page_model()
    discussions = Discussion.objects.filter(target_type=model._meta.label_lower)
    known = dict(discussions.values_list("target_id", "site_id"))
    rows: Any = model._default_manager.all() if pages is None else pages
    root_paths = SimpleNamespace()  # where Wagtail keeps them, asked for once
    changed = 0
    keys = [int(key) for key in known if key.isdecimal()]
    for start in range(0, len(keys), CHUNK):
        for page in rows.filter(pk__in=keys[start : start + CHUNK]):
            parts = page.get_url_parts(root_paths)
            site_id = parts[0] if parts is not None else None
            if known[str(page.pk)] != site_id:
                moved = discussions.filter(target_id=str(page.pk))
                changed += moved.update(site=site_id)
    return changed


def _follow_page(instance: Any, **_kwargs: object) -> None:
    below = get_page_model()._default_manager.filter(path__startswith=instance.path)
    update_discussion_sites(below)


def _follow_site(**kwargs: Any) -> None:
    if not kwargs.get("raw"):  # a fixture brings the pages later
        Site.clear_site_root_paths_cache()
        update_discussion_sites()
