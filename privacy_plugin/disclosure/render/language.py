"""Translate a declared text, and report the language that was really used.

Declarations hold message ids (``vocabulary.N_``), some with names in them (``Phrase``).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import get_language, gettext, override, pgettext

from privacy_plugin.conf import conf
from privacy_plugin.processing import Phrase
from privacy_plugin.processing.vocabulary import EditorText

_page_language: ContextVar[str] = ContextVar("page_language", default="")


def translate_text(text: str) -> str:
    """Return a message id, or a phrase with its names, in the active language.

    What an editor wrote stays as it is.
    """
    if not text or isinstance(text, EditorText):
        return text
    if isinstance(text, Phrase):
        names = {
            name: translate_text(value) if isinstance(value, Phrase) else value
            for name, value in text.names.items()
        }
        return gettext(text.template) % names
    return gettext(text)


def get_page_language() -> str:
    """Return the language of the page, also where our texts are in another one."""
    return _page_language.get() or get_language() or conf.main_language


def get_text_language(language: str = "") -> str:
    """Return the language our own texts are in where a page is in `language`.

    That is another one where no catalogue knows the language, or USE_I18N is off:
    Django then falls back to the site's main language, or to English. Each catalogue
    translates the message below by the code of its own language. By default it is
    about the page being made. Source: WCAG 2.2, 3.1.2.
    """
    wanted = language or get_page_language()
    with override(wanted):
        found = pgettext("code of the language of this catalogue", "en")
    return wanted if is_same_language(wanted, found) else found


@contextmanager
def in_text_language() -> Iterator[None]:
    """Activate the language of our texts, and remember that of the page.

    Otherwise a sentence of ours would be English, and a word that Wagtail's or Django's
    catalogue happens to have, a date or an error beside it would not.
    """
    page_language = get_page_language()
    token = _page_language.set(page_language)
    try:
        with override(get_text_language(page_language)):
            yield
    finally:
        _page_language.reset(token)


def is_same_language(code: str, other: str) -> bool:
    """Say whether two codes name one language, perhaps of different countries."""
    return code.partition("-")[0].lower() == other.partition("-")[0].lower()
