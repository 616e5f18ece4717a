"""Stand-ins for Akismet and for the providers of embeds, on this machine.

They need neither Django nor pytest, listen on loopback and never call anybody.
"""
