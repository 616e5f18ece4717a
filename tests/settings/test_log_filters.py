"""The log names views, not the paths of private links, and no hosts of strangers."""

import logging
import sys

import pytest
from django.test import RequestFactory

from blog.settings.log_filters import RedactRequestFilter


@pytest.fixture
def record():
    """Return what Django logs when a view fails."""
    request = RequestFactory().get("/privacy/receipts/secret-token/")
    made = logging.LogRecord(
        "django.request",
        logging.ERROR,
        __file__,
        1,
        "%s: %s",
        ("Internal Server Error", request.path),
        None,
    )
    made.request = request
    made.status_code = 500
    return made


def test_the_path_of_a_failed_request_is_not_logged(record):
    RedactRequestFilter().filter(record)

    assert record.getMessage() == "500 while answering a page"


def test_another_host_is_not_logged():
    record = logging.LogRecord(
        "django.security.DisallowedHost",
        logging.ERROR,
        __file__,
        1,
        "Invalid HTTP_HOST header: %r",
        ("reader.example",),
        None,
    )

    RedactRequestFilter().filter(record)

    assert "reader.example" not in record.getMessage()


def test_other_messages_stay_as_they_are():
    record = logging.LogRecord(
        "privacy_plugin.akismet",
        logging.INFO,
        __file__,
        1,
        "Key %s",
        ("verified",),
        None,
    )

    RedactRequestFilter().filter(record)

    assert record.getMessage() == "Key verified"


def test_an_exception_is_logged_without_what_it_says(record):
    said = "Failing row contains (Ada, ada@reader.example)."
    try:
        refuse(said)
    except RuntimeError:
        record.exc_info = sys.exc_info()

    RedactRequestFilter().filter(record)

    logged = logging.Formatter().format(record)
    assert "Ada" not in logged
    assert "builtins.ValueError" in logged
    assert "builtins.RuntimeError" in logged
    assert __file__ in logged


def refuse(said: str) -> None:
    """Fail for a reason that repeats what somebody said."""
    try:
        int(said)
    except ValueError as error:
        raise RuntimeError(said) from error
