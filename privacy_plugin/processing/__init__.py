"""Processing activities as plain data: what is done with whose data, why, and how long.

Imports nothing, not even Django, so that a declaration can be read, compared and hashed
anywhere. Source of the vocabulary: GDPR Art. 4, 6, 13 and 30; W3C Data Privacy
Vocabulary (DPV).
"""

from privacy_plugin.processing import (  # noqa: F401 - declare what the core keeps
    editors,
    own,
    subject_requests,
)
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
from privacy_plugin.processing.groups import ActivityGroup, StandardGroup
from privacy_plugin.processing.provenance import Provenance
from privacy_plugin.processing.recipient import (
    Company,
    DeviceStorage,
    Holder,
    Lasting,
    Outside,
    Recipient,
    StorageKind,
    Transfer,
)
from privacy_plugin.processing.record_texts import register_record_texts
from privacy_plugin.processing.registry import Family, Registry, register, registry
from privacy_plugin.processing.retention import (
    HeldInMemory,
    Keep,
    KeepOutside,
    KeepWhile,
    NotStored,
    Retention,
)
from privacy_plugin.processing.vocabulary import (
    N_,
    ActivityKey,
    Button,
    Category,
    Consent,
    Contract,
    DataCategory,
    DataSubject,
    DataSubjectCategory,
    LegalBasis,
    LegalObligation,
    LegitimateInterest,
    Phrase,
    Purpose,
    Role,
    Source,
)

__all__ = [
    "N_",
    "ActivityGroup",
    "ActivityKey",
    "Button",
    "Category",
    "Company",
    "Consent",
    "Contract",
    "DataCategory",
    "DataSubject",
    "DataSubjectCategory",
    "DeclarationError",
    "DeviceStorage",
    "DuplicateActivity",
    "Family",
    "HeldInMemory",
    "Holder",
    "InvalidDeclaration",
    "Keep",
    "KeepOutside",
    "KeepWhile",
    "Lasting",
    "LegalBasis",
    "LegalObligation",
    "LegitimateInterest",
    "NotPersonal",
    "NotStored",
    "Outside",
    "PersonalData",
    "Phrase",
    "ProcessingActivity",
    "Provenance",
    "Purpose",
    "Recipient",
    "Registry",
    "Retention",
    "Role",
    "Source",
    "StandardGroup",
    "StorageKind",
    "Transfer",
    "UnknownActivity",
    "register",
    "register_record_texts",
    "registry",
]
