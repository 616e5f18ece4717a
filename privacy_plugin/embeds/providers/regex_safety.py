"""Detect regular expressions with nested quantifiers (ReDoS).

Patterns come from admins too and are tried on pasted URLs. Backtracking over ``(a+)+``
takes exponential time.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]"  # an escape; a class of characters
    r"|(?P<open>\()|(?P<close>\))"
    r"|(?P<endless>[*+]|\{\d+,\})|.",
    re.DOTALL,
)


def has_nested_quantifier(pattern: str) -> bool:
    holds_endless = [False]  # for each open group, the outermost first
    closed = False  # whether a group that holds something endless has just ended
    for token in _TOKEN.finditer(pattern):
        if token["open"]:
            holds_endless.append(False)
        elif token["close"] and len(holds_endless) > 1:
            closed = holds_endless.pop()
            holds_endless[-1] |= closed
            continue
        elif token["endless"]:
            if closed:
                return True
            holds_endless[-1] = True
        closed = False
    return False
