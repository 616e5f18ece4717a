"""Whoever acts on a waiting text is told what has become of it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.utils.translation import gettext, override
from wagtail.models import Site
from wagtail.users.models import UserProfile

from privacy_plugin.disclosure.texts.models import DisclosureText
from tests.privacy_admin.conftest import Enter
from tests.privacy_admin.test_text_workflow import submitted, waiting
from tests.privacy_admin.test_texts import KEY, LIST, edit, form, loaded_revision

pytestmark = pytest.mark.usefixtures("declared")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("action", "sentence"),
    [("approve", "is approved and published."), ("reject", "You requested changes to")],
)
def test_outcome_of_an_action_is_told_in_the_language_of_who_acts(
    enter: Enter, site: Site, action: str, sentence: str, language: str
):
    text, publisher = submitted(enter, site), enter("publisher")
    user = User.objects.get(username="publisher")
    UserProfile.objects.create(user=user, preferred_language=language)

    page = publisher.post(
        f"{LIST}workflow/action/{text.pk}/{action}/{waiting(text).pk}/",
        {"comment": ""}, follow=True,
    ).content.decode()  # fmt: skip

    with override(language):
        assert str(text) in page
        assert gettext(f"“%(text)s” {sentence}" if action == "approve" else
                       f"{sentence} “%(text)s”.") % {"text": text} in page  # fmt: skip
    assert KEY not in str(text)


def test_outcome_is_told_where_a_text_is_edited_and_approved(enter: Enter, site: Site):
    submitted(enter, site)
    text, publisher = DisclosureText.objects.get(site=site), enter("publisher")
    data = form(site, title="Better words", change="wording")
    data |= {"action-workflow-action": "1", "workflow-action-name": "approve"}
    data |= loaded_revision(publisher, edit(text))

    page = publisher.post(edit(text), data, follow=True).content.decode()

    assert f"“{text}” is approved and published." in page
    assert "updated" not in page
