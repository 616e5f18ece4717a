"""Run the task worker together with the upkeep of each app: one process, no broker.

The tasks are django-tasks-db's; the upkeep finds what a killed worker left behind, and
what has become due. Ctrl-C or SIGTERM ends it after the task at hand.
"""

from __future__ import annotations

import logging
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker, valid_interval

from privacy_plugin.rights import upkeep

UPKEEP_SECONDS = 30
TASKS_BETWEEN = 5


class UpkeepWorker(Worker):
    """Run tasks, and the upkeep at the start and every half minute."""

    def __init__(self, *, interval: float, is_batch: bool) -> None:
        """Serve every queue of the default backend."""
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        self.is_batch = is_batch
        self._upkeep_at = 0.0

    def run(self) -> None:
        """Work until told to stop; in batch mode until nothing is left."""
        while self.running:
            self._keep_up()
            self.max_tasks = self._run_tasks + TASKS_BETWEEN
            before = self._run_tasks
            super().run()
            if self._run_tasks > before:
                continue
            if self.is_batch:
                return
            if self.running:
                time.sleep(self.interval)

    def _keep_up(self) -> None:
        if time.monotonic() < self._upkeep_at:
            return
        self.running_task = True  # a signal waits for it as for a task
        close_old_connections()
        try:
            upkeep.work(at=timezone.now())
        finally:
            self.running_task = False
        self._upkeep_at = time.monotonic() + UPKEEP_SECONDS


class Command(BaseCommand):
    """Start the worker."""

    help = "Run background tasks and the upkeep of each app."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what db_worker takes, as far as one needs it."""
        parser.add_argument(
            "--interval",
            type=valid_interval,
            default=1.0,
            help="seconds between two looks into an empty queue (default: 1)",
        )
        parser.add_argument(
            "--batch",
            action="store_true",
            help="end when nothing is left to do",
        )

    def handle(self, *, interval: float, batch: bool, **_options: object) -> None:
        """Run it in the foreground."""
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        worker = UpkeepWorker(interval=interval, is_batch=batch)
        worker.configure_signals()
        self.stdout.write("The worker is running; Ctrl-C ends it.")
        worker.run()
