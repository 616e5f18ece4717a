"""Signals of comments, sent after the commit with ids alone (decision 7)."""

from privacy_plugin.background.after_commit import AfterCommitSignal

comment_published = AfterCommitSignal()
"""Everybody can read a comment from now on, perhaps again: ``comment_id``."""

comment_state_changed = AfterCommitSignal()
"""The state of a comment was decided: ``comment_id``."""
