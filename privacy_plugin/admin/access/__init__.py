"""Permissions per site."""
