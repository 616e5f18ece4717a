"""Disclosure texts by admins: stored, validated, previewed, approved, published."""
