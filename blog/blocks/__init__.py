"""The blocks a text is made of."""
