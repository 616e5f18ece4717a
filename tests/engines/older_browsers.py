"""Make a browser of today behave like an older one, by what its proxy hands on.

An unknown word makes a parser do with a rule what an old one does with a new word: drop
the rule, the declaration, or what a custom property is used for. So each feature gets a
name that nobody knows.
"""

from __future__ import annotations

import re

FETCH_METADATA = frozenset(
    {"sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "sec-fetch-user"}
)
TEXTS = ("text/css", "text/html", "text/javascript", "application/javascript")
FEATURES = {
    ":has()": re.compile(r":(has\()"),
    ":user-valid": re.compile(r":(user-(?:in)?valid\b)"),
    "light-dark()": re.compile(r"\b(light-dark\()"),
    "subgrid": re.compile(r"(?<![-\w])(subgrid\b)"),
    "container units": re.compile(r"(?<=\d)(cq[ibwh]\b)"),
    "dynamic viewport units": re.compile(r"(?<=\d)([dls]v[hwib]\b)"),
    "scripting query": re.compile(r"\((scripting:)"),
    "lazy frames": re.compile(r' (loading="lazy")'),
}
LAYERS = re.compile(r"(?:(?<=@)(layer\b)|(?<= )(layer\())")


def without_features(content_type: str, content: bytes) -> bytes:
    """Return a style sheet, script or page that knows nothing newer than 2022."""
    return _renamed(content_type, content, *FEATURES.values())


def without_layers(content_type: str, content: bytes) -> bytes:
    """Return one that knows nothing of cascade layers either: older than March 2022."""
    return _renamed(content_type, content, *FEATURES.values(), LAYERS)


def _renamed(content_type: str, content: bytes, *names: re.Pattern[str]) -> bytes:
    if not content_type.startswith(TEXTS):
        return content
    text = content.decode()
    for name in names:
        text = name.sub(_unknown, text)
    return text.encode()


def _unknown(found: re.Match[str]) -> str:
    word = next(group for group in found.groups() if group)
    return found[0].replace(word, f"unknown-{word}")
