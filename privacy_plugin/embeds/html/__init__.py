"""Foreign HTML: parsed once, made inert, searched for what it would load."""
