"""What is wrong with providers, finders and content, reported at start-up."""
