"""Which rows have changed: triggers, and the question whether an answer is current."""
