"""Maintenance jobs that the worker runs every half minute, added by any installed app.

An app registers its jobs in a module ``maintenance``, which is imported at start-up. A
job finds what is due by itself, and is safe to repeat and to kill.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

logger = logging.getLogger(__name__)


class Job(Protocol):
    """Do what is due `at` a moment, aware and in UTC."""

    def __call__(self, *, at: datetime) -> object:
        """Do it."""


JobFunction = TypeVar("JobFunction", bound=Callable[..., Any])

jobs: dict[str, Job] = {}
"""Every registered job by its dotted name, in the order in which they run."""


def register_job(job: JobFunction) -> JobFunction:
    """Let the worker call `job`, a function that takes ``at`` by name."""
    jobs[f"{job.__module__}.{job.__qualname__}"] = job
    return job


def run_maintenance(*, at: datetime) -> None:
    """Run every job; one that fails does not keep the others from running."""
    for name, job in jobs.items():
        try:
            job(at=at)
        except Exception as error:  # noqa: BLE001 - the worker must outlive it
            kind = type(error).__name__  # a traceback may hold what a reader wrote
            logger.error("The maintenance job %s failed: %s", name, kind)  # noqa: TRY400
