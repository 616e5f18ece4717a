"""What the content security policy in the settings lets a reader's browser load.

Source: W3C Content Security Policy, level 3; django-csp; Django 6 (``SECURE_CSP``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from privacy_plugin.validation.web_urls import get_hostname

Policy = Mapping[str, Any]

LOADING = (
    "connect-src", "font-src", "frame-src", "img-src", "media-src", "object-src",
    "script-src", "style-src",
)  # fmt: skip
ALL_DIRECTIVES = ("default-src", *LOADING)
SELF = ("'self'",)
NONCE = "<CSP_NONCE_SENTINEL>"  # django.utils.csp.CSP.NONCE, new in Django 6.0
ANY_HOST = "*"


def get_policies() -> tuple[Policy, ...]:
    """Return the policies that a middleware really sends; it may be a subclass."""
    bases = {name for path in settings.MIDDLEWARE for name in _bases(path)}
    policies = []
    if "csp.middleware.CSPMiddleware" in bases:
        policies.append(_django_csp_policy())
    if "django.middleware.csp.ContentSecurityPolicyMiddleware" in bases:
        policies.append(getattr(settings, "SECURE_CSP", None) or {})
    return tuple(policies)


def find_open_directives(policy: Policy) -> tuple[str, ...]:
    """Return the directives that admit more than this site and its files."""
    ours = get_file_hosts()
    return tuple(name for name in LOADING if not _get_hosts(policy, name) <= ours)


def find_admitted_hosts(policies: Iterable[Policy]) -> frozenset[str]:
    """Return the hosts besides its own that a page may load from, ANY_HOST among them.

    A browser obeys each of the policies, so the narrowest counts.
    """
    admitted = [
        frozenset[str]().union(
            *(_get_hosts(policy, name) for name in {*LOADING, *policy} if _loads(name))
        )
        for policy in policies
    ]
    known = [hosts for hosts in admitted if ANY_HOST not in hosts]
    return min(known, key=len, default=frozenset({ANY_HOST}))


def get_file_hosts() -> frozenset[str]:
    """Return the hosts that uploaded and static files come from, if not the site's."""
    hosts = {get_hostname(url) for url in (settings.MEDIA_URL, settings.STATIC_URL)}
    return frozenset(hosts - {""})


def _loads(directive: str) -> bool:
    """Say whether a directive is about what a browser contacts by itself."""
    return directive.partition("-src")[1] == "-src" or directive == "report-uri"


def _get_hosts(policy: Policy, directive: str) -> frozenset[str]:
    given = policy.get(directive)
    if given is None:
        given = policy.get("default-src")
    if given is None:
        return frozenset({ANY_HOST})
    sources = given.split() if isinstance(given, str) else given
    return frozenset(map(_get_host, sources)) - {""}


def _get_host(source: object) -> str:
    """Return the host that a source admits: empty for none besides our own."""
    text = str(source)
    if not isinstance(source, str) or text.startswith("'") or text == NONCE:
        return ""  # a keyword, a nonce, a hash
    if text in {"data:", "blob:"} or re.match("/(?!/)", text):
        return ""  # no request, or an address of ours
    if text.endswith(":"):
        return ANY_HOST  # a whole scheme
    return get_hostname(text if "//" in text else f"//{text}") or ANY_HOST


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


def _bases(path: str) -> Iterator[str]:
    yield path
    try:
        found = import_string(path)
    except ImportError:
        return  # Django itself says so
    for base in getattr(found, "__mro__", ()):
        yield f"{base.__module__}.{base.__qualname__}"
