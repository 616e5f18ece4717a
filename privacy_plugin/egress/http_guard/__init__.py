"""What watches an outgoing request: its fields, its time, its connection, its log."""
