"""The answers a process keeps, those used longest ago leaving first."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Event, Lock

from privacy_plugin.page_cache.answer import Answer
from privacy_plugin.page_cache.conf import page_cache_conf

MOST_ADDRESSES = 20_000
PASSING_SECONDS = 10.0
LARGEST_SHARE = 8  # an answer takes an eighth of the memory at most

Address = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What has ever been read to answer an address: it makes the key of its answers."""

    parameters: tuple[str, ...] = ()
    cookies: frozenset[str] = frozenset()
    headers: tuple[str, ...] = ()

    def join(self, other: Known) -> Known:
        """Return what either of them knows."""
        return Known(
            tuple(sorted({*self.parameters, *other.parameters})),
            self.cookies | other.cookies,
            tuple(sorted({*self.headers, *other.headers})),
        )


class Memory:
    """Thread-safe; the size is in bytes and a setting."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[Address, Known] = OrderedDict()
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._being_made: dict[Hashable, Event] = {}
        self._passing: OrderedDict[int, float] = OrderedDict()
        self.size = 0

    def get_known(self, address: Address) -> Known | None:
        return self._known.get(address)

    def add_known(self, address: Address, known: Known) -> Known:
        """Remember what was read at this address; return all that ever was."""
        with self._lock:
            joined = self._known.get(address, Known()).join(known)
            self._known[address] = joined
            self._known.move_to_end(address)
            if len(self._known) > MOST_ADDRESSES:
                self._known.popitem(last=False)
            return joined

    def get(self, key: Hashable) -> Answer | None:
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def get_answers(self) -> list[Answer]:
        with self._lock:
            return list(self._answers.values())

    def add(self, key: Hashable, answer: Answer) -> None:
        most = page_cache_conf.megabytes * 1024 * 1024
        if answer.size > most // LARGEST_SHARE:
            return
        with self._lock:
            ended = [
                one
                for one, kept in self._answers.items()
                if kept.ends_at <= answer.made_at
            ]
            for one in {key, *ended}:
                self._discard(one)
            self._answers[key] = answer
            self.size += answer.size
            while self.size > most:
                self._discard(next(iter(self._answers)))

    def discard(self, key: Hashable, answer: Answer) -> None:
        """Forget this answer, unless another one has taken its place."""
        with self._lock:
            if self._answers.get(key) is answer:
                self._discard(key)

    def clear(self) -> None:
        with self._lock:
            self._known.clear()
            self._answers.clear()
            self._passing.clear()
            self.size = 0

    def passes(self, *asked: Hashable) -> bool:
        """Say whether what is `asked` for has just been of no use to others."""
        return self._passing.get(hash(asked), 0.0) > time.monotonic()

    def let_pass(self, *asked: Hashable) -> None:
        with self._lock:
            # Addresses hold secrets and what readers type: only a hash is kept.
            self._passing[hash(asked)] = time.monotonic() + PASSING_SECONDS
            if len(self._passing) > MOST_ADDRESSES:
                self._passing.popitem(last=False)

    def claim(self, key: Hashable) -> Event | None:
        """Return None to the one thread that is to make an answer.

        Others get what they can wait for.
        """
        with self._lock:
            found = self._being_made.get(key)
            if found is None:
                self._being_made[key] = Event()
            return found

    def release(self, key: Hashable) -> None:
        """Let those go on who wait for the answer, made or not."""
        with self._lock:
            self._being_made.pop(key).set()

    def _discard(self, key: Hashable) -> None:
        found = self._answers.pop(key, None)
        if found is not None:
            self.size -= found.size


memory = Memory()
