"""Render a declaration as a disclosure: rows, periods, languages."""
