"""Rows of work in the database: claimed with a lease, retried with back-off, recovered.

A row waits (`due_at`), is claimed (`claimed_at`), or is finished (neither). It is
claimed in the transaction that issues the permit to send, before anything leaves, so
nothing is sent twice. Whatever a killed worker leaves behind is a claim that outlives
its lease; ``find_stale`` says what became of it.
"""

from privacy_plugin.work_queue.backoff import Backoff
from privacy_plugin.work_queue.recovery import StaleItems, find_stale
from privacy_plugin.work_queue.session import WorkSession

__all__ = ["Backoff", "StaleItems", "WorkSession", "find_stale"]
