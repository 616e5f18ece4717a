"""The worker of django-tasks-db (an optional package) with maintenance jobs."""

from __future__ import annotations

import gc
import time

from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from privacy_plugin.background import jobs

MAINTENANCE_SECONDS = 30
TASKS_PER_ROUND = 5


class MaintenanceWorker(Worker):
    """Run tasks, and maintenance at the start and every half minute."""

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
        self._next_maintenance_at = 0.0

    def run(self) -> None:
        """Run until stopped; in batch mode until nothing is left."""
        gc.freeze()  # a collection takes 150 ms, maybe with SQLite's lock in hand
        while self.running:
            self._run_maintenance_if_due()
            self.max_tasks = self._run_tasks + TASKS_PER_ROUND
            before = self._run_tasks
            super().run()
            if self._run_tasks > before:
                continue
            if self.is_batch:
                return
            if self.running:
                time.sleep(self.interval)

    def _run_maintenance_if_due(self) -> None:
        if time.monotonic() < self._next_maintenance_at:
            return
        self.running_task = True  # a signal waits for it as for a task
        close_old_connections()
        try:
            jobs.run_maintenance(at=timezone.now())
        finally:
            self.running_task = False
        self._next_maintenance_at = time.monotonic() + MAINTENANCE_SECONDS
