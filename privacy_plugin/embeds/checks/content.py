"""Checks for fields and policies that let untrusted HTML through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import StreamField

from privacy_plugin.embeds.blocks import RawHTMLBlock
from privacy_plugin.http.content_policy import find_open_directives, get_policies


@register
def check_raw_html(**_kwargs: Any) -> list[CheckMessage]:
    """Report a field whose raw HTML is printed as it is: W031."""
    return [
        Warning(
            f"{model._meta.label}.{field.name} has a block, {path!r}, that prints HTML "
            "as it is: what an editor pastes there is loaded by every reader.",
            hint="Use privacy_plugin.embeds.blocks.RawHTMLBlock in the place of "
            "Wagtail's, and no HTML renderer in tables.",
            id="privacy.W031",
        )
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, StreamField)
        for path in _ungated(field.stream_block, "", ())
    ]


def _ungated(block: Any, path: str, above: tuple[int, ...]) -> Iterator[str]:
    """Yield the path of each block among those within that prints HTML as it is."""
    is_raw = isinstance(block, blocks.RawHTMLBlock)
    is_raw &= not isinstance(block, RawHTMLBlock)
    if is_raw or (isinstance(block, TableBlock) and block.is_html_renderer()):
        yield path
    if id(block) in above:
        return
    children = dict(getattr(block, "child_blocks", {}))
    if only := getattr(block, "child_block", None):
        children["item"] = only
    for name, child in children.items():
        inner = f"{path}.{name}" if path else name
        yield from _ungated(child, inner, (*above, id(block)))


@register
def check_policy(**_kwargs: Any) -> list[CheckMessage]:
    """Report pages without a policy that keeps third parties out: W032."""
    policies = get_policies()
    if policies and not any(map(find_open_directives, policies)):
        return []
    missing = ", ".join(find_open_directives(policies[0]) if policies else ("all",))
    return [
        Warning(
            f"No content security policy keeps other hosts out of pages ({missing}).",
            hint="Set CONTENT_SECURITY_POLICY (django-csp) or SECURE_CSP (Django 6), "
            "with default-src and frame-src 'self', and its middleware.",
            id="privacy.W032",
        )
    ]


@register
def check_order(**_kwargs: Any) -> list[CheckMessage]:
    """Report that Wagtail's own template for embeds would be found first: W033."""
    names = [config.name for config in apps.get_app_configs()]
    ours, theirs = "privacy_plugin.embeds", "wagtail.embeds"
    if theirs not in names or names.index(ours) < names.index(theirs):
        return []
    return [
        Warning(
            f"{ours} stands after {theirs} in INSTALLED_APPS, so embeds are shown as "
            "links where gates should be.",
            hint=f"Put {ours} above {theirs}.",
            id="privacy.W033",
        )
    ]
