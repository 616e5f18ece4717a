"""Admins see what is said about providers, change it, and know what follows."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import mint
from privacy_plugin.disclosure.document import disclose
from privacy_plugin.disclosure.notice import publish
from privacy_plugin.embeds import catalogue, items
from privacy_plugin.embeds.admin.shelf import Origin, on_shelf
from privacy_plugin.embeds.models import ProviderEntry
from tests.embeds.admin_pages import address, form_at, words_of
from tests.embeds.test_entries import entry

PAGES = ["index", "add", "provider", "change", "switch_off", "switch_on", "reset"]
EFFECTS = ["add", "change", "switch_off", "switch_on", "reset"]


def args_of(name: str) -> tuple[str, ...]:
    return () if name in {"index", "add"} else ("vimeo",)


def allow(key: str = "embeds.vimeo") -> Any:
    """Return a reader who has said *always*."""
    subject = mint()
    version = publish(disclose(key))
    ledger.give(subject, version, method="embed", at=timezone.now())
    return subject


def change(client: Client, key: str = "vimeo", **changes: Any) -> Any:
    """Send the form of a provider with some fields changed."""
    url = address("change", key)
    return client.post(url, form_at(client, url) | changes, follow=True)


@pytest.mark.parametrize("name", PAGES)
def test_an_admin_sees_every_page(admin, name):
    assert admin.get(address(name, *args_of(name))).status_code == 200


@pytest.mark.parametrize("key", [*catalogue.shipped_entries()])
def test_every_shipped_provider_has_a_page_and_a_form_that_changes_nothing(admin, key):
    for language in ("en", "de"):
        page = admin.get(address("provider", key), {"language": language})
        assert page.status_code == 200

    response = change(admin, key)

    assert "Nothing has changed" in words_of(response)
    assert not ProviderEntry.objects.exists()


@pytest.fixture
def writer(db: None, client: Client) -> Client:
    """Return the browser of an editor without the permission."""
    user = User.objects.create_user("writer", "writer@example.com", "writer")
    user.groups.set(Group.objects.filter(name="Editors"))
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", PAGES)
def test_an_editor_without_the_permission_sees_no_page(writer, name):
    response = writer.get(address(name, *args_of(name)))

    assert response.status_code == 302
    assert "embed-providers" not in response.url


@pytest.mark.parametrize("name", EFFECTS)
def test_an_editor_without_the_permission_changes_nothing(writer, name):
    writer.post(address(name, *args_of(name)), {"name": "Mine"})

    assert not ProviderEntry.objects.exists()


def test_the_permission_can_be_given_and_is_enough(writer):
    user = User.objects.get(username="writer")
    user.user_permissions.add(
        Permission.objects.get(
            content_type__app_label="privacy_embeds", codename="change_providerentry"
        )
    )

    assert writer.get(address("index")).status_code == 200
    assert address("index") in writer.get("/admin/").content.decode()


def test_a_visitor_is_asked_to_log_in(client, db):
    assert "/login/" in client.get(address("index")).url


def test_the_list_says_who_where_and_how_old(admin):
    page = words_of(admin.get(address("index")))

    assert "Vimeo.com, Inc. (US)" in page
    assert "player.vimeo.com" in page
    assert "shipped, version 1" in page
    assert page.count("only a link") == 3


def test_a_provider_nobody_knows_is_not_found(admin):
    assert admin.get(address("provider", "nobody")).status_code == 404
    assert admin.post(address("reset", "nobody")).status_code == 404


def test_the_disclosure_is_shown_in_each_language(admin):
    english = words_of(admin.get(address("provider", "vimeo"), {"language": "en"}))
    german = words_of(admin.get(address("provider", "vimeo"), {"language": "de"}))
    other = words_of(admin.get(address("provider", "vimeo"), {"language": "xx"}))

    assert "Video at Vimeo" in english
    assert "Video bei Vimeo" in german
    assert "Video at Vimeo" in other


def test_who_has_no_frame_has_nothing_to_disclose(admin):
    assert "Nothing: it has no frame" in words_of(
        admin.get(address("provider", "flickr"))
    )


def test_a_change_counts_at_once_and_is_written_down(admin):
    response = change(admin, controller_name="Vimeo Europe", controller_country="IE")

    assert "What is said about Vimeo is saved." in words_of(response)
    known = catalogue.providers()["vimeo"]
    assert known.controller.name == "Vimeo Europe"
    assert (known.version, known.based_on) == (2, 1)
    assert known.storage == catalogue.configured()["vimeo"].storage
    found = on_shelf("vimeo")
    assert found is not None
    assert found.origin is Origin.CHANGED
    entry = ModelLogEntry.objects.get(action="privacy_embeds.change")
    assert entry.data["provider"] == "vimeo"
    assert entry.user is not None


def test_a_change_that_is_taken_back_by_hand_leaves_nothing(admin):
    change(admin, name="Vimeo, ours")
    assert ProviderEntry.objects.count() == 1

    change(admin, name="Vimeo")

    assert not ProviderEntry.objects.exists()


WRONG = [
    ({"name": ""}, "name", "required"),
    ({"controller_country": "XXX"}, "controller_country", "2 characters"),
    ({"controller_country": "ie"}, "controller_country", "two capital letters"),
    ({"transfer_countries": "USA"}, "transfer_countries", "two capital letters"),
    ({"transfer_basis": ""}, "transfer_basis", "given"),
    ({"frames": "localhost"}, "frames", "names of hosts"),
    ({"frames": ""}, "frame_url", "given if frames"),
    ({"frame_url": "https://elsewhere.example/{id}"}, "frame_url", "https://"),
    ({"patterns": "https?://("}, "patterns", "regular expression"),
    ({"policy_urls": "en"}, "policy_urls", "name = value"),
    ({"policy_urls": "en = javascript:alert(1)"}, "policy_urls", "https://"),
    ({"frame_ratio": "wide"}, "frame_ratio", "16:9"),
    ({"frame_ratio": "16:0"}, "frame_ratio", "16, 9"),
    ({"verified_on": "yesterday"}, "verified_on", "date"),
    ({"storage-0-days": ""}, "storage", "Say for how long"),
    ({"storage-0-name": ""}, "storage", "Say what kind"),
]


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    admin, changes: dict[str, str], field: str, sentence: str
):
    typed = {"sources": "https://kept.example/what-was-typed", **changes}

    response = change(admin, **typed)

    form = response.context["form"]
    said = form.errors.get(field) or [
        error for row in form.storage for error in row.non_field_errors()
    ]
    assert sentence in " ".join(said)
    assert sentence.partition(" ")[0] in words_of(response)
    page = response.content.decode()
    assert "https://kept.example/what-was-typed" in page
    assert not ProviderEntry.objects.exists()


def test_the_errors_are_german_for_a_german_admin(admin):
    profile = UserProfile.get_for_user(User.objects.get(username="editor"))
    profile.preferred_language = "de"
    profile.save()

    page = words_of(change(admin, frames="localhost"))

    assert "Das muss sein: Namen von Hosts in Kleinbuchstaben" in page


def test_a_material_change_says_how_many_are_asked_again(admin):
    kept, _other = allow(), allow()
    ledger.withdraw(allow(), "embeds.vimeo", method="page", at=timezone.now())

    first = change(admin, extras=["account"])

    assert "2 consents rest on the facts as they are now." in words_of(first)
    assert not ProviderEntry.objects.exists()
    assert ledger.permits(kept, "embeds.vimeo", at=timezone.now())

    second = change(admin, extras=["account"], confirmed="1")

    assert "2 consents have ended" in words_of(second)
    assert not ledger.permits(kept, "embeds.vimeo", at=timezone.now())


def test_a_change_that_is_not_material_asks_nobody(admin):
    reader = allow()

    response = change(admin, sources="https://elsewhere.example/a-source")

    assert "What is said about Vimeo is saved." in words_of(response)
    assert ledger.permits(reader, "embeds.vimeo", at=timezone.now())


def test_consents_of_each_host_are_counted(admin):
    reader = allow("embeds.mastodon@a.example")
    allow("embeds.mastodon@b.example")

    first = change(admin, "mastodon", uses=["show", "advertising"])

    assert "2 consents rest on the facts" in words_of(first)
    change(admin, "mastodon", uses=["show", "advertising"], confirmed="1")
    assert not ledger.permits(reader, "embeds.mastodon@a.example", at=timezone.now())


def test_a_provider_of_ones_own(admin):
    sent = form_at(admin, address("add")) | {
        "key": "club", "name": "Club", "kind": "video", "controller_name": "Club e. V.",
        "controller_country": "DE", "policy_urls": "en = https://club.example/privacy",
        "patterns": r"https?://club\.example/v/(?P<id>\d+)\Z", "uses": ["show"],
        "frames": "club.example", "frame_url": "https://club.example/embed/{id}",
        "verified_on": "2026-11-01", "storage-0-kind": "cookie",
        "storage-0-name": "club", "storage-0-days": "7",
    }  # fmt: skip

    admin.post(address("add"), sent)

    found = catalogue.match("https://club.example/v/7")
    assert found is not None
    assert found.provider.frame_for("https://club.example/v/7").endswith("/embed/7")
    assert found.provider.storage[0].name == "club"
    assert disclose("embeds.club").title == "Video at Club"
    again = admin.post(address("add"), sent)
    assert again.context["form"].errors["key"] == ["There is a provider with this key."]

    admin.post(address("reset", "club"))
    assert "club" not in catalogue.providers()
    actions = ModelLogEntry.objects.values_list("action", flat=True)
    assert {"privacy_embeds.add", "privacy_embeds.remove"} <= set(actions)


@pytest.mark.parametrize("key", ["Club!", "", "1", "vimeo"])
def test_a_key_that_is_no_word_or_taken_is_refused(admin, key: str):
    sent = form_at(admin, address("change", "vimeo")) | {"key": key}

    response = admin.post(address("add"), sent)

    assert response.context["form"].errors["key"]
    assert not ProviderEntry.objects.exists()


def test_switching_off_makes_links_and_on_brings_it_back(admin):
    reader = allow()
    page = words_of(admin.get(address("switch_off", "vimeo")))
    assert "1 consent does not count as long as it is switched off." in page

    admin.post(address("switch_off", "vimeo"))
    assert "vimeo" not in catalogue.providers()
    assert "switched off" in words_of(admin.get(address("index")))

    admin.post(address("switch_on", "vimeo"))
    assert "vimeo" in catalogue.providers()
    assert not ProviderEntry.objects.exists()
    assert ledger.permits(reader, "embeds.vimeo", at=timezone.now())


def test_a_changed_provider_keeps_its_facts_while_it_is_off(admin):
    change(admin, name="Vimeo, ours")
    admin.post(address("switch_off", "vimeo"))
    change(admin, name="Vimeo, still ours")
    assert "vimeo" not in catalogue.providers()

    admin.post(address("switch_on", "vimeo"))

    assert catalogue.providers()["vimeo"].name == "Vimeo, still ours"


def test_the_shipped_facts_come_back(admin):
    change(admin, name="Vimeo, ours")

    admin.post(address("reset", "vimeo"))

    assert catalogue.providers()["vimeo"].name == "Vimeo"
    assert not ProviderEntry.objects.exists()


@pytest.mark.parametrize("name", ["switch_off", "switch_on", "reset"])
def test_opening_an_address_changes_nothing(admin, name: str):
    change(admin, name="Vimeo, ours")
    before = list(ProviderEntry.objects.values())

    admin.get(address(name, "vimeo"))

    assert list(ProviderEntry.objects.values()) == before


def test_newer_shipped_facts_stand_beside_those_changed_here(admin, settings):
    change(admin, name="Vimeo, ours")
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        "vimeo": {"version": 5, "controller": {"name": "New Ltd", "country": "IE"}}
    }

    assert catalogue.providers()["vimeo"].name == "Vimeo, ours"
    assert "newer facts are there" in words_of(admin.get(address("index")))
    page = words_of(admin.get(address("provider", "vimeo")))
    assert "They came with an upgrade." in page
    assert "New Ltd Ireland As used here Vimeo.com, Inc. United States" in page
    assert "New Ltd" in words_of(admin.get(address("change", "vimeo")))

    change(admin)

    assert catalogue.providers()["vimeo"].based_on == 5
    assert "Newer facts are there" not in words_of(
        admin.get(address("provider", "vimeo"))
    )


def test_an_entry_that_cannot_be_read_can_be_mended(admin):
    ProviderEntry.objects.create(key="vimeo", entry={"name": "Vimeo", "kind": "film"})

    assert "cannot be read" in words_of(admin.get(address("index")))
    assert admin.get(address("provider", "vimeo")).status_code == 200
    assert admin.get(address("change", "vimeo")).status_code == 200
    admin.post(address("reset", "vimeo"))
    assert "vimeo" in catalogue.providers()


@pytest.fixture
def old_club(settings) -> None:
    """Let a provider be known that nobody has verified for long."""
    settings.PRIVACY_EMBEDS_PROVIDERS = {"club": entry(verified_on="2024-01-01")}


def test_old_facts_warn_in_the_list_and_if_in_use_on_the_start_page(admin, old_club):
    assert "Nobody has verified 1 provider for a year." in words_of(
        admin.get(address("index"))
    )
    assert "more than a year ago" in words_of(admin.get(address("provider", "club")))
    assert "Embed providers to verify" not in admin.get("/admin/").content.decode()

    items.note("https://club.example/v/7")

    page = admin.get("/admin/").content.decode()
    assert "Embed providers to verify" in page
    assert address("provider", "club") in page


def test_who_cannot_do_anything_about_it_is_not_told(writer, old_club):
    items.note("https://club.example/v/7")

    assert "Embed providers to verify" not in writer.get("/admin/").content.decode()


def test_the_list_costs_the_same_however_many_are_in_use(
    admin, django_assert_max_num_queries
):
    for number in range(30):
        items.note(f"https://vimeo.com/{1000 + number}")

    with django_assert_max_num_queries(14):
        page = words_of(admin.get(address("index")))

    assert "30 items" in page
