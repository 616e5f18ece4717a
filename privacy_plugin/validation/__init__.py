"""Shared validation of untrusted text and URLs."""
