"""What the documentation shows can be copied as it stands, into two kinds of site.

One is the empty site of ``wagtail start``; the other has settings, forms, search,
translations, tasks and embeds of its own already. Each block of code names its file in
its first line. Each command line of the documentation is parsed by its own command.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
ORDER = (
    "README.md",
    "docs/how-to/embed-without-leaking.md",
    "docs/how-to/build-a-form-in-the-admin.md",
    "docs/how-to/send-mail-to-subscribers.md",
    "docs/how-to/find-what-contacts-others.md",
    "docs/reference/declarations.md",
    "docs/reference/settings.md",
    "docs/reference/signals.md",
    "docs/tutorial/first-disclosure.md",
    "docs/how-to/send-to-a-service.md",
    "docs/how-to/replace-a-key.md",
    "docs/how-to/back-up-and-restore.md",
    "docs/how-to/cache-pages.md",
)
FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(?:# |\{# )([\w/.]+)(?: #\})?\n")
# Whose command lines are run on those sites; the deployment, the import and the removal
# have tests of their own.
RUN_ON_SITES = (
    "docs/how-to/find-what-contacts-others.md",
    "docs/how-to/answer-a-request-for-data.md",
    "docs/how-to/back-up-and-restore.md",
)
PROGRAMS = {
    "make", "pip", "export", "uv", "gunicorn", "python", ".venv/bin/python", "sudo",
    "sqlite3", "pg_dump", "tar", "cp", "git", "cd", "PORT=8001", "systemctl", "install",
    "crontab", "rsync", "psql", "createdb", "curl", "openssl", "nginx",
    "mkdir", "caddy",
}  # fmt: skip


@dataclass(frozen=True)
class Block:
    """Hold a block of code, where it stands and which file it belongs to."""

    document: str
    language: str
    code: str

    @property
    def file(self) -> str:
        """Return the file it belongs to, empty if it names none."""
        named = FILE.match(self.code)
        return named[1] if named else ""


def documents() -> list[Path]:
    """Return what people are told to do."""
    folders = ("how-to", "reference", "tutorial")
    found = [path for one in folders for path in (ROOT / "docs" / one).glob("*.md")]
    return [ROOT / "README.md", *sorted(found)]


def blocks(*languages: str) -> Iterator[Block]:
    """Yield each block of code in one of these languages."""
    for path in documents():
        name = path.relative_to(ROOT).as_posix()
        for _indent, language, code in FENCE.findall(path.read_text()):
            if language in languages:
                yield Block(name, language, textwrap.dedent(code))


def commands() -> Iterator[tuple[str, list[str]]]:
    """Yield each command line that a reader is told to enter."""
    for block in blocks("console"):
        for line in block.code.splitlines():
            if line.startswith("$ "):
                yield block.document, shlex.split(line[2:], comments=True)


def test_each_block_names_its_file():
    templates = (one for one in blocks("html") if one.document != "README.md")
    code = [*blocks("python"), *templates]

    assert len(code) > 15
    assert not [block for block in code if not block.file]
    assert {block.document for block in code} <= set(ORDER)


def test_each_command_exists_and_takes_its_options():
    known = get_commands()
    told = list(commands())

    for document, words in told:
        assert words[0] in PROGRAMS, (document, words)
        if "manage.py" not in words:
            continue
        name, *arguments = words[words.index("manage.py") + 1 :]
        assert name in known, (document, words)
        app = known[name]
        command = load_command_class(app, name) if isinstance(app, str) else app
        command.create_parser("manage.py", name).parse_args(arguments)
    assert len(told) > 15


FULL_SETTINGS = """
INSTALLED_APPS += [
    "wagtail.contrib.settings",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
    "wagtail.locales",
    "django_tasks_db",
]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("fr", "Français")]
MIDDLEWARE = [*MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
WAGTAILEMBEDS_FINDERS = [{"class": "wagtail.embeds.finders.oembed"}]
"""
FULL_MODELS = """
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.forms.models import AbstractEmailForm, AbstractFormField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.embeds.blocks import EmbedBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail.snippets.models import register_snippet


@register_setting
class SocialSettings(BaseSiteSetting):
    profile = models.URLField(blank=True)


@register_snippet
class Person(models.Model):
    name = models.CharField(max_length=100)


class FormField(AbstractFormField):
    page = ParentalKey(
        "FormPage", on_delete=models.CASCADE, related_name="form_fields"
    )


class FormPage(AbstractEmailForm):
    thanks = RichTextField(blank=True)
    content_panels = AbstractEmailForm.content_panels + [
        FieldPanel("thanks"), InlinePanel("form_fields"),
    ]


class StoryPage(Page):
    body = StreamField([("film", EmbedBlock())], blank=True)
    search_fields = Page.search_fields + [index.SearchField("body")]
    content_panels = Page.content_panels + [FieldPanel("body")]
"""
JOURNEY = """
import re
from types import SimpleNamespace

import httpx
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from guestbook import tasks
from privacy_plugin.consent import subject
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.egress.errors import ConsentMissing
from privacy_plugin.subscriptions.models import Subscriber
from wagtail.embeds.models import Embed
from wagtail.models import Page, Site
from home.models import ContactPage

site = Site.objects.get()
ControllerSettings.objects.update_or_create(
    site=site,
    defaults={"name": "Ada", "address": "Here 1", "email": "ada@blog.example"},
)
own = {"sec-fetch-site": "same-origin"}
client = Client(headers=own, SERVER_NAME="localhost")
home = client.get("/")
assert home.status_code == 200
assert "Publishing your comment" in home.content.decode()
assert 'name="guestbook-translation"' in home.content.decode()
for name in ("privacy:overview", "subscriptions:subscribe", "privacy:choices"):
    assert client.get(reverse(name)).status_code == 200, name
form = Page.objects.get(pk=site.root_page_id).add_child(
    instance=ContactPage(title="Write", slug="write")
)
assert "<form" in client.get("/write/").content.decode()

shown = client.get("/guestbook/")
assert shown.status_code == 200
assert "Translation by Example Inc." in shown.content.decode()
(box,) = re.findall(
    'name="translation"[^>]* value="([^"]+)"', shown.content.decode()
) or re.findall('value="([^"]+)"[^>]* name="translation"', shown.content.decode())
answer = client.post("/guestbook/", {"text": "Hello", "translation": box})
assert answer.status_code == 302, answer.content.decode()
receipt = answer["Location"]
writer = subject.unsign(receipt.rstrip("/").rpartition("/")[2])
assert "Translation by Example Inc." in client.get(receipt).content.decode()

bodies = []
def answered(request):
    bodies.append(request.read().decode())
    return httpx.Response(200, json={})
tasks.client._transport._inner = httpx.MockTransport(answered)
entry = SimpleNamespace(writer=writer, text="Hello", email="ada@example.org")
tasks.translate(entry)
assert bodies == ["text=Hello&target=de"], bodies
withdrawn = client.post(receipt + "withdraw/", {"activity": "guestbook.translation"})
assert withdrawn.status_code in (200, 302)
try:
    tasks.translate(entry)
except ConsentMissing:
    pass
else:
    raise AssertionError("sent without consent")
assert len(bodies) == 1
assert "Example CRM" in client.get(reverse("privacy:overview")).content.decode()

from home.imports import clean
from home.mails import html_of
import home.blocks
import guestbook.receivers
assert "<iframe" not in clean('<p>a</p><iframe src="https://x.example/"></iframe>')
assert html_of("<p>a</p>") == "<p>a</p>"
Subscriber.objects.create(
    site=site, email="reader@example.org", mailbox="reader@example.org",
    confirmed_at=timezone.now(),
)
print("arrived", receipt)
"""


def environment() -> dict[str, str]:
    """Return the environment of somebody who has the plugin and no settings yet."""
    ours = ("DJANGO_", "PYTEST_", "PRIVACY_", "DATABASE_URL", "REDIS_URL")
    kept = {name: v for name, v in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONPATH": str(ROOT)}


def run(folder: Path, *words: str) -> str:
    """Run Python in the site's folder and return what it printed."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def make_full(folder: Path) -> None:
    """Let the site have what the plugin's apps need, and more, already."""
    for name, code in (
        ("mysite/settings/base.py", FULL_SETTINGS),
        ("home/models.py", FULL_MODELS),
    ):
        with (folder / name).open("a") as file:
            file.write(code)
    run(folder, "manage.py", "makemigrations", "home")


def follow_documentation(folder: Path) -> None:
    """Put each block where it says, in the order of the documents."""
    targets = {"settings": "mysite/settings/base.py", "urls": "mysite/urls.py"}
    found: dict[str, list[Block]] = {name: [] for name in ORDER}
    for block in blocks("python", "html"):
        found[block.document].append(block)
    for block in (one for name in ORDER for one in found[name] if one.file):
        target = folder / targets.get(block.file, block.file)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("a") as file:
            file.write("\n" + block.code.replace("/var/log/blog", str(folder)))
    for app in ("guestbook", "crm"):
        (folder / app / "__init__.py").touch()
    (tag,) = (one.code for one in found["README.md"] if one.language == "html")
    page = folder / "home/templates/home/home_page.html"
    load, use = tag.splitlines()
    text = page.read_text().replace("{% load ", load + "\n{% load ", 1)
    before, end, after = text.rpartition("{% endblock")
    page.write_text(before + use + "\n" + end + after)


def run_commands(folder: Path, *, link: str) -> dict[str, str]:
    """Run each `manage.py` line of RUN_ON_SITES; return what each printed."""
    printed = {}
    for document, words in commands():
        if document in RUN_ON_SITES and "manage.py" in words:
            line = words[words.index("manage.py") + 1 :]
            actual = [link if "…" in word else word for word in line]
            key = " ".join(word for word in line if "…" not in word and "@" not in word)
            printed[key] = run(folder, "manage.py", *actual)
    assert len(printed) > 6, "the documents or their command lines have gone"
    return printed


@pytest.mark.long
@pytest.mark.parametrize("kind", ["empty", "full"])
def test_the_documentation_works_in_a_site(kind, tmp_path):
    start = "from wagtail.bin.wagtail import main; main()"
    run(tmp_path, "-c", start, "start", "mysite", ".")
    if kind == "full":
        make_full(tmp_path)
        run(tmp_path, "manage.py", "migrate", "--verbosity", "0")

    follow_documentation(tmp_path)

    run(tmp_path, "manage.py", "makemigrations", "home")
    run(tmp_path, "manage.py", "migrate", "--verbosity", "0")
    run(tmp_path, "manage.py", "check", "--database", "default")
    run(tmp_path, "manage.py", "privacy_worker", "--batch")
    journey = run(tmp_path, "manage.py", "shell", "-c", JOURNEY)
    printed = run_commands(tmp_path, link=journey.partition("arrived ")[2].strip())
    assert "guestbook.translation" in run(tmp_path, "manage.py", "privacy_record")
    assert "guestbook.translation" in printed["privacy_subject export --link"]
    assert "erased" in printed["privacy_subject erase --link"]
    assert "Request 1" in printed["privacy_subject ask --email"]
    assert "another host" in printed["privacy_scan"]
