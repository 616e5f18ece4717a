"""What can go wrong when data is to leave.

EgressError
├── EgressRefused          the gateway or the transport said no: nothing left
│   └── ConsentMissing     because the person has not agreed, or not any more
└── PermitSpent            a permit was used a second time

A refusal is never an outage: it must not be retried. No message holds a value, a key
or an address; it names the declaration that would allow what was refused.
"""


class EgressError(Exception):
    """Stand for everything that can go wrong when data is to leave."""


class EgressRefused(EgressError):
    """Say that nothing left, because no declaration allows it."""


class ConsentMissing(EgressRefused):
    """Say that nothing left, because the person has not agreed."""


class PermitSpent(EgressRefused):
    """Say that a permit covers one sending, and it has been used."""
