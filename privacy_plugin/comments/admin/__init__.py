"""Moderation in Wagtail's admin: queue, detail page, bulk actions, dashboard.

Decisions and their history are written by ``moderation``. Moderators can publish,
reject and restore a comment but not change its text.
"""
