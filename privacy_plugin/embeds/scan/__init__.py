"""Scan a site's content for external resources."""
