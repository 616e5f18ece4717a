"""Tables of a site that has been busy for years; run by hand or by the benchmark.

python -m tests.bench.large 100000   fills the database that DATABASE_URL names
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import django
from django.utils import timezone

ACTIVITY = "comments.spam_check"
BATCH = 2000
PLACES = 20
TEXT = "I read this *twice* and still wonder, who decides what is shown to me? No. {}"


def main() -> None:
    """Migrate and fill the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    django.setup()
    call_command = import_module("django.core.management").call_command
    call_command("migrate", verbosity=0)
    import_module("tests.bench.content").somebody_responsible()
    fill(int(sys.argv[1]))


def fill(count: int) -> None:
    """Store so many comments, subscribers and mails, and what belongs to each."""
    add_comments(count)
    add_subscribers(count)


def batches(count: int) -> Iterator[range]:
    """Yield the numbers below `count`, some at a time."""
    for start in range(0, count, BATCH):
        yield range(start, min(count, start + BATCH))


def add_comments(count: int) -> None:
    """Store comments, each checked with consent; every other one waits."""
    save_version = import_module("privacy_plugin.disclosure.notice").save_version
    disclose = import_module("tests.support.factories.disclosures").disclose
    version = save_version(disclose(ACTIVITY, language="en"))
    discussions = _discussions()
    for numbers in batches(count):
        comments = _comments(numbers, discussions)
        _add_consents(comments, version)
        _add_transmissions(comments)


def _discussions() -> list[Any]:
    models = import_module("privacy_plugin.comments.models")
    factories = import_module("tests.support.factories")
    posts = [factories.post(title=f"Busy post {number}") for number in range(PLACES)]
    return [
        models.Discussion.objects.create(
            target_type="wagtailcore.page", target_id=str(post.pk), site=post.get_site()
        )
        for post in posts
    ]


def _comments(numbers: range, discussions: list[Any]) -> list[Any]:
    models = import_module("privacy_plugin.comments.models")
    new_subject_key = import_module("privacy_plugin.consent.subject").new_subject_key
    render = import_module("privacy_plugin.comments.text.markdown").render
    now = timezone.now()
    comments = models.Comment.objects.bulk_create(
        models.Comment(
            discussion=discussions[number % PLACES],
            state="approved" if number % 2 else "pending",
            name=f"Reader {number % 97}",
            text=TEXT.format(number),
            html=render(TEXT.format(number)),
            subject_key=new_subject_key(),
            language="en",
            submitted_at=now - timedelta(minutes=number),
        )
        for number in numbers
    )
    models.SpamCheck.objects.bulk_create(
        models.SpamCheck(comment=comment, state="ham", checked_at=now)
        for comment in comments
    )
    models.ModerationEvent.objects.bulk_create(
        models.ModerationEvent(comment=comment, type="submitted", at=now)
        for comment in comments
    )
    return list(comments)


def _add_consents(comments: list[Any], version: Any) -> None:
    consent = import_module("privacy_plugin.consent.models")
    records = consent.ConsentRecord.objects.bulk_create(
        consent.ConsentRecord(
            subject_key=comment.subject_key,
            activity=ACTIVITY,
            version=version,
            created_at=comment.submitted_at,
        )
        for comment in comments
    )
    consent.ConsentEvent.objects.bulk_create(_given(record) for record in records)


def _add_transmissions(comments: list[Any]) -> None:
    egress = import_module("privacy_plugin.egress.models")
    egress.Transmission.objects.bulk_create(
        egress.Transmission(
            activity=ACTIVITY,
            recipient="Automattic Inc.",
            subject_key=comment.subject_key,
            field_names=["comment_content", "user_ip"],
            outcome="answered",
            begun_at=comment.submitted_at,
            ended_at=comment.submitted_at,
        )
        for comment in comments
    )


def _given(record: Any) -> Any:
    consent = import_module("privacy_plugin.consent.models")
    ledger = import_module("privacy_plugin.consent.ledger")
    until = record.created_at + timedelta(days=730)
    event = consent.ConsentEvent(
        record=record,
        state="given",
        at=record.created_at,
        method="form:comment",
        valid_until=until,
        ended_at=until,
    )
    event.hash = ledger._hash(event)
    return event


def add_subscribers(count: int) -> None:
    """Store subscribers, their consents, and one mail to each."""
    models = import_module("privacy_plugin.subscriptions.models")
    factories = import_module("tests.support.factories")
    now = timezone.now()
    factories.many_subscribers(count, at=now)
    mailing = models.Mailing.objects.create(
        kind="posts",
        source="wagtailcore.page:1",
        site=factories.index().get_site(),
        title="Everything is new",
        url="https://blog.example/new/",
        created_at=now,
        state="done",
        ended_at=now,
    )
    subscriptions = models.Subscription.objects.order_by("pk").iterator(BATCH)
    rows = (
        models.Delivery(
            mailing=mailing,
            subscriber_id=subscription.subscriber_id,
            subscription=subscription,
            state="sent",
            ended_at=now,
        )
        for subscription in subscriptions
    )
    models.Delivery.objects.bulk_create(rows, batch_size=BATCH)


if __name__ == "__main__":
    main()
