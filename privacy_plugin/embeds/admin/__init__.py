"""Embed providers in Wagtail's admin."""
