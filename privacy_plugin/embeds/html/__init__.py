"""Untrusted HTML: parsed once, sanitised, searched for external resources."""
