"""Count what an import kept, changed and left out, without naming anybody.

The report may be kept for the record of processing (Art. 30 GDPR): it holds numbers,
line numbers and the address of the old blog, and nothing a reader wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

MOST_LINES_NAMED = 20


class Fate(StrEnum):
    """Say what became of something."""

    KEPT = "kept"
    CHANGED = "changed"
    LEFT_OUT = "left_out"


class What(StrEnum):
    POSTS = "posts"
    POSTS_PRESENT = "posts_already_here"
    DRAFTS = "posts_as_drafts"
    SCHEDULED = "posts_scheduled"
    RESTRICTED = "posts_restricted"
    AUTHORS = "authors"
    CATEGORIES = "categories"
    COMMENTS = "comments"
    COMMENTS_PRESENT = "comments_already_here"
    COMMENTS_HELD = "comments_held"
    MENTIONS = "mentions"
    EMBEDS = "embeds"
    LOADS_REPLACED = "loads_replaced"
    SHORTCODES = "posts_with_shortcodes"
    REPLIES_RAISED = "replies_raised"
    PAGES = "pages"
    ATTACHMENTS = "attachments"
    OTHER_ENTRIES = "other_entries"
    TRASHED_POSTS = "posts_in_trash"
    REJECTED_COMMENTS = "comments_rejected"
    COMMENTS_ELSEWHERE = "comments_elsewhere"
    EMPTY_COMMENTS = "comments_empty"
    SELF_MENTIONS = "self_mentions"
    WEBSITES = "websites"


LABELS: dict[What, tuple[Fate, str]] = {
    What.POSTS: (Fate.KEPT, gettext_noop("posts imported")),
    What.POSTS_PRESENT: (Fate.KEPT, gettext_noop("posts already imported before")),
    What.AUTHORS: (Fate.KEPT, gettext_noop("authors added")),
    What.CATEGORIES: (Fate.KEPT, gettext_noop("categories added")),
    What.COMMENTS: (Fate.KEPT, gettext_noop("comments imported")),
    What.COMMENTS_PRESENT: (
        Fate.KEPT,
        gettext_noop("comments already imported before"),
    ),
    What.MENTIONS: (Fate.KEPT, gettext_noop("mentions by other sites")),
    What.DRAFTS: (Fate.CHANGED, gettext_noop("posts that stay drafts")),
    What.SCHEDULED: (Fate.CHANGED, gettext_noop("posts scheduled for a later date")),
    What.RESTRICTED: (
        Fate.CHANGED,
        gettext_noop("posts that were private or had a password and stay hidden"),
    ),
    What.COMMENTS_HELD: (
        Fate.CHANGED,
        gettext_noop("comments that wait for a moderator, as before"),
    ),
    What.EMBEDS: (
        Fate.CHANGED,
        gettext_noop("embeds, which load nothing until a reader asks"),
    ),
    What.LOADS_REPLACED: (
        Fate.CHANGED,
        gettext_noop("other pictures, frames and films replaced by links or removed"),
    ),
    What.SHORTCODES: (
        Fate.CHANGED,
        gettext_noop("posts with shortcodes, which stay as text"),
    ),
    What.REPLIES_RAISED: (
        Fate.CHANGED,
        gettext_noop("replies whose parent comment is missing; each begins a thread"),
    ),
    What.PAGES: (Fate.LEFT_OUT, gettext_noop("pages (only posts are imported)")),
    What.ATTACHMENTS: (Fate.LEFT_OUT, gettext_noop("attachments")),
    What.OTHER_ENTRIES: (Fate.LEFT_OUT, gettext_noop("menus and entries of plugins")),
    What.TRASHED_POSTS: (Fate.LEFT_OUT, gettext_noop("posts in the trash")),
    What.REJECTED_COMMENTS: (
        Fate.LEFT_OUT,
        gettext_noop(
            "comments in the trash, marked as spam, or of a plugin's own type"
        ),
    ),
    What.COMMENTS_ELSEWHERE: (
        Fate.LEFT_OUT,
        gettext_noop("comments on content that is not imported"),
    ),
    What.EMPTY_COMMENTS: (Fate.LEFT_OUT, gettext_noop("empty comments")),
    What.SELF_MENTIONS: (
        Fate.LEFT_OUT,
        gettext_noop("pingbacks from the blog itself"),
    ),
    What.WEBSITES: (
        Fate.LEFT_OUT,
        gettext_noop("addresses of commenters' websites"),
    ),
}


@dataclass(slots=True)
class Report:
    """Hold the numbers; `lines` says where to look for what deserves a look."""

    source: str = ""
    is_rehearsal: bool = False
    counts: Counter[What] = field(default_factory=Counter)
    lines: dict[What, list[int]] = field(default_factory=dict)

    def add(self, what: What, number: int = 1, *, line: int | None = None) -> None:
        """Count `number` more of it, and remember the first lines where it stands."""
        if number:
            self.counts[what] += number
            places = self.lines.setdefault(what, []) if line is not None else []
            if line is not None and len(places) < MOST_LINES_NAMED:
                places.append(line)

    def sentences(self) -> Iterator[str]:
        """Yield the report, line by line, in the active language."""
        yield _("From %(source)s") % {"source": self.source}
        headings = {
            Fate.KEPT: _("Kept"),
            Fate.CHANGED: _("Changed"),
            Fate.LEFT_OUT: _("Skipped"),
        }
        for fate, heading in headings.items():
            counted = [w for w, (is_, _l) in LABELS.items() if is_ == fate]
            counted = [what for what in counted if self.counts[what]]
            if counted:
                yield f"{heading}:"
            for what in counted:
                label = _(LABELS[what][1]) + self._where(what)
                yield f"  {self.counts[what]:>6} {label}"
        yield _("E-mail addresses, IP addresses and accounts of readers were not read.")
        if self.is_rehearsal:
            yield _("Dry run: nothing was stored.")

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain data."""
        fates = {
            fate.value: {
                what.value: self.counts[what]
                for what, (is_, _label) in LABELS.items()
                if is_ == fate
            }
            for fate in Fate
        }
        return {
            "source": self.source,
            "rehearsal": self.is_rehearsal,
            **fates,
            "lines": {what.value: places for what, places in self.lines.items()},
            "never_read": ["author_email", "author_ip", "user_id", "commentmeta"],
        }

    def _where(self, what: What) -> str:
        places = self.lines.get(what)
        if not places:
            return ""
        return " " + _("(from line %(lines)s)") % {"lines": ", ".join(map(str, places))}
