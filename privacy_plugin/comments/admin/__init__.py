"""Where people moderate: the queue, one comment in full, bulk actions, the dashboard.

Rests on Wagtail's generic views and on ``moderation``, which writes every decision and
its history. What a reader wrote can be published, rejected or put back; nobody can
change the words.
"""
