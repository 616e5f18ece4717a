"""Mail: how a message is written, what it may hold, and the one connection for many."""
