"""Checks for fields and policies that let untrusted HTML through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name
from django.utils.module_loading import import_string
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import StreamField

from privacy_plugin.embeds.blocks import RawHTMLBlock
from privacy_plugin.validation.web_urls import get_hostname

Policy = Mapping[str, Any]

LOADING = (
    "connect-src", "font-src", "frame-src", "img-src", "media-src", "object-src",
    "script-src", "style-src",
)  # fmt: skip
ALL_DIRECTIVES = ("default-src", *LOADING)
SELF = ("'self'",)
NONCE = "<CSP_NONCE_SENTINEL>"  # django.utils.csp.CSP.NONCE, new in Django 6.0


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
    policies = list(_policies())
    if policies and not any(open_directives(policy) for policy in policies):
        return []
    missing = ", ".join(open_directives(policies[0]) if policies else ("all",))
    return [
        Warning(
            f"No content security policy keeps other hosts out of pages ({missing}).",
            hint="Set CONTENT_SECURITY_POLICY (django-csp) or SECURE_CSP (Django 6), "
            "with default-src and frame-src 'self', and its middleware.",
            id="privacy.W032",
        )
    ]


def _policies() -> Iterator[Policy]:
    """Yield the policies that a middleware really sends; it may be a subclass."""
    bases = {name for path in settings.MIDDLEWARE for name in _bases(path)}
    if "csp.middleware.CSPMiddleware" in bases:
        yield _django_csp_policy()
    if "django.middleware.csp.ContentSecurityPolicyMiddleware" in bases:
        yield getattr(settings, "SECURE_CSP", None) or {}


def _bases(path: str) -> Iterator[str]:
    yield path
    try:
        found = import_string(path)
    except ImportError:
        return  # Django itself says so
    for base in getattr(found, "__mro__", ()):
        yield f"{base.__module__}.{base.__qualname__}"


def _is_django_csp_3() -> bool:
    return bool(find_spec("csp")) and not find_spec("csp.constants")


def _django_csp_policy() -> Policy:
    """Return the policy of django-csp: one setting since 4.0, one a directive before.

    Version 3 sends ``default-src 'self'`` where nothing is set.
    """
    own = getattr(settings, "CONTENT_SECURITY_POLICY", None)
    if own is not None or not _is_django_csp_3():
        return dict((own or {}).get("DIRECTIVES", {}))
    names = {name: f"CSP_{name.upper().replace('-', '_')}" for name in ALL_DIRECTIVES}
    given = {name: getattr(settings, key, None) for name, key in names.items()}
    return {"default-src": getattr(settings, "CSP_DEFAULT_SRC", SELF)} | {
        name: value for name, value in given.items() if value is not None
    }


def open_directives(policy: Policy) -> tuple[str, ...]:
    ours = {get_hostname(url) for url in (settings.MEDIA_URL, settings.STATIC_URL)}

    def is_closed(source: object) -> bool:
        text = str(source)
        if not isinstance(source, str) or text.startswith("'") or text == NONCE:
            return True  # a keyword, a nonce, a hash
        host = get_hostname(text if "//" in text else f"//{text}")
        return text in {"data:", "blob:"} or (bool(host) and host in ours)

    def sources(directive: str) -> Iterable[object] | None:
        given = policy.get(directive)
        if given is None:
            given = policy.get("default-src")
        return given.split() if isinstance(given, str) else given

    return tuple(
        directive
        for directive in LOADING
        if (given := sources(directive)) is None or not all(map(is_closed, given))
    )


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
