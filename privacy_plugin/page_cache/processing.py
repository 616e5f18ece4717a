"""The page cache stores nothing about people: keys, numbers, addresses of pages."""

from __future__ import annotations

from privacy_plugin.processing.factories import register_not_personal

register_not_personal(
    "privacy_page_cache",
    Change="id key value at",
    SharedAddress="id url page_id is_gone",
    LastPurge="id stamp at",
)
