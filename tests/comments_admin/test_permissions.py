"""Who may moderate: superusers and members of the group, nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks

from privacy_plugin.comments.models import Comment, State
from tests.support import factories

PAGES = ["index", "index_results", "inspect", "bulk"]
EFFECTS = ["decide", "answer", "bulk"]


def address(name: str, comment: Comment) -> str:
    if name == "bulk":
        names = ["privacy_comments", "comment", "approve"]
        return reverse("wagtail_bulk_action", args=names) + f"?id={comment.pk}"
    args = [] if name.startswith("index") else [comment.pk]
    return reverse(f"comments_admin:{name}", args=args)


def send(client: Client, name: str, comment: Comment):
    data = {
        "decision": "approve",
        "comments": str(comment.pk),
        "text": "An answer",
        "seen_at": timezone.now().isoformat(),
    }
    return client.post(address(name, comment), data)


@pytest.mark.parametrize("name", PAGES)
def test_superuser_and_moderator_see_every_page(allowed, name):
    comment = factories.comment()

    response = allowed.get(address(name, comment))

    assert response.status_code == 200


@pytest.mark.parametrize("name", EFFECTS)
def test_superuser_and_moderator_publish_in_every_way(allowed, name):
    comment = factories.comment()

    send(allowed, name, comment)

    comment.refresh_from_db()
    assert comment.state == State.APPROVED


@pytest.mark.parametrize("name", PAGES)
def test_an_editor_without_the_permission_sees_no_page(editor, name):
    comment = factories.comment()

    response = editor.get(address(name, comment))

    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")


@pytest.mark.parametrize("name", EFFECTS)
def test_an_editor_without_the_permission_changes_nothing(editor, name):
    comment = factories.comment()

    send(editor, name, comment)

    comment.refresh_from_db()
    assert comment.state == State.PENDING
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.django_db
def test_a_visitor_is_asked_to_log_in(client, name):
    comment = factories.comment()

    response = client.get(address(name, comment))

    assert response.status_code == 302
    assert response.url.startswith(reverse("wagtailadmin_login"))


@pytest.mark.parametrize("name", EFFECTS)
@pytest.mark.django_db
def test_a_visitor_changes_nothing(client, name):
    comment = factories.comment()

    send(client, name, comment)

    comment.refresh_from_db()
    assert comment.state == State.PENDING


@pytest.mark.parametrize("name", ["decide", "answer"])
def test_opening_the_address_of_an_effect_changes_nothing(moderation, name):
    comment = factories.comment()

    response = moderation.get(address(name, comment))

    assert response.status_code == 405


@pytest.mark.django_db
def test_a_decision_without_the_forms_token_is_refused(moderator):
    comment = factories.comment()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(moderator)

    response = send(strict, "decide", comment)

    assert response.status_code == 403


@pytest.mark.django_db
def test_the_permission_is_offered_when_a_group_is_edited():
    offered = [fn() for fn in hooks.get_hooks("register_permissions")]
    permission = Permission.objects.get(codename="moderate_comment")

    assert any(permission in permissions for permissions in offered)


def test_an_editor_without_the_permission_sees_neither_menu_item_nor_panel(editor):
    factories.comment(text="Only for moderators")

    page = editor.get(reverse("wagtailadmin_home")).content.decode()

    assert "Only for moderators" not in page
    assert reverse("comments_admin:index") not in page
