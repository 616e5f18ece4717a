"""The settings of the comments."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.module_loading import import_string

from privacy_plugin.app_settings import (
    BOOLEAN,
    HOUR,
    NON_NEGATIVE_INTEGER,
    POSITIVE_INTEGER,
    POSITIVE_TIMEDELTA,
    AppSettings,
    Rule,
    Setting,
    integer_between,
)


def _is_importable_or_empty(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return value == "" or bool(import_string(value))
    except (ImportError, ValueError):
        return False


def _is_importable(value: object) -> bool:
    return bool(value) and _is_importable_or_empty(value)


def _is_permission(value: object) -> bool:
    return value in ("everybody", "members", "nobody") or _is_importable(value)


def _is_list_of_models(value: object) -> bool:
    if not isinstance(value, list | tuple):
        return False
    try:
        return all(isinstance(name, str) and apps.get_model(name) for name in value)
    except (LookupError, ValueError):
        return False


@cache
def _instantiate(path: str) -> Any:  # noqa: ANN401 - a SpamChecker, which is above
    return import_string(path)()


class CommentsSettings(AppSettings):
    app = "privacy_plugin.comments"
    prefix = "PRIVACY_COMMENTS_"

    spam_checker = Setting(
        "",
        Rule("empty, or the dotted path of a class", _is_importable_or_empty),
        "Dotted path of a class that checks comments with an external service, for "
        'example `"privacy_plugin.akismet.checker.AkismetChecker"`. Without one, only '
        "the local heuristics run. See [how to write "
        "one](../how-to/write-a-spam-checker.md).",
    )
    targets = Setting[tuple[str, ...]](
        (),
        Rule("a list of installed models", _is_list_of_models),
        'Models, as `"app.Model"`, that can be commented on besides Wagtail\'s pages.',
    )
    ask_email = Setting(
        False,
        BOOLEAN,
        "Whether the form has an optional e-mail field, which is never shown. "
        "Switching it on changes the disclosure.",
    )
    ask_website = Setting(
        False,
        BOOLEAN,
        "Whether the form has an optional website field, which is public. Switching "
        "it on changes the disclosure; Akismet receives it too.",
    )
    permission = Setting(
        "everybody",
        Rule(
            "`everybody`, `members`, `nobody` or the dotted path of a function",
            _is_permission,
        ),
        "Who may write comments: everybody, logged-in users (`members`), nobody, or "
        "whom a function allows, which takes the request and the target. If not "
        "everybody may, the public page, which is the same for all readers, links to "
        "a page with the form; that page and every POST check the permission.",
    )
    form_class = Setting(
        "privacy_plugin.comments.submission.forms.CommentForm",
        Rule("the dotted path of a class", _is_importable),
        "Dotted path of the form's class, a subclass of the plugin's own. Additional "
        "fields are not stored; declare them before you store them.",
    )
    avatar = Setting(
        "",
        Rule("empty, or the dotted path of a function", _is_importable_or_empty),
        "Dotted path of a function that takes a comment and returns the path of an "
        "image on this host, or nothing. URLs on other hosts are ignored: whoever "
        "serves the image would learn who reads here.",
    )
    max_thread_depth = Setting(
        3,
        integer_between(1, 10),
        "How many levels of replies are indented. Deeper replies are listed flat.",
    )
    order = Setting(
        "oldest_first",
        Rule(
            "`oldest_first` or `newest_first`",
            lambda value: value in ("oldest_first", "newest_first"),
        ),
        "Which threads come first below a page. Replies within a thread always stand "
        "in the order they were written. Links to a comment lead to the page it is on "
        "at that moment.",
    )
    per_page = Setting(20, POSITIVE_INTEGER, "How many threads one page shows.")
    max_length = Setting(
        10_000, POSITIVE_INTEGER, "How many characters a comment may have."
    )
    max_links = Setting(
        2,
        NON_NEGATIVE_INTEGER,
        "How many links a comment may have before it waits for a moderator. Links are "
        "counted in the visible text.",
    )
    edit_window = Setting(
        timedelta(minutes=15),
        POSITIVE_TIMEDELTA,
        "How long a comment can be edited by its private link.",
    )
    rate_limit = Setting(
        5,
        POSITIVE_INTEGER,
        "How many comments one connection may send within ten minutes. Counted in the "
        "cache by a keyed digest that changes, never in the database.",
    )
    digest_hour = Setting(
        7,
        HOUR,
        "The hour at which editors who chose one mail a day are reminded of waiting "
        "comments, in the time zone of their account or else the site's. The sender "
        "is Wagtail's `WAGTAILADMIN_NOTIFICATION_FROM_EMAIL` or else "
        "`DEFAULT_FROM_EMAIL`.",
    )

    def get_spam_checker(self) -> Any:  # noqa: ANN401 - a SpamChecker, which is above
        """Return the checker that `spam_checker` names, None without one."""
        return _instantiate(self.spam_checker) if self.spam_checker else None


comments_conf = CommentsSettings()
