"""Block rules of comments: quotes, lists, code, separators.

They narrow markdown-it's rules. Where a rule does not apply, the lines are a paragraph
in which every character stays as typed. Source: CommonMark.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock, blockquote, fence, list_block
from markdown_it.token import Token

MAX_LEVEL = 12  # how deep blocks are nested; beyond it, signs are text

_SEPARATOR = re.compile(r"([*_-])(?:[ \t]*\1){2,}[ \t]*\Z")
_BULLET = re.compile(r"([*-])[ \t]+\S")
_NUMBER = re.compile(r"(0|[1-9]\d{0,8})\.[ \t]+\S", re.ASCII)
_ZERO_NUMBER = re.compile(r"0\d+\.", re.ASCII)
_QUOTE = re.compile(
    r">[> \t]*(?:(?<=[ \t])[^\s\d<]|[^\W\d_]"
    r"|[\"'(\[\xa1\xab\xbf\u2018\u201a\u201c\u201e\u2039])"
)
_QUOTED_NUMBER = re.compile(r">[> \t]*(?<=[ \t])\d")
_FENCE = re.compile(r"(`{3,})[ \t]*[\w+#.-]{0,20}[ \t]*\Z")
_PLUS = re.compile(r"^[ \t>]*\+[ \t]", re.MULTILINE)


def build_line(state: StateBlock, line: int) -> str:
    """Return the text of a line without its indentation and its containers."""
    start = state.bMarks[line] + state.tShift[line]
    return state.src[start : state.eMarks[line]]


def separator_rule(
    state: StateBlock, start_line: int, end_line: int, silent: bool
) -> bool:
    """Keep a line of stars, dashes or underscores as it was typed.

    CommonMark without thematic breaks would read it as lists within lists.
    """
    del end_line
    text = build_line(state, start_line)
    if state.is_code_block(start_line) or not _SEPARATOR.match(text):
        return False
    if silent:
        return True
    state.line = start_line + 1
    state.push("paragraph_open", "p", 1).map = [start_line, state.line]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = text, [start_line, state.line], []
    state.push("paragraph_close", "p", -1)
    return True


def zero_number_rule(
    state: StateBlock, start_line: int, end_line: int, silent: bool
) -> bool:
    """End a list before a number with leading zeros, which a list would not show."""
    del end_line
    return silent and bool(_ZERO_NUMBER.match(build_line(state, start_line)))


def quote_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a quote where words follow the sign, and nothing into ``>:-(`` or ``>5``.

    A line without the sign belongs to the answer, not to the quote above it.
    """
    if state.level >= MAX_LEVEL or state.is_code_block(start_line):
        return False
    end = start_line + 1
    has_more = end < end_line and _is_quoted(state, end)
    if not _begins_quote(state, start_line, has_more=has_more):
        return False
    while end < end_line and _is_quoted(state, end):
        end += 1
    line_max, state.lineMax = state.lineMax, end
    try:
        return blockquote(state, start_line, end, silent)
    finally:
        state.lineMax = line_max


def _is_quoted(state: StateBlock, line: int) -> bool:
    is_outdented = state.sCount[line] < state.blkIndent
    return not is_outdented and build_line(state, line).startswith(">")


def _begins_quote(state: StateBlock, line: int, *, has_more: bool) -> bool:
    text = build_line(state, line)
    if text.rstrip().endswith("<"):  # >>> an exclamation <<<
        return False
    return bool(_QUOTE.match(text) or (has_more and _QUOTED_NUMBER.match(text)))


def list_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a list where there are two items at least, numbered one after the other.

    A single ``* note``, ``- Anna`` or ``18. September`` is no list, and dashes are no
    bullets beside lines that begin with a plus (for and against).
    """
    text = build_line(state, start_line)
    is_next_item = silent and 0 <= state.sCount[start_line] < state.blkIndent
    if _SEPARATOR.match(text) or (state.level >= MAX_LEVEL and not is_next_item):
        return False
    if not is_next_item and not _has_second_item(state, start_line, end_line):
        return False
    return list_block(state, start_line, end_line, silent)


def _has_second_item(state: StateBlock, start_line: int, end_line: int) -> bool:
    text = build_line(state, start_line)
    wanted = _following_item(text)
    if wanted is None or (text[0] == "-" and _has_plus(state)):
        return False
    indent = state.sCount[start_line] + text.index(" " if " " in text else "\t") + 1
    for line in range(start_line + 1, end_line):
        if state.isEmpty(line) or state.sCount[line] >= indent:
            continue
        is_inside = state.sCount[line] >= state.blkIndent
        follows = build_line(state, line)
        if not is_inside or wanted.match(follows):
            return is_inside
        if state.isEmpty(line - 1) or _following_item(follows) is not None:
            return False
    return False


def _following_item(text: str) -> re.Pattern[str] | None:
    """Return how the item after this one begins, None if this is no item."""
    if bullet := _BULLET.match(text):
        return re.compile(re.escape(bullet[1]) + r"[ \t]")
    if number := _NUMBER.match(text):
        return re.compile(rf"{int(number[1]) + 1}\.[ \t]")
    return None


def _has_plus(state: StateBlock) -> bool:
    if "has_plus" not in state.env:
        state.env["has_plus"] = bool(_PLUS.search(state.src))
    return bool(state.env["has_plus"])


def fence_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a block of code between two fences; one that is never closed is text."""
    opening = _FENCE.match(build_line(state, start_line))
    if opening is None or not _is_closed(state, len(opening[1]), start_line, end_line):
        return False
    return fence(state, start_line, end_line, silent)


def _is_closed(state: StateBlock, length: int, start_line: int, end_line: int) -> bool:
    unclosed: dict[tuple[int, int], int] = state.env.setdefault("unclosed", {})
    place = (state.level, end_line)
    if length >= unclosed.get(place, length + 1):
        return False
    for line in range(start_line + 1, end_line):
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return False
        text = build_line(state, line).rstrip()
        is_code = state.sCount[line] - state.blkIndent >= 4  # noqa: PLR2004 - CommonMark
        if len(text) >= length and set(text) == {"`"} and not is_code:
            return True
    unclosed[place] = length
    return False


def keep_numbers(tokens: list[Token]) -> None:
    """Give each item of a numbered list the number that was typed."""
    expected: list[int] = []
    for token in tokens:
        if token.type == "ordered_list_open":
            expected.append(int(token.attrGet("start") or 1))
        elif token.type == "ordered_list_close":
            expected.pop()
        elif token.type == "list_item_open" and token.info:
            number = int(token.info)
            if number != expected[-1]:
                token.attrSet("value", str(number))
            expected[-1] = number + 1
