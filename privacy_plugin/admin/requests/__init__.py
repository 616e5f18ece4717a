"""The desk where privacy officers answer requests of people for their data."""
