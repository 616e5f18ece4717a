"""The columns of subscriptions that hold nothing about a person."""

from __future__ import annotations

from privacy_plugin import NotPersonal, register

_APP = "privacy_subscriptions"

register(
    NotPersonal(
        model=f"{_APP}.PendingSubscription",
        fields=(
            "id",
            "subscriber",
            "claimed_at",
            "due_at",
            "tries",
            "transmission",
            "mailed_at",
            "site",
        ),
    )
)
register(NotPersonal(model=f"{_APP}.Subscriber", fields=("id", "site")))
register(
    NotPersonal(
        model=f"{_APP}.Subscription", fields=("id", "subscriber", "key", "version")
    )
)
register(NotPersonal(model=f"{_APP}.SubscribedTopic", fields=("id", "subscription")))
register(
    NotPersonal(
        model=f"{_APP}.Mailing",
        fields=(
            "id", "kind", "source", "target", "answers", "site", "language", "title",
            "url", "created_at", "state", "reason", "prepared_to", "recipient_count",
            "ended_at",
        ),
    )
)  # fmt: skip
register(
    NotPersonal(
        model=f"{_APP}.Delivery",
        fields=(
            "id",
            "mailing",
            "subscriber",
            "subscription",
            "is_digest",
            "due_at",
            "claimed_at",
            "tries",
            "detail",
            "transmission",
        ),
    )
)
register(NotPersonal(model=f"{_APP}.Suppression", fields=("id", "created_at", "site")))
register(
    NotPersonal(model=f"{_APP}.SubscriptionSettings", fields=("id", "site", "extent"))
)
