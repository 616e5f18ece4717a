"""The stand-in speaks the service's protocol, and its log misses nothing."""

import os
import socket
import subprocess
import sys
import threading
from urllib.parse import urlencode

import httpx
import pytest

from blog.demo.servers.akismet import AkismetServer, Mode
from privacy_plugin.akismet.client import get_connection
from tests.akismet.conftest import KEY

COMMENT = {
    "api_key": KEY,
    "blog": "https://blog.example.com",
    "user_ip": "203.0.113.7",
    "comment_content": "Grüße & more",
}


@pytest.fixture
def ask(server):
    with httpx.Client(base_url=server.url, timeout=2) as client:

        def post(path="/1.1/comment-check", **changes):
            data = {**COMMENT, **changes}
            return client.post(path, data={n: v for n, v in data.items() if v})

        yield post


def test_a_key_is_verified_under_either_name(ask):
    assert ask("/1.1/verify-key").text == "valid"
    assert ask("/1.1/verify-key", api_key="", key=KEY).text == "valid"


@pytest.mark.parametrize("missing", ["api_key", "blog"])
def test_verifying_needs_key_and_site(ask, missing):
    answer = ask("/1.1/verify-key", **{missing: ""})

    assert answer.text == "invalid"
    assert missing in answer.headers["x-akismet-debug-help"]


def test_only_known_keys_are_valid(server, ask):
    server.protocol.keys = frozenset({"another"})

    assert ask().text == "invalid"
    assert ask("/1.1/verify-key").text == "invalid"


@pytest.mark.parametrize("missing", ["blog", "user_ip"])
def test_a_missing_field_is_named(ask, missing):
    assert ask(**{missing: ""}).text == f"Missing required field: {missing}."


@pytest.mark.parametrize(
    ("changes", "text", "tip"),
    [
        ({"comment_author": "akismet-guaranteed-spam"}, "true", None),
        ({"comment_author": "viagra-test-123"}, "true", None),
        ({"comment_content": "akismet-guaranteed-spam"}, "true", None),
        ({"comment_author_email": "akismet-guaranteed-spam@example.com"}, "true", None),
        (
            {
                "comment_author": "akismet-guaranteed-spam",
                "comment_author_email": "akismet-guaranteed-spam@example.com",
            },
            "true",
            "discard",
        ),
        ({"user_role": "administrator"}, "false", None),
        (
            {"user_role": "administrator", "comment_author": "viagra-test-123"},
            "true",
            None,
        ),
        ({}, "false", None),
    ],
)
def test_the_test_values_have_their_verdicts(ask, changes, text, tip):
    answer = ask(**changes)

    assert answer.text == text
    assert answer.headers.get("x-akismet-pro-tip") == tip
    assert answer.headers["x-akismet-guid"]


def test_a_link_gets_an_open_answer_until_the_recheck(ask):
    link = {"comment_content": "https://example.com"}

    assert ask(**link).headers["x-akismet-recheck-after"] == "120"
    assert "x-akismet-recheck-after" in ask(recheck_reason="edit", **link).headers
    assert (
        "x-akismet-recheck-after" not in ask(recheck_reason="recheck", **link).headers
    )


def test_feedback_is_thanked_for(ask):
    thanks = "Thanks for making the web a better place."

    assert ask("/1.1/submit-spam").text == thanks
    assert ask("/1.1/submit-ham").text == thanks
    assert ask("/1.1/submit-ham", api_key="").text == "invalid"


def test_sites_are_listed_for_a_key_only(ask):
    assert ask("/1.2/key-sites").json()["total"] == 0
    assert ask("/1.2/key-sites", api_key="").text == "invalid"


def test_other_places_are_not_found(server):
    assert httpx.get(f"{server.url}/1.1/comment-check").status_code == 404
    assert httpx.post(f"{server.url}/elsewhere").status_code == 404


def test_modes_can_take_turns(server, ask):
    server.then(Mode.SERVER_ERROR, Mode.SPAM)

    assert [ask().status_code, ask().text, ask().text] == [500, "true", "false"]


