"""Outgoing mail: message format, content checks, and a reusable SMTP connection."""
