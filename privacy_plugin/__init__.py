"""Declare each processing activity once, as data, and derive everything else from it.

What this plugin promises to readers of a site that uses it:

* what is disclosed next to a form is what is declared, and so is what is sent;
* where consent is the legal basis, nothing is sent without it;
* people can see, prove and withdraw their consents;
* what is stored is declared, and deleted at the end of its retention.

The core builds up in this order: ``processing`` (declarations), ``disclosure`` (texts
and facts), ``consent`` (the ledger), ``egress`` (the only way out), ``rights``
(retention, export, erasure). Features such as comments are apps of their own. This
module exports the vocabulary of ``processing`` only, and loads without Django.
"""

from privacy_plugin.processing import (
    N_,
    ActivityGroup,
    ActivityKey,
    Button,
    Category,
    Company,
    Consent,
    Contract,
    DataCategory,
    DataSubject,
    DataSubjectCategory,
    DeviceStorage,
    HeldInMemory,
    Holder,
    Keep,
    KeepOutside,
    KeepWhile,
    Lasting,
    LegalObligation,
    LegitimateInterest,
    NotPersonal,
    NotStored,
    Outside,
    PersonalData,
    Phrase,
    ProcessingActivity,
    Provenance,
    Purpose,
    Recipient,
    Role,
    Source,
    StandardGroup,
    StorageKind,
    Transfer,
    register,
    register_record_texts,
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
    "DeviceStorage",
    "HeldInMemory",
    "Holder",
    "Keep",
    "KeepOutside",
    "KeepWhile",
    "Lasting",
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
    "Role",
    "Source",
    "StandardGroup",
    "StorageKind",
    "Transfer",
    "register",
    "register_record_texts",
]
