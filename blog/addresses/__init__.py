"""Slugs, the address of the site, and which pages belong to it."""
