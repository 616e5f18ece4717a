"""A cache that does not answer costs a little speed, and nobody's page or text."""

from __future__ import annotations

import socket
import time

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache

from blog.backends import cache as redis_cache
from privacy_plugin.comments.models import Comment
from tests.support.servers.ports import free_port
from tests.support.servers.redis import RedisServer


def use_redis(settings, url: str) -> None:
    """Let the default cache be the Redis at `url`, as the production settings do."""
    settings.CACHES = {
        "default": {
            "BACKEND": "blog.backends.cache.FaultTolerantRedisCache",
            "LOCATION": url,
        }
    }


@pytest.fixture(autouse=True)
def _no_outage(monkeypatch):
    monkeypatch.setattr(redis_cache, "outage", redis_cache.Outage())


@pytest.fixture
def nobody_listens(settings):
    """Let the cache be at a port where nothing listens."""
    use_redis(settings, f"redis://127.0.0.1:{free_port()}/0")


@pytest.fixture
def never_answers(settings):
    """Let the cache be at a port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        use_redis(settings, f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        yield


@pytest.fixture(params=["nobody_listens", "never_answers"])
def dead_cache(request):
    """Let the cache be dead, in each way."""
    request.getfixturevalue(request.param)


def test_every_operation_without_redis_is_a_miss(dead_cache):
    cache.set("a", 1)
    cache.set_many({"b": 2, "c": 3})

    assert cache.get("a") is None
    assert cache.get("a", "default") == "default"
    assert cache.get_many(["a", "b"]) == {}
    assert cache.add("a", 1) is False
    assert cache.get_or_set("a", lambda: 5) == 5
    assert cache.has_key("a") is False
    assert "a" not in cache
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    assert cache.delete_many(["a"]) is None
    assert cache.clear() is False
    with pytest.raises(ValueError, match="does not answer"):
        cache.incr("a")


def test_a_dead_redis_is_waited_for_once_and_not_at_each_call(never_answers):
    begun, calls = time.monotonic(), 50

    for _time in range(calls):
        cache.get("a")

    waits = (time.monotonic() - begun) / redis_cache.TIMEOUT_SECONDS
    assert waits < calls / 2


def test_an_outage_is_logged_once_and_without_addresses(dead_cache, caplog):
    for _time in range(5):
        cache.set("private-key", "private-value")

    (record,) = caplog.records
    assert record.getMessage().startswith("The cache does not answer: ")
    assert "private" not in record.getMessage()


def test_pages_are_served_and_texts_taken_without_redis(dead_cache, reader):
    assert reader.client.get(reader.page.url).status_code == 200
    reader.write(text="Written while the cache was away.")

    assert Comment.objects.get().text == "Written while the cache was away."


class BrokenCache(LocMemCache):
    """Fail as a foreign site's cache might."""

    def add(self, key, value, **kwargs):
        """Fail instead of counting."""
        raise ConnectionError(f"{key} {value} {kwargs}")


def test_a_counter_lets_pass_where_a_foreign_cache_fails(settings, reader):
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.BrokenCache"}}

    reader.write(text="Written on a site with another cache.")

    assert Comment.objects.count() == 1


@pytest.fixture
def server(settings, tmp_path):
    """Return a Redis of one's own, started, which the cache uses."""
    made = RedisServer(tmp_path)
    made.start()
    use_redis(settings, made.url)
    yield made
    made.kill()


@pytest.mark.long
def test_a_restarted_redis_is_used_again(server, monkeypatch):
    monkeypatch.setattr(redis_cache, "PAUSE_SECONDS", 0.2)
    cache.set("before", 1)
    server.kill()
    assert cache.get("before") is None

    server.start()
    time.sleep(0.3)
    cache.set("after", 2)

    assert cache.get("after") == 2
    assert cache.incr("after") == 3


@pytest.mark.long
@pytest.mark.parametrize(
    "change",
    [
        ("delete", "a"),
        ("set", "a", "newer"),
        ("set_many", {"a": "newer"}),
        ("delete_many", ["a"]),
        ("clear",),
    ],
)
def test_what_changed_while_redis_was_out_of_reach_is_not_stale_afterwards(
    server, monkeypatch, change
):
    monkeypatch.setattr(redis_cache, "PAUSE_SECONDS", 0.2)
    cache.set("a", "old")
    server.stop_answering()
    name, *arguments = change
    getattr(cache, name)(*arguments)

    server.answer_again()
    time.sleep(0.3)

    assert cache.get("a") is None
