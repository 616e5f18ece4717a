"""Inline rules of comments: emphasis, links, code, backslashes.

They narrow markdown-it's rules. Where a rule does not apply, the character stays as
typed. Source: CommonMark.
"""

from __future__ import annotations

import re
import unicodedata

from markdown_it.rules_inline import (
    StateInline,
    autolink,
    backtick,
    link,
    linkify,
)
from markdown_it.rules_inline.state_inline import Delimiter

from privacy_plugin.comments.text.visible_text import is_visible

MARKERS = "*_"
MAX_RUN = 3  # *emphasis*, **strong**, ***both***
MAX_MARKERS = 8  # of both kinds in a row

# What stands before and after emphasis, and what it begins and ends with, apart from
# white space and letters: categories of Unicode, and single signs.
_BEFORE = ({"Ps", "Pi", "Pf", "Pd"}, "\"'…/¿¡")
_AFTER = ({"Pe", "Pi", "Pf", "Pd"}, "\"'…/.,;:!?")
_FIRST = ({"Ps", "Pi", "Pf", "Sc", "So"}, "\"'¿¡@#§")
_LAST = ({"Pe", "Pi", "Pf", "Sc", "So", "Mn", "Mc"}, "\"'….,;:!?%")
_BLANK_CODE = re.compile(r"(`+)\s+\1(?!`)")
_LABEL = re.compile(r"\[([^\[\]]+)\](?=\()")
_TARGET = re.compile(r"\(\s*(?:<[^<>\s]*>|[^<>\s]+)\s*\)\Z")
_LINE_SIGN = re.compile(r"(?:[-*+>]|#{1,6})[ \t]")
_SCHEME = re.compile(r"(?:\A|[^a-z0-9.+-])(https?)\Z", re.IGNORECASE)
_SCHEME_LENGTH = len(" https")  # with the sign before it
_ESCAPED_DOT = re.compile(r"(?:^|\n)[ \t]*\d{1,9}\Z")


def emphasis_rule(state: StateInline, silent: bool) -> bool:
    """Read emphasis at the edges of words only: never in ``Leser*innen`` or ``5*6*7``.

    A single underscore marks emphasis, several do not (``__init__``).
    """
    src, start = state.src, state.pos
    marker = src[start]
    if silent or marker not in MARKERS:
        return False
    end = _end_of_run(src, start)
    length = end - start
    can_open, can_close = _opens(src, start, end), _closes(src, start, end)
    if length > (MAX_RUN if marker == "*" else 1) or not (can_open or can_close):
        state.pending += src[start:end]
        state.pos = end
        return True
    for _index in range(length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=length,
                token=len(state.tokens) - 1,
                end=-1,
                open=can_open,
                close=can_close,
            )
        )
    state.pos = end
    return True


def _end_of_run(src: str, start: int) -> int:
    end = start
    while end < len(src) and src[end] == src[start]:
        end += 1
    return end


def _opens(src: str, start: int, end: int, before: int | None = None) -> bool:
    """Say whether a run of markers can begin emphasis.

    `before` is the position of the character in front of it, if not the one next to it.
    """
    before = start - 1 if before is None else before
    previous = src[before] if before >= 0 else " "
    following = _first_beyond(src[end : end + MAX_MARKERS])
    is_at_edge = previous.isspace() or previous in MARKERS or _is(previous, _BEFORE)
    return is_at_edge and (following.isalnum() or _is(following, _FIRST))


def _closes(src: str, start: int, end: int, before: int | None = None) -> bool:
    """Say whether a run of markers can end emphasis."""
    before = start - 1 if before is None else before
    previous = _first_beyond(src[max(0, before + 1 - MAX_MARKERS) : before + 1][::-1])
    following = src[end] if end < len(src) else " "
    is_at_edge = following.isspace() or following in MARKERS or _is(following, _AFTER)
    return is_at_edge and (previous.isalnum() or _is(previous, _LAST))


def _first_beyond(text: str) -> str:
    """Return the first character that is no marker, a blank where there is none."""
    return next((letter for letter in text if letter not in MARKERS), " ")


def _is(letter: str, signs: tuple[set[str], str]) -> bool:
    return letter in signs[1] or unicodedata.category(letter) in signs[0]


def escape_rule(state: StateInline, silent: bool) -> bool:
    r"""Take a backslash away only from a sign that would act without it.

    It stays in ``C:\new``, ``\\server\share`` and at the end of a line.
    """
    src, start = state.src, state.pos
    if src[start] != "\\":
        return False
    end = start + 1
    while end < state.posMax and src[end] == src[start + 1] and src[end] in MARKERS:
        end += 1
    end = max(end, start + 2)
    if start + 1 >= state.posMax or not _would_act(state, start + 1, end):
        return False
    if not silent:
        token = state.push("text_special", "", 0)
        token.content = src[start + 1 : end]
        token.markup = src[start:end]
        token.info = "escape"
    state.pos = end
    return True


def _would_act(state: StateInline, start: int, end: int) -> bool:
    src, sign = state.src, state.src[start]
    if _is_first(src, start - 1) and _LINE_SIGN.match(src, start):
        return True
    if sign in MARKERS:
        before = start - 2  # the backslash itself does not count
        return _opens(src, start, end, before) or _closes(src, start, end, before)
    if sign == ".":
        return _ESCAPED_DOT.search(src, max(0, start - 40), start - 1) is not None
    if sign == "`":
        return "`" in src[start + 1 :]
    return _is_link(state, start) if sign in "[<" else False


def _is_first(src: str, position: int) -> bool:
    """Say whether only white space precedes `position` on its line."""
    while position > 0 and src[position - 1] in " \t":
        position -= 1
    return position == 0 or src[position - 1] == "\n"


def _is_link(state: StateInline, start: int) -> bool:
    position, state.pos = state.pos, start
    try:
        return link_rule(state, silent=True) or autolink(state, silent=True)
    finally:
        state.pos = position


def link_rule(state: StateInline, silent: bool) -> bool:
    """Read ``[words](address)`` where there are words, and nothing else to show."""
    start = state.pos
    label = _LABEL.match(state.src, start)
    if label is None or not is_visible(label[1]) or not link(state, silent=True):
        state.pos = start
        return False
    target = state.src[label.end() : state.pos]
    state.pos = start
    return bool(_TARGET.match(target)) and link(state, silent)


def linkify_rule(state: StateInline, silent: bool) -> bool:
    """Read an address at ``://`` where a scheme stands alone before it.

    Otherwise ``www.a.examplehttp://`` would be completed, and letters lost. What stands
    before the scheme is put away: to read it again at each sign takes quadratic time.
    """
    scheme = _SCHEME.search(state.pending[-_SCHEME_LENGTH:])
    if scheme is None:
        return False
    if not silent and state.pending != scheme[1]:
        state.pending = state.pending.removesuffix(scheme[1])
        state.pushPending()
        state.pending = scheme[1]
    return linkify(state, silent)


def backtick_rule(state: StateInline, silent: bool) -> bool:
    """Read code where there is some."""
    blank = _BLANK_CODE.match(state.src, state.pos)
    if blank is None:
        return backtick(state, silent)
    if not silent:
        state.pending += blank[0]
    state.pos = blank.end()
    return True
