"""Errors when somebody exercises a right.

RightsError
├── UnknownColumn      a declared column does not exist or leads to no person
├── PurgeIncomplete    something could not be deleted (in ``retention``)
├── NobodyFound        nothing is stored under this link or address
├── ProofMissing       nobody has shown that the data is theirs: Art. 12(6) GDPR
└── RequestClosed      a request is closed, or the link in its mail was used
"""


class RightsError(Exception):
    """Base of the errors when somebody exercises a right."""


class UnknownColumn(RightsError):
    pass


class NobodyFound(RightsError):
    pass


class ProofMissing(RightsError):
    pass


class RequestClosed(RightsError):
    pass
