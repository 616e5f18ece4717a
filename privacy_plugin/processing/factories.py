"""Shortcuts for declarations that many activities share."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from privacy_plugin.processing.activity import (
    NotPersonal,
    PersonalData,
    ProcessingActivity,
)
from privacy_plugin.processing.groups import ActivityGroup
from privacy_plugin.processing.registry import register
from privacy_plugin.processing.retention import HeldInMemory
from privacy_plugin.processing.vocabulary import (
    N_,
    ActivityKey,
    Category,
    DataSubject,
    LegitimateInterest,
    Purpose,
    Source,
)

entered_data = partial(PersonalData, source=Source.ENTERED)
site_data = partial(PersonalData, source=Source.SITE)
page_language_data = partial(
    site_data, Category.LANGUAGE, label=N_("Language of the page")
)
private_link_data = partial(
    site_data,
    Category.IDENTIFIER,
    label=N_("Random number that makes your private link work"),
)


def register_not_personal(app_label: str, **columns: str) -> None:
    """List, by model, the columns that hold nothing about a person, apart by spaces."""
    for model, names in columns.items():
        register(NotPersonal(model=f"{app_label}.{model}", fields=(*names.split(),)))


def register_rate_limit(  # noqa: PLR0913 - each is a fact the reader is told
    key: ActivityKey,
    *,
    title: str,
    lead: str,
    explanation: str,
    purpose: str,
    data_subject: DataSubject,
    measured_time: str,
    reason: str,
    period: timedelta,
    group: ActivityGroup | None = None,
) -> None:
    """Declare that requests from one connection are counted for a while.

    All words are message ids. `measured_time` says which moment is looked at.
    """
    address = N_("IP address, scrambled beyond reading and used only to count")
    register(
        ProcessingActivity(
            key=key,
            group=group,
            title=title,
            lead=lead,
            explanation=explanation,
            purpose=Purpose(purpose, broader="dpv:EnforceSecurity"),
            data_subjects=(data_subject,),
            data=(
                PersonalData(Category.IP_ADDRESS, source=Source.BROWSER, label=address),
                site_data(Category.TIME, label=measured_time),
            ),
            legal_basis=LegitimateInterest(reason),
            retention=HeldInMemory(period),
            erasure=N_("It vanishes by itself; nothing of it is stored."),
        )
    )
