"""What can go wrong with a file that should be a picture."""


class UnreadableImage(ValueError):
    """Say that a file is no picture of a format whose metadata can be taken out."""
