"""Run code after a commit without turning a stored row into an error.

What fails here is found and done later by the worker's maintenance.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from django.db import models, transaction
from django.dispatch import Signal

logger = logging.getLogger(__name__)


def run_after_commit(action: Callable[..., object], *args: object) -> None:
    """Call `action(*args)` after the commit, at once outside of a transaction.

    An exception is logged by its type alone: its words may hold what a reader wrote.
    """
    transaction.on_commit(partial(_run, action, args))


class AfterCommitSignal(Signal):
    """A signal about something stored: sent after the commit, with ids only.

    A failing receiver is logged; neither the sender nor other receivers notice.
    """

    def send_after_commit(self, sender: type[models.Model], **ids: object) -> None:
        """Send it once the transaction has been committed, never after a rollback."""
        if self.has_listeners(sender):
            run_after_commit(partial(self.send_robust, sender, **ids))

    def _log_robust_failure(
        self, receiver: Callable[..., object], err: Exception
    ) -> None:
        # Django logs the error's words and its traceback: they may be a reader's.
        name = getattr(receiver, "__qualname__", type(receiver).__qualname__)
        logger.error("%s failed on a signal: %s", name, type(err).__name__)


def _run(action: Callable[..., object], args: tuple[object, ...]) -> None:
    try:
        action(*args)
    except Exception as error:  # noqa: BLE001 - what was stored stays stored
        name = getattr(action, "__qualname__", type(action).__qualname__)
        logger.error("%s failed after a commit: %s", name, type(error).__name__)  # noqa: TRY400 - no traceback, see above
