"""Find what the content of a site would load from other hosts."""
