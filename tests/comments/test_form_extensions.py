"""Another app's part of the form for a comment: shown, validated, stored with it."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.db import connection
from django.template import Template
from wagtail import hooks

from privacy_plugin.comments.models import Comment, State
from privacy_plugin.comments.submission.forms import (
    EXTENSION_HOOK,
    CommentFormExtension,
)

saved: list[tuple[int, str]] = []


class MoodForm(forms.Form):
    template_name: Any = Template("{{ form.mood }}")
    disclosures = ()
    mood = forms.CharField(required=False, max_length=10)

    def __init__(self, data, *, controller):
        super().__init__(data, prefix="mood")
        self.controller = controller

    def save_with_comment(self, comment, **_moment):
        assert connection.in_atomic_block
        mood = self.cleaned_data["mood"]
        saved.append((comment.pk, mood))
        if mood == "broken":
            raise RuntimeError


@pytest.fixture(autouse=True)
def extension():
    """Let another app offer its part."""
    saved.clear()
    with hooks.register_temporarily(EXTENSION_HOOK, lambda: MoodForm):
        yield


def test_form_with_save_is_an_extension(reader):
    assert isinstance(MoodForm(None, controller=None), CommentFormExtension)


def test_extension_stands_in_the_form(reader):
    page = reader.client.get("/a-post/").content.decode()

    assert 'name="mood-mood"' in page


def test_extension_is_saved_with_its_comment(reader):
    comment = reader.write(**{"mood-mood": "calm"})

    assert saved == [(comment.pk, "calm")]


def test_error_of_an_extension_keeps_the_text_and_stores_nothing(reader):
    answer = reader.send(text="Every word of it.", **{"mood-mood": "x" * 11})

    assert answer.status_code == 422
    assert "Every word of it." in answer.content.decode()
    assert not Comment.objects.exists()


def test_failing_extension_stores_no_comment(reader):
    with pytest.raises(RuntimeError):
        reader.send(**{"mood-mood": "broken"})

    assert not Comment.objects.exists()


def test_extension_hears_nothing_of_spam(reader):
    comment = reader.write(topic="trap", **{"mood-mood": "calm"})

    assert comment.state == State.SUSPECTED
    assert saved == []


def test_preview_keeps_what_an_extension_asked(reader):
    page = reader.send(preview="1", **{"mood-mood": "calm"}).content.decode()

    assert 'value="calm"' in page
