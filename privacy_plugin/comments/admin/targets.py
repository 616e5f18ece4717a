"""Titles and URLs of what comments are about, for a whole list.

Takes one query per kind of target.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from privacy_plugin.comments.discussions.targets import (
    Commentable,
    get_page_model,
    get_path,
    get_rows,
    get_title,
)
from privacy_plugin.comments.models import Discussion


@dataclass(frozen=True, slots=True)
class TargetLink:
    """What is commented on; `url` is empty if it cannot be visited."""

    title: str
    url: str = ""


def get_target_links(
    discussions: Iterable[Discussion], request: HttpRequest | None = None
) -> dict[int, TargetLink]:
    """Return the place of each discussion, by the discussion's primary key.

    With a request the places have addresses, without one only titles.
    """
    by_type: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for discussion in discussions:
        by_type[discussion.target_type][discussion.target_id].append(discussion.pk)
    places: dict[int, TargetLink] = {}
    for target_type, keys in by_type.items():
        targets = _targets(target_type, keys)
        for target_id, discussion_keys in keys.items():
            place = _place(targets.get(target_id), request)
            places.update(dict.fromkeys(discussion_keys, place))
    return places


def _targets(target_type: str, keys: Iterable[str]) -> Mapping[str, Commentable]:
    try:
        rows = get_rows(target_type, keys)
    except (LookupError, ValueError):
        return {}
    if issubclass(rows.model, get_page_model()):
        rows = rows.select_related("locale")
    return {str(row.pk): row for row in rows}


def _place(target: Commentable | None, request: HttpRequest | None) -> TargetLink:
    if target is None:
        return TargetLink(_("something that was deleted"))
    is_live = getattr(target, "live", True)
    url = get_path(target, request) if request is not None and is_live else ""
    return TargetLink(get_title(target), url)
