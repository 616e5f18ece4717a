"""Declare each processing activity once, as data, and derive everything else from it.

What this plugin promises to a reader of a site that uses it:

* what is disclosed next to a form is what is declared, and what is sent is what is
  declared;
* where consent is the legal basis, no byte leaves without it;
* a consent can be proved, seen and taken back by the person who gave it;
* what is stored is declared, and deleted when its retention says so.

The packages rest on each other in this order, lowest first: ``processing`` (plain
data), ``disclosure`` (the words), ``consent`` (the ledger), ``egress`` (the only door
to the network), ``rights`` (retention, export, erasure). Optional features (comments,
akismet) are apps of their own. This module exports the words of ``processing`` only,
and loads without Django.
"""

from privacy_plugin.processing import (
    N_,
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
    Keep,
    KeepWhile,
    Lasting,
    LegalObligation,
    LegitimateInterest,
    NotPersonal,
    NotStored,
    PersonalData,
    Phrase,
    ProcessingActivity,
    Purpose,
    Recipient,
    Role,
    Source,
    StorageKind,
    Transfer,
    register,
)

__all__ = [
    "N_",
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
    "Keep",
    "KeepWhile",
    "Lasting",
    "LegalObligation",
    "LegitimateInterest",
    "NotPersonal",
    "NotStored",
    "PersonalData",
    "Phrase",
    "ProcessingActivity",
    "Purpose",
    "Recipient",
    "Role",
    "Source",
    "StorageKind",
    "Transfer",
    "register",
]
