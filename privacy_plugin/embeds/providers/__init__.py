"""Embed providers as data, and the activities derived from them."""
