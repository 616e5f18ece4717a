"""Protection of incoming requests: client IP, rate limit, CSRF, body size."""
