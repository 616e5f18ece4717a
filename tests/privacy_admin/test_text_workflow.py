"""A text waits for somebody who may publish it on its site, and for nobody else."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from wagtail.actions.publish_revision import PublishPermissionError
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Site,
    TaskState,
    Workflow,
    WorkflowContentType,
    WorkflowState,
    WorkflowTask,
)

from privacy_plugin.checks.database import check_text_workflow
from privacy_plugin.disclosure.models import PublishedText
from privacy_plugin.disclosure.texts.approval import DisclosureTextApproval
from privacy_plugin.disclosure.texts.models import DisclosureText
from tests.privacy_admin.conftest import Enter, only_for
from tests.privacy_admin.test_texts import (
    ADD,
    KEY,
    LIST,
    OVERVIEW,
    edit,
    form,
    loaded_revision,
)
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose

pytestmark = pytest.mark.usefixtures("declared")
SHIPPED = "Counting readers"


@pytest.fixture
def moderator(db: None) -> Client:
    """Return the browser of a blog moderator, who may change texts, not publish."""
    user = User.objects.create_user("blog-moderator", "", "x")
    group = Group.objects.get(name="Moderators")
    codes = ("view_disclosuretext", "change_disclosuretext")
    group.permissions.add(*Permission.objects.filter(codename__in=codes))
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


def use_workflow(*tasks: Any, name: str = "Other") -> Workflow:
    """Choose a workflow of these tasks for texts, in the place of the present one."""
    workflow = Workflow.objects.create(name=name)
    for order, task in enumerate(tasks):
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    WorkflowContentType.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(DisclosureText),
        defaults={"workflow": workflow},
    )
    return workflow


def moderators_approval() -> GroupApprovalTask:
    """Return the task of Wagtail's own workflow."""
    return GroupApprovalTask.objects.get(name="Moderators approval")


def submit(client: Client, address: str, site: Site, **words: str) -> Any:
    data = form(site, change="material", **words) | {"action-submit": "1"}
    data |= loaded_revision(client, address)
    return client.post(address, data)


def again(enter: Enter, who: str) -> Client:
    """Return the browser of somebody who may have been here before."""
    user = User.objects.filter(username=who).first()
    if user is None:
        return enter(who)
    client = Client()
    client.force_login(user)
    return client


def submitted(enter: Enter, site: Site, title: str = "New words") -> DisclosureText:
    """Return a text that an editor has submitted."""
    submit(enter("editor"), ADD, site, title=title)
    return DisclosureText.objects.get(site=site)


def act(client: Client, text: DisclosureText, action: str, state: TaskState) -> Any:
    """Press one of the buttons of a task."""
    address = f"{LIST}workflow/action/{text.pk}/{action}/{state.pk}/"
    return client.post(address, {"comment": ""})


def waiting(text: DisclosureText) -> TaskState:
    """Return the state of the task that is in progress, whichever workflow it is of."""
    return TaskState.objects.for_instance(text).get(status="in_progress")


def test_blog_has_a_workflow_for_texts():
    workflow = DisclosureText.get_default_workflow()

    assert workflow is not None
    assert [type(task.specific) for task in workflow.tasks] == [DisclosureTextApproval]


def test_workflow_of_the_blog_is_removed_and_made_again(enter: Enter, site: Site):
    migration = import_module("blog.migrations.0008_workflow_of_disclosure_texts")
    text = submitted(enter, site)
    use_workflow(moderators_approval())
    editor = SimpleNamespace(connection=connection)

    migration.delete_workflow(apps, editor)
    assert not DisclosureTextApproval.objects.exists()
    assert text.workflow_states.count() == 0

    migration.create_workflow(apps, editor)
    migration.create_workflow(apps, editor)

    workflow = DisclosureText.get_default_workflow()
    assert workflow.name == "Disclosure texts"
    assert DisclosureTextApproval.objects.count() == 1


def test_publisher_approves_what_editor_submitted(enter: Enter, site: Site):
    text = submitted(enter, site)
    assert disclose(KEY).title == SHIPPED

    act(enter("publisher"), text, "approve", waiting(text))

    assert disclose(KEY).title == "New words"
    assert PublishedText.objects.get().material == 1
    assert not WorkflowState.objects.active().exists()


