"""Promise 6: what you agreed to can be proved, word for word; you have a receipt."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.db import DatabaseError, transaction

from privacy_plugin.akismet.processing import SPAM_CHECK, SPAM_RECHECK
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.processing import registry
from tests.support import factories
from tests.support.reader import Page, box_of, words_of


def open_details(reader, post) -> str:
    """Return the words beside the form and on the page of all its details."""
    return f"{reader.open(post.url).words} {reader.open_details(post.url).words}"


def shown_on_the_receipt(page: Page) -> list[str]:
    """Return what the receipt says was shown, one by one."""
    part = page.one("section[@class='receipt__entry']")
    shown = [words_of(row) for row in part.iterfind(".//dd")]
    shown += [words_of(one) for one in part.iterfind(".//details/p")]
    assert len(shown) > 15
    return [one for row in shown for one in row.split(", ")]


def canonical(value: object) -> bytes:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def test_the_receipt_shows_the_very_words_that_were_shown(reader, post, server):
    shown = open_details(reader, post)
    reader.write(post.url, "A word", tick=[SPAM_CHECK])

    receipt = reader.open(reader.mine().link("Receipt"))

    assert [one for one in shown_on_the_receipt(receipt) if one not in shown] == []


def test_the_words_stay_when_the_site_says_something_else(
    reader, post, server, settings
):
    reader.write(post.url, "A word", tick=[SPAM_CHECK])
    address = reader.mine().link("Receipt")
    before = shown_on_the_receipt(reader.open(address))
    settings.PRIVACY_AKISMET_SEND_USER_AGENT = True

    after = shown_on_the_receipt(reader.open(address))

    assert after == before
    assert "Browser identification" in open_details(reader, post)
    assert not any("Browser identification" in one for one in after)


def test_what_was_shown_in_german_is_proved_in_german(reader, post, server):
    german = factories.german_post(post)
    reader.write(german.url, "Ein Wort", tick=[SPAM_CHECK])

    version = ConsentRecord.objects.get().version
    assert version.language == "de"
    assert (
        version.document["question"] != registry.get(SPAM_CHECK).legal_basis.statement
    )


def test_the_fingerprint_is_that_of_the_words(reader, post, server):
    shown = reader.open(post.url).comment_form.boxes[box_of(SPAM_CHECK)]
    reader.write(post.url, "A word", tick=[SPAM_CHECK])

    version = DisclosureVersion.objects.get(activity=SPAM_CHECK)
    by_hand = hashlib.sha256(
        canonical({"facts": version.facts, "document": version.document})
    ).hexdigest()
    assert by_hand == version.digest == shown
    assert version.digest in reader.open(reader.mine().link("Receipt")).words


def test_each_decision_is_on_the_receipt_with_its_time(reader, post, server, clock):
    reader.write(post.url, "A word", tick=[SPAM_CHECK])
    given_at = clock.now
    clock.tick(hours=3)
    reader.press(reader.mine(), "Withdraw consent")

    receipt = reader.open(reader.mine().link("Receipt"))

    states = [item.get("data-state") for item in receipt.all("li[@data-state]")]
    times = [
        item.find(".//time").get("datetime") for item in receipt.all("li[@data-state]")
    ]
    assert states == ["given", "withdrawn"]
    assert [factories.moment(text) for text in times] == [given_at, clock.now]


def test_the_receipt_is_also_data(reader, post, server):
    reader.write(post.url, "A word", tick=[SPAM_CHECK, SPAM_RECHECK])
    address = reader.mine().link("Receipt")

    link = reader.open(address).link("Keep it as data")
    answer = reader.client.get(link)

    document = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/ld+json"
    records = document["dpv:hasConsentRecord"]
    assert [r["dpv:hasProcess"]["dct:identifier"] for r in records] == [
        SPAM_CHECK,
        SPAM_RECHECK,
    ]
    assert {r["dpv:hasNotice"]["dct:identifier"] for r in records} == set(
        DisclosureVersion.objects.values_list("digest", flat=True)
    )


def test_the_receipt_lists_what_was_sent_and_never_a_value(reader, post, server, work):
    reader.write(post.url, "A word of mine", name="Ada L.", tick=[SPAM_CHECK])
    work()

    receipt = reader.open(reader.mine().link("Receipt"))

    sent = server.log.of("comment-check")[0].names
    names = {words_of(code) for code in receipt.all("span[@class='receipt__fields']/*")}
    assert names == sent
    assert "A word of mine" not in receipt.words
    assert "Ada L." not in receipt.words


def test_who_agreed_to_nothing_has_a_receipt_of_that(reader, post, server):
    reader.write(post.url, "A word")

    receipt = reader.open(reader.mine().link("Receipt"))

    assert "You agreed to nothing" in receipt.words
    assert "Nothing was sent" in receipt.words


def test_the_receipt_outlives_the_comment(reader, post, server):
    reader.write(post.url, "A word", tick=[SPAM_CHECK])
    address = reader.mine().link("Receipt")
    reader.press(reader.mine(), "Yes, delete it")

    assert "withdrawn" in reader.open(address).words


@pytest.mark.parametrize("model", [ConsentRecord, ConsentEvent, DisclosureVersion])
def test_nobody_can_rewrite_the_proof(reader, post, server, model):
    reader.write(post.url, "A word", tick=[SPAM_CHECK])
    before = list(model.objects.values())
    column = "state" if model is ConsentEvent else "activity"

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**{column: "withdrawn"})

    assert list(model.objects.values()) == before


@pytest.mark.parametrize("model", [ConsentEvent, DisclosureVersion])
def test_nobody_can_delete_the_proof(reader, post, server, model):
    reader.write(post.url, "A word", tick=[SPAM_CHECK])

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete(model.objects.db)

    assert model.objects.exists()
