"""What can be wrong with a declaration.

DeclarationError
├── InvalidDeclaration     a value or a combination that the law or the code forbids
├── DuplicateActivity      the same key declared twice
└── UnknownActivity        a key nobody declared, or whose switch is off
"""


class DeclarationError(Exception):
    """Stand for everything that can be wrong with a declaration."""


class InvalidDeclaration(DeclarationError):
    """Say which declaration cannot be written, and why."""


class DuplicateActivity(DeclarationError):
    """Say that a key has been declared before."""


class UnknownActivity(DeclarationError, LookupError):
    """Say that no activity in force has this key."""