def test_publisher_edits_and_approves_in_one_step(enter: Enter, site: Site):
    text = submitted(enter, site)
    data = form(site, title="Better words", change="wording")
    data |= {"action-workflow-action": "1", "workflow-action-name": "approve"}

    publisher = enter("publisher")
    publisher.post(edit(text), data | loaded_revision(publisher, edit(text)))

    assert disclose(KEY).title == "Better words"


def test_publisher_asks_for_changes_and_editor_submits_again(enter: Enter, site: Site):
    text, publisher = submitted(enter, site), enter("publisher")
    act(publisher, text, "reject", waiting(text))
    editor = again(enter, "editor")

    submit(editor, edit(text), site, title="Changed words")
    act(publisher, text, "approve", waiting(text))

    assert disclose(KEY).title == "Changed words"


@pytest.mark.parametrize("action", ["approve", "reject"])
@pytest.mark.parametrize("who", ["moderator", "editor", "officer"])
def test_others_neither_approve_nor_reject(
    who: str, action: str, enter: Enter, site: Site, moderator: Client
):
    text = submitted(enter, site)
    state = waiting(text)
    client = moderator if who == "moderator" else again(enter, who)

    act(client, text, action, state)

    state.refresh_from_db()
    assert state.status == "in_progress"
    assert disclose(KEY).title == SHIPPED


def test_moderator_can_neither_edit_nor_lock_what_waits(
    enter: Enter, site: Site, moderator: Client
):
    text = submitted(enter, site)

    page = moderator.get(edit(text)).content.decode()
    moderator.post(edit(text), form(site, title="Mine", change="wording"))
    moderator.post(f"{LIST}lock/{text.pk}/")

    text.refresh_from_db()
    assert "awaiting moderation" in page
    assert text.get_latest_revision_as_object().title == "New words"
    assert not text.locked


def test_publisher_locks_and_unlocks_what_waits(enter: Enter, site: Site):
    text, publisher = submitted(enter, site), enter("publisher")

    publisher.post(f"{LIST}lock/{text.pk}/")
    text.refresh_from_db()
    assert text.locked_by == User.objects.get(username="publisher")

    publisher.post(f"{LIST}unlock/{text.pk}/")
    text.refresh_from_db()
    assert not text.locked


def test_lock_of_an_editor_ends_with_the_submission(enter: Enter, site: Site):
    text = texts.draft()
    editor = enter("editor")
    text.locked, text.locked_by = True, User.objects.get(username="editor")
    text.save()

    submit(editor, edit(text), site, title="New words")
    act(enter("publisher"), text, "approve", waiting(text))

    assert disclose(KEY).title == "New words"


def test_wagtail_s_workflow_is_not_used_for_texts(
    enter: Enter, site: Site, moderator: Client
):
    use_workflow(moderators_approval(), name="Moderators approval of texts")
    publisher = enter("publisher")
    text = texts.draft(title="A draft")

    page = publisher.get(OVERVIEW).content.decode()
    editor_page = publisher.get(edit(text)).content.decode()

    assert DisclosureText.get_default_workflow() is None
    assert "is not used for disclosure texts" in page
    assert "action-submit" not in editor_page
    assert "action-publish" in editor_page
    (message,) = check_text_workflow(databases=["default"])
    assert message.id == "privacy.W041"
    assert "Moderators approval of texts" in message.msg


def old_submission(text: DisclosureText) -> TaskState:
    """Submit a text as it was possible when any workflow was used for texts."""
    workflow = use_workflow(moderators_approval())
    author = User.objects.create_user("author")
    workflow.start(text, author)
    return TaskState.objects.for_instance(text).get()


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_moderator_cannot_act_on_an_earlier_submission(
    action: str, enter: Enter, moderator: Client
):
    text = texts.draft(title="Submitted before")
    state = old_submission(text)

    act(moderator, text, action, state)
    moderator.post(f"{LIST}lock/{text.pk}/")

    state.refresh_from_db()
    text.refresh_from_db()
    assert state.status == "in_progress"
    assert not text.locked
    assert disclose(KEY).title == SHIPPED


def test_publisher_publishes_what_was_submitted_earlier(enter: Enter, site: Site):
    text = texts.draft(title="Submitted before")
    old_submission(text)
    data = form(site, title="Published", change="wording") | {"action-publish": "1"}

    publisher = enter("publisher")
    publisher.post(edit(text), data | loaded_revision(publisher, edit(text)))

    assert disclose(KEY).title == "Published"
    assert not WorkflowState.objects.active().exists()


