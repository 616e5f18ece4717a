"""Whatever admins edit later, I can see the exact text I agreed to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from wagtail.models import Revision

from blog.models import PostPage
from privacy_plugin.consent import ledger
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.texts.models import ChangeType, DisclosureText
from tests.support.clock import Clock
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose
from tests.support.reader import Reader, box_of, words_of

KEY = "comments.spam_check"

pytestmark = pytest.mark.usefixtures("server")


class Diary:
    """Hold what each reader saw beside the box when they ticked it."""

    def __init__(self, post: PostPage, clock: Clock) -> None:
        self.post = post
        self.clock = clock
        self.seen: list[tuple[ConsentRecord, str, str]] = []

    def agree(self) -> ConsentRecord:
        """Let a new reader tick the box, and write down what stood beside it."""
        reader = Reader(self.clock)
        page = reader.open(self.post.url)
        digest = page.comment_form.boxes[box_of(KEY)]
        section = page.one(f"section[@data-activity='{KEY}']")
        details = reader.open_details(self.post.url)
        self.clock.tick(minutes=11)
        reader.write(self.post.url, f"Comment {len(self.seen)}", tick=[KEY])
        record = ConsentRecord.objects.filter(activity=KEY).latest("created_at")
        self.seen.append((record, digest, f"{words_of(section)} {details.words}"))
        return record

    def check(self) -> None:
        """Compare each consent in the ledger with what its reader saw."""
        for record, digest, seen in self.seen:
            record.refresh_from_db()
            document = record.version.document
            shown = [document["title"], *document.get("words", {}).values()]
            rows = [*document["first_layer"], *document["second_layer"]]
            shown += [row["text"] for row in rows]
            assert record.version.digest == digest
            assert ledger.is_intact(record)
            for words in ", ".join(shown).split(", "):
                assert " ".join(words.split()) in seen


def counting(diary: Diary) -> list[bool]:
    """Say of each consent whether it still counts."""
    return [
        ledger.permits(SubjectKey(record.subject_key), KEY, at=diary.clock.now)
        for record, _digest, _seen in diary.seen
    ]


def publish_what_is_due(text: DisclosureText, clock: Clock) -> None:
    """Let the time of a scheduled text come."""
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = (clock.now - timedelta(minutes=1)).isoformat()
    revision.approved_go_live_at = clock.now - timedelta(minutes=1)
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    text.refresh_from_db()


def test_each_consent_keeps_its_text(post: PostPage, clock: Clock):
    diary = Diary(post, clock)
    diary.agree()

    text = texts.published(KEY, title="A robot reads along", lead="Only if you like.")
    first = text.live_revision
    diary.agree()
    texts.republish(text, title="A robot far away reads along")
    diary.agree()
    assert counting(diary) == [True, True, True]

    texts.republish(text, title="It means more now", change=ChangeType.MATERIAL)
    diary.agree()
    assert counting(diary) == [False, False, False, True]

    later = clock.now + timedelta(days=1)
    texts.republish(text, title="At last", go_live_at=later, change=ChangeType.WORDING)
    diary.agree()
    publish_what_is_due(text, clock)
    assert disclose(KEY).title == "At last"
    diary.agree()

    first.publish()
    assert disclose(KEY).title == "A robot reads along"
    diary.agree()
    text.refresh_from_db()
    text.unpublish()
    diary.agree()
    call_command("purge_revisions", "--days=0", verbosity=0)

    diary.check()
    assert counting(diary) == [False, False, False, True, True, True, True, True]
    titles = [record.version.document["title"] for record, _d, _s in diary.seen]
    assert titles == [
        "Spam check by Akismet", "A robot reads along", "A robot far away reads along",
        "It means more now", "It means more now", "At last", "A robot reads along",
        "Spam check by Akismet",
    ]  # fmt: skip
