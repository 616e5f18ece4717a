"""How the time that something takes grows with its input, on a machine of any speed."""

from __future__ import annotations

import time
from collections.abc import Callable

_TRIES = 5  # what else the machine does can only make a measurement longer


def assert_grows_linearly(work: Callable[[int], object], *, small: int, large: int):
    """Fail where `work(large)` takes far longer than its size against `small` explains.

    Both are measured in turn, and the shortest times count. Three times as long as
    linear growth is allowed; quadratic growth takes longer where `large` is at least
    eight times `small`.
    """
    ratio = large / small
    at_small = at_large = float("inf")
    for _try in range(_TRIES):
        at_small = min(at_small, _measure(work, small))
        at_large = min(at_large, _measure(work, large))
        if at_large < 3 * ratio * at_small:
            return
    msg = f"{ratio:g} times the input takes {at_large / at_small:.0f} times as long"
    raise AssertionError(msg)


def _measure(work: Callable[[int], object], size: int) -> float:
    begun = time.process_time()  # others may use this machine too
    work(size)
    return time.process_time() - begun
