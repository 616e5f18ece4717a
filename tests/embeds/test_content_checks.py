"""Each check on what lets foreign HTML through speaks when it should."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from csp.middleware import CSPMiddleware
from django.apps import apps
from django.core.checks.registry import registry as registered
from wagtail import blocks as wagtail_blocks
from wagtail.contrib.table_block.blocks import TableBlock

from blog.models import PostPage
from privacy_plugin.embeds.blocks import RawHTMLBlock
from privacy_plugin.embeds.checks.content import (
    check_order,
    check_policy,
    check_raw_html,
)
from privacy_plugin.http import content_policy

SELF = ["'self'"]


def ids(messages) -> list[str]:
    return [str(message.id).removeprefix("privacy.") for message in messages]


def holding(monkeypatch, **children):
    """Let the body of a post consist of these blocks."""
    field = PostPage._meta.get_field("body")
    block = wagtail_blocks.StreamBlock(list(children.items()))
    monkeypatch.setitem(field.__dict__, "stream_block", block)


def test_the_site_passes_them():
    names = {check.__name__ for check in registered.get_checks()}

    assert {"check_raw_html", "check_policy", "check_order"} <= names
    assert check_raw_html() == check_policy() == check_order() == []


def test_wagtails_raw_html_block_is_w031_however_deep_it_stands(monkeypatch):
    raw = wagtail_blocks.RawHTMLBlock()
    card = wagtail_blocks.StructBlock([("texts", wagtail_blocks.ListBlock(raw))])
    table = TableBlock(table_options={"renderer": "html"})
    holding(monkeypatch, html=raw, card=card, ours=RawHTMLBlock(), table=table)

    messages = check_raw_html()

    assert ids(messages) == ["W031", "W031", "W031"]
    assert "'table'" in messages[2].msg
    assert "blog.PostPage.body" in messages[0].msg
    assert "'html'" in messages[0].msg
    assert "'card.texts.item'" in messages[1].msg


def test_a_block_within_itself_is_no_endless_walk(monkeypatch):
    inner = wagtail_blocks.StreamBlock([("html", wagtail_blocks.RawHTMLBlock())])
    inner.child_blocks["again"] = inner
    holding(monkeypatch, inner=inner)

    assert ids(check_raw_html()) == ["W031"]


@pytest.mark.parametrize(
    "directives",
    [
        {},
        {"script-src": SELF},
        {"default-src": ["*"]},
        {"default-src": ["https:"]},
        {"default-src": SELF, "frame-src": ["'self'", "https://www.youtube.com"]},
        {"default-src": SELF, "img-src": ["'self'", "*.example"]},
        {"default-src": "'self' https://cdn.example"},
    ],
)
def test_a_policy_that_lets_others_in_is_w032(directives, settings):
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}

    assert ids(check_policy()) == ["W032"]


def test_a_policy_nobody_sends_is_w032(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "csp" not in name]

    assert ids(check_policy()) == ["W032"]


def test_the_policy_of_django_6_counts_as_well(settings):
    others = [name for name in settings.MIDDLEWARE if "csp" not in name]
    settings.MIDDLEWARE = [
        *others,
        "django.middleware.csp.ContentSecurityPolicyMiddleware",
    ]
    settings.SECURE_CSP = {"default-src": SELF, "img-src": ["'self'", "data:"]}
    assert check_policy() == []

    settings.SECURE_CSP = {"default-src": SELF, "frame-src": ["https://a.example"]}
    assert ids(check_policy()) == ["W032"]


def test_the_host_of_our_own_files_may_be_named(settings):
    settings.MEDIA_URL = "https://files.blog.example/media/"
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {"default-src": ["'self'", "https://files.blog.example"]}
    }

    assert check_policy() == []


def test_an_app_that_stands_too_late_is_w033(monkeypatch):
    configs = list(apps.get_app_configs())
    monkeypatch.setattr(apps, "get_app_configs", lambda: reversed(configs))

    messages = check_order()

    assert ids(messages) == ["W033"]
    assert "INSTALLED_APPS" in messages[0].msg


def test_the_settings_of_django_csp_3_are_read(settings, monkeypatch):
    monkeypatch.setattr(content_policy, "_is_django_csp_3", lambda: True)
    settings.CONTENT_SECURITY_POLICY = None
    assert check_policy() == []  # what version 3 sends by itself

    settings.CSP_IMG_SRC = ("'self'", "https://cdn.example")
    assert "img-src" in check_policy()[0].msg

    settings.CSP_IMG_SRC = ("'self'", "data:")
    settings.CSP_DEFAULT_SRC = ("*",)
    assert "script-src" in check_policy()[0].msg


def test_a_nonce_lets_nobody_in(settings):
    settings.MIDDLEWARE = ["django.middleware.csp.ContentSecurityPolicyMiddleware"]
    for nonce in ("<CSP_NONCE_SENTINEL>", object(), "'nonce-abc'"):
        settings.SECURE_CSP = {"default-src": SELF, "script-src": [*SELF, nonce]}

        assert check_policy() == []


def test_a_directive_that_is_none_falls_back_to_the_default(settings):
    policy = {"default-src": SELF, "img-src": None}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy}

    assert check_policy() == []


class OwnMiddleware(CSPMiddleware):
    """Be a site's own middleware on top of django-csp's."""


def test_a_subclass_of_the_middleware_sends_the_policy_too(settings):
    settings.MIDDLEWARE = [f"{__name__}.OwnMiddleware"]
    with patch.object(content_policy, "import_string", lambda _path: OwnMiddleware):
        assert check_policy() == []
