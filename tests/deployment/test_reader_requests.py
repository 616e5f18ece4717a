"""What every request meets before any view: limits, and headers on every page."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.settings.test_environment import manage

ROOT = Path(__file__).resolve().parents[2]


class Unread:
    """Be the body of a request that nobody may read."""

    def read(self, *_args):
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize(
    "path", ["/comments/post/", "/subscriptions/", "/", "/search/"]
)
@pytest.mark.parametrize("size", ["100000000", "99999999999999999999", "x", "-1"])
def test_a_body_larger_than_any_form_is_refused_unread(path, size, client, db):
    answer = client.generic(
        "POST",
        path,
        CONTENT_LENGTH=size,
        CONTENT_TYPE="multipart/form-data; boundary=x",
        **{"wsgi.input": Unread()},
    )

    assert answer.status_code == 413


def test_an_editor_may_upload_large_files(admin_client):
    file = SimpleUploadedFile("large.txt", b"x" * 3_000_000)

    answer = admin_client.post("/admin/documents/multiple/add/", {"files[]": file})

    assert answer.status_code != 413


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/no/such/page/"])
def test_each_page_forbids_what_no_page_uses(path, client, db):
    policy = client.get(path)["Permissions-Policy"]

    assert "camera=()" in policy
    assert "geolocation=()" in policy
    assert "fullscreen" not in policy


def test_others_on_the_machine_cannot_read_the_database(tmp_path):
    done = manage(tmp_path, "migrate", "contenttypes", "--skip-checks")
    assert done.returncode == 0, done.stderr

    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("db.*")
    }
    assert modes
    assert not any(mode & 0o007 for mode in modes.values()), modes


def test_gunicorn_takes_no_path_from_a_header():
    code = (
        "from gunicorn.app.wsgiapp import WSGIApplication as App; import sys; "
        "sys.argv = ['gunicorn', 'blog.wsgi']; print(App().cfg.forwarder_headers)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert printed.strip() == "[]"


def test_a_path_in_base_url_is_the_prefix_of_every_link(tmp_path):
    code = "from django.urls import reverse; print(reverse('wagtailadmin_home'))"

    done = manage(
        tmp_path,
        "shell",
        "-v",
        "0",
        "-c",
        code,
        BASE_URL="https://blog.example/journal",
    )

    assert done.stdout.strip() == "/journal/admin/", done.stderr
