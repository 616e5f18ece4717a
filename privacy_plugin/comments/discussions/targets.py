"""What can be commented on: pages, and models registered by the site.

Pages are found by the site's base page model (swapper), other objects by their own
model, if ``PRIVACY_COMMENTS_TARGETS`` names it. Such a model needs
``get_absolute_url()`` and ``__str__()``; it may have ``comments_policy``,
``first_published_at`` and ``live`` like a page, and ``get_site()`` if the project has
several sites. Without that it belongs to the site on which it was first commented on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, cast

import swapper
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Site

from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.errors import TargetNotFound
from privacy_plugin.comments.models import CommentSettings, Discussion, Policy
from privacy_plugin.disclosure.controller import Controller, get_page_site
from privacy_plugin.http.answers import expires_at, reading
from privacy_plugin.http.site_url import get_site_url
from privacy_plugin.prepared_query import PreparedQuery

Commentable = models.Model


class CommentableMixin(models.Model):
    """Add an own rule for comments to a page type, with a panel."""

    comments_policy = models.CharField(
        _("comments"),
        max_length=10,
        choices=[("", _("As on the whole site")), *Policy.choices],
        blank=True,
        default="",
    )

    comments_panels: ClassVar = [FieldPanel("comments_policy")]

    class Meta:
        abstract = True


@dataclass(frozen=True, slots=True)
class CommentRules:
    """The rules of one discussion: `policy`, and whether it is closed."""

    policy: Policy
    is_closed: bool


def get_page_model() -> type[models.Model]:
    """Return the site's base page model."""
    return cast("type[models.Model]", swapper.load_model("wagtailcore", "Page"))


def get_target_key(target: Commentable) -> tuple[str, str]:
    """Return the type and the id under which `target` is discussed.

    Raises TargetNotFound for an object that is neither a page nor registered.
    """
    if isinstance(target, get_page_model()):
        return get_page_model()._meta.label_lower, str(target.pk)
    label = target._meta.label_lower
    if label not in _registered():
        msg = f"{label} is no page; PRIVACY_COMMENTS_TARGETS does not name it either"
        raise TargetNotFound(msg)
    return label, str(target.pk)


def get_scope(target: Commentable) -> str:
    """Return the scope of its comments, as the AppConfig declares it."""
    return ":".join(("comments", *get_target_key(target)))


def find_target(target_type: str, target_id: str) -> Commentable:
    """Return what is discussed; raise TargetNotFound if there is no such thing."""
    if target_type == get_page_model()._meta.label_lower:
        model = get_page_model()
    elif target_type in _registered():
        model = apps.get_model(target_type)
    else:
        raise TargetNotFound(target_type)
    try:
        target = model._default_manager.get(pk=target_id)
    except (ObjectDoesNotExist, ValidationError, ValueError, TypeError, OverflowError):
        raise TargetNotFound(target_type) from None
    specific = getattr(target, "specific_class", None)
    if specific is None or isinstance(target, specific):
        return target
    for found in _ask_specific(specific._meta.label, key=target.pk):
        return found
    raise TargetNotFound(target_type)  # deleted meanwhile


def _build_specific(label: str, key: int) -> QuerySet[models.Model]:
    return apps.get_model(label)._default_manager.filter(pk=key)


_ask_specific: PreparedQuery[models.Model] = PreparedQuery(_build_specific)


def get_or_create_discussion(target: Commentable) -> Discussion:
    """Return the discussion of `target`, beginning it if there is none."""
    site = get_site(target)
    return get_or_create_discussion_on(target, site.pk if site is not None else None)


def get_or_create_discussion_on(target: Commentable, site_id: int | None) -> Discussion:
    """Return the discussion of `target`, which belongs to this site from now on."""
    target_type, target_id = get_target_key(target)
    discussion, _created = Discussion.objects.get_or_create(
        target_type=target_type, target_id=target_id, defaults={"site_id": site_id}
    )
    if discussion.site_id != site_id:
        discussion.site_id = site_id
        discussion.save(update_fields=["site"])
    return discussion


def get_rows(target_type: str, keys: Iterable[str]) -> models.QuerySet[models.Model]:
    """Return what has these keys; of pages only what all pages have.

    Raises LookupError for a type that is not installed any more.
    """
    model = apps.get_model(target_type)
    rows: models.QuerySet[models.Model] = model._default_manager.filter(
        pk__in=[key for key in keys if _can_be_key(model, key)]
    )
    return rows


def get_targets(discussions: Iterable[Discussion]) -> dict[int, Commentable]:
    """Return what these discussions are about, by their primary keys.

    Takes a few queries for each kind of target. What is gone is left out.
    """
    by_type: dict[str, dict[str, int]] = defaultdict(dict)
    for discussion in discussions:
        by_type[discussion.target_type][discussion.target_id] = discussion.pk
    found: dict[int, Commentable] = {}
    for target_type, keys in by_type.items():
        is_page = target_type == get_page_model()._meta.label_lower
        if not is_page and target_type not in _registered():
            continue
        rows: Any = get_rows(target_type, keys)
        for target in rows.specific() if is_page else rows:
            found[keys[str(target.pk)]] = target
    return found


