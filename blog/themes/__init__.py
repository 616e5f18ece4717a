"""Which themes there are, and which one a page is rendered with.

A theme is a folder below one of ``settings.THEMES_DIRS``: ``theme.toml``, ``static/``
and, for what it wants to look different, ``templates/``. What it does not have comes
from the base theme. Each site chooses its own, see `blog.models.Appearance`.
"""
