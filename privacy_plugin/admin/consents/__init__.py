"""Numbers of consents: totals and rates."""
