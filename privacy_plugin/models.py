"""The models of the core, imported where Django looks for them."""

from privacy_plugin.admin.models import ConsentCount
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord
from privacy_plugin.disclosure.models import (
    ControllerSettings,
    DisclosureVersion,
    PublishedText,
    RecordSnapshot,
)
from privacy_plugin.disclosure.site_facts.models import (
    OwnActivity,
    Processor,
    SiteFacts,
    StoredLog,
)
from privacy_plugin.disclosure.texts.approval import DisclosureTextApproval
from privacy_plugin.disclosure.texts.models import DisclosureText
from privacy_plugin.egress.models import Transmission
from privacy_plugin.rights.requests.models import RequestEvent, SubjectRequest

__all__ = [
    "ConsentCount",
    "ConsentEvent",
    "ConsentRecord",
    "ControllerSettings",
    "DisclosureText",
    "DisclosureTextApproval",
    "DisclosureVersion",
    "OwnActivity",
    "Processor",
    "PublishedText",
    "RecordSnapshot",
    "RequestEvent",
    "SiteFacts",
    "StoredLog",
    "SubjectRequest",
    "Transmission",
]