def test_earlier_submission_is_submitted_to_the_new_workflow(enter: Enter, site: Site):
    text = texts.draft(title="Submitted before")
    own = DisclosureText.get_default_workflow()
    old = old_submission(text)
    WorkflowContentType.objects.update(workflow=own)
    editor = enter("editor")
    assert "action-submit" in editor.get(edit(text)).content.decode()

    submit(editor, edit(text), site, title="Submitted again")
    act(enter("publisher"), text, "approve", waiting(text))

    old.refresh_from_db()
    assert old.status == "cancelled"
    assert disclose(KEY).title == "Submitted again"


def test_other_steps_may_come_first_and_do_not_lock_publishers_out(
    enter: Enter, site: Site, moderator: Client
):
    use_workflow(moderators_approval(), DisclosureTextApproval.objects.get())
    text, publisher = submitted(enter, site), enter("publisher")
    data = form(site, title="By a publisher", change="wording")

    act(moderator, text, "approve", waiting(text))
    assert disclose(KEY).title == SHIPPED
    act(moderator, text, "approve", waiting(text))
    assert disclose(KEY).title == SHIPPED
    publisher.post(edit(text), data | loaded_revision(publisher, edit(text)))

    act(publisher, text, "approve", waiting(text))
    assert disclose(KEY).title == "By a publisher"


def test_publisher_of_one_site_approves_only_there(
    enter: Enter, site: Site, other_site: Site
):
    here = submitted(enter, site, "Here")
    editor = again(enter, "editor")
    submit(editor, ADD, other_site, title="There")
    there = DisclosureText.objects.get(site=other_site)
    client = enter("publisher")
    publisher = User.objects.get(username="publisher")
    only_for(publisher, other_site)

    act(client, here, "approve", waiting(here))
    act(client, there, "approve", waiting(here))
    assert not PublishedText.objects.exists()
    seen = DisclosureTextApproval.objects.get().get_task_states_user_can_moderate(
        User.objects.get(username="publisher")
    )
    assert list(seen) == [waiting(there)]
    page = client.get("/admin/").content.decode()
    assert edit(there) in page
    assert edit(here) not in page

    act(client, there, "approve", waiting(there))
    assert [row.site_id for row in PublishedText.objects.all()] == [other_site.pk]


def test_page_in_this_workflow_waits_for_nobody_who_publishes_texts(
    enter: Enter, site: Site
):
    text = submitted(enter, site, "Here")
    state = waiting(text).workflow_state
    page_type = ContentType.objects.get_for_model(Page)
    WorkflowState.objects.filter(pk=state.pk).update(base_content_type=page_type)
    enter("publisher")

    seen = DisclosureTextApproval.objects.get().get_task_states_user_can_moderate(
        User.objects.get(username="publisher")
    )

    assert not seen.exists()


def test_publisher_of_one_site_is_offered_to_publish_there(
    enter: Enter, site: Site, other_site: Site
):
    here, there = texts.published(), texts.published(site=other_site)
    client = enter("publisher")
    publisher = User.objects.get(username="publisher")
    only_for(publisher, other_site)
    publisher.groups.add(Group.objects.get(name="Privacy text editors"))

    page_here = client.get(edit(here)).content.decode()
    page_there = client.get(edit(there)).content.decode()

    for action in ("action-publish", f"{LIST}unpublish/"):
        assert action in page_there
        assert action not in page_here


@pytest.mark.parametrize(
    "path", ["history/{pk}/", "workflow_history/{pk}/", "workflow/preview/{pk}/{task}/"]
)
def test_workflow_of_another_site_s_text_is_not_shown(
    path: str, enter: Enter, site: Site, other_site: Site
):
    text = submitted(enter, site, "Secret draft")
    client = enter("publisher")
    only_for(User.objects.get(username="publisher"), other_site)
    address = LIST + path.format(pk=text.pk, task=waiting(text).task_id)

    assert client.get(address).status_code in {302, 403}
    client.force_login(User.objects.create_superuser("somebody"))
    assert client.get(address).status_code == 200


def test_revision_is_not_published_in_the_name_of_somebody_who_may_not(enter: Enter):
    text = texts.draft()
    enter("editor")

    with pytest.raises(PublishPermissionError):
        text.get_latest_revision().publish(user=User.objects.get(username="editor"))

    assert not PublishedText.objects.exists()
