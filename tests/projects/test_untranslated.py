"""Without Django's translations the plugin is English, wholly, and says so."""

from __future__ import annotations

import re

import pytest

from tests.projects.test_projects import run
from tests.support.reader import read_html, words_of

OPEN = """
import django
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0)
from django.test import Client
from wagtail.models import Site
from privacy_plugin.disclosure.models import ControllerSettings
ControllerSettings.objects.create(
    site=Site.objects.get(), name="Nobody", address="Nowhere", email="n@blog.example"
)
for path in ("/privacy/", "/subscriptions/"):
    answer = Client(headers={"host": "localhost"}).get(path)
    assert answer.status_code == 200, answer.status_code
    print("page", answer.content.decode())
"""
GERMAN = re.compile(
    r"\b(Tage?n?|Stunden?|Jahre?n?|Minuten|Monate?|Deutschland|Vereinigte|und|die|der"
    r"|Dieses|Feld|ist|oder)\b"
)

pytestmark = pytest.mark.long


def test_no_german_word_stands_among_the_english_ones(tmp_path):
    printed = run("untranslated", tmp_path, "-c", OPEN)

    _before, *texts = re.split(r"^page ", printed, flags=re.MULTILINE)
    assert len(texts) == 2
    for html in texts:
        tree = read_html(html)
        assert tree.get("lang") == "en"
        words = words_of(tree)
        assert GERMAN.findall(words) == []
    assert re.search(r"\d+ days", words_of(read_html(texts[0])))
