"""Editors choose in their account how often they are reminded, if at all."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from privacy_plugin.comments.models import Frequency, Reminder, Scope
from tests.comments_admin.conftest import person

FREQUENCY = "comment_reminder-frequency"
SCOPE = "comment_reminder-scope"


def shown(client):
    """Return what a browser would send if nothing was changed."""
    panels = client.get(reverse("wagtailadmin_account")).context["panels_by_tab"]
    data = {"name_email-first_name": "Some", "name_email-last_name": "Body"}
    for form in (panel.get_form() for some in panels.values() for panel in some):
        for bound in form:
            data.setdefault(bound.html_name, bound.value() or "")
    return {name: value for name, value in data.items() if "password" not in name}


def save(client, **changes):
    """Press Save; fail if the page came back."""
    data = shown(client) | changes
    answer = client.post(reverse("wagtailadmin_account"), data)
    assert answer.status_code == 302, answer.context["panels_by_tab"]


def test_a_moderator_sees_that_one_mail_a_day_comes(moderation):
    data = shown(moderation)

    assert data[FREQUENCY] == Frequency.DAILY
    assert data[SCOPE] == Scope.ALL


def test_an_author_sees_that_no_mail_comes_and_is_not_asked_of_which(editor):
    data = shown(editor)

    assert data[FREQUENCY] == Frequency.NEVER
    assert SCOPE not in data


def test_saving_something_else_is_no_choice(moderation, editor):
    save(moderation)
    save(editor)

    assert not Reminder.objects.exists()


def test_a_choice_is_kept_and_shown(moderation, moderator):
    save(moderation, **{FREQUENCY: Frequency.AT_ONCE, SCOPE: Scope.OWN})

    row = Reminder.objects.get()
    assert (row.editor, row.frequency, row.scope) == (moderator, "at_once", "own")
    assert row.due_at <= timezone.now()
    data = shown(moderation)
    assert (data[FREQUENCY], data[SCOPE]) == (Frequency.AT_ONCE, Scope.OWN)

    save(moderation, **{FREQUENCY: Frequency.NEVER})
    assert Reminder.objects.get().frequency == Frequency.NEVER


def test_an_author_can_ask_for_it(editor):
    save(editor, **{FREQUENCY: Frequency.DAILY, SCOPE: Scope.ALL})

    row = Reminder.objects.get()
    assert row.frequency == Frequency.DAILY
    assert row.due_at > timezone.now()


@pytest.mark.parametrize("value", ["", "hourly", "x" * 300])
def test_what_is_no_choice_is_refused(moderation, value):
    data = shown(moderation) | {FREQUENCY: value}

    assert moderation.post(reverse("wagtailadmin_account"), data).status_code == 200
    assert not Reminder.objects.exists()


def test_who_neither_writes_nor_moderates_is_not_asked(db, client):
    client.force_login(person("officer", "Privacy officers"))

    assert FREQUENCY not in shown(client)
