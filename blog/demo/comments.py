"""The demo's comments: older ones are imported, today's are submitted.

Imported ones come in as from another blog. Submitted ones go the way of every comment:
the form with its disclosure, the ledger, the check, the receipt. Consents are given
only where the spam checker is a stand-in on this machine: a demo must not send
anything anywhere.
"""

from __future__ import annotations

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
from blog.demo.pages import LanguageTree
from blog.models import PostPage
from privacy_plugin.akismet.conf import akismet_conf
from privacy_plugin.comments.authors import actions as author_actions
from privacy_plugin.comments.discussions import importer
from privacy_plugin.comments.discussions.context import resolve_context
from privacy_plugin.comments.discussions.importer import ImportedComment
from privacy_plugin.comments.models import Comment, Kind, State
from privacy_plugin.comments.moderation import actions
from privacy_plugin.comments.spam_check import runner
from privacy_plugin.comments.spam_check.checker import get_ready_spam_checker
from privacy_plugin.comments.spam_check.client_info import ClientInfo
from privacy_plugin.comments.submission import submit
from privacy_plugin.comments.submission.forms import CommentForm
from privacy_plugin.comments.submission.responses import build_form
from privacy_plugin.comments.text import markdown

LOOPBACK = "127.0.0.1"
_ACTIVITIES = {"check": "comments.spam_check", "recheck": "comments.spam_recheck"}

Facts = dict[str, Any]


def is_stand_in_ready() -> bool:
    """Say whether a check would stay on this machine."""
    host = urlsplit(akismet_conf.endpoint).hostname
    return (
        host in {LOOPBACK, "::1", "localhost"} and get_ready_spam_checker() is not None
    )


def import_comments(language: str, tree: LanguageTree, *, at: datetime) -> None:
    """Store what was written before today beneath each post."""
    written = texts.get_comments(language)["comment"]
    for key, post in tree.posts.items():
        of_post = [facts for facts in written if facts["post"] == key]
        importer.import_comments(
            post,
            [
                _build_imported_comment(facts, language, tree, at=at)
                for facts in of_post
            ],
            at=at,
        )


def _build_imported_comment(
    facts: Facts, language: str, tree: LanguageTree, *, at: datetime
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
class PreparedForm:
    """Hold a form that a reader has before them: empty, with the time it was made."""

    facts: Facts
    language: str
    post: PostPage
    form: CommentForm


def prepare_forms(language: str, tree: LanguageTree) -> list[PreparedForm]:
    """Open the form for each of today's comments.

    Those that agree to a check are left out unless it stays on this machine.
    """
    may_agree = is_stand_in_ready()
    with override(language):
        return [
            PreparedForm(facts, language, post, form)
            for facts in texts.get_comments(language)["just_now"]
            if may_agree or not facts["consents"]
            for post in [tree.posts[facts["post"]]]
            for form in [build_form(resolve_context(post, at=timezone.now()))]
        ]


def submit_forms(forms: Iterable[PreparedForm]) -> dict[int, Facts]:
    """Fill in and send the forms; return what is known about each comment."""
    client = ClientInfo(check_address=LOOPBACK if is_stand_in_ready() else "")
    written: dict[int, Facts] = {}
    for opened in forms:
        with override(opened.language):
            filled = _filled_in(opened.form, opened.facts)
            context = resolve_context(opened.post, at=timezone.now())
            comment = submit.submit_comment(context, filled, client)
        written[comment.pk] = opened.facts
    return written


def _filled_in(empty: CommentForm, facts: Facts) -> CommentForm:
    """Return the form as a person, or a program, would have sent it."""
    data = QueryDict(mutable=True)
    data["target"] = empty.initial["target"]
    data.update({"text": facts["text"], "name": facts["name"]})
    if facts.get("is_program"):
        data["topic"] = facts["name"]
    agreed = {_ACTIVITIES[consent] for consent in facts["consents"]}
    for shown in empty.disclosures:
        if shown.key in agreed:
            data["consent_" + shown.key.replace(".", "_")] = shown.digest
    form = CommentForm(data, controller=empty.controller)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    return form


def check_and_moderate(written: dict[int, Facts], editor: AbstractBaseUser) -> None:
    """Run the spam checks, approve as an editor, withdraw as a reader."""
    at = timezone.now()
    for key in written:
        runner.run_check(key, at=at)
    actions.approve(_keys_marked(written, "is_approved"), editor=editor, at=at)
    for key in _keys_marked(written, "withdraws"):
        comment = Comment.objects.get(pk=key)
        for activity in _ACTIVITIES.values():
            author_actions.withdraw_consent(comment, activity, at=at)


def _keys_marked(written: dict[int, Facts], mark: str) -> Iterable[int]:
    return [key for key, facts in written.items() if facts.get(mark)]
