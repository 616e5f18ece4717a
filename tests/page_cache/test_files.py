"""What a process changes removes the files that show it, in whichever way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from privacy_plugin.comments.models import Comment
from privacy_plugin.http.answers import expires_at
from privacy_plugin.page_cache.files.locks import lock_folder
from privacy_plugin.page_cache.files.places import BUCKET_SECONDS
from tests.page_cache.conftest import comment_on, watched
from tests.support import factories

PAGE = "x" * 500


@pytest.fixture
def folder(settings, tmp_path, transactional_db) -> Iterator[Path]:
    Site.objects.update(hostname="testserver", port=80)
    settings.PRIVACY_PAGE_CACHE_FOLDER = str(tmp_path / "stored")
    with watched():
        yield tmp_path / "stored"


@pytest.fixture
def posts(folder, reader) -> tuple[Page, Page]:
    one, other = factories.post(), factories.post(title="Other")
    comment_on(one)
    for post in (one, other):
        reader.get(post.url)
    assert get_paths(folder) == {"/a-post/", "/other/"}
    return one, other


def get_paths(folder: Path) -> set[str]:
    files = (folder / "pages").glob("*/identity/testserver/**/*=.*")
    return {str(file).partition("testserver")[2].rpartition("=")[0] for file in files}


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def execute_many() -> None:
    sql = "UPDATE wagtailcore_page SET title = %s WHERE slug = 'a-post'"
    with connection.cursor() as cursor:
        cursor.executemany(sql, [("Red",), ("Blue",)])


def commit_by_hand() -> None:
    transaction.set_autocommit(False)
    Page.objects.update(title="Red")
    transaction.commit()
    transaction.set_autocommit(True)


def nested() -> None:
    with transaction.atomic():
        with transaction.atomic():
            Redirect.objects.create(old_path="/old")
            transaction.set_rollback(True)
        Page.objects.update(title="Red")


NEWER = "UPDATE wagtailcore_page SET title = 'Red'"
OF_ALL = {
    "insert": lambda: Redirect.objects.create(old_path="/old"),
    "bulk insert": lambda: Redirect.objects.bulk_create([Redirect(old_path="/old")]),
    "update": lambda: Page.objects.update(title="Red"),
    "raw": lambda: execute(NEWER),
    "raw, spaces": lambda: execute(f"\n  {NEWER}"),
    "with": lambda: execute(f"WITH one AS (SELECT 1) {NEWER}"),
    "returning": lambda: execute(f"{NEWER} RETURNING id"),
    "many": execute_many,
    "by hand": commit_by_hand,
    "nested": nested,
}


@pytest.mark.parametrize("way", OF_ALL)
def test_change_of_the_site_removes_all_files(folder, posts, way):
    OF_ALL[way]()

    assert get_paths(folder) == set()
    assert not list(folder.glob("removed-*"))


def test_new_row_has_its_key_and_can_be_saved_again(folder, posts):
    made = Redirect.objects.create(old_path="/old")
    made.old_path = "/older"
    made.save()

    assert Redirect.objects.get(pk=made.pk).old_path == "/older"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = 'Red' RETURNING title")
        assert cursor.fetchone()[0] == "Red"
        cursor.execute("SELECT count(*) FROM wagtailcore_page")
        assert cursor.fetchone()[0] == Page.objects.count()


def test_comment_removes_files_of_its_page_only(folder, posts):
    Comment.objects.update(html="<p>Other words</p>")

    assert get_paths(folder) == {"/other/"}


def test_what_no_page_shows_removes_nothing(folder, posts):
    Session.objects.create(session_key="x", expire_date=timezone.now())
    with transaction.atomic():
        Page.objects.count()

    assert get_paths(folder) == {"/a-post/", "/other/"}


def test_page_is_written_again_after_its_change(folder, posts, reader):
    Page.objects.filter(pk=posts[0].pk).update(title="Newer")
    reader.get("/a-post/")

    (file,) = (folder / "pages").glob("*/identity/testserver/a-post/=.*")
    assert b"Newer" in file.read_bytes()


def test_stored_answer_is_not_written_during_a_commit(folder, posts, reader):
    Page.objects.update(title="Newer")
    with lock_folder(folder, exclusive=True):
        answer = reader.get("/a-post/")

    assert b"Newer" in answer.content
    assert get_paths(folder) == set()


def test_failing_folder_keeps_nothing_from_being_stored(folder, posts, caplog):
    lock = folder / "lock"
    lock.unlink()
    lock.mkdir()

    Page.objects.update(title="Red")

    assert set(Page.objects.values_list("title", flat=True)) == {"Red"}
    assert "after a change" in caplog.text


def test_answer_that_ends_before_its_file_is_not_written(folder, cached):
    def ends_in(seconds: float) -> HttpResponse:
        expires_at(timezone.now() + timedelta(seconds=seconds))
        return HttpResponse(PAGE)

    cached(lambda _request: ends_in(0.5)).get("/soon/")
    cached(lambda _request: ends_in(2 * BUCKET_SECONDS)).get("/later/")

    assert get_paths(folder) == {"/later/"}


@pytest.mark.parametrize(
    "path",
    ["/a//b/", "/.git/", "/a/../b/", "/a\0b/", "/" + "a" * 255, "/" + "a/" * 2_000],
)
def test_odd_path_has_no_file_or_one_in_the_folder(folder, cached, path):
    cached(lambda _request: HttpResponse(PAGE)).get(path)

    written = {file for file in folder.rglob("*") if "testserver" in str(file)}
    assert all("%00" in str(file) for file in written if file.is_file())


def test_unknown_host_and_other_variants_have_no_file(folder, cached):
    page = cached(lambda _request: HttpResponse(PAGE))
    page.get("/", HTTP_HOST="second.example")
    page.get("/", HTTP_HOST="testserver:81")
    page.get("/?a=1")
    varying = cached(lambda _request: HttpResponse(PAGE, headers={"Vary": "X-Kind"}))
    varying.get("/kind/")
    cached(lambda _request: HttpResponse(PAGE, status=404)).get("/missing/")
    cached(lambda request: HttpResponse(PAGE + str(request.COOKIES.get("a")))).get(
        "/c/"
    )

    assert get_paths(folder) == set()


def test_configuration_is_printed_without_a_file(folder, capsys):
    factories.post()

    call_command("page_cache_front", "nginx-server")

    printed = capsys.readouterr().out
    assert f'root "{folder}/pages";' in printed
    assert 'add_header X-Content-Type-Options "nosniff";' in printed
    assert get_paths(folder) == set()


def test_configuration_needs_a_folder(folder, settings):
    settings.PRIVACY_PAGE_CACHE_FOLDER = ""
    with pytest.raises(CommandError, match="is empty"):
        call_command("page_cache_front", "nginx-http")


def test_folder_of_somebody_else_is_reported(folder, settings, monkeypatch):
    assert "privacy.W092" not in {one.id for one in run_checks()}
    monkeypatch.setattr("os.access", lambda *_arguments: False)

    assert "privacy.W092" in {one.id for one in run_checks()}
