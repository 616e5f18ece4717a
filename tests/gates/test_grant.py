"""A press loads once; what a browser repeats by itself loads and records nothing."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

from privacy_plugin.consent.models import ConsentEvent
from privacy_plugin.embeds.gates import grant
from tests.gates.conftest import FILM_COOKIE, FRAMED, decide, is_loaded, press
from tests.support.clock import Clock
from tests.support.samples.embeds import FILM, PROVIDERS

USER = {"Sec-Fetch-User": "?1"}


def refuse_writing(execute, sql, params, many, context):
    if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
        raise OperationalError(sql)
    return execute(sql, params, many, context)


@pytest.mark.parametrize(
    "decision", ["once", "always", "always-despite-gpc", "stop", "", "odd"]
)
def test_every_decision_is_answered_by_a_redirect(browser, gates, decision):
    answer = decide(browser, gates[0], decision)

    assert answer.status_code == 303
    assert answer["Location"].startswith(gates[0][0])
    assert "no-store" in answer["Cache-Control"]


def test_grant_counts_once(browser, gates):
    address = decide(browser, gates[0], "once")["Location"]

    assert is_loaded(browser.get(address))
    assert not is_loaded(browser.get(address))


def test_grant_counts_for_seconds(browser, gates, monkeypatch):
    clock = Clock()
    clock.install(monkeypatch)
    address = decide(browser, gates[0], "once")["Location"]

    clock.tick(seconds=grant.LIFETIME.total_seconds() + 1)

    assert not is_loaded(browser.get(address))


def test_grant_counts_at_its_own_gate_and_host(browser, gates):
    query = decide(browser, gates[0], "once")["Location"].partition("?")[2]

    assert not is_loaded(browser.get(f"{gates[1][0]}?{query}"))
    elsewhere = {"Host": "testserver:8080"}
    assert not is_loaded(browser.get(f"{gates[0][0]}?{query}", headers=elsewhere))
    assert is_loaded(browser.get(f"{gates[0][0]}?{query}"))


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "%00", "é"])
def test_made_up_grant_loads_nothing(browser, gates, value):
    assert not is_loaded(browser.get(f"{gates[0][0]}?grant={value}"))


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"},
        {**FRAMED, "Sec-Purpose": "prefetch"},
        {**FRAMED, "Sec-Purpose": "prefetch;prerender"},
        {**FRAMED, "X-Moz": "prefetch"},
        {**FRAMED, "Purpose": "preview"},
    ],
)
def test_outside_our_frame_or_in_advance_nothing_is_loaded(gates, headers):
    reader = Client(headers=FRAMED)
    address = decide(reader, gates[0], "always")["Location"]
    other = Client(headers=headers)
    other.cookies = reader.cookies

    assert not is_loaded(other.get(address))
    assert not is_loaded(other.get(gates[0][0]))


def test_asking_for_the_head_alone_spends_no_grant(browser, gates):
    address = decide(browser, gates[0], "once")["Location"]

    browser.head(address)

    assert is_loaded(browser.get(address))


def test_browser_that_tells_of_presses_must_tell_of_this_one(browser, gates):
    address = decide(browser, gates[0], "once", **USER)["Location"]

    assert not is_loaded(browser.get(address))
    assert is_loaded(browser.get(address, headers=USER))


def test_grant_counts_where_the_cache_is_away(browser, gates, monkeypatch):
    address = decide(browser, gates[0], "once")["Location"]

    def away(*_args, **_options):
        raise ConnectionError

    monkeypatch.setattr(cache, "add", away)

    assert is_loaded(browser.get(address))


def test_grant_for_a_text_that_is_not_in_force_asks_again(browser, gates, settings):
    address = decide(browser, gates[0], "once")["Location"]
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        **PROVIDERS,
        "film": {**FILM, "uses": ["show", "profiles"]},
    }

    shown = browser.get(address)

    assert not is_loaded(shown)
    assert "decide again" in shown.content.decode()


def test_going_back_after_stopping_loads_and_records_nothing(browser, gates):
    address = decide(browser, gates[0], "always")["Location"]
    assert is_loaded(browser.get(address))
    stopped = decide(browser, gates[0], "stop")["Location"]
    events = ConsentEvent.objects.count()

    for repeated in (stopped, address, gates[0][0], stopped):
        assert not is_loaded(browser.get(repeated))

    assert ConsentEvent.objects.count() == events
    assert browser.cookies[FILM_COOKIE].value == ""


@pytest.mark.parametrize("decision", ["once", "always", "stop"])
def test_a_request_that_reads_writes_nothing(browser, gates, settings, decision):
    settings.PRIVACY_EMBEDS_COUNT_LOADS = True
    address = decide(browser, gates[0], decision)["Location"]

    with connection.execute_wrapper(refuse_writing):
        assert browser.get(address).status_code == 200
        assert browser.get(gates[0][0]).status_code == 200
        assert browser.get(address).status_code == 200


def test_browser_without_cookies_is_not_told_that_it_remembers(gates):
    reader = Client(headers=FRAMED)
    address = decide(reader, gates[0], "always")["Location"]

    shown = Client(headers=FRAMED).get(address).content.decode()

    assert "this click is not remembered" in shown


OLD = {"Origin": "http://testserver"}
OUR_PAGE = {"Referer": "http://testserver/a-post/"}


def test_browser_without_fetch_metadata_loads_once_and_always(gates):
    reader = Client()

    assert is_loaded(press(reader, gates[0], "once", **OLD))
    assert is_loaded(press(reader, gates[0], "always", **OLD))
    assert is_loaded(reader.get(gates[0][0], headers=OUR_PAGE))


@pytest.mark.parametrize(
    "referrer", ["", "http://evil.example/", "http://testserver.example/"]
)
def test_browser_without_fetch_metadata_follows_no_link_from_elsewhere(gates, referrer):
    reader = Client()
    press(reader, gates[0], "always", **OLD)

    headers = {"Referer": referrer} if referrer else {}
    assert not is_loaded(reader.get(gates[0][0], headers=headers))


def test_editors_own_title_stands_in_the_frame(browser, gates):
    shown = press(browser, gates[0], "once").content.decode()

    assert "Video at Film House: A film" in shown
