"""Parts of a page that are rendered once for the same values.

A part sees the values it is found again by and nothing else: no request, and so no
reader. What is around it counts as well: template, language, time zone, addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from django.template.context import Context
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language

from privacy_plugin.disclosure.render.language import get_page_language
from privacy_plugin.memo import Identity, Key, Memo

_CHARACTERS = 16 * 1024 * 1024  # of all fragments in a process
_OVERHEAD = 500  # what keeping one costs besides, about
_LIFETIME = timedelta(days=1)  # a comment that is erased is not kept here for longer

_fragments: Memo[SafeString] = Memo(
    _CHARACTERS,
    weigh=lambda html: _OVERHEAD + 2 * len(html),
    lifetime=_LIFETIME.total_seconds(),
)


_surroundings: Memo[Key] = Memo(256)


def get_url_surroundings() -> tuple[object, ...]:
    """Return what an address depends on besides its view and arguments."""
    return (
        get_language(),
        get_page_language(),
        get_script_prefix(),
        Identity(get_urlconf()),
    )


def get_surroundings(context: Context) -> Key:
    """Return what a part of a page shows besides its values."""
    values = (
        *get_url_surroundings(),
        Identity(get_current_timezone()),
        context.autoescape,
        context.use_l10n,
        context.use_tz,
    )
    return _surroundings.get(values, lambda: Key(values))


def render_fragment(
    of: object,
    surroundings: Key,
    values: tuple[object, ...],
    render: Callable[[], SafeString],
) -> SafeString:
    """Return what `render` returns, from memory if it was rendered before.

    `of` is the template, or the part of one. Where a value can change, such as a list,
    it is rendered each time.
    """
    try:
        key = Key((Identity(of), surroundings, *values))
    except TypeError:
        return render()
    return _fragments.get(key, render)


def get_fragment_key(value: object) -> object:
    """Return what a value shows: what it says itself, or the value.

    Something that can change, where that differs each time.
    """
    get_key = getattr(value, "get_fragment_key", None)
    key = value if get_key is None else get_key()
    return value if key is None else key


def isolate(context: Context, values: Mapping[str, object]) -> Context:
    """Return a context for a part of this page that holds only these values."""
    alone = Context(
        dict(values),
        autoescape=context.autoescape,
        use_l10n=context.use_l10n,
        use_tz=context.use_tz,
    )
    alone.template = context.template
    alone.render_context = context.render_context
    return alone
