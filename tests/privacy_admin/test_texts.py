"""Admins write, publish, schedule and take back texts, each as far as they may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.signals import pre_save
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Site
from wagtail.users.models import UserProfile

from privacy_plugin.disclosure.models import ControllerSettings, PublishedText
from privacy_plugin.disclosure.texts.models import DisclosureText
from tests.privacy_admin.conftest import GROUPS, Enter, only_for
from tests.support import factories
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose

KEY = "test.sending"
OVERVIEW = "/admin/privacy/"
LIST = "/admin/privacy/texts/"
ADD = "/admin/privacy/texts/add/?locale=en"
WORDS = (
    "title", "lead", "explanation", "question", "notes", "button_agree",
    "button_always", "button_without", "change",
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("declared")


def edit(text: DisclosureText) -> str:
    """Return the address of a text's editor."""
    return f"{LIST}edit/{text.pk}/"


def form(site: Site, **words: str) -> dict[str, str]:
    """Return what a browser sends for a text."""
    data = {"activity": KEY, "site": str(site.pk), **dict.fromkeys(WORDS, "")}
    return (
        data | {"go_live_at": "", "expire_at": "", "comment_notifications": ""} | words
    )


def loaded_revision(client: Client, address: str) -> dict[str, str]:
    """Return the hidden fields that say which state of a text the editor shows."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    fields = page.select("input[name^=loaded_revision]")
    return {str(field["name"]): str(field["value"]) for field in fields}


def publish(client: Client, address: str, site: Site, **words: str) -> Any:
    data = form(site, **words) | {"action-publish": "1"}
    data |= loaded_revision(client, address)
    return client.post(address, data, follow=True)


@pytest.mark.parametrize("who", GROUPS)
def test_no_chooser_lists_texts(who: str, enter: Enter, site: Site):
    texts.draft(title="Not for everybody")
    client = enter(who)

    for path in ("", "results/", "chosen/1/"):
        found = client.get(f"/admin/snippets/choose/privacy/disclosuretext/{path}")
        assert found.status_code == 404


def test_a_publisher_writes_and_publishes(enter: Enter, site: Site):
    client = enter("publisher")

    response = publish(client, ADD, site, title="Read along", change="wording")

    assert response.status_code == 200
    assert disclose(KEY).title == "Read along"
    row = PublishedText.objects.get()
    assert row.revision.user.username == "publisher"


def test_an_editor_s_words_stay_a_draft(enter: Enter, site: Site):
    client = enter("editor")

    publish(client, ADD, site, title="Read along", change="wording")

    text = DisclosureText.objects.get()
    assert not text.live
    assert disclose(KEY).title == "Counting readers"
    assert not PublishedText.objects.exists()


def test_what_a_change_means_must_be_said_each_time(enter: Enter, site: Site):
    client = enter("publisher")
    refused = publish(client, ADD, site, title="Read along")
    assert not PublishedText.objects.exists()
    assert "required" in refused.content.decode()

    text = texts.published(title="Read along", change="material")
    page = client.get(edit(text)).content.decode()
    assert 'value="material" selected' not in page
    assert 'value="wording" selected' not in page


def test_a_second_text_for_the_same_is_refused(enter: Enter, site: Site):
    texts.published()

    page = publish(enter("publisher"), ADD, site, title="Again", change="wording")

    assert "already" in page.content.decode()
    assert DisclosureText.objects.count() == 1


def test_of_two_who_begin_the_same_text_one_is_told(enter: Enter, site: Site):
    client = enter("publisher")

    def be_faster(instance: DisclosureText, **_kwargs: Any) -> None:
        pre_save.disconnect(be_faster, sender=DisclosureText)
        texts.draft(title="Faster")

    pre_save.connect(be_faster, sender=DisclosureText)
    response = publish(client, ADD, site, title="Slower", change="wording")

    assert response.status_code == 200
    assert "already" in response.content.decode()
    assert not PublishedText.objects.exists()


def test_of_two_who_edit_at_once_none_is_lost(enter: Enter, site: Site):
    text = texts.published(title="First")
    one, two = enter("publisher"), enter("superuser")

    publish(one, edit(text), site, title="Second", change="wording")
    publish(two, edit(text), site, title="Third", change="material")

    titles = [row.words["title"] for row in PublishedText.objects.order_by("pk")]
    assert titles == ["First", "Second", "Third"]
    assert [row.material for row in PublishedText.objects.order_by("pk")] == [0, 0, 1]


def test_the_editor_shows_the_facts_and_what_would_change(enter: Enter, site: Site):
    texts.published(title="Read along", lead="They read it.")
    text = DisclosureText.objects.get()
    factories.consent()
    factories.consent()
    texts.revision_of(text, lead="They read all of it.")

    page = enter("editor").get(edit(text)).content.decode()

    for fact in ("Recipient Ltd", "recipient.example", "United States", "Art. 6(1)(a)"):
        assert fact in page
    assert "2 consents stand for this activity" in page
    assert "They read <del>it.</del>" in page
    assert "They read <ins>all of it.</ins>" in page
    assert "{recipient}" in page


def preview(client: Client, text: DisclosureText, mode: str = "") -> str:
    """Return what the preview beside the editor shows."""
    address = f"{LIST}preview/{text.pk}/"
    words = {name: getattr(text, name) for name in WORDS}
    client.post(address, form(text.site, **words))
    return client.get(address, {"mode": mode or text.language}).content.decode()


def test_an_editor_s_preview_shows_the_draft_in_the_real_place(enter: Enter):
    text = texts.draft("comments.publication", title="Im Formular", language="de")
    client = enter("editor")

    german, english = preview(client, text), preview(client, text, "en:dark")

    assert "Kommentar absenden" in german
    assert "Im Formular" in german
    assert "preview-dark.css" not in german
    assert "Send comment" in english
    assert "Im Formular" not in english
    assert "preview-dark.css" in english
    assert disclose("comments.publication", language="de").title != "Im Formular"


def test_a_preview_shows_the_question_where_there_is_no_form(enter: Enter):
    text = texts.draft(title="Read along", button_agree="Let them")

    page = preview(enter("editor"), text)

    assert "Read along" in page
    assert "Recipient Ltd may read my text." in page
    assert "Let them" in page
    assert "checked" not in page


def test_a_preview_of_what_does_not_take_place_says_so(enter: Enter):
    text = texts.draft("no.body")
    revision = text.get_latest_revision()

    address = f"{LIST}history/{text.pk}/revisions/{revision.pk}/view/"
    page = enter("superuser").get(address).content.decode()

    assert "does not take place" in page


def test_a_published_text_cannot_be_deleted(enter: Enter):
    text, unseen = texts.published(), texts.draft(language="de")
    client = enter("superuser")

    page = client.post(f"{LIST}delete/{text.pk}/", follow=True).content.decode()
    client.post(f"{LIST}delete/{unseen.pk}/")

    assert "stays as proof" in page
    assert list(DisclosureText.objects.all()) == [text]


def test_a_language_with_texts_cannot_be_removed(enter: Enter):
    texts.published(language="de", title="Mitlesen")
    german = Locale.objects.get(language_code="de")

    enter("superuser").post(reverse("wagtaillocales:delete", args=[german.pk]))

    assert Locale.objects.filter(pk=german.pk).exists()
    assert disclose(KEY, language="de").title == "Mitlesen"


def test_a_schedule_and_a_way_back(enter: Enter, site: Site):
    text = texts.published(title="Now")
    client = enter("publisher")
    later = timezone.localtime() + timedelta(days=1)

    publish(
        client, edit(text), site, title="Later", change="wording",
        go_live_at=later.strftime("%Y-%m-%d %H:%M"),
    )  # fmt: skip
    text.refresh_from_db()
    assert text.scheduled_revision is not None
    assert disclose(KEY).title == "Now"

    client.post(f"{LIST}unpublish/{text.pk}/")
    assert disclose(KEY).title == "Counting readers"


ADDRESSES = {
    "overview": (OVERVIEW, {"superuser", "editor", "publisher", "officer"}),
    "list": (LIST, {"superuser", "editor", "publisher", "officer"}),
    "add": (ADD, {"superuser", "editor", "publisher"}),
    "edit": (LIST + "edit/{pk}/", {"superuser", "editor", "publisher"}),
    "history": (
        LIST + "history/{pk}/",
        {"superuser", "editor", "publisher", "officer"},
    ),
    "unpublish": (LIST + "unpublish/{pk}/", {"superuser", "publisher"}),
    "delete": (LIST + "delete/{pk}/", {"superuser"}),
}


@pytest.mark.parametrize("who", ["superuser", *GROUPS])
@pytest.mark.parametrize("where", ADDRESSES)
def test_each_group_opens_what_it_may(enter: Enter, who: str, where: str):
    text = texts.published()
    address, allowed = ADDRESSES[where]

    response = enter(who).get(address.format(pk=text.pk))

    is_opened = response.status_code == 200
    if where == "delete" and who == "superuser":
        is_opened = response["Location"].endswith(f"edit/{text.pk}/")
    assert is_opened == (who in allowed)


def test_a_group_for_one_site_leaves_the_others_alone(
    enter: Enter, site: Site, other_site: Site
):
    here, there = texts.published(), texts.published(site=other_site)
    client = enter("publisher")
    only_for(User.objects.get(username="publisher"), other_site)

    assert client.get(edit(there)).status_code == 200
    assert client.get(edit(here)).status_code == 302
    publish(client, edit(there), other_site, title="Mine", change="wording")
    publish(client, edit(here), site, title="Not mine", change="wording")
    publish(client, ADD, site, title="Not mine", change="wording")
    client.post(f"{LIST}unpublish/{here.pk}/")

    assert PublishedText.objects.latest("pk").words["title"] == "Mine"
    assert f"edit/{here.pk}/" not in client.get(LIST).content.decode()
    assert client.get(OVERVIEW, {"site": site.pk}).status_code == 302


def test_one_may_write_for_all_and_publish_for_one(
    enter: Enter, site: Site, other_site: Site
):
    here, there = texts.published(), texts.published(site=other_site)
    Locale.objects.get_or_create(language_code="de")
    client = enter("publisher")
    user = User.objects.get(username="publisher")
    only_for(user, other_site)
    user.groups.add(Group.objects.get(name="Privacy text editors"))

    publish(client, edit(here), site, title="Only a draft", change="wording")
    publish(client, edit(there), other_site, title="Public", change="wording")
    publish(
        client, ADD.replace("en", "de"), site, title="Nur ein Entwurf", change="wording"
    )

    assert [row.words["title"] for row in PublishedText.objects.order_by("pk")][2:] == [
        "Public"
    ]
    assert DisclosureText.objects.filter(site=site).count() == 2


def test_the_overview_says_what_needs_care(enter: Enter, site: Site):
    texts.published(title="Read along", lead="It goes to the United States.")
    texts.draft("comments.publication", language="de")
    texts.draft("no.body")
    client = enter("editor")

    page = client.get(OVERVIEW).content.decode()
    assert "your words" in page
    assert "draft waits" in page
    assert "written in another language" in page
    assert "Texts that nobody can see" in page

    with factories.declared(factories.sending(not_personal=("site", "version"))):
        assert "please read it again" in client.get(OVERVIEW).content.decode()


def test_a_language_the_site_does_not_want_is_not_missed(enter: Enter, site: Site):
    texts.published(title="Only in English")
    client = enter("editor")
    assert "written in another language" in client.get(OVERVIEW).content.decode()

    ControllerSettings.objects.update(languages="en")

    assert "written in another language" not in client.get(OVERVIEW).content.decode()
    with pytest.raises(ValidationError, match="fr"):
        ControllerSettings(site=site, languages="en fr").full_clean()


def test_the_overview_says_what_the_controller_lacks(enter: Enter, site: Site):
    ControllerSettings.objects.update(address="")

    page = enter("editor").get(OVERVIEW).content.decode()

    assert "postal address" in page
    assert f"/admin/settings/privacy/controllersettings/{site.pk}/" in page


def test_the_overview_costs_the_same_however_many_texts(enter: Enter, site: Site):
    client = enter("editor")
    client.get(OVERVIEW)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(OVERVIEW)
        return len(counted)

    texts.published("comments.publication", language="en")
    one = queries()
    for key in ("privacy.consent_proof", KEY):
        for language in ("en", "de"):
            texts.published(key, language=language)

    assert queries() == one <= 31


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Counting readers (German)"), ("de", "(Deutsch)")]
)
def test_text_is_called_by_its_title_and_language_in_that_of_whoever_looks(
    enter: Enter, site: Site, language: str, name: str
):
    text = texts.draft(language="de")
    client = enter("superuser")
    user = User.objects.get(username="root")
    UserProfile.objects.create(user=user, preferred_language=language)

    for address in (LIST, edit(text), f"{LIST}history/{text.pk}/"):
        page = client.get(address).content.decode()
        assert name in page
        assert f"{KEY} (de)" not in page
