"""A form that is larger than any form is refused unread, wherever the plugin runs."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from privacy_plugin.http.body_size import refuse_large_body
from privacy_plugin.http.same_origin import same_origin_required

LIMIT = 1000


@pytest.mark.parametrize(
    ("size", "is_refused"),
    [("0", False), ("", False), ("1000", False), ("1001", True), ("9" * 20, True),
     ("x", True), ("-1", True), ("²", True)],
)  # fmt: skip
def test_size_of_a_body_is_limited(settings, size: str, is_refused):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = LIMIT
    request = RequestFactory().post("/")
    request.META["CONTENT_LENGTH"] = size

    assert (refuse_large_body(request) is not None) == is_refused


def test_site_without_a_limit_has_none(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None

    assert refuse_large_body(RequestFactory().post("/", {"a": "x" * 9999})) is None


def test_public_form_of_the_plugin_is_not_read(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = LIMIT
    request = RequestFactory().post("/", {"text": "x" * LIMIT})

    answer = same_origin_required(lambda _request: HttpResponse("read"))(request)

    assert answer.status_code == 413
    assert not request._read_started
