"""Bring the demo's readers in: what they wrote before, and what they write just now.

The past comes along as from another blog. The present goes the way of every comment:
the form with its disclosure, the ledger, the check, the receipt. Consents are given
only where the spam checker is a stand-in on this machine: nobody's demonstration may
send anything anywhere.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AbstractBaseUser
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

from blog.demo import texts
from blog.demo.pages import Tree
from blog.models import PostPage
from privacy_plugin.comments import checking, markdown, moderation, submission, writer
from privacy_plugin.comments.checker import ready_checker
from privacy_plugin.comments.forms import CommentForm
from privacy_plugin.comments.importing import ImportedComment, import_comments
from privacy_plugin.comments.models import Comment, Kind, State
from privacy_plugin.comments.pages import form_for
from privacy_plugin.comments.sender import Sender
from privacy_plugin.conf import conf

LOOPBACK = "127.0.0.1"
_ACTIVITIES = {"check": "comments.spam_check", "recheck": "comments.spam_recheck"}

Facts = dict[str, Any]


def is_stand_in_ready() -> bool:
    """Say whether a check would stay on this machine."""
    host = urlsplit(conf.akismet_endpoint).hostname
    return host in {LOOPBACK, "::1", "localhost"} and ready_checker() is not None


def bring_along(language: str, tree: Tree, *, at: datetime) -> None:
    """Store what was written before today beneath each post."""
    written = texts.comments(language)["comment"]
    for key, post in tree.posts.items():
        mine = [facts for facts in written if facts["post"] == key]
        import_comments(
            post,
            [_from_before(facts, language, tree, at=at) for facts in mine],
            at=at,
        )


def _from_before(
    facts: Facts, language: str, tree: Tree, *, at: datetime
) -> ImportedComment:
    post = tree.posts[facts["post"]]
    author = tree.authors.get(facts.get("author", ""))
    parent = facts.get("reply_to", "")
    written_at = post.first_published_at + timedelta(hours=facts["after_hours"])
    return ImportedComment(
        origin=f"demo:{facts['id']}",
        html=markdown.render(facts["text"]),
        submitted_at=min(written_at, at - timedelta(hours=1)),
        parent=f"demo:{parent}" if parent else "",
        name=author.name if author else facts["name"],
        kind=Kind(facts.get("kind", Kind.COMMENT)),
        state=State(facts.get("state", State.APPROVED)),
        language=language,
        is_author=author is not None,
    )


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Hold a form that a reader has before them: empty, with the time it was made."""

    facts: Facts
    language: str
    post: PostPage
    form: CommentForm


def open_forms(language: str, tree: Tree) -> list[OpenForm]:
    """Open the form for each of today's comments.

    Those that agree to a check are left out unless it stays on this machine.
    """
    may_agree = is_stand_in_ready()
    with override(language):
        return [
            OpenForm(facts, language, tree.posts[facts["post"]], form)
            for facts in texts.comments(language)["just_now"]
            if may_agree or not facts["consents"]
            for form in [form_for(tree.posts[facts["post"]], None)]
        ]


def send(forms: Iterable[OpenForm]) -> dict[int, Facts]:
    """Fill in and send the forms; return what is known about each comment.

    Waits as long as a person needs for a few words: faster is taken for a program.
    """
    time.sleep(conf.comments_min_seconds)
    sender = Sender(check_address=LOOPBACK if is_stand_in_ready() else "")
    written: dict[int, Facts] = {}
    for opened in forms:
        with override(opened.language):
            filled = _filled_in(opened.form, opened.facts)
            at = timezone.now()
            comment = submission.submit(opened.post, filled, sender, at=at)
        written[comment.pk] = opened.facts
    return written


def _filled_in(empty: CommentForm, facts: Facts) -> CommentForm:
    """Return the form as a person, or a program, would have sent it."""
    data = QueryDict(mutable=True)
    data.update({name: empty.initial[name] for name in ("target", "stamp")})
    data.update({"text": facts["text"], "name": facts["name"]})
    if facts.get("is_program"):
        data["topic"] = facts["name"]
    agreed = {_ACTIVITIES[consent] for consent in facts["consents"]}
    for shown in empty.disclosures:
        if shown.key in agreed:
            data["consent_" + shown.key.replace(".", "_")] = shown.digest
    form = CommentForm(data)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    return form


def let_time_pass(written: dict[int, Facts], editor: AbstractBaseUser) -> None:
    """Run the checks, let the editor decide and one reader think again."""
    at = timezone.now()
    for key in written:
        checking.run(key, at=at)
    moderation.approve(_those(written, "is_approved"), editor=editor, at=at)
    for key in _those(written, "withdraws"):
        comment = Comment.objects.get(pk=key)
        for activity in _ACTIVITIES.values():
            writer.withdraw(comment, activity, at=at)


def _those(written: dict[int, Facts], mark: str) -> Iterable[int]:
    return [key for key, facts in written.items() if facts.get(mark)]
