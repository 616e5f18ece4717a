"""The mail about waiting comments: how many, where, since when (decision 39).

It contains no word, name or address of a commenter. Source: RFC 3834 (Auto-Submitted).
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.models import Site

from privacy_plugin.background.schedule import get_time_zone
from privacy_plugin.comments.discussions.targets import (
    Commentable,
    get_absolute_url,
    get_site,
    get_title,
)
from privacy_plugin.comments.models import Discussion
from privacy_plugin.comments.moderation_digest.queue import (
    ModerationQueue,
    WaitingComment,
    group_by_discussion,
)
from privacy_plugin.conf import conf
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.egress.mail.message import EmailContent

MOST_PAGES = 20
_WIDTH = 72


@dataclass(frozen=True, slots=True)
class DigestRecipient:
    """Permissions, language and time zone of an editor.

    `is_own` limits the mail to the editor's own pages.
    """

    language: str
    zone_name: str
    decides: bool
    is_own: bool


def get_recipient(
    editor: AbstractBaseUser, *, decides: bool, is_own: bool
) -> DigestRecipient:
    """Return what Wagtail knows of an editor's language and time zone."""
    profile = getattr(editor, "wagtail_userprofile", None)
    language = getattr(profile, "preferred_language", "")
    return DigestRecipient(
        language=language or conf.main_language,
        zone_name=getattr(profile, "current_time_zone", ""),
        decides=decides,
        is_own=is_own,
    )


def build_digest_email(
    comments: tuple[WaitingComment, ...], queue: ModerationQueue, to: DigestRecipient
) -> EmailContent:
    """Return the mail about these comments, of which there is at least one."""
    sites = _sites(comments)
    with (
        override(get_text_language(to.language)),
        timezone.override(get_time_zone(to.zone_name)),
    ):
        parts = [_first(comments, to), "\n".join(_pages(comments, queue, to))]
        if to.decides:
            parts.append(
                _filled(_("Read them and decide; you have to be logged in:"))
                + f"\n{_admin('comments_admin:index', sites)}"
            )
        else:
            parts.append(_filled(_("Somebody who moderates here will decide.")))
        parts.append(
            _filled(
                _(
                    "This mail holds nothing that readers wrote or entered. How often "
                    "it comes, if at all, you choose in your account:"
                )
            )
            + f"\n{_admin('wagtailadmin_account', sites)}#tab-notifications"
        )
        return EmailContent(
            sender=conf.admin_from_email,
            subject=_subject(len(comments), sites),
            text="\n\n".join(parts) + "\n",
            headers={"Auto-Submitted": "auto-generated"},
        )


def _sites(comments: tuple[WaitingComment, ...]) -> list[Site]:
    """Return the sites the comments are on, the one that waits longest first."""
    keys = list(group_by_discussion(comments))
    found = dict(Discussion.objects.filter(pk__in=keys).values_list("pk", "site_id"))
    sites = Site.objects.in_bulk(set(found.values()) - {None})
    order = dict.fromkeys(found.get(key) for key in keys)
    return [sites[key] for key in order if key in sites]


def _subject(count: int, sites: list[Site]) -> str:
    names = (" ".join((one.site_name or one.hostname).split()) for one in sites)
    name = ", ".join(names)
    if not name:
        name = _("something that was deleted")
    return ngettext(
        "%(count)d comment waits: %(name)s", "%(count)d comments wait: %(name)s", count
    ) % {"count": count, "name": name}


def _first(comments: tuple[WaitingComment, ...], to: DigestRecipient) -> str:
    count = len(comments)
    values = {"count": count, "since": _moment(comments[0].since)}
    if to.is_own:
        sentence = ngettext(
            "%(count)d comment below your pages waits for a decision, since %(since)s.",
            "%(count)d comments below your pages wait for a decision, the oldest since "
            "%(since)s.",
            count,
        )
    else:
        sentence = ngettext(
            "%(count)d comment waits for a decision, since %(since)s.",
            "%(count)d comments wait for a decision, the oldest since %(since)s.",
            count,
        )
    return _filled(sentence % values)


def _pages(
    comments: tuple[WaitingComment, ...], queue: ModerationQueue, to: DigestRecipient
) -> list[str]:
    """Return an entry for each page, the one that waits longest first."""
    groups = group_by_discussion(comments)
    has_sites = Site.objects.count() > 1
    shown = list(groups.items())[:MOST_PAGES]
    found = [
        _page(queue.targets.get(key), some, to, has_sites=has_sites)
        for key, some in shown
    ]
    more = len(groups) - len(shown)
    if more:
        sentence = ngettext("and %(count)d more page", "and %(count)d more pages", more)
        found.append(sentence % {"count": more})
    return found


def _page(
    target: Commentable | None,
    some: list[WaitingComment],
    to: DigestRecipient,
    *,
    has_sites: bool,
) -> str:
    title = " ".join(get_title(target).split()) if target is not None else ""
    site = get_site(target) if target is not None and has_sites else None
    if site is not None:
        title = f"{title} ({' '.join((site.site_name or site.hostname).split())})"
    count = len(some)
    sentence = ngettext(
        "%(title)s: %(count)d comment, since %(since)s",
        "%(title)s: %(count)d comments, since %(since)s",
        count,
    ) % {
        "title": title or _("something that was deleted"),
        "count": count,
        "since": _moment(some[0].since),
    }
    lines = textwrap.wrap(sentence, _WIDTH, initial_indent="- ", subsequent_indent="  ")
    if target is not None and not to.decides:
        lines.append(f"  {get_absolute_url(target)}")
    return "\n".join(lines)


def _moment(at: datetime) -> str:
    return str(date_format(timezone.localtime(at), "DATETIME_FORMAT"))


def _filled(sentence: str) -> str:
    return textwrap.fill(sentence, _WIDTH, break_long_words=False)


def _admin(name: str, sites: list[Site]) -> str:
    """Return the complete address of a page of the admin.

    It is the same on every site; where no setting says, one of these sites will do.
    """
    root = conf.admin_base_url or (sites[0].root_url if sites else "")
    return root.rstrip("/") + reverse(name)
