"""Work items in the database: claimed with a lease, retried with back-off, recovered.

An item waits (`due_at`), is claimed (`claimed_at`), or is finished (neither). It is
claimed in the transaction that issues the permit, before anything is sent, so nothing
is sent twice. A killed worker leaves a claim that outlives its lease; ``find_stale``
finds it.
"""

from privacy_plugin.work_queue.backoff import Backoff
from privacy_plugin.work_queue.recovery import StaleItems, find_stale
from privacy_plugin.work_queue.session import WorkSession

__all__ = ["Backoff", "StaleItems", "WorkSession", "find_stale"]
