"""An invalid setting stops the start; one that no installed app knows is reported."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.checks import CheckMessage

from privacy_plugin.app_settings import get_installed_settings
from privacy_plugin.checks.settings import check_settings, check_unknown_settings
from tests.support import factories

KEY = "s3cretkey0f12"
INVALID: dict[str, tuple[object, ...]] = {
    "PRIVACY_CONSENT_LIFETIME": (0, 182, "182", None, timedelta(0), timedelta(days=-1)),
    "PRIVACY_LINK_LIFETIME": (730, timedelta(0)),
    "PRIVACY_SIGNING_KEYS": (None, "k" * 50, ["short"], [50 * b"k"]),
    "PRIVACY_REVOCATION_LOG": (None, 1, "relative/log", "/", "/no/such/folder/log"),
    "PRIVACY_STORAGE_RESERVE_BYTES": (None, -1, 1.5, "8 MB", True),
    "PRIVACY_TRUSTED_PROXIES": (
        "10.0.0.0/8", ["10.0.0.1/8"], ["proxy"], [None], 8, None,
    ),
    "PRIVACY_MAIL_PROVIDER": ("Mailer Ltd", 1),
    "PRIVACY_COMMENTS_SPAM_CHECKER": (
        None, 5, object, "AkismetChecker", "no.such.Checker",
    ),
    "PRIVACY_COMMENTS_TARGETS": ("blog.Author", [1], None, ["blog"], ["blog.Nobody"]),
    "PRIVACY_COMMENTS_ASK_EMAIL": ("no", 0, None),
    "PRIVACY_COMMENTS_ASK_WEBSITE": ("no", 1, None),
    "PRIVACY_COMMENTS_PERMISSION": ("", "anybody", None, 1, "no.such.function"),
    "PRIVACY_COMMENTS_FORM_CLASS": ("", None, 1, "no.such.Form"),
    "PRIVACY_COMMENTS_AVATAR": (None, 1, "no.such.function"),
    "PRIVACY_COMMENTS_MAX_THREAD_DEPTH": (0, 11, True, "3", 2.5),
    "PRIVACY_COMMENTS_ORDER": ("", "newest", None, 1),
    "PRIVACY_COMMENTS_PER_PAGE": (0, -1, True, "20"),
    "PRIVACY_COMMENTS_MAX_LENGTH": (0, 1.5, None),
    "PRIVACY_COMMENTS_MAX_LINKS": (-1, False, "2"),
    "PRIVACY_COMMENTS_EDIT_WINDOW": (15, timedelta(0), None),
    "PRIVACY_COMMENTS_RATE_LIMIT": (0, True, "5"),
    "PRIVACY_COMMENTS_DIGEST_HOUR": (24, -1, True, "7", 7.5, None),
    "PRIVACY_AKISMET_API_KEY": (
        None, 12345, b"key", "short", KEY + "\n", "two words12", " " + KEY,
        123456789012, ["k"],
    ),
    "PRIVACY_AKISMET_ENDPOINT": (
        None, 8998, "", "http://rest.akismet.com", "https://rest.akismet.com:8443",
        "https://rest.akismet.com.example.com", "https://elsewhere.example",
        "http://192.168.0.7:8998", "http://127.0.0.1:8998/path",
        "http://user@127.0.0.1:8998", "http://127.0.0.1:port", "ftp://127.0.0.1",
        "127.0.0.1:8998", "http://[::1",
    ),
    "PRIVACY_AKISMET_SEND_USER_AGENT": ("yes", 1, None),
    "PRIVACY_EMBEDS_PROVIDERS": (
        None, [], "youtube", {"youtube": "off"}, {1: {}}, {"youtube": False},
    ),
    "PRIVACY_EMBEDS_COUNT_LOADS": ("yes", 1, None),
    "PRIVACY_EMBEDS_TEST_SERVER_URL": (
        None, 8998, "127.0.0.1:8998", "https://127.0.0.1", "http://stand-in.example",
        "http://127.0.0.1.evil.example", "http://user@127.0.0.1", "http://127.0.0.1/x",
    ),
    "PRIVACY_SUBSCRIPTIONS_LIFETIME": (730, timedelta(0), None),
    "PRIVACY_SUBSCRIPTIONS_FROM_EMAIL": (5, ["a@example.org"]),
    "PRIVACY_SUBSCRIPTIONS_EMAILS_PER_MINUTE": (-1, "100", True),
    "PRIVACY_SUBSCRIPTIONS_DIGEST_HOUR": (24, -1, "7", True),
    "PRIVACY_SUBSCRIPTIONS_DIGEST_WEEKDAY": (7, -1, "Monday"),
    "PRIVACY_SUBSCRIPTIONS_CONFIRMATION_COOLDOWN": (60, timedelta(0)),
    "PRIVACY_SUBSCRIPTIONS_RATE_LIMIT": (0, "5", True),
    "PRIVACY_SUBSCRIPTIONS_FEED_URL_NAME": (None, 1),
    "PRIVACY_FORM_PAGES_RATE_LIMIT": (0, True, "5"),
    "PRIVACY_PAGE_CACHE_MEGABYTES": (-1, 1.5, None),
    "PRIVACY_PAGE_CACHE_FOLDER": (None, "pages", Path("/srv/pages")),
    "PRIVACY_PAGE_CACHE_SHARED_SECONDS": (-1, 1.5, "600", None),
    "PRIVACY_PAGE_CACHE_SCOPES": ([], {"blog.Nothing": "table"}, {"blog.Author": ""}),
}  # fmt: skip
VALID: dict[str, tuple[object, ...]] = {
    "PRIVACY_CONSENT_LIFETIME": (timedelta(days=1),),
    "PRIVACY_LINK_LIFETIME": (timedelta(seconds=1),),
    "PRIVACY_SIGNING_KEYS": (["k" * 50],),
    "PRIVACY_REVOCATION_LOG": (str(Path(__file__).with_name("log.jsonl")),),
    "PRIVACY_STORAGE_RESERVE_BYTES": (0,),
    "PRIVACY_TRUSTED_PROXIES": (["10.0.0.0/8", "::1", "192.0.2.1"],),
    "PRIVACY_MAIL_PROVIDER": (factories.recipient(),),
    "PRIVACY_COMMENTS_SPAM_CHECKER": ("",),
    "PRIVACY_COMMENTS_TARGETS": (["blog.Author"],),
    "PRIVACY_COMMENTS_ASK_EMAIL": (True,),
    "PRIVACY_COMMENTS_ASK_WEBSITE": (False,),
    "PRIVACY_COMMENTS_PERMISSION": ("members", "nobody", "os.path.isabs"),
    "PRIVACY_COMMENTS_FORM_CLASS": (
        "privacy_plugin.comments.submission.forms.CommentForm",
    ),
    "PRIVACY_COMMENTS_AVATAR": ("", "os.path.basename"),
    "PRIVACY_COMMENTS_MAX_THREAD_DEPTH": (10,),
    "PRIVACY_COMMENTS_ORDER": ("newest_first",),
    "PRIVACY_COMMENTS_PER_PAGE": (1,),
    "PRIVACY_COMMENTS_MAX_LENGTH": (1,),
    "PRIVACY_COMMENTS_MAX_LINKS": (0,),
    "PRIVACY_COMMENTS_EDIT_WINDOW": (timedelta(minutes=1),),
    "PRIVACY_COMMENTS_RATE_LIMIT": (1,),
    "PRIVACY_COMMENTS_DIGEST_HOUR": (0, 23),
    "PRIVACY_AKISMET_API_KEY": ("", KEY),
    "PRIVACY_AKISMET_ENDPOINT": (
        "https://rest.akismet.com", "http://127.0.0.1:8998", "http://localhost:8998/",
        "http://[::1]:8998",
    ),
    "PRIVACY_AKISMET_SEND_USER_AGENT": (False,),
    "PRIVACY_EMBEDS_PROVIDERS": (
        {"youtube": None, "vimeo": {"name": "Vimeo, changed"}},
    ),
    "PRIVACY_EMBEDS_COUNT_LOADS": (True,),
    "PRIVACY_EMBEDS_TEST_SERVER_URL": ("", "http://127.0.0.1:8998"),
    "PRIVACY_SUBSCRIPTIONS_LIFETIME": (timedelta(days=1),),
    "PRIVACY_SUBSCRIPTIONS_FROM_EMAIL": ("", "news@example.org"),
    "PRIVACY_SUBSCRIPTIONS_EMAILS_PER_MINUTE": (0,),
    "PRIVACY_SUBSCRIPTIONS_DIGEST_HOUR": (0,),
    "PRIVACY_SUBSCRIPTIONS_DIGEST_WEEKDAY": (6,),
    "PRIVACY_SUBSCRIPTIONS_CONFIRMATION_COOLDOWN": (timedelta(minutes=1),),
    "PRIVACY_SUBSCRIPTIONS_RATE_LIMIT": (1,),
    "PRIVACY_SUBSCRIPTIONS_FEED_URL_NAME": ("feed",),
    "PRIVACY_FORM_PAGES_RATE_LIMIT": (1,),
    "PRIVACY_PAGE_CACHE_MEGABYTES": (0, 1),
    "PRIVACY_PAGE_CACHE_FOLDER": ("", "/srv/pages"),
    "PRIVACY_PAGE_CACHE_SHARED_SECONDS": (0, 600),
    "PRIVACY_PAGE_CACHE_SCOPES": ({}, {"blog.Author": "table"}),
}  # fmt: skip


def cases(table: dict[str, tuple[object, ...]]) -> list[tuple[str, object]]:
    """Return each value with the name of its setting."""
    return [(name, value) for name, values in table.items() for value in values]


def ids(messages: list[CheckMessage]) -> list[str]:
    return [str(message.id).removeprefix("privacy.") for message in messages]


def test_every_setting_is_declared_once_and_tested():
    names = [setting.name for setting in get_installed_settings()]

    assert len(names) == len(set(names))
    assert set(names) == set(INVALID) == set(VALID)


def test_every_default_is_valid():
    assert not [
        setting.name
        for setting in get_installed_settings()
        if not setting.rule.is_valid(setting.default)
    ]


@pytest.mark.parametrize(("name", "value"), cases(INVALID))
def test_an_invalid_setting_is_e001_and_named_but_not_shown(name, value, settings):
    setattr(settings, name, value)

    (message,) = check_settings()

    assert ids([message]) == ["E001"]
    assert message.msg.startswith(f"{name} must be ")


@pytest.mark.parametrize(("name", "value"), cases(VALID))
def test_a_valid_setting_is_not_reported(name, value, settings):
    setattr(settings, name, value)

    assert check_settings() == []


def test_a_secret_is_not_repeated(settings):
    settings.PRIVACY_AKISMET_API_KEY = [KEY]

    assert "s3cret" not in str(check_settings())


def test_a_setting_of_an_app_that_is_not_installed_is_only_reported_as_unknown(
    settings, monkeypatch
):
    monkeypatch.setattr(
        apps, "is_installed", lambda name: name != "privacy_plugin.embeds"
    )
    settings.PRIVACY_EMBEDS_COUNT_LOADS = "yes"

    assert check_settings() == []
    messages = check_unknown_settings()
    assert set(ids(messages)) == {"W008"}
    assert any("PRIVACY_EMBEDS_COUNT_LOADS is set" in one.msg for one in messages)


def test_a_misspelt_setting_is_w008(settings):
    assert check_unknown_settings() == []
    settings.PRIVACY_TRUSTED_PROXY = ["10.0.0.0/8"]

    assert ids(check_unknown_settings()) == ["W008"]
