"""The demo leaves a site alone that has something of its own."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from blog.demo.loading import LoadOutcome
from privacy_plugin.comments.models import Comment
from tests.demo.conftest import load_again
from tests.support.factories import index


@pytest.mark.django_db
def test_a_site_with_pages_of_its_own_is_left_alone(tmp_path):
    mine = index(title="Mine")

    loaded = load_again(tmp_path / "password")

    assert loaded.result is LoadOutcome.OCCUPIED
    assert loaded.login is None
    assert [page.pk for page in Page.objects.filter(depth__gt=1)][-1] == mine.pk
    assert not Comment.objects.exists()
    assert not (tmp_path / "password").exists()
