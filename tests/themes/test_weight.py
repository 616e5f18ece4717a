"""A first visit is light in each theme: HTML, style sheets and scripts of a post."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

import privacy_plugin
from blog.models import Appearance
from privacy_plugin.comments.discussions.importer import (
    ImportedComment,
    import_comments,
)
from tests.support import factories
from tests.themes.conftest import forget_static_folders
from tests.themes.sheets import THEMES

MOST_BYTES = 20_000
BACKEND = {"BACKEND": "blog.backends.static_files.BundledStaticFilesStorage"}
WORDS = "Nobody reads over your shoulder here, says number {}, and I believe it. "
SCRIPT_IMPORT = re.compile(r"""(?:from|import)\s*["']([^"']+)["']""")


@pytest.fixture
def collected(tmp_path: Path, settings) -> Iterator[Path]:
    """Collect the static files of the themes and the plugin as production has them."""
    plugin = Path(privacy_plugin.__file__).parent
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, *plugin.glob("**/static")]
    settings.STATICFILES_FINDERS = [
        "django.contrib.staticfiles.finders.FileSystemFinder"
    ]
    forget_static_folders()
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": BACKEND}
    call_command("collectstatic", interactive=False, verbosity=0)
    yield Path(settings.STATIC_ROOT)
    forget_static_folders()


def collect_files(folder: Path, path: Path, found: set[Path]) -> set[Path]:
    """Return a style sheet or a script with the scripts that it imports."""
    if path not in found:
        found.add(path)
        for imported in SCRIPT_IMPORT.findall((folder / path).read_text()):
            collect_files(folder, path.parent / imported, found)
    return found


@pytest.mark.long
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_post_with_fifty_comments_is_light(theme, client, db, collected, settings):
    post = factories.post()
    Appearance.objects.create(site=post.get_site(), theme=theme.name)
    now = timezone.now()
    comments = [
        ImportedComment(
            origin=f"elsewhere:{number}",
            html=f"<p>{WORDS.format(number) * 2}</p>",
            submitted_at=now,
            parent=f"elsewhere:{number % 10}" if number >= 10 else "",
            name=f"Reader {number}",
        )
        for number in range(50)
    ]
    import_comments(post, comments, at=now)

    html = client.get(post.url).content
    names = re.findall(
        rb'<(?:link rel="stylesheet" href|script[^>]* src)="([^"]+)', html
    )
    files: set[Path] = set()
    for name in names:
        path = Path(name.decode().removeprefix(settings.STATIC_URL))
        collect_files(collected, path, files)

    assert html.count(b"Nobody reads over your shoulder") == 100
    assert {path.suffix for path in files} == {".css", ".js"}
    sizes = [len(gzip.compress((collected / path).read_bytes())) for path in files]
    assert len(gzip.compress(html)) + sum(sizes) <= MOST_BYTES
