"""The frame of a gate: it loads one provider, for who asked, and nobody else ever."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from privacy_plugin.consent.models import ConsentEvent, ConsentRecord
from privacy_plugin.embeds.gates.token import GateName, sign
from privacy_plugin.embeds.models import EmbeddedItem, LoadCount
from tests.gates.conftest import FILM_COOKIE, is_loaded, press
from tests.support import factories
from tests.support.factories.disclosures import disclose
from tests.support.samples.embeds import (
    FILM,
    FILM_URL,
    PROVIDERS,
    embed_block,
    page_with,
)

TOOT_COOKIE = "always.embeds.toot~toots.example"
OTHER_ORIGIN = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}


def policy_of(response) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def test_once_loads_it_and_leaves_nothing_behind(browser, gates):
    shown = press(browser, gates[0], "once")

    assert is_loaded(shown)
    assert (
        'src="https://player.film.example/embed/f1lm?dnt=1"' in shown.content.decode()
    )
    assert not browser.cookies
    assert not ConsentRecord.objects.exists()
    assert not LoadCount.objects.exists()


def test_the_frame_admits_the_declared_host_and_no_other(browser, gates):
    film, toot = (policy_of(press(browser, gate, "once")) for gate in gates)

    assert film["frame-src"] == "https://player.film.example"
    assert toot["frame-src"] == "https://toots.example"
    for policy in (film, toot):
        assert policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == "'self'"


def test_the_frame_is_kept_nowhere_and_tells_the_origin_only(browser, gates):
    shown = press(browser, gates[0], "once")

    assert shown["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "no-store" in shown["Cache-Control"]
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert shown["X-Robots-Tag"] == "noindex"


def test_the_question_admits_nobody(browser, gates):
    shown = browser.get(gates[0][0])

    assert not is_loaded(shown)
    assert policy_of(shown)["frame-src"] == "'none'"
    assert "Nothing has been loaded from Film House" in shown.content.decode()


def test_always_is_recorded_and_remembered(browser, gates):
    shown = press(browser, gates[0], "always")

    assert is_loaded(shown)
    assert "Always loaded from Film House" in shown.content.decode()
    record = ConsentRecord.objects.get()
    assert record.activity == "embeds.film"
    assert record.version.digest == gates[0][1]
    assert record.events.get().method == "button:always"
    cookie = browser.cookies[FILM_COOKIE]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == timedelta(days=182).total_seconds()
    assert is_loaded(browser.get(gates[0][0]))


def test_always_holds_for_one_provider_and_one_host(browser, gates):
    press(browser, gates[1], "always")

    assert ConsentRecord.objects.get().activity == "embeds.toot@toots.example"
    assert TOOT_COOKIE in browser.cookies
    assert is_loaded(browser.get(gates[1][0]))
    assert not is_loaded(browser.get(gates[0][0]))


def test_a_link_to_the_frame_loads_nothing(browser, gates):
    press(browser, gates[0], "always")
    stranger = Client(headers={"Sec-Fetch-Site": "cross-site"})
    stranger.cookies = browser.cookies

    for headers in (
        {},
        {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "none"},
    ):
        shown = stranger.get(gates[0][0], headers=headers)
        assert not is_loaded(shown), headers


def test_a_referrer_that_is_no_address_loads_nothing(gates):
    reader = Client(headers={"Referer": "http://[toots.example/"})

    assert not is_loaded(reader.get(gates[0][0]))


def test_another_site_cannot_press_the_button(gates):
    shown = press(Client(), gates[0], "always", **OTHER_ORIGIN)

    assert shown.status_code == 403
    assert not is_loaded(shown)
    assert not shown.cookies
    assert not ConsentRecord.objects.exists()
    assert 'class="embed-frame"' in shown.content.decode()


def test_a_browser_that_tells_no_origin_is_asked_once_more(gates):
    shown = press(Client(), gates[0], "once")

    assert not is_loaded(shown)
    page = shown.content.decode()
    assert "Please press once more" in page
    assert 'class="embed-frame"' in page  # and not the whole site within a gate
    assert shown["X-Frame-Options"] == "SAMEORIGIN"


def test_stop_and_forget_takes_everything_back(browser, gates):
    press(browser, gates[0], "always")

    shown = press(browser, gates[0], "stop")

    assert 'data-state="stopped"' in shown.content.decode()
    assert browser.cookies[FILM_COOKIE]["max-age"] == 0
    states = ConsentEvent.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["given", "withdrawn"]
    assert not is_loaded(browser.get(gates[0][0]))


def test_stopping_what_was_never_remembered_does_no_harm(browser, gates):
    press(browser, gates[0], "once")

    shown = press(browser, gates[0], "stop")

    assert shown.status_code == 200
    assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: value[:-2],
        lambda value: "A" + value[1:],
        lambda _value: "",
        lambda _value: "%00\xff",
        lambda value: value * 50,
    ],
)
def test_a_tampered_cookie_remembers_nothing(browser, gates, spoil):
    press(browser, gates[0], "always")
    browser.cookies[FILM_COOKIE] = spoil(browser.cookies[FILM_COOKIE].value)

    assert not is_loaded(browser.get(gates[0][0]))
    assert browser.get(reverse("privacy:choices")).status_code == 200


def test_the_cookie_of_one_provider_is_none_for_another(browser, gates):
    press(browser, gates[1], "always")
    browser.cookies[FILM_COOKIE] = browser.cookies[TOOT_COOKIE].value

    assert not is_loaded(browser.get(gates[0][0]))


def test_a_withdrawal_elsewhere_ends_it_here(browser, gates):
    press(browser, gates[0], "always")
    cookie = browser.cookies[FILM_COOKIE].value
    browser.post(
        reverse("privacy:withdraw_choice"),
        {"activity": "embeds.film"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    browser.cookies[FILM_COOKIE] = cookie  # a copy in another browser

    assert not is_loaded(browser.get(gates[0][0]))


@pytest.mark.parametrize("digest", ["", "0" * 64, "x", "é" * 64])
def test_nobody_agrees_to_a_text_that_was_not_shown(browser, gates, digest):
    shown = press(browser, (gates[0][0], digest), "always")

    assert "decide again" in shown.content.decode()
    assert not is_loaded(shown)
    assert not ConsentRecord.objects.exists()


@pytest.mark.parametrize("decision", ["", "yes", "ALWAYS", "once\x00"])
def test_an_unknown_decision_is_none(browser, gates, decision):
    assert not is_loaded(press(browser, gates[0], decision))


def test_a_gate_nobody_made_leads_nowhere(browser, gates):
    action = gates[0][0]

    for made_up in (
        action.replace("~", "~x"),
        "/embeds/1.p1/frame/",
        "/embeds/x/frame/",
        "/embeds/9.any~AAAA/frame/",
    ):
        shown = browser.get(made_up)
        assert shown.status_code == 404
        assert policy_of(shown)["frame-src"] == "'none'"


def test_the_gate_of_an_unpublished_page_is_closed(browser, gates, post):
    post.unpublish()

    shown = press(browser, gates[0], "once")

    assert shown.status_code == 404
    assert "not published" in shown.content.decode()


def test_the_gate_of_a_private_page_is_closed(browser, gates, post):
    PageViewRestriction.objects.create(
        page=post, restriction_type=PageViewRestriction.LOGIN
    )

    assert press(browser, gates[0], "once").status_code == 404
    browser.force_login(factories.editor())
    assert is_loaded(press(browser, gates[0], "once"))


def test_a_frame_that_is_allowed_nothing_is_still_in_its_sandbox(
    browser, gates, settings
):
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        **PROVIDERS,
        "film": {**FILM, "frame": {"sandbox": []}},
    }

    assert 'sandbox=""' in press(browser, gates[0], "once").content.decode()


def test_a_preview_opens_for_editors_only(browser):
    page_with(embed_block(FILM_URL))
    item = EmbeddedItem.objects.get()
    digest = disclose("embeds.film").digest
    address = reverse("embeds:frame", args=[sign(GateName(item.pk, "draft"))])

    assert press(browser, (address, digest), "once").status_code == 404
    browser.force_login(factories.editor())
    assert is_loaded(press(browser, (address, digest), "once"))


def test_the_gate_of_a_provider_taken_away_is_closed(browser, gates, settings):
    settings.PRIVACY_EMBEDS_PROVIDERS = {"film": None}

    assert press(browser, gates[0], "once").status_code == 404


def test_loadings_are_counted_only_where_a_site_wants_it(browser, gates, settings):
    settings.PRIVACY_EMBEDS_COUNT_LOADS = True

    for _time in range(3):
        press(browser, gates[0], "once")
    press(browser, gates[1], "once")

    counts = LoadCount.objects.values_list("activity", "date", "count")
    today = timezone.localdate()
    assert set(counts) == {
        ("embeds.film", today, 3),
        ("embeds.toot@toots.example", today, 1),
    }


def test_a_privacy_signal_is_heeded(browser, gates):
    press(browser, gates[0], "always")

    shown = browser.get(gates[0][0], headers={"Sec-GPC": "1"})

    assert not is_loaded(shown)


def test_with_a_privacy_signal_always_is_asked_twice(browser, gates):
    first = press(browser, gates[0], "always", **{"Sec-GPC": "1"})

    assert is_loaded(first)
    assert not browser.cookies
    assert "nevertheless?" in first.content.decode()
    press(browser, gates[0], "always-despite-gpc", **{"Sec-GPC": "1"})
    assert FILM_COOKIE in browser.cookies
    assert is_loaded(browser.get(gates[0][0], headers={"Sec-GPC": "1"}))


def test_the_signal_is_answered_at_its_fixed_address(client):
    first = MigrationRecorder(connection).migration_qs.filter(
        app="privacy", name="0001_initial"
    )
    first.update(applied=datetime(2024, 2, 29, 12, tzinfo=UTC))

    told = client.get("/.well-known/gpc.json")
    assert told.json() == {"gpc": True, "lastUpdate": "2024-02-29"}

    MigrationRecorder(connection).migration_qs.filter(app="privacy").delete()
    assert client.get("/.well-known/gpc.json").json() == {"gpc": True}


def test_choices_are_listed_and_taken_back(browser, gates):
    press(browser, gates[0], "always")
    press(browser, gates[1], "always")

    page = browser.get(reverse("privacy:choices")).content.decode()
    assert page.count("Withdraw consent") == 2
    assert "I always want to load what is embedded from Film House." in page
    receipt = re.search(r'href="(/privacy/receipts/[^"]+)"', page)[1]
    assert "Video at Film House" in browser.get(receipt).content.decode()

    answer = browser.post(
        reverse("privacy:withdraw_choice"), {"activity": "embeds.film"}
    )
    assert answer.status_code == 302
    page = browser.get(reverse("privacy:choices")).content.decode()
    assert page.count("Withdraw consent") == 1
    assert not is_loaded(browser.get(gates[0][0]))
    assert is_loaded(browser.get(gates[1][0]))


def test_the_page_of_choices_sets_nothing_and_is_kept_nowhere(client):
    page = client.get(reverse("privacy:choices"))

    assert "This browser remembers nothing" in page.content.decode()
    assert not page.cookies
    assert "no-store" in page["Cache-Control"]


def test_only_what_is_embedded_is_told_on_the_privacy_page(client, gates):
    Client()

    page = client.get("/privacy/").content.decode()

    assert "Video at Film House" in page
    assert "Post at toots.example (Tooting)" in page
    assert "YouTube" not in page


def test_a_stand_in_elsewhere_plays_nobody(browser, gates, settings):
    settings.PRIVACY_EMBEDS_TEST_SERVER_URL = "http://evil.example"

    shown = press(browser, gates[0], "once")

    assert policy_of(shown)["frame-src"] == "https://player.film.example"
    assert "evil.example" not in shown.content.decode()
