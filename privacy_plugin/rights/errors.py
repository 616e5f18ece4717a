"""What can go wrong when somebody exercises a right.

RightsError
├── UnknownColumn      a declaration names a column that does not exist
├── PurgeIncomplete    something could not be deleted (in ``retention``)
└── NobodyFound        nothing is stored under this link or address
"""


class RightsError(Exception):
    """Stand for everything that can go wrong when a right is exercised."""


class UnknownColumn(RightsError):
    """Say which declared column does not exist, or cannot be traced to a person."""


class NobodyFound(RightsError):
    """Say that nothing is stored under this link or address."""
