"""The models of subscriptions.

An address is stored in two tables only: in one until it is confirmed, in the other
until it is unsubscribed. Invariants are database constraints.
"""

from privacy_plugin.subscriptions.models.content import Extent, SubscriptionSettings
from privacy_plugin.subscriptions.models.mailing import (
    OPEN_STATES,
    TOO_MANY,
    Delivery,
    DeliveryQuerySet,
    DeliveryState,
    Mailing,
    MailingState,
)
from privacy_plugin.subscriptions.models.subscriber import (
    Frequency,
    Kind,
    PendingSubscription,
    SubscribedTopic,
    Subscriber,
    Subscription,
)
from privacy_plugin.subscriptions.models.suppression import Reason, Suppression

__all__ = [
    "OPEN_STATES",
    "TOO_MANY",
    "Delivery",
    "DeliveryQuerySet",
    "DeliveryState",
    "Extent",
    "Frequency",
    "Kind",
    "Mailing",
    "MailingState",
    "PendingSubscription",
    "Reason",
    "SubscribedTopic",
    "Subscriber",
    "Subscription",
    "SubscriptionSettings",
    "Suppression",
]
