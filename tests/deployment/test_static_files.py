"""Static files as production serves them: one style sheet, with all that it imports."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

BACKEND = {"BACKEND": "blog.backends.static_files.BundledStaticFilesStorage"}


def squeeze(text: str) -> str:
    return re.sub(r"/\*.*?\*/|\s+", "", text, flags=re.DOTALL)


@pytest.fixture
def own_files(tmp_path: Path, settings) -> Path:
    """Return a folder of static files, the only one there is."""
    folder = tmp_path / "files"
    folder.mkdir()
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = [
        "django.contrib.staticfiles.finders.FileSystemFinder"
    ]
    return folder


@pytest.fixture
def collect(tmp_path: Path, settings):
    """Return a function that collects and returns a file's text by its plain name."""
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": BACKEND}

    def run(name: str) -> str:
        call_command("collectstatic", interactive=False, verbosity=0)
        address = staticfiles_storage.url(name).removeprefix(settings.STATIC_URL)
        return Path(settings.STATIC_ROOT, address).read_text()

    return run


def test_the_theme_is_one_file_with_every_rule(collect, settings):
    text = collect("paper/css/site.css")

    assert "@import" not in text
    root = Path(settings.STATIC_ROOT)
    for sheet in [
        *root.glob("paper/css/*.css"),
        *root.glob("privacy_plugin/*/*.css"),
    ]:
        source = sheet.read_text()
        is_ours = re.fullmatch(r"[a-z]+\.css", sheet.name) and sheet.name != "admin.css"
        if is_ours and "@import" not in source and sheet.name != "frame.css":
            assert squeeze(source) in squeeze(text), sheet
    assert "@media print {" in text
    assert len(gzip.compress(text.encode())) < 12_000


def test_addresses_are_those_of_the_importing_file(own_files: Path, collect):
    (own_files / "a" / "b").mkdir(parents=True)
    (own_files / "a" / "b" / "deep.css").write_text(
        'p { background: url("../x.svg"); } q { background: url(data:,x) }'
    )
    (own_files / "a" / "x.svg").write_text("<svg/>")
    (own_files / "all.css").write_text(
        '@import url("a/b/deep.css") print;\nb { top: 0 }'
    )

    text = collect("all.css")

    assert collect("all.css") == text  # and so it stays
    assert re.search(
        r'@media print \{\np \{ background: url\("a/x\.[0-9a-f]+\.svg"\)', text
    )
    assert "url(data:,x)" in text
    assert text.endswith("b { top: 0 }")


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ({"a.css": '@import url("none.css");'}, "none.css, which is missing"),
        (
            {"a.css": '@import url("b.css");', "b.css": '@import url("a.css");'},
            "imports itself",
        ),
    ],
)
def test_an_import_that_cannot_be_followed_is_named(own_files, collect, files, error):
    for name, text in files.items():
        (own_files / name).write_text(text)

    with pytest.raises((FileNotFoundError, ValueError), match=error):
        collect("a.css")