def test_the_log_finds_a_value_in_every_shape(server, ask):
    server.log.assert_empty()
    ask()

    for value in ("Grüße & more", "Grüße", "203.0.113.7", KEY):
        with pytest.raises(AssertionError):
            server.log.assert_never_received(value)
    server.log.assert_never_received("something else")
    with pytest.raises(ValueError, match="empty"):
        server.log.assert_never_received("")


def test_the_log_compares_names(server, ask):
    ask()

    server.log.assert_last_names(frozenset(COMMENT))
    with pytest.raises(AssertionError, match=r"Surplus fields: .*user_ip"):
        server.log.assert_last_names(frozenset(COMMENT) - {"user_ip"})
    with pytest.raises(AssertionError, match=r"missing fields: .*referrer"):
        server.log.assert_last_names(frozenset(COMMENT) | {"referrer"})


@pytest.mark.parametrize(
    "part",
    [
        b"POST /1.1/comment-check HTTP/1.1\r\n",
        b"POST /1.1/comment-check HTTP/1.1\r\nContent-Length: 99\r\n\r\napi_key=",
    ],
)
def test_half_a_request_counts_as_bytes(server, part):
    port = int(server.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(part)
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""

    assert server.log.raw == part
    assert len(server.log) == 0
    with pytest.raises(AssertionError, match="no whole request"):
        server.log.assert_empty()


def test_what_was_said_of_a_request_holds_no_key_in_the_error(server, ask):
    ask()

    with pytest.raises(AssertionError) as failed:
        server.log.assert_empty()

    assert KEY not in str(failed.value)


def test_stopping_ends_a_hanging_answer():
    server = AkismetServer().start()
    server.mode = Mode.HANG
    stopping = threading.Thread(target=server.stop)
    server.watch = lambda _request, _mode, _answer: stopping.start()

    with pytest.raises(httpx.TransportError) as ended:
        httpx.post(f"{server.url}/1.1/comment-check", timeout=20)

    assert not isinstance(ended.value, httpx.TimeoutException)
    stopping.join()


def test_a_body_that_is_too_large_is_not_read(server):
    port = int(server.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n")
        answer = client.recv(1000)

    assert b" 413 " in answer.splitlines()[0]


@pytest.fixture
def command(free_port):
    program = subprocess.Popen(
        [
            sys.executable,
            *("-W", "error"),
            *("-m", "blog.demo.servers.akismet"),
            *("--port", str(free_port), "--mode", "spam"),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield program
    if program.poll() is None:
        program.kill()
    program.communicate()


def test_the_command_prints_names_and_no_values(command):
    first = command.stdout.readline()
    url = first.split(" at ")[1].split(": ")[0]

    answer = httpx.post(f"{url}/1.1/comment-check", data={**COMMENT, "x": "y"})
    command.terminate()
    rest, errors = command.communicate(timeout=5)

    assert "no data leaves this machine" in first
    assert answer.text == "true"
    assert rest == (
        "comment-check: api_key, blog, comment_content, user_ip, (unknown fields)"
        " → 200 true (spam)\n"
    )
    assert errors == ""
    assert command.returncode == 0


def test_the_command_says_when_its_port_is_taken(server):
    port = server.url.rpartition(":")[2]

    ended = subprocess.run(
        [sys.executable, "-m", "blog.demo.servers.akismet", "--port", port],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert "not free" in ended.stderr


def test_importing_it_needs_neither_django_nor_pytest():
    code = (
        "import sys, blog.demo.servers.akismet;"
        "print(sorted({'django', 'pytest', 'akismet', 'httpx'} & set(sys.modules)))"
    )

    printed = subprocess.check_output([sys.executable, "-c", code], text=True)

    assert printed.strip() == "[]"


def test_a_forked_process_gets_a_connection_of_its_own(server, monkeypatch):
    here = get_connection()
    assert get_connection() is here

    monkeypatch.setattr(os, "getpid", lambda: -1)

    assert get_connection() is not here


def test_a_forms_encoding_does_not_hide_a_value(server):
    body = urlencode({"comment_content": "a/b ~c"}).encode()
    httpx.post(
        f"{server.url}/1.1/comment-check",
        content=body,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )

    with pytest.raises(AssertionError):
        server.log.assert_never_received("a/b ~c")
