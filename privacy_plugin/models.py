"""The core's tables, gathered where Django looks for them."""

from privacy_plugin.consent.models import ConsentEvent, ConsentRecord
from privacy_plugin.disclosure.models import (
    ControllerSettings,
    DisclosureVersion,
    KeptRecord,
    PublishedText,
)
from privacy_plugin.disclosure.texts import DisclosureText
from privacy_plugin.egress.models import Transmission

__all__ = [
    "ConsentEvent",
    "ConsentRecord",
    "ControllerSettings",
    "DisclosureText",
    "DisclosureVersion",
    "KeptRecord",
    "PublishedText",
    "Transmission",
]
