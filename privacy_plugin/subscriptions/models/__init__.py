"""The tables of subscriptions: who asked, who confirmed, what was sent to whom.

An address stands in two tables only: in one until it is confirmed, in the other until
its owner leaves. Whatever must be true stands in a constraint.
"""

from privacy_plugin.subscriptions.models.content import Extent, SubscriptionSettings
from privacy_plugin.subscriptions.models.mailing import (
    OPEN_STATES,
    Delivery,
    DeliveryQuerySet,
    DeliveryState,
    Mailing,
    MailingState,
)
from privacy_plugin.subscriptions.models.subscriber import (
    Enrolment,
    Frequency,
    Kind,
    SubscribedTopic,
    Subscriber,
    Subscription,
)
from privacy_plugin.subscriptions.models.suppression import Reason, Suppression

__all__ = [
    "OPEN_STATES",
    "Delivery",
    "DeliveryQuerySet",
    "DeliveryState",
    "Enrolment",
    "Extent",
    "Frequency",
    "Kind",
    "Mailing",
    "MailingState",
    "Reason",
    "SubscribedTopic",
    "Subscriber",
    "Subscription",
    "SubscriptionSettings",
    "Suppression",
]
