"""What is remembered counts for the facts it was agreed to, and where it was."""

from tests.gates.conftest import FILM_COOKIE, decide, is_loaded, press
from tests.support.factories.disclosures import disclose
from tests.support.samples.embeds import FILM, PROVIDERS


def test_a_cookie_counts_at_the_origin_that_set_it_only(browser, gates):
    press(browser, gates[0], "always")
    neighbour = "testserver:8080"  # another site; browsers send it the same cookies

    assert is_loaded(browser.get(gates[0][0]))
    assert not is_loaded(browser.get(gates[0][0], headers={"Host": neighbour}))


def test_changed_facts_ask_again(browser, gates, settings):
    press(browser, gates[0], "always")
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        **PROVIDERS,
        "film": {**FILM, "uses": ["show", "advertising", "profiles"]},
    }

    assert not is_loaded(browser.get(gates[0][0]))
    again = press(browser, gates[0], "once")
    assert not is_loaded(again)
    assert "has changed since the page was made" in again.content.decode()


def test_other_data_of_the_same_kind_asks_again(browser, gates, settings):
    press(browser, gates[0], "always")
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        **PROVIDERS,
        "film": {**FILM, "extras": ["cookies", "clicks"]},  # in place of playback
    }

    assert not is_loaded(browser.get(gates[0][0]))


def test_once_on_new_facts_says_and_remembers_nothing_else(browser, gates, settings):
    press(browser, gates[0], "always")
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        **PROVIDERS,
        "film": {**FILM, "uses": ["show", "profiles"]},
    }
    digest = disclose("embeds.film").digest

    shown = press(browser, (gates[0][0], digest), "once")

    assert is_loaded(shown)
    assert "this click is not remembered" in shown.content.decode()
    assert browser.cookies[FILM_COOKIE]["max-age"] == 0


def test_once_leaves_an_always_that_counts_alone(browser, gates):
    press(browser, gates[0], "always")

    answer = decide(browser, gates[0], "once")
    shown = browser.get(answer["Location"])

    assert "Always loaded from Film House" in shown.content.decode()
    assert not answer.cookies


def test_a_changed_remark_asks_nobody(browser, gates, settings):
    press(browser, gates[0], "always")
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        **PROVIDERS,
        "film": {**FILM, "sources": ["https://film.example/terms"], "version": 2},
    }

    assert is_loaded(browser.get(gates[0][0]))
