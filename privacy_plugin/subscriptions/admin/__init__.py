"""Subscriptions in Wagtail's admin, with masked addresses."""
