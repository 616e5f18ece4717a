"""Each start-up check, by its number."""

import sys

import pytest
from django.apps import apps
from django.core.checks import Tags, run_checks

from privacy_plugin.akismet import checks
from privacy_plugin.akismet.endpoint import is_stand_in

KEY = "s3cretkey0f12"
IMMEDIATE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
QUEUED = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def found(*, deploy=False):
    messages = run_checks(
        tags=[Tags.security],
        include_deployment_checks=deploy,
    )
    ours = [m for m in messages if (m.id or "").startswith("privacy.akismet.")]
    assert all(KEY not in f"{message.msg}{message.hint}" for message in ours)
    return {message.id for message in ours}


@pytest.fixture(autouse=True)
def good(settings):
    settings.PRIVACY_AKISMET_API_KEY = KEY
    settings.PRIVACY_AKISMET_ENDPOINT = "https://rest.akismet.com"
    settings.PRIVACY_COMMENTS_SPAM_CHECKER = checks.CHECKER_PATH
    settings.TASKS = QUEUED


def test_a_good_configuration_is_not_complained_about():
    assert found(deploy=True) == set()


def test_neither_is_one_without_a_key(settings):
    settings.PRIVACY_AKISMET_API_KEY = ""
    settings.PRIVACY_COMMENTS_SPAM_CHECKER = ""
    settings.TASKS = IMMEDIATE

    assert found(deploy=True) == set()


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8998", "http://localhost:8998/", "http://[::1]:8998"],
)
def test_a_stand_in_on_this_machine_is_no_error(settings, url):
    settings.PRIVACY_AKISMET_ENDPOINT = url

    assert found() == set()
    assert is_stand_in()


def test_e003_a_client_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "akismet", None)

    assert found() == {"privacy.akismet.E003"}


def test_e004_a_key_without_comments(monkeypatch):
    monkeypatch.delitem(apps.app_configs, "privacy_comments")

    assert found() == {"privacy.akismet.E004"}


def test_e005_a_variable_the_client_chokes_on(monkeypatch):
    monkeypatch.setenv(checks.TIMEOUT_VARIABLE, "soon")

    assert found() == {"privacy.akismet.E005"}


@pytest.mark.parametrize("path", ["", "somebody.else.Checker"])
def test_w101_a_key_nobody_uses(settings, path):
    settings.PRIVACY_COMMENTS_SPAM_CHECKER = path

    assert found() == {"privacy.akismet.W101"}


@pytest.mark.parametrize("package", ["django.tasks", "django_tasks"])
def test_w102_a_check_while_the_reader_waits(settings, package):
    backend = f"{package}.backends.immediate.ImmediateBackend"
    settings.TASKS = {"default": {"BACKEND": backend}}

    assert found() == {"privacy.akismet.W102"}


def test_w103_a_stand_in_on_a_site_in_service(settings):
    settings.PRIVACY_AKISMET_ENDPOINT = "http://127.0.0.1:8998"

    assert found() == set()
    assert found(deploy=True) == {"privacy.akismet.W103"}
