"""Disclosure texts in Wagtail's admin, with permissions per site."""
