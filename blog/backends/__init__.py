"""Cache, storage and database file."""
