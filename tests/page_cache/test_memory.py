"""The memory has a limit, and one thread makes what many ask for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from django.db import connections
from django.http import HttpResponse

from privacy_plugin.page_cache.memory import memory

LIMIT = 1024 * 1024


def test_memory_stays_below_its_limit_and_keeps_what_is_used(cached, settings):
    settings.PRIVACY_PAGE_CACHE_MEGABYTES = 1
    page = cached(
        lambda request: HttpResponse(request.GET.get("page", "") + "x" * 20_000)
    )

    for number in range(100):
        page.get(f"/?page={number}")
        page.get("/")
        assert 0 < memory.size <= LIMIT

    assert page.times == 101
    page.get("/?page=99")
    assert page.times == 101
    page.get("/?page=0")
    assert page.times == 102


def test_too_large_answer_is_not_stored(cached, settings):
    settings.PRIVACY_PAGE_CACHE_MEGABYTES = 1
    page = cached(lambda _request: HttpResponse("x" * LIMIT))

    page.get("/")
    page.get("/")

    assert page.times == 2
    assert memory.size == 0


def test_without_memory_nothing_is_stored(cached, settings):
    settings.PRIVACY_PAGE_CACHE_MEGABYTES = 0
    page = cached(lambda _request: HttpResponse("x"))

    page.get("/")
    page.get("/")

    assert page.times == 2


def test_many_who_ask_at_once_wait_for_one(cached):
    go = Event()

    def view(_request):
        assert go.wait(10)
        return HttpResponse("made once")

    page = cached(view)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(_get, page) for _reader in range(8)]
        while page.times == 0:
            pass
        go.set()
        answers = [one.result(20) for one in asked]

    assert answers == [b"made once"] * 8
    assert page.times == 1


def test_who_waits_for_an_answer_that_fails_makes_their_own(cached):
    page = cached(lambda _request: HttpResponse("wrong", status=500))

    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(_get, page).result(20) for _reader in range(4)]

    assert answers == [b"wrong"] * 4


def _get(page) -> bytes:
    try:
        return page.get("/").content
    finally:
        connections.close_all()


def test_answers_that_have_ended_leave_with_the_next_one(cached, clock):
    page = cached(lambda request: HttpResponse(request.path * 1_000))
    page.get("/an-erased-comment/")
    size = memory.size

    clock.tick(days=2)
    page.get("/an-erased-commenu/")

    assert memory.size == size
