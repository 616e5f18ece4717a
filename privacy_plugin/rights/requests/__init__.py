"""Requests of people for their data: deadlines, proof of identity, history."""
