"""What an answer depends on, said while it is made.

Whoever stores answers, as ``privacy_plugin.page_cache`` does, collects it; without one,
nothing here has an effect.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class AnswerFacts:
    """What has been said about the answer that is being made.

    `scope` is what queries are reading at the moment, `ends_at` when the answer has to
    be made anew, `must_not_be_stored` a reason.
    """

    keys: set[str] = field(default_factory=set)
    scope: str = ""
    ends_at: datetime | None = None
    must_not_be_stored: str = ""


_current: ContextVar[AnswerFacts | None] = ContextVar("answer_facts", default=None)


@contextmanager
def collect_facts() -> Iterator[AnswerFacts]:
    """Collect what is said within, by this thread."""
    facts = AnswerFacts()
    token = _current.set(facts)
    try:
        yield facts
    finally:
        _current.reset(token)


@contextmanager
def reading(scope: str) -> Iterator[None]:
    """Say that the queries within read only rows of `scope`, such as ``votes:17``.

    It is the scope of rows as an app declares it (`page_cache_scopes`). Changes of
    other rows of these tables do not concern the answer, unless it reads them outside.
    """
    facts = _current.get()
    if facts is None:
        yield
        return
    facts.keys.add(scope)
    before, facts.scope = facts.scope, scope
    try:
        yield
    finally:
        facts.scope = before


def expires_at(moment: datetime | None) -> None:
    """Say that the answer looks different from `moment` on, aware; None for never."""
    facts = _current.get()
    if facts is not None and moment is not None:
        facts.ends_at = min(facts.ends_at or moment, moment)


def do_not_store(reason: str) -> None:
    """Say that the answer is for this request alone."""
    facts = _current.get()
    if facts is not None:
        facts.must_not_be_stored = reason
