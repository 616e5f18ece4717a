"""Signals of subscriptions, sent after the commit with ids alone (decision 7)."""

from privacy_plugin.background.after_commit import AfterCommitSignal

subscription_confirmed = AfterCommitSignal()
"""A new subscription was confirmed: ``subscription_id``."""

subscription_ended = AfterCommitSignal()
"""A subscription is deleted, for whichever reason: ``subscription_id``, gone by now."""
