"""Processing activities as plain data: what is done with whose data, why, and how long.

Rests on nothing, not even Django, so that a declaration can be read, compared and
hashed anywhere. Source of the vocabulary: GDPR Art. 4, 6, 13 and 30; W3C Data Privacy
Vocabulary (DPV).
"""

from privacy_plugin.processing import own  # noqa: F401 - declares what the core keeps
from privacy_plugin.processing.activity import (
    NotPersonal,
    PersonalData,
    ProcessingActivity,
)
from privacy_plugin.processing.errors import (
    DeclarationError,
    DuplicateActivity,
    InvalidDeclaration,
    UnknownActivity,
)
from privacy_plugin.processing.registry import Registry, register, registry
from privacy_plugin.processing.retention import (
    HeldInMemory,
    Keep,
    KeepWhile,
    NotStored,
    Retention,
)
from privacy_plugin.processing.vocabulary import (
    ActivityKey,
    Category,
    Consent,
    Contract,
    DataSubject,
    LegalBasis,
    LegalObligation,
    LegitimateInterest,
    Purpose,
    Recipient,
    Role,
    Source,
    Transfer,
    _,
)

__all__ = [
    "ActivityKey",
    "Category",
    "Consent",
    "Contract",
    "DataSubject",
    "DeclarationError",
    "DuplicateActivity",
    "HeldInMemory",
    "InvalidDeclaration",
    "Keep",
    "KeepWhile",
    "LegalBasis",
    "LegalObligation",
    "LegitimateInterest",
    "NotPersonal",
    "NotStored",
    "PersonalData",
    "ProcessingActivity",
    "Purpose",
    "Recipient",
    "Registry",
    "Retention",
    "Role",
    "Source",
    "Transfer",
    "UnknownActivity",
    "_",
    "register",
    "registry",
]
