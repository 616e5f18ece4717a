"""System checks of providers, finders and content."""
