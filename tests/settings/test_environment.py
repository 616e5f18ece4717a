"""A wrong environment variable stops the start and is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from blog.settings.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "blog.settings.production",
    "SECRET_KEY": "uZ3.h7Qe-V9x1kLwPz5rT8yBn2cMf6gJd0sAaKqXoEiRvHtYuWbN4mC",
    "ALLOWED_HOSTS": "blog.example",
    "BASE_URL": "https://blog.example",
    "DATABASE_URL": "sqlite:////{tmp}/db.sqlite3",
}


def manage(tmp_path, *arguments, **variables):
    """Run a management command in production settings."""
    given = {**PRODUCTION, **variables, "VAR_DIR": str(tmp_path)}
    environment = {
        name: value.format(tmp=tmp_path)
        for name, value in given.items()
        if value is not None
    }
    return subprocess.run(
        [
            sys.executable,
            "-W",
            "error::DeprecationWarning:blog",
            "manage.py",
            *arguments,
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_the_deployment_check(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "INFO")

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL"])
def test_a_missing_variable_is_named(tmp_path, name):
    done = manage(tmp_path, "check", **{name: None})

    assert done.returncode != 0
    assert f"Environment variable {name} must be set" in done.stderr


def test_production_does_not_fall_back_to_a_database_of_its_own(tmp_path):
    done = manage(tmp_path, "check", DATABASE_URL=None)

    assert done.returncode != 0
    assert "Environment variable DATABASE_URL must be set" in done.stderr


def test_an_error_does_not_repeat_the_value(tmp_path):
    done = manage(tmp_path, "check", DATABASE_URL="mysql://root:hunter2@db/blog")

    assert "Environment variable DATABASE_URL must read" in done.stderr
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        ("text", ""),
        ("text", "   "),
        ("secret_key", "short"),
        ("secret_key", "a" * 60),
        ("url", "blog.example"),
        ("url", "ftp://blog.example"),
        ("url", "https://"),
        ("url", "https://blog.example:port"),
        ("database", "nonsense"),
        ("database", "mysql://db/blog"),
        ("database", "postgres://db:five/blog"),
        ("database", "postgres://db"),
        ("database", "sqlite://var/db.sqlite3"),
        ("cache", "memcached://cache"),
        ("networks", "10.0.0.0/8, proxy"),
        ("networks", "10.0.0.1/8"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(reader, value):
    with pytest.raises(ImproperlyConfigured, match=r"variable THING (must|is not)"):
        getattr(Environment({"THING": value}), reader)("THING")


@pytest.mark.parametrize("value", ["2", "maybe", "-"])
def test_a_switch_is_yes_or_no(value):
    with pytest.raises(ImproperlyConfigured, match="THING must be true or false"):
        Environment({"THING": value}).switch("THING", default=True)


@pytest.mark.parametrize("value", ["ten", "1.5", "0", "70000"])
def test_a_number_is_whole_and_within_its_limits(value):
    with pytest.raises(ImproperlyConfigured, match="THING must be"):
        Environment({"THING": value}).number("THING", 25, least=1, most=65_535)


def test_a_time_zone_is_one_that_exists():
    with pytest.raises(ImproperlyConfigured, match="THING must be a time zone"):
        Environment({"THING": "Europe/Atlantis"}).time_zone("THING", "UTC")


def test_a_choice_is_one_of_its_words():
    with pytest.raises(ImproperlyConfigured, match="THING must be one of none, tls"):
        Environment({"THING": "ssl"}).choice("THING", "none", ("none", "tls"))


def test_what_is_not_set_gets_its_default():
    environment = Environment({"EMPTY": ""})

    assert environment.text("EMPTY", "word") == "word"
    assert environment.switch("EMPTY", default=True) is True
    assert environment.number("EMPTY", 25) == 25
    assert environment.words("EMPTY", "a, b") == ["a", "b"]
    assert environment.networks("EMPTY") == ()
    assert environment.cache("EMPTY") is None


def test_a_postgresql_address_becomes_a_database():
    environment = Environment({"URL": "postgres://me:p%40ss@db.example:5433/blog"})

    database = environment.database("URL")

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert database["NAME"] == "blog"
    assert database["PASSWORD"] == "p@ss"
    assert database["PORT"] == 5433


def test_production_has_no_mailbox_of_a_demo(tmp_path):
    code = (
        "from django.conf import settings; print(settings.DEMO_MAILBOX); "
        "from django.urls import reverse; reverse('demo_mailbox:index')"
    )

    done = manage(tmp_path, "shell", "--no-imports", "-c", code)

    assert done.stdout.strip() == "None", done.stderr
    assert "NoReverseMatch" in done.stderr
