"""Several texts are deleted under the same rules as a single one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupSitePermission, Site

from privacy_plugin.disclosure.texts.models import DisclosureText
from tests.privacy_admin.conftest import Enter
from tests.support.factories import texts

pytestmark = pytest.mark.usefixtures("declared")
LIST = "/admin/privacy/texts/"


def address(*texts: DisclosureText | int | str) -> str:
    """Return the address at which these texts are deleted."""
    names = ["privacy", "disclosuretext", "delete"]
    ids = [getattr(text, "pk", text) for text in texts]
    return reverse("wagtail_bulk_action", args=names, query={"id": ids})


@pytest.fixture
def neighbour(other_site: Site, client: Client) -> Client:
    """Return the browser of somebody who may delete texts of the other site only."""
    group = Group.objects.create(name="Other")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for name in ("view", "delete"):
        permission = Permission.objects.get(codename=f"{name}_disclosuretext")
        GroupSitePermission.objects.create(
            group=group, site=other_site, permission=permission
        )
    user = User.objects.create_user("neighbour")
    user.groups.add(group)
    client.force_login(user)
    return client


def test_bulk_deletion_leaves_published_texts_and_says_why(enter: Enter):
    published = texts.published(title="Read by many")
    unseen = texts.draft(language="de")
    client, url = enter("superuser"), address(published, unseen)

    asked = client.get(url)
    done = client.post(url, follow=True)

    assert "stays as proof" in asked.content.decode()
    assert [one["item"] for one in asked.context["items"]] == [unseen]
    assert done.redirect_chain == [(LIST, 302)]
    assert "stays as proof" in done.content.decode()
    assert list(DisclosureText.objects.all()) == [published]


@pytest.mark.parametrize("method", ["get", "post"])
def test_bulk_deletion_of_published_texts_alone_asks_nothing(enter: Enter, method: str):
    text = texts.published()

    page = getattr(enter("superuser"), method)(address(text), follow=True)

    assert page.redirect_chain == [(LIST, 302)]
    assert "stays as proof" in page.content.decode()
    assert DisclosureText.objects.filter(pk=text.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("make", [texts.draft, texts.published])
def test_bulk_deletion_does_not_tell_texts_of_other_sites_from_none(
    neighbour: Client, method: str, make: Callable[..., DisclosureText]
):
    text = make(title="Not for neighbours")

    answers = [
        getattr(neighbour, method)(address(one)) for one in (text, text.pk + 1, "all")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert DisclosureText.objects.filter(pk=text.pk).exists()


def test_bulk_deletion_reaches_texts_of_own_site_only(
    neighbour: Client, other_site: Site
):
    here = texts.draft(language="de")
    there = texts.draft(site=other_site)
    url = address(here, there)

    page = neighbour.get(url).content.decode()
    neighbour.post(url)

    assert str(there) in page
    assert str(here) not in page
    assert list(DisclosureText.objects.all()) == [here]


def test_reader_of_texts_cannot_delete_them_in_bulk(enter: Enter):
    text, client = texts.draft(), enter("officer")

    client.post(address(text))

    assert list(DisclosureText.objects.all()) == [text]
