"""Embedded items: indexed, looked up by oEmbed, rendered as links."""
