"""What has to be done now and then, by whichever apps are installed.

An app that has something to do offers ``work(at=...)`` in its module ``upkeep``; doing
it again does no harm.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

logger = logging.getLogger(__name__)


def work(*, at: datetime) -> None:
    """Do everything that is due; one app's fault does not keep the others from it."""
    for name, do in _duties():
        try:
            do(at=at)
        except Exception as error:  # noqa: BLE001 - the worker must outlive it
            kind = type(error).__name__  # a traceback may hold what a reader wrote
            logger.error("The upkeep of %s failed: %s", name, kind)  # noqa: TRY400


def _duties() -> Iterator[tuple[str, Callable[..., object]]]:
    for config in apps.get_app_configs():
        is_ours = config.name.startswith("privacy_plugin.")
        if is_ours and module_has_submodule(config.module, "upkeep"):
            yield config.name, import_module(f"{config.name}.upkeep").work
