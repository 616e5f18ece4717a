"""Static files as production serves them: one style sheet, with all that it imports."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

BACKEND = {"BACKEND": "blog.backends.static_files.BundledStaticFilesStorage"}


def squeeze(text: str) -> str:
    return re.sub(r"/\*.*?\*/|;?\s*(?=\})|\s+", "", text, flags=re.DOTALL)


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


def test_the_theme_is_two_files_with_every_rule(collect, settings):
    site, plugin = collect("paper/css/site.css"), collect("paper/css/plugin.css")

    assert "@import" not in site + plugin
    root = Path(settings.STATIC_ROOT)
    for sheet in [
        *root.glob("paper/css/*.css"),
        *root.glob("privacy_plugin/*/*.css"),
    ]:
        if not re.fullmatch(r"[a-z]+\.css", sheet.name) or sheet.name == "admin.css":
            continue
        source = find(sheet.relative_to(root).as_posix())
        if "@import" in source or sheet.name in {"frame.css", "properties.css"}:
            continue
        text = plugin if sheet.name == "pages.css" else site
        assert squeeze(source) in squeeze(text), sheet
    assert "@media print{" in site
    assert len(gzip.compress(site.encode())) < 9_000


def find(name: str) -> str:
    return Path(str(finders.find(name))).read_text()


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
    assert re.search(r'@media print\{p\{background:url\("a/x\.[0-9a-f]+\.svg"\)', text)
    assert "url(data:,x)" in text
    assert text.endswith("b{top:0}")


def test_space_that_means_something_stays(own_files: Path, collect):
    (own_files / "one.css").write_text(
        'p :is(a, b) > i {\n  content: "a ; b  : \\" {";\n'
        "  inline-size: calc(1px + 2px);\n}\n@media screen and (min-width: 1px) {\n"
        "  q + q { margin: 0 auto; }\n}\n"
    )
    (own_files / "all.css").write_text('@import url("one.css");')

    assert collect("all.css") == (
        'p :is(a,b) > i{content:"a ; b  : \\" {";inline-size:calc(1px + 2px)}\n'
        "@media screen and (min-width:1px){q + q{margin:0 auto}\n}"
    )


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
