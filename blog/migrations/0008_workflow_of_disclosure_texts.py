"""Give disclosure texts a workflow of their own, approved by who may publish them."""

from django.conf import settings
from django.db import migrations
from django.utils.translation import gettext, gettext_noop, override

WORKFLOW = gettext_noop("Disclosure texts")
TASK = gettext_noop("Approval by a privacy text publisher")


def translate(name, language=settings.LANGUAGE_CODE):
    """Return a name in a language; by default that of the site."""
    with override(language):
        return gettext(name)


def translate_to_all(name):
    """Return a name in each language in which it may have been stored."""
    return {name, *(translate(name, code) for code, _label in settings.LANGUAGES)}


def create_workflow(apps, schema_editor):
    """Create it, and use it in the place of one that asks somebody else."""
    alias = schema_editor.connection.alias
    manager = lambda app, name: apps.get_model(app, name)._base_manager.using(alias)
    content_type = lambda model: manager("contenttypes", "ContentType").get_or_create(
        app_label="privacy", model=model
    )[0]
    approval = content_type("disclosuretextapproval")
    assigned = manager("wagtailcore", "WorkflowContentType").filter(
        content_type=content_type("disclosuretext")
    )
    if assigned.filter(workflow__workflow_tasks__task__content_type=approval).exists():
        return
    assigned.delete()
    task = manager("privacy", "DisclosureTextApproval").create(
        name=translate(TASK), active=True, content_type=approval
    )
    workflow = manager("wagtailcore", "Workflow").create(name=translate(WORKFLOW), active=True)
    manager("wagtailcore", "WorkflowTask").create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    assigned.create(content_type=content_type("disclosuretext"), workflow=workflow)


def delete_workflow(apps, schema_editor):
    """Delete it with all that waits in it; the drafts stay."""
    alias = schema_editor.connection.alias
    core = lambda name: apps.get_model("wagtailcore", name)._base_manager.using(alias)
    workflows = core("Workflow").filter(
        name__in=translate_to_all(WORKFLOW),
        workflow_tasks__task__name__in=translate_to_all(TASK),
    )
    keys = list(workflows.values_list("pk", flat=True))
    tasks = list(
        core("WorkflowTask").filter(workflow__in=keys).values_list("task", flat=True)
    )
    core("WorkflowState").filter(workflow__in=keys).update(current_task_state=None)
    core("TaskState").filter(workflow_state__workflow__in=keys)._raw_delete(alias)
    core("WorkflowState").filter(workflow__in=keys)._raw_delete(alias)
    for name in ("WorkflowContentType", "WorkflowPage", "WorkflowTask"):
        core(name).filter(workflow__in=keys)._raw_delete(alias)
    core("Workflow").filter(pk__in=keys)._raw_delete(alias)
    free = core("Task").filter(pk__in=tasks, name__in=translate_to_all(TASK), workflow_tasks=None)
    free_keys = list(free.filter(task_states=None).values_list("pk", flat=True))
    own = apps.get_model("privacy", "DisclosureTextApproval")._base_manager.using(alias)
    own.filter(pk__in=free_keys)._raw_delete(alias)
    core("Task").filter(pk__in=free_keys)._raw_delete(alias)


class Migration(migrations.Migration):
    """Rest on the task of the plugin and on Wagtail's workflows."""

    dependencies = [
        ("blog", "0007_slugs_from_names"),
        ("privacy", "0014_disclosure_text_approval"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_workflow, delete_workflow)]
