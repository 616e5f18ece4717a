"""Template tags of embeds."""
