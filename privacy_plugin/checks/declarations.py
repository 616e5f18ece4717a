"""Checks of declarations against the columns of the installed models."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import (
    CheckMessage,
    Error,
    Tags,
    Warning,  # noqa: A004 - Django's name
    register,
)
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.disclosure.sources import find_outdated_sources
from privacy_plugin.processing import registry
from privacy_plugin.rights.columns import (
    holds_editors_only,
    leads_to,
    personal_models,
    resolve,
    subject_lookup,
    undeclared,
)
from privacy_plugin.rights.errors import UnknownColumn


@register(Tags.models)
def check_declared_columns(**_kwargs: Any) -> list[CheckMessage]:
    """Report a declared column that is not there (E020), or the reverse (E021)."""
    errors: list[CheckMessage] = []
    for activity in registry:
        for label in activity.stored_columns:
            try:
                resolve(label)
            except UnknownColumn as error:
                errors.append(Error(f"{activity.key}: {error}.", id="privacy.E020"))
    if errors:
        return errors
    return [
        Error(
            f"Nobody says whether {label} holds personal data.",
            hint="Declare it in a ProcessingActivity (stored_as), or list it in a "
            "NotPersonal, in the app's processing.py.",
            id="privacy.E021",
        )
        for label in undeclared()
    ]


@register(Tags.models)
def check_subject_lookups(**_kwargs: Any) -> list[CheckMessage]:
    """Report a model whose rows cannot be traced to their person: E022."""
    try:
        models = personal_models()
    except UnknownColumn:
        return []
    return [
        Error(
            f"{model._meta.label} stores personal data, but does not say how a row "
            "leads to its subject key; nobody could export or erase it.",
            hint="Set privacy_subject on the model, for example 'subject_key'.",
            id="privacy.E022",
        )
        for model in models
        if not subject_lookup(model) and not holds_editors_only(model)
    ]


@register(Tags.models)
def check_site_lookups(**_kwargs: Any) -> list[CheckMessage]:
    """Report a lookup from a row to its site that leads to no site: E036."""
    return [
        Error(
            f"{model._meta.label} says by {lookup!r} which site a row belongs "
            "to, but that leads to no site; a shorter retention could not be kept.",
            hint="Name in privacy_site the foreign keys to wagtailcore.Site, for "
            "example 'site' or 'discussion__site'.",
            id="privacy.E036",
        )
        for model in apps.get_models()
        if (lookup := getattr(model, "privacy_site", ""))
        and leads_to(model, lookup) is not Site
    ]


@register
def check_sources(**_kwargs: Any) -> list[CheckMessage]:
    """Report facts about recipients that nobody has looked up for a year: W020."""
    outdated = find_outdated_sources(on=timezone.now().date())
    if not outdated:
        return []
    names = ", ".join(dict.fromkeys(source.recipient for source in outdated))
    return [
        Warning(
            f"What is said about {names} was looked up more than a year ago.",
            hint="Upgrade, or compare the declaration with its sources and set as_of.",
            id="privacy.W020",
        )
    ]
