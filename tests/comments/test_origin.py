"""Where a form comes from, without a cookie for everybody."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from privacy_plugin.comments.models import Comment


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://testserver"},
    ],
)
def test_our_own_form_is_taken_without_a_cookie(reader, no_checker, headers):
    answer = reader.send(headers=headers)

    assert answer.status_code == 303
    assert not answer.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_ORIGIN": "https://testserver"},
        {"HTTP_ORIGIN": "http://evil.example"},
    ],
)
def test_a_foreign_form_is_refused_with_a_sentence(reader, no_checker, headers):
    answer = reader.send(headers=headers)

    assert answer.status_code == 403
    assert "another site" in answer.content.decode()
    assert not answer.cookies
    assert not Comment.objects.exists()


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "headers", [{}, {"HTTP_ORIGIN": "null"}, {"HTTP_SEC_FETCH_SITE": "none"}]
)
def test_a_silent_browser_is_asked_once_more_and_nothing_is_lost(
    reader, no_checker, headers, scheme
):
    reader.client = Client(enforce_csrf_checks=True)
    headers = headers | {"wsgi.url_scheme": scheme}
    first = reader.send(headers=headers, text='A "text"\nwith <lines>', name="Ada")

    fields = hidden_fields(first.content.decode())
    second = reader.post("/comments/post/", fields, headers)

    assert first.status_code == 200
    assert set(first.cookies) == {"csrftoken"}
    assert second.status_code == 303
    assert Comment.objects.get().text == 'A "text"\nwith <lines>'


def test_a_token_without_its_cookie_asks_again(reader, no_checker):
    reader.client = Client(enforce_csrf_checks=True)

    answer = reader.send(headers={}, csrfmiddlewaretoken="a" * 64)

    assert "Please press once more" in answer.content.decode()
    assert not Comment.objects.exists()


def test_reading_and_writing_begin_no_session(reader, no_checker):
    reader.client.get("/a-post/")
    comment = reader.write()
    reader.read_private(comment)

    assert not reader.client.cookies


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}
