"""The copy of a message that the people responsible get by e-mail."""
