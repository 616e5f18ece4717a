"""Signals of the ledger, sent after the commit with ids alone (decision 7)."""

from privacy_plugin.background.after_commit import AfterCommitSignal

consent_given = AfterCommitSignal()
"""Somebody agreed, or agreed again: ``record_id``, the key of a ConsentRecord."""

consent_withdrawn = AfterCommitSignal()
"""Somebody took a consent back: ``record_id``, the key of a ConsentRecord."""
