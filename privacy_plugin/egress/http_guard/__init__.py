"""Checks of outgoing requests: fields, deadline, connections, logging."""
