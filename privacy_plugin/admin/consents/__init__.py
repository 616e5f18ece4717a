"""Totals and rates of consents."""
