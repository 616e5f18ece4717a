"""Uploaded pictures and documents: limits, metadata, sizes."""
