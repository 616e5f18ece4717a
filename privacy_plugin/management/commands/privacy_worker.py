"""Run the task worker together with each app's maintenance: one process, no broker.

Maintenance finds what a killed worker left behind and what is due. Tasks run here if
they are django-tasks-db's; another backend needs its own worker beside this one. Ctrl-C
or SIGTERM ends it after the current task.
"""

from __future__ import annotations

import logging
import time
from argparse import ArgumentParser, ArgumentTypeError
from importlib import import_module

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from privacy_plugin.background import jobs
from privacy_plugin.conf import conf

MAINTENANCE_SECONDS = 30


def positive_seconds(text: str) -> float:
    """Return a length of time; raise ArgumentTypeError for anything else."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError("must be a number of seconds above zero")
    return seconds


class Command(BaseCommand):
    help = "Run background tasks and each app's maintenance."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what db_worker takes, as far as one needs it."""
        parser.add_argument(
            "--interval",
            type=positive_seconds,
            default=1.0,
            help="seconds between two looks into an empty queue (default: 1)",
        )
        parser.add_argument(
            "--batch",
            action="store_true",
            help="end when nothing is left to do",
        )

    def handle(self, *, interval: float, batch: bool, **_options: object) -> None:
        if conf.task_backend == "DatabaseBackend" and apps.is_installed(
            "django_tasks_db"
        ):
            self._run_tasks(interval=interval, is_batch=batch)
        else:
            self._run_maintenance_only(is_batch=batch)

    def _run_tasks(self, *, interval: float, is_batch: bool) -> None:
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        module = import_module("privacy_plugin.background.worker")
        worker = module.MaintenanceWorker(interval=interval, is_batch=is_batch)
        worker.configure_signals()
        self.stdout.write("The worker is running; Ctrl-C ends it.")
        worker.run()

    def _run_maintenance_only(self, *, is_batch: bool) -> None:
        """Do what is due; to be killed at any moment does no harm."""
        self.stdout.write(
            f"TASKS names {conf.task_backend}, whose tasks are run elsewhere: at once "
            "by the immediate backend, by a worker of its own with any other. This "
            "process does what is due besides; Ctrl-C ends it."
        )
        try:
            while True:
                close_old_connections()
                jobs.run_maintenance(at=timezone.now())
                if is_batch:
                    return
                time.sleep(MAINTENANCE_SECONDS)
        except KeyboardInterrupt:
            return
