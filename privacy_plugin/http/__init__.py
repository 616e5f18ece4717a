"""What comes in with a request, before any feature reads it."""
