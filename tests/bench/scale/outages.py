"""Read, post and moderate on two nodes while their parts are killed and restarted.

    python -m tests.bench.scale.outages     some minutes; nginx, Redis, PostgreSQL 15

Errors are allowed. It ends with an error if a comment that was answered with a redirect
is missing or there twice, if one was sent to the spam checker more than once, or if a
page that was read after a commit does not show it.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from django.db import DatabaseError, connection
from django.utils import timezone

from blog.demo.servers.akismet import AkismetServer
from tests.bench import programs
from tests.bench.__main__ import _prepare
from tests.bench.scale import servers
from tests.bench.scale.cluster import Cluster, wait_until

POSTS = 30
POSTERS = 2
BETWEEN = 8  # comments that are taken between two outages
_numbers = count(1)


@dataclass
class Log:
    """What the readers saw: comments by their text, errors by where they came up."""

    taken: dict[str, str] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    approved: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    is_over: threading.Event = field(default_factory=threading.Event)


def main() -> None:
    """Run everything, print what was seen, and say whether it was right."""
    with (
        tempfile.TemporaryDirectory() as name,
        AkismetServer() as stand_in,
        servers.postgres(_open_to_all(Path(name)) / "postgres") as database,
    ):
        cluster = Cluster(Path(name), database)
        programs.use({"DATABASE_URL": database.url, "REDIS_URL": cluster.redis.url})
        _prepare(Path(name), cluster.port, stand_in.url)
        programs.use({"DJANGO_SETTINGS_MODULE": "tests.bench.scale.settings"})
        log = Log()
        stand_in.watch = lambda request, *_rest: _note_check(log, request)
        faults = _run(cluster, log)
    sys.stdout.write(
        f"{len(log.taken)} comments taken, {log.approved} approved, "
        f"{sum(log.sent.values())} checks, errors: {dict(log.errors)}\n"
    )
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or "Nothing is wrong.\n")
    sys.exit(1 if faults else 0)


def _open_to_all(folder: Path) -> Path:
    folder.chmod(0o755)  # the database's user has to reach its own folder in it
    return folder


def _note_check(log: Log, request: Any) -> None:  # noqa: ANN401 - the stand-in's own
    text = "".join(request.fields.get("comment_content", ()))
    if text:
        log.sent[text.strip()] += 1


def _run(cluster: Cluster, log: Log) -> list[str]:
    factories = import_module("tests.support.factories")  # models need a Django set up
    import_module("tests.bench.content").somebody_responsible()
    urls = [
        factories.post(title=f"Post {n}", policy="open" if n % 2 else "moderated").url
        for n in range(POSTS)
    ]
    cluster.start()
    try:
        with _threads(
            *(lambda: _post_comments(cluster.address, urls[1::2], log),) * POSTERS,
            lambda: _post_and_approve(cluster.address, urls[::2], log),
            lambda: _read(cluster.address, urls, log),
            log=log,
        ):
            for outage in _outages(cluster):
                _wait_for_more(log)
                outage()
                cluster.start_ended()
            _wait_for_more(log)
        cluster.start_ended()  # a worker ends when its database is gone
        return _find_faults(log)
    finally:
        cluster.stop()


def _outages(cluster: Cluster) -> Iterator[Callable[[], None]]:
    yield partial(_restart, cluster, "node 0")
    yield partial(_restart, cluster, "worker 0")
    yield cluster.redis.kill
    yield cluster.redis.start
    yield partial(_restart_database, cluster)
    yield partial(_restart, cluster, "nginx")
    yield partial(_restart, cluster, "node 1")


def _restart(cluster: Cluster, name: str) -> None:
    cluster.kill(name)
    cluster.start_process(name)


def _restart_database(cluster: Cluster) -> None:
    cluster.database.stop("immediate")
    cluster.database.start()


def _wait_for_more(log: Log) -> None:
    goal = len(log.taken) + BETWEEN
    wait_until(lambda: len(log.taken) >= goal, f"{BETWEEN} more comments")


@contextmanager
def _threads(*actions: Callable[[], None], log: Log) -> Iterator[None]:
    threads = [threading.Thread(target=action, daemon=True) for action in actions]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        log.is_over.set()
        for thread in threads:
            thread.join(60)


def _post_comments(address: str, urls: list[str], log: Log) -> None:
    """Post below one page after the other; each is on its page at once."""
    while not log.is_over.is_set():
        url = urls[next(_numbers) % len(urls)]
        if text := _post(address, url, log):
            _expect(address, url, text, log)


def _post_and_approve(address: str, urls: list[str], log: Log) -> None:
    """Post below pages whose comments wait, and publish them as a moderator does."""
    models = import_module("privacy_plugin.comments.models")
    actions = import_module("privacy_plugin.comments.moderation.actions")
    while not log.is_over.is_set():
        url = urls[next(_numbers) % len(urls)]
        text = _post(address, url, log)
        if not text:
            continue
        try:
            key = models.Comment.objects.values_list("pk", flat=True).get(text=text)
            actions.approve([key], editor=None, at=timezone.now())
        except DatabaseError as error:
            log.errors[f"approve: {type(error).__name__}"] += 1
            connection.close()
            continue
        log.approved += 1
        _expect(address, url, text, log)
    connection.close()


def _read(address: str, urls: list[str], log: Log) -> None:
    """Read pages, so that both nodes have them in memory."""
    while not log.is_over.is_set():
        _get(address, urls[next(_numbers) % len(urls)], log)
        time.sleep(0.02)


def _post(address: str, url: str, log: Log) -> str:
    """Post a comment; return its text if it was taken, else nothing."""
    text = f"Comment {next(_numbers)} that nobody has written before."
    html = _get(address, url, log)
    if not html:
        return ""
    action, data = programs.comment_form(html, with_consent=True)
    data |= {"text": text, "name": "Reader"}
    headers = {"Sec-Fetch-Site": "same-origin", "X-Client": "93.184.216.34"}
    try:
        answer = httpx.post(address + action, data=data, headers=headers, timeout=40)
    except httpx.TransportError as error:
        log.errors[f"post: {type(error).__name__}"] += 1
        return ""
    if answer.status_code != httpx.codes.SEE_OTHER:
        log.errors[f"post: {answer.status_code}"] += 1
        return ""
    log.taken[text] = url
    return text


def _expect(address: str, url: str, text: str, log: Log) -> None:
    """Note a page that is read after a commit and does not show it; ask both nodes."""
    for _node in range(2):
        html = _get(address, url, log)
        if html and text not in html:
            log.stale.append(f"{text} is not on {url}")


def _get(address: str, url: str, log: Log) -> str:
    try:
        answer = httpx.get(address + url, timeout=40)
    except httpx.TransportError as error:
        log.errors[f"get: {type(error).__name__}"] += 1
        return ""
    if not answer.is_success:
        log.errors[f"get: {answer.status_code}"] += 1
        return ""
    return answer.text


def _find_faults(log: Log) -> list[str]:
    connection.close()  # it was cut off when the database was restarted
    models = import_module("privacy_plugin.comments.models")
    stored = Counter(models.Comment.objects.values_list("text", flat=True))
    waiting = models.SpamCheck.objects.filter(due_at__lte=timezone.now())
    wait_until(lambda: not waiting.exists(), "all checks are done")
    return [
        *(f"lost: {text}" for text in log.taken if not stored[text]),
        *(f"doubled: {text}" for text, times in stored.items() if times > 1),
        *(
            f"sent {times} times: {text}"
            for text, times in log.sent.items()
            if times > 1
        ),
        *(f"stale: {fault}" for fault in log.stale),
    ]


if __name__ == "__main__":
    main()
