"""Declared, disclosed and deleted: comments and the rights of those who wrote them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import CheckContext, Comment, SpamCheck, State
from privacy_plugin.comments.moderation import actions
from privacy_plugin.comments.processing.readers import QUARANTINE
from privacy_plugin.comments.submission.forms import CommentForm
from privacy_plugin.disclosure.activities import get_activity
from privacy_plugin.processing import registry
from privacy_plugin.rights.retention import purge
from tests.support import factories
from tests.support.comment_writer import CHECK
from tests.support.factories.disclosures import default_controller


def test_every_column_is_declared_or_named_as_not_personal():
    declared = {column for activity in registry for column in activity.stored_columns}

    for model in apps.get_app_config("privacy_comments").get_models():
        label = model._meta.label
        listed = registry.columns_not_personal(label)
        for field in model._meta.concrete_fields:
            assert field.name in listed or f"{label}.{field.name}" in declared, field


@pytest.mark.parametrize("asks", [False, True])
def test_the_form_asks_for_what_is_declared_and_nothing_else(
    db, no_checker, settings, asks
):
    settings.PRIVACY_COMMENTS_ASK_EMAIL = settings.PRIVACY_COMMENTS_ASK_WEBSITE = asks
    activity = get_activity("comments.publication")
    entered = {
        item.stored_as.rpartition(".")[2]
        for item in activity.data
        if item.source == "entered"
    }

    visible = {
        field.name
        for field in CommentForm(controller=default_controller()).visible_fields()
    }

    assert visible - {"topic"} == entered - {"html"}


def test_a_rejected_comment_is_deleted_after_its_quarantine(reader, no_checker):
    comment = reader.write()
    actions.mark_spam([comment.pk], editor=factories.editor(), at=timezone.now())

    purge(at=timezone.now() + QUARANTINE)
    assert Comment.objects.exists()
    purge(at=timezone.now() + QUARANTINE + timedelta(seconds=1))

    assert not Comment.objects.exists()


def test_probable_spam_is_deleted_after_its_period_unless_review_was_requested(
    reader, no_checker
):
    lost, saved = (reader.write(topic="pills", text=f"Number {n}") for n in range(2))
    reader.do(saved, "review")
    reader.clock.tick(days=16)

    purge(at=timezone.now())

    assert list(Comment.objects.all()) == [saved]
    assert lost.pk != saved.pk


def test_a_restored_comment_is_kept(reader, no_checker):
    comment, editor = reader.write(), factories.editor()
    actions.mark_spam([comment.pk], editor=editor, at=timezone.now())
    actions.restore([comment.pk], editor=editor, at=timezone.now())

    purge(at=timezone.now() + timedelta(days=400))

    assert Comment.objects.get().state == State.PENDING


def test_an_address_goes_even_if_no_answer_ever_comes(reader, checker):
    reader.write(CHECK)

    purge(at=timezone.now() + timedelta(days=8))

    assert not CheckContext.objects.exists()
    assert Comment.objects.exists()


def test_erasing_a_whole_thread_leaves_no_empty_places(post):
    root = stored(post)
    child = stored(post, parent=root)
    stored(post, parent=child)

    assert Comment.objects.all().erase() == 3
    assert not Comment.objects.exists()


def test_an_empty_place_is_no_comment_to_moderate(post):
    root = stored(post)
    stored(post, parent=root)
    Comment.objects.filter(pk=root.pk).erase()

    assert actions.approve([root.pk], editor=factories.editor(), at=timezone.now()) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "visible"},
        {"kind": "trackback"},
        {"depth": 1},
        {"rejected_at": timezone.now()},
        {"text": "", "html": ""},
    ],
)
def test_the_database_refuses_what_cannot_be(post, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        stored(post, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "sending"},
        {"state": "queued"},
        {"state": "maybe"},
        {"state": "ham", "claimed_at": timezone.now()},
    ],
)
def test_the_database_refuses_a_check_without_its_claim(post, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        SpamCheck.objects.create(comment=stored(post), **wrong)


def stored(post, *, parent=None, **fields) -> Comment:
    defaults = {
        "discussion": get_or_create_discussion(post),
        "parent": parent,
        "root": (parent.root or parent) if parent else None,
        "depth": parent.depth + 1 if parent else 0,
        "text": "x",
        "html": "<p>x</p>",
        "state": State.APPROVED,
        "submitted_at": timezone.now(),
    }
    return Comment.objects.create(**defaults | fields)
