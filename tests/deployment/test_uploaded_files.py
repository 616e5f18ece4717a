"""Documents lie where no web server looks; what it hands out runs nothing."""

from __future__ import annotations

import stat
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import RequestFactory
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from blog.backends.storage import MediaStorage
from blog.settings import base
from blog.views import media
from tests.support.samples.images import picture

MIGRATION = import_module("blog.migrations.0005_private_documents")


@pytest.fixture
def folders(settings, tmp_path) -> tuple[Path, Path]:
    """Return the public and the private folder of a storage as the blog's."""
    public, private = tmp_path / "media", tmp_path / "private"
    settings.MEDIA_ROOT = public
    options = {"private_location": str(private)}
    settings.STORAGES = base.STORAGES | {
        "default": base.STORAGES["default"] | {"OPTIONS": options}
    }
    return public, private


def document(name: str = "letter.pdf", text: bytes = b"%PDF-1.7"):
    made = get_document_model()(title=name)
    made.file.save(name, ContentFile(text), save=False)
    made.full_clean()
    made.save()
    return made


def test_a_document_lies_outside_of_what_the_web_server_hands_out(folders, db, client):
    public, private = folders

    made = document()

    path = Path(made.file.path)
    assert made.file.name == "documents/letter.pdf"
    assert path == private / "documents" / "letter.pdf"
    assert not list(public.rglob("*.pdf"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    answer = client.get(made.url)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'"


def test_a_second_document_of_one_name_gets_another(folders, db):
    names = {document().file.name for _time in range(3)}

    assert len(names) == 3
    assert all(name.startswith("documents/letter") for name in names)


def test_the_worker_deletes_the_file_of_a_deleted_document(folders, transactional_db):
    made = document()
    path = Path(made.file.path)

    made.delete()
    call_command("privacy_worker", "--batch", stdout=StringIO())

    assert not path.exists()


def test_a_document_of_a_private_collection_asks_for_a_login(folders, db, client):
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    made = document()
    made.collection = collection
    made.save()

    answer = client.get(made.url)

    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_everything_else_stays_public(folders):
    public, _private = folders

    name = default_storage.save("images/picture.webp", ContentFile(picture("webp")))

    assert Path(default_storage.path(name)) == public / "images" / "picture.webp"
    assert default_storage.url(name) == "/media/images/picture.webp"


@pytest.mark.parametrize("name", ["documents/../images/x", "documents/../../x"])
def test_no_name_leads_out_of_the_private_folder(folders, name):
    with pytest.raises(Exception, match="located outside"):
        default_storage.path(f"../{name}")


def test_an_upgrade_moves_documents_out_and_its_reverse_back(folders):
    public, private = folders
    old = public / "documents" / "deep" / "old.pdf"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"%PDF")

    MIGRATION.move_to_private(apps, None)
    assert (private / "documents" / "deep" / "old.pdf").read_bytes() == b"%PDF"
    assert not old.exists()

    MIGRATION.move_to_public(apps, None)
    assert old.read_bytes() == b"%PDF"


@pytest.mark.parametrize(
    "name", ["page.html", "page.HTM", "a.svg", "a.xml", "a.js", "a"]
)
def test_what_a_browser_would_run_is_no_document(name, folders, db):
    with pytest.raises(ValidationError, match="extension"):
        document(name, b"<script>")


def test_media_in_development_runs_nothing(folders):
    public, _private = folders
    (public / "images").mkdir(parents=True)
    (public / "images" / "x.html").write_text("<script>1</script>")

    answer = media(RequestFactory().get("/"), "images/x.html", str(public))
    answer.close()

    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_storage_of_the_blog_is_the_one_tested_here():
    assert base.STORAGES["default"]["BACKEND"].endswith(MediaStorage.__name__)
