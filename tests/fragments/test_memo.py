"""What is kept in memory: found again by its very content, and never too much."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from django.utils.safestring import SafeString

from privacy_plugin.memo import Columns, Identity, Memo, is_same
from privacy_plugin.processing import Phrase
from privacy_plugin.processing.vocabulary import EditorText


@dataclass(frozen=True)
class Fact:
    name: str
    about: object = ""


@dataclass
class Changing:
    name: str


ALIKE = [
    (1, True),
    (0, False),
    ("a", SafeString("a")),
    ("a", EditorText("a")),
    (Fact("a"), Fact("a", EditorText(""))),
    (("a", "b"), ["a", "b"]),
    (Columns(("a", 1)), Columns(("a", True))),
    (Columns(("a",)), ("a",)),
    (Phrase("%(x)s", x="a"), Phrase("%(y)s", y="a")),
    (Fact("a", {"b": 1}), Fact("a", {"b": True})),
]


def count_calls(memo: Memo[object], *values: tuple[object, ...]) -> int:
    """Ask for these values in turn; return how often something was computed."""
    calls: list[object] = []
    for one in values:
        memo.get(one, lambda one=one: calls.append(one))  # type: ignore[misc]
    return len(calls)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_only_looks_alike_is_computed_for_each(one, other):
    assert not is_same(one, other)
    assert is_same(one, one)


@pytest.mark.parametrize("value", ["a", 1, None, Fact("a", ("b", Fact("c"))), ("a", 1)])
def test_equal_values_are_computed_once(value):
    memo: Memo[object] = Memo(10)
    equal = replace(value) if isinstance(value, Fact) else value

    assert count_calls(memo, (value,), (equal,), (value,)) == 1


def test_a_difference_deep_within_counts():
    memo: Memo[object] = Memo(10)
    first, second = (Fact("a", (Fact("b", number),)) for number in (1, 2))

    assert count_calls(memo, (first,), (second,), (first,)) == 2


@pytest.mark.parametrize("value", [["a"], {"a": 1}, {"a"}, Changing("a"), object()])
def test_what_can_change_is_refused(value):
    with pytest.raises(TypeError, match="can change"):
        Memo(10).get((value,), str)


def test_what_cannot_be_compared_counts_by_its_identity():
    memo: Memo[object] = Memo(10)
    one, other = [], []

    assert count_calls(memo, (Identity(one),), (Identity(other),)) == 2
    assert count_calls(memo, (Identity(one),)) == 0


def test_the_least_recently_used_result_goes_first():
    memo: Memo[object] = Memo(3)
    count_calls(memo, ("a",), ("b",), ("c",), ("a",), ("d",))

    assert len(memo) == 3
    assert count_calls(memo, ("a",), ("c",), ("d",)) == 0
    assert count_calls(memo, ("b",)) == 1


def test_results_never_weigh_more_than_the_limit():
    memo: Memo[str] = Memo(100, weigh=len)
    for number in range(500):
        memo.get((number,), lambda number=number: "x" * (number % 60))
        assert memo.weight <= 100

    assert memo.get(("large",), lambda: "y" * 101) == "y" * 101
    assert memo.weight <= 100
    assert len(memo) > 0


def test_an_error_is_not_kept():
    memo: Memo[object] = Memo(10)
    with pytest.raises(ZeroDivisionError):
        memo.get(("a",), lambda: 1 / 0)

    assert memo.get(("a",), lambda: "fine") == "fine"


def test_a_changed_setting_begins_anew(settings):
    memo: Memo[object] = Memo(10)
    count_calls(memo, ("a",))

    settings.PRIVACY_COMMENTS_MAX_LENGTH = 7

    assert count_calls(memo, ("a",)) == 1


def test_after_its_lifetime_nothing_is_kept(monkeypatch):
    now = 1_000.0
    monkeypatch.setattr("privacy_plugin.memo.time.monotonic", lambda: now)
    memo: Memo[str] = Memo(10, lifetime=60)
    memo.get(("erased",), lambda: "words")

    now += 59
    assert memo.get(("erased",), lambda: "anew") == "words"
    now += 1
    memo.get(("other",), lambda: "other")

    assert len(memo) == 1
    assert memo.get(("erased",), lambda: "anew") == "anew"
