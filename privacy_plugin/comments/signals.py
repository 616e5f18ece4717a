"""Signals of comments, sent after the commit with ids alone (decision 7)."""

from privacy_plugin.background.after_commit import AfterCommitSignal

comment_published = AfterCommitSignal()
"""Everybody can read these comments from now on, perhaps again: ``comment_ids``."""

comment_state_changed = AfterCommitSignal()
"""The state of these comments was decided: ``comment_ids``."""
