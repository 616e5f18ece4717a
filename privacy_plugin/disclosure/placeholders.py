"""What a placeholder in an admin's text is filled with: facts, in words."""

from __future__ import annotations

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.duration import in_words
from privacy_plugin.disclosure.layers import country_name
from privacy_plugin.processing import HeldInMemory, Keep, ProcessingActivity


def values_for(
    activity: ProcessingActivity, controller: Controller, language: str
) -> dict[str, str]:
    """Return each placeholder the activity has a fact for, with that fact in words."""
    recipient = activity.recipient
    retention = controller.on_site(activity).retention
    values = {"controller": controller.name}
    if recipient is not None:
        values["recipient"] = recipient.name
        if recipient.transfer is not None:
            values["country"] = country_name(recipient.transfer.country, language)
    if isinstance(retention, Keep | HeldInMemory):
        values["period"] = in_words(retention.period, language)
    return values
