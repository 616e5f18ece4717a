"""What an answer was made from makes its key; all else of a request counts nothing."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy_plugin.page_cache.memory import memory

NAMES, VALUES = "abc", ("", "1", "2")

PROGRAMS = st.recursive(
    st.just(None),
    lambda inner: st.fixed_dictionaries(
        {
            "way": st.sampled_from(["get", "getlist", "[]", "in"]),
            "name": st.sampled_from(NAMES),
            "branches": st.lists(inner, min_size=1, max_size=3),
        }
    ),
    max_leaves=8,
)
QUERIES = st.lists(
    st.lists(
        st.tuples(st.sampled_from([*NAMES, "utm_source"]), st.sampled_from(VALUES)),
        max_size=4,
    ).map(urlencode),
    min_size=1,
    max_size=12,
)


def _item(query, name: str) -> str:
    try:
        return query[name]
    except KeyError:
        return "missing"


WAYS = {
    "get": lambda query, name: query.get(name, "none"),
    "getlist": lambda query, name: query.getlist(name),
    "[]": _item,
    "in": lambda query, name: name in query,
}


def run(program, query) -> str:
    """Return all that a program saw: what it reads next depends on what it has read."""
    seen = []
    while program is not None:
        value = WAYS[program["way"]](query, program["name"])
        seen.append(f"{program['name']} {value!r}")
        program = program["branches"][
            sum(map(ord, repr(value))) % len(program["branches"])
        ]
    return "\n".join(seen)


@given(program=PROGRAMS, queries=QUERIES)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_reading_of_parameters_gets_the_answer_it_would_get_afresh(
    cached, program, queries
):
    memory.clear()
    page = cached(lambda request: HttpResponse(run(program, request.GET)))

    for query in queries:
        path = f"/?{query}"
        assert page.get(path).content == page.fresh(path).content
    if program is None:
        assert page.times == 1


def test_links_with_campaigns_find_the_stored_answer(cached):
    page = cached(lambda request: HttpResponse(request.GET.get("page", "1")))

    page.get("/")
    for number in range(1000):
        page.get(f"/?utm_source=mail&fbclid={number}")

    assert page.times == 1
    assert page.get("/?page=2&utm_source=x").content == b"2"


READING_ALL = {
    "urlencode": lambda request: request.GET.urlencode(),
    "iteration": lambda request: ",".join(request.GET),
    "items": lambda request: list(request.GET.items()),
    "lists": lambda request: list(request.GET.lists()),
    "values": lambda request: list(request.GET.values()),
    "keys": lambda request: list(request.GET.keys()),
    "dict": lambda request: request.GET.dict(),
    "as a dict": lambda request: dict(request.GET),
    "unpacked": lambda request: {**request.GET},
    "updated": lambda request: {"a": 1} | request.GET,
    "each key": lambda request: [request.GET[key] for key in request.GET.keys()],  # noqa: SIM118 - that is the question
    "length": lambda request: len(request.GET),
    "truth": lambda request: bool(request.GET),
    "equality": lambda request: request.GET == {},
    "text": lambda request: str(request.GET),
    "copy": lambda request: request.GET.copy(),
    "full path": lambda request: request.get_full_path(),
    "absolute address": lambda request: request.build_absolute_uri(),
    "query string": lambda request: request.META["QUERY_STRING"],
    "environment": lambda request: request.environ.get("QUERY_STRING"),
    "environment's copy": lambda request: sorted(request.META.copy()),
    "address of the reader": lambda request: request.META.get("REMOTE_ADDR"),
    "signal of privacy": lambda request: request.headers.get("Sec-GPC"),
    "referrer": lambda request: request.headers.get("Referer"),
    "all headers": lambda request: list(request.headers),
    "all cookies": lambda request: dict(request.COOKIES),
    "parsed again": lambda request: (
        request.__setattr__("encoding", "utf-8"),
        request.GET.get("x"),
    ),
}


@pytest.mark.parametrize("name", READING_ALL)
def test_who_reads_everything_gets_an_answer_of_their_own(cached, name):
    page = cached(lambda request: HttpResponse(str(READING_ALL[name](request))))

    first = page.get("/?x=1").content
    page.get("/?x=1")

    assert page.times == 2
    assert first == page.fresh("/?x=1").content
    assert page.get("/?x=2").content == page.fresh("/?x=2").content


def test_cookie_counts_only_where_it_is_read(cached):
    page = cached(lambda request: HttpResponse(request.COOKIES.get("theme", "light")))

    page.get("/")
    page.get("/", HTTP_COOKIE="_ga=1")
    assert page.times == 1
    dark = page.get("/", HTTP_COOKIE="theme=dark")

    assert dark.content == b"dark"
    assert page.get("/").content == b"light"
    assert page.times == 2


def test_header_counts_where_the_answer_says_so(cached):
    def view(request):
        language = request.headers.get("Accept-Language", "")
        return HttpResponse(language, headers={"Vary": "Accept-Language"})

    page = cached(view)

    for language in ("de", "en", "de", "en"):
        assert page.get("/", HTTP_ACCEPT_LANGUAGE=language).content == language.encode()

    assert page.times == 2


def _with(**headers):
    return lambda _request: HttpResponse("for one", headers=headers)


def _with_cookie(_request):
    response = HttpResponse("for one")
    response.set_cookie("a", "b")
    return response


def _with_session(request):
    request.session = SimpleNamespace(accessed=True)
    return HttpResponse("for one")


@pytest.mark.parametrize(
    "view",
    [
        _with(**{"Cache-Control": "private"}),
        _with(**{"Cache-Control": "no-store"}),
        _with(Vary="Accept, Cookie"),
        _with(Vary="*"),
        _with(**{"Content-Security-Policy": "script-src 'nonce-abc'"}),
        _with_cookie,
        _with_session,
        lambda _request: HttpResponse("gone", status=404),
        lambda _request: HttpResponse("wrong", status=500),
    ],
)
def test_answer_for_one_reader_is_not_stored(cached, view):
    page = cached(view)

    page.get("/")
    page.get("/")

    assert page.times == 2


@pytest.mark.parametrize(
    "options",
    [
        {"HTTP_AUTHORIZATION": "Basic x"},
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_HOST": "evil.example"},
    ],
)
def test_request_of_somebody_passes_by(cached, options):
    page = cached(lambda _request: HttpResponse("for all"))

    page.get("/", **options)
    page.get("/", **options)
    assert page.times == 2
    page.get("/")
    page.get("/")

    assert page.times == 3


def test_hosts_schemes_and_paths_have_answers_of_their_own(cached):
    page = cached(
        lambda request: HttpResponse(
            f"{request.scheme} {request.get_host()} {request.path}"
        )
    )
    asked = [
        (path, {"HTTP_HOST": host, "wsgi.url_scheme": scheme})
        for path in ("/", "/a/")
        for host in ("testserver", "second.example")
        for scheme in ("http", "https")
    ]

    for path, options in [*asked, *asked]:
        answer = page.get(path, **options).content
        assert answer == page.fresh(path, **options).content

    assert page.times == len(asked)