def get_target(discussion: Discussion) -> Commentable:
    """Return what `discussion` is about; raise TargetNotFound if it is gone."""
    return find_target(discussion.target_type, discussion.target_id)


def get_site(target: Commentable, request: HttpRequest | None = None) -> Site | None:
    """Return the site `target` belongs to now, None where it belongs to none.

    What does not say so itself belongs to the site of its discussion, and before that
    to the site it is read on (`request`), or to the only one.
    """
    if isinstance(target, get_page_model()):
        return get_page_site(target, request)
    get_site = getattr(target, "get_site", None)
    if get_site is not None:
        return cast("Site | None", get_site())
    target_type, target_id = get_target_key(target)
    begun = Discussion.objects.filter(target_type=target_type, target_id=target_id)
    with reading(get_scope(target)):
        discussion = begun.select_related("site").first()
    if discussion is not None and discussion.site is not None:
        return cast("Site", discussion.site)
    if request is not None:
        return cast("Site | None", Site.find_for_request(request))
    sites = list(Site.objects.all()[:2])
    return sites[0] if len(sites) == 1 else None


def get_comment_settings(controller: Controller) -> CommentSettings:
    """Return the rules of the controller's site; the defaults where there is none."""
    found = controller.stored.get(CommentSettings)
    return found or CommentSettings(site_id=controller.site_id)


def get_rules(
    target: Commentable, settings: CommentSettings, *, at: datetime
) -> CommentRules:
    """Return what is allowed below `target` at that moment."""
    own = getattr(target, "comments_policy", "") or settings.policy
    policy = Policy(own) if own in Policy.values else Policy(settings.policy)
    published_at = getattr(target, "first_published_at", None)
    has_ended = False
    if settings.close_after_days and published_at:
        ends_at = published_at + timedelta(days=settings.close_after_days)
        has_ended = at > ends_at
        expires_at(None if has_ended else ends_at)
    is_closed = policy == Policy.CLOSED or comments_conf.permission == "nobody"
    return CommentRules(policy=policy, is_closed=is_closed or has_ended)


def is_target_public(target: Commentable) -> bool:
    """Say whether every reader can see `target`: published, and without restriction."""
    if not getattr(target, "live", True):
        return False
    restrictions = getattr(target, "get_view_restrictions", None)
    return not (restrictions and restrictions().exists())


def get_title(target: Commentable) -> str:
    """Return what a reader calls `target`."""
    return str(getattr(target, "title", "") or target)


def get_path(target: Commentable, request: HttpRequest | None = None) -> str:
    """Return the address of `target` on this host, the site's where it has none."""
    get_url = getattr(target, "get_url", None)
    url = get_url(request) if get_url else target.get_absolute_url()  # type: ignore[attr-defined] # what a registered model must have
    return cast("str", url or get_script_prefix())


def get_absolute_url(target: Commentable) -> str:
    """Return the absolute address of `target`, without a request at hand."""
    full_url = getattr(target, "full_url", None)
    if full_url:
        return cast("str", full_url)
    return get_root_url(target) + get_path(target)


def get_root_url(target: Commentable) -> str:
    """Return scheme and host of the site `target` belongs to; a path goes after it."""
    site = get_site(target)
    return cast("str", site.root_url) if site else ""


def get_home_url(target: Commentable) -> str:
    """Return the absolute address of the site `target` belongs to."""
    site = get_site(target)
    return get_site_url(site) if site else ""


def is_authored_by(target: Commentable, editor: models.Model) -> bool:
    """Say whether `editor` owns `target` or is the account of its named author."""
    author = getattr(target, "author", None)
    return editor.pk is not None and editor.pk in {
        getattr(target, "owner_id", None),
        getattr(author, "user_id", None),
    }


def orphaned_discussions() -> Iterator[Discussion]:
    """Yield the discussions of what no longer exists.

    What is not registered any more is left alone, for it may still be there.
    """
    for label in (get_page_model()._meta.label_lower, *sorted(_registered())):
        targets = apps.get_model(label)._base_manager
        keys = targets.annotate(key=Cast("pk", models.CharField(max_length=64)))
        lost = ~Exists(keys.filter(key=OuterRef("target_id")))
        for discussion in Discussion.objects.filter(lost, target_type=label):
            # A database may write a key in another way than Python: ask once more.
            if not targets.filter(pk=discussion.target_id).exists():
                yield discussion


def _can_be_key(model: type[models.Model], key: str) -> bool:
    try:
        model._meta.pk.to_python(key)
    except Exception:  # noqa: BLE001 - a field says no in its own way
        return False
    return True


def _registered() -> set[str]:
    return {label.lower() for label in comments_conf.targets}
