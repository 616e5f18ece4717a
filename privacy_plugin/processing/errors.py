"""Errors in declarations.

DeclarationError
├── InvalidDeclaration     a value or combination that the law or the code forbids
├── DuplicateActivity      the same key declared twice
└── UnknownActivity        a key that is not declared, or whose switch is off
"""


class DeclarationError(Exception):
    """Base of the errors in declarations."""


class InvalidDeclaration(DeclarationError):
    pass


class DuplicateActivity(DeclarationError):
    pass


class UnknownActivity(DeclarationError, LookupError):
    pass
