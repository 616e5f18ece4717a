"""A gate as a reader uses it, in each engine: what is loaded, kept and written down."""

from __future__ import annotations

from tests.engines.gates import (
    ALWAYS,
    FILM_HOST,
    GATE,
    ONCE,
    PLAYER_COLOR,
    STOP,
    asked_in,
    frame,
    is_playing,
    stays_quiet,
)
from tests.support.samples.embeds import (
    FILM_URL,
    OTHER_FILM_URL,
    embed_block,
    page_with,
)


def test_embed_is_loaded_once_and_stopped(reader, film, expect_traces):
    reader.open(film)
    reader.sees_button(ONCE)
    assert not reader.is_shown(GATE[0])
    expect_traces()

    reader.press(ONCE)
    is_playing(reader)
    expect_traces(loads=FILM_HOST)

    reader.press(STOP, GATE)
    reader.sees("Stopped.", asked_in(reader))
    reader.sees_button(ONCE, asked_in(reader))
    expect_traces()

    reader.back()
    stays_quiet(reader, expect_traces)
    reader.open(film)
    reader.press(ONCE)
    is_playing(reader)
    expect_traces(loads=FILM_HOST)


def test_embed_loaded_once_is_not_loaded_again_by_itself(reader, film, expect_traces):
    reader.open(film)
    reader.press(ONCE)
    is_playing(reader)
    expect_traces(loads=FILM_HOST)
    reader.reload()
    stays_quiet(reader, expect_traces)

    reader.press(ONCE)
    is_playing(reader)
    expect_traces(loads=FILM_HOST)
    reader.press("The blog")
    reader.sees("One film 1 minute")
    reader.back()
    stays_quiet(reader, expect_traces)

    reader.duplicate()
    stays_quiet(reader, expect_traces)


def test_tab_that_was_closed_while_an_embed_played_is_restored_without_it(
    reader, restorable, film, expect_traces
):
    reader.open(film)
    reader.press(ONCE)
    is_playing(reader)
    expect_traces(loads=FILM_HOST)

    restorable.engine.restore()

    reader.sees("Video at Film House")
    stays_quiet(reader, expect_traces)


def test_without_scripts_the_question_stays_above_what_was_loaded(reader, film):
    reader.open(film)

    reader.press(ONCE)
    is_playing(reader)

    assert reader.offers(ONCE) is not reader.has_scripting


def test_what_was_asked_for_on_a_narrow_screen_is_in_view(scripted, film):
    scripted.resize(460, 800)
    scripted.open(film)
    scripted.go_to(ONCE)
    assert scripted.share_in_view(PLAYER_COLOR) < 0.01

    scripted.press(ONCE)
    is_playing(scripted)

    assert scripted.share_in_view(PLAYER_COLOR) > 0.1


def test_without_scripts_always_is_not_offered(reader, film):
    reader.open(film)

    reader.sees_button(ONCE)

    assert reader.offers(ALWAYS) is reader.has_scripting


def test_always_loads_later_pages_until_it_is_taken_back(
    scripted, live_site, film, expect_traces
):
    scripted.open(film)
    scripted.press(ALWAYS)
    is_playing(scripted)
    expect_traces(loads=FILM_HOST, cookies=1, events=["given"])

    other = page_with(embed_block(OTHER_FILM_URL), title="Another film")
    scripted.open(other.full_url)
    is_playing(scripted)
    expect_traces(loads=FILM_HOST, cookies=1)
    scripted.reload()
    is_playing(scripted)
    expect_traces(loads=FILM_HOST, cookies=1)

    scripted.press("Your choices", GATE)
    scripted.press("Withdraw consent")
    scripted.sees("This browser remembers nothing")
    expect_traces(events=["withdrawn"])

    scripted.back()
    scripted.back()
    scripted.sees_button(ONCE)
    stays_quiet(scripted, expect_traces)


def test_what_was_allowed_always_and_stopped_stays_stopped(
    scripted, film, expect_traces
):
    scripted.open(film)
    scripted.press(ALWAYS)
    is_playing(scripted)
    expect_traces(loads=FILM_HOST, cookies=1, events=["given"])
    scripted.press(STOP, GATE)
    scripted.sees("Stopped.")
    expect_traces(events=["withdrawn"])

    scripted.reload()
    stays_quiet(scripted, expect_traces)
    scripted.duplicate()
    stays_quiet(scripted, expect_traces)
    scripted.open(film)
    stays_quiet(scripted, expect_traces)
    scripted.back()
    stays_quiet(scripted, expect_traces)


def test_stopping_one_player_stops_the_other_of_its_provider(
    scripted, live_site, film, expect_traces
):
    blocks = embed_block(FILM_URL), embed_block(OTHER_FILM_URL)
    scripted.resize(1280, 1900)  # what is remembered loads when it comes into view
    scripted.open(page_with(*blocks, title="Two films").full_url)
    scripted.press(ALWAYS)
    for number in (1, 2):
        is_playing(scripted, number)
    expect_traces(loads=FILM_HOST, cookies=1, events=["given"])

    scripted.press(STOP, frame(1))
    scripted.sees("Stopped.")
    scripted.rest()

    expect_traces(events=["withdrawn"])
    for number in (1, 2):
        assert not scripted.is_shown(frame(number)[0])
