"""Who provides embeds: what is known of each, and what follows from it."""
