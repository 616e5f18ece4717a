"""Values for the placeholders in an admin's text, taken from the facts."""

from __future__ import annotations

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.duration import format_duration
from privacy_plugin.disclosure.render.places import get_country_name
from privacy_plugin.processing import HeldInMemory, Keep, ProcessingActivity


def get_placeholder_values(
    activity: ProcessingActivity, controller: Controller, language: str
) -> dict[str, str]:
    """Return each placeholder the activity has a fact for, with that fact in words."""
    recipient = activity.recipient
    retention = controller.with_overrides(activity).retention
    values = {"controller": controller.name}
    if recipient is not None:
        values["recipient"] = recipient.name
        if recipient.transfer is not None:
            values["country"] = get_country_name(recipient.transfer.country, language)
    if isinstance(retention, Keep | HeldInMemory):
        values["period"] = format_duration(retention.period, language)
    return values
