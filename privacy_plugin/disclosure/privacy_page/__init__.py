"""The page ``/privacy/`` as a value, from which HTML and JSON are made."""
