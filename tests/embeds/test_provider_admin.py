"""Admins see the facts about providers, import others, and know what follows."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from privacy_plugin.consent import ledger
from privacy_plugin.embeds.admin.provider_list import Origin, get_provider_row
from privacy_plugin.embeds.items import store
from privacy_plugin.embeds.models import ProviderEntry
from privacy_plugin.embeds.providers import provider_registry
from tests.embeds.admin_pages import (
    address,
    allow,
    import_providers,
    provider_file,
    shipped_entry,
    words_of,
)
from tests.embeds.test_entries import entry
from tests.support.clock import Clock, clock
from tests.support.factories.disclosures import disclose

__all__ = ["clock"]

PAGES = ["index", "import", "provider", "switch_off", "switch_on", "reset"]
EFFECTS = ["import", "switch_off", "switch_on", "reset"]


def args_of(name: str) -> tuple[str, ...]:
    return () if name in {"index", "import"} else ("vimeo",)


@pytest.mark.parametrize("name", PAGES)
def test_an_admin_sees_every_page(admin, name):
    assert admin.get(address(name, *args_of(name))).status_code == 200


@pytest.mark.parametrize("key", [*provider_registry.shipped_entries()])
def test_shipped_provider_has_a_page_and_its_import_changes_nothing(admin, key):
    for language in ("en", "de"):
        page = admin.get(address("provider", key), {"language": language})
        assert page.status_code == 200

    response = import_providers(admin, **{key: shipped_entry(key)})

    assert "0 providers have new facts." in words_of(response)
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
    sent = {"file": provider_file(vimeo=shipped_entry(name="Mine"))}
    writer.post(address(name, *args_of(name)), sent)

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


def test_imported_facts_count_at_once_and_are_logged(admin):
    company = {"name": "Vimeo Europe", "country": "IE"}
    response = import_providers(admin, vimeo=shipped_entry(controller=company))

    assert "1 provider has new facts." in words_of(response)
    known = provider_registry.providers()["vimeo"]
    assert known.controller.name == "Vimeo Europe"
    shipped = provider_registry.configured_providers()["vimeo"]
    assert known.based_on == shipped.version
    assert known.storage == shipped.storage
    found = get_provider_row("vimeo")
    assert found is not None
    assert found.origin is Origin.IMPORTED
    entry = ModelLogEntry.objects.get(action="privacy_embeds.import")
    assert entry.data["provider"] == "vimeo"
    assert entry.user is not None


WRONG = [
    ("schema = 2", "schema must be 1"),
    ("vimeo = {}", "schema must be 1"),
    ("schema = 1", "There is no provider in this file."),
    ("schema = ", "Invalid value"),
    ("schema = 1\n" + "#" * 300_000, "The file is too large."),
]
WRONG_FACTS = [
    ({"name": ""}, "club, name: This must be given."),
    ({"kind": "film"}, "club, kind: This must be one of video"),
    ({"controller": {"name": "Club", "country": "ie"}}, "controller.country"),
    ({"transfer": {"countries": ["US"]}}, "club, transfer.basis: This must be given."),
    ({"frames": ["localhost"]}, "club, frames: This must be names of hosts"),
    ({"frames": []}, "club, frame_url: This must be given if frames are given"),
    ({"frame_url": "https://elsewhere.example/{id}"}, "club, frame_url"),
    ({"patterns": ["https?://("]}, "club, patterns[0]: This must be a regular"),
    ({"patterns": ["https?://(a+)+"]}, "without repetitions within repetitions"),
    ({"policy_urls": {"en": "javascript:alert(1)"}}, "club, policy_urls.en"),
    ({"storage": [{"kind": "cookie", "name": "a"}]}, "club, storage[0]"),
    ({"odd": 1}, "club, odd: This must be one of name"),
]


@pytest.mark.parametrize(("content", "sentence"), WRONG)
def test_file_that_is_none_is_refused(admin, content: str, sentence: str):
    response = admin.post(address("import"), {"file": provider_file(content)})

    assert sentence in words_of(response)
    assert not ProviderEntry.objects.exists()


@pytest.mark.parametrize(("changes", "sentence"), WRONG_FACTS)
def test_wrong_fact_is_named_and_nothing_of_the_file_is_imported(
    admin, changes: dict[str, Any], sentence: str
):
    renamed = shipped_entry(name="Vimeo, ours")

    response = import_providers(admin, vimeo=renamed, club=entry(**changes))

    assert sentence in words_of(response)
    assert not ProviderEntry.objects.exists()


def test_errors_are_german_for_a_german_admin(admin):
    profile = UserProfile.get_for_user(User.objects.get(username="editor"))
    profile.preferred_language = "de"
    profile.save()

    page = words_of(import_providers(admin, club=entry(frames=["localhost"])))

    assert "Das muss sein: Namen von Hosts in Kleinbuchstaben" in page


def test_a_material_change_says_how_many_are_asked_again(admin):
    kept, _other = allow(), allow()
    ledger.withdraw(allow(), "embeds.vimeo", method="page", at=timezone.now())

    entry = shipped_entry(extras=["account"])
    first = import_providers(admin, vimeo=entry)

    assert "2 consents rest on the facts as they are now." in words_of(first)
    assert not ProviderEntry.objects.exists()
    assert ledger.permits(kept, "embeds.vimeo", at=timezone.now())

    second = import_providers(admin, vimeo=entry, confirmed=True)

    assert "1 provider has new facts." in words_of(second)
    assert not ledger.permits(kept, "embeds.vimeo", at=timezone.now())


def test_a_change_that_is_not_material_asks_nobody(admin):
    reader = allow()

    entry = shipped_entry(sources=["https://elsewhere.example/a-source"])
    response = import_providers(admin, vimeo=entry)

    assert "1 provider has new facts." in words_of(response)
    assert ledger.permits(reader, "embeds.vimeo", at=timezone.now())


def test_consents_of_each_host_are_counted(admin):
    reader = allow("embeds.mastodon@a.example")
    allow("embeds.mastodon@b.example")

    entry = shipped_entry("mastodon", uses=["show", "advertising"])
    first = import_providers(admin, mastodon=entry)

    assert "2 consents rest on the facts" in words_of(first)
    import_providers(admin, mastodon=entry, confirmed=True)
    assert not ledger.permits(reader, "embeds.mastodon@a.example", at=timezone.now())


def test_a_provider_of_ones_own(admin):
    storage = [{"kind": "cookie", "name": "club", "days": 7}]
    import_providers(admin, club=entry(storage=storage))

    found = provider_registry.match_url("https://club.example/v/7")
    assert found is not None
    assert found.provider.get_frame_url("https://club.example/v/7").endswith("/embed/7")
    assert found.provider.storage[0].name == "club"
    assert disclose("embeds.club").title == "Video at Club"

    admin.post(address("reset", "club"))
    assert "club" not in provider_registry.providers()
    actions = ModelLogEntry.objects.values_list("action", flat=True)
    assert {"privacy_embeds.import", "privacy_embeds.remove"} <= set(actions)


@pytest.mark.parametrize("key", ["Club", "1", "a-b"])
def test_a_key_that_is_no_word_is_refused(admin, key: str):
    entries: Any = {key: entry()}
    response = import_providers(admin, **entries)

    assert f"{key}, key: This must be a word of small letters" in words_of(response)
    assert not ProviderEntry.objects.exists()


def test_provider_of_an_earlier_form_stays_and_can_be_removed(admin):
    ProviderEntry.objects.create(key="club", entry=entry())

    assert "Where the facts come from: imported." in words_of(
        admin.get(address("provider", "club"))
    )
    assert "club" in provider_registry.providers()
    import_providers(admin, club=entry(name="Club, renamed"))
    assert provider_registry.providers()["club"].name == "Club, renamed"
    admin.post(address("reset", "club"))
    assert "club" not in provider_registry.providers()


def test_page_leads_to_the_words_readers_get(admin):
    page = admin.get(address("provider", "vimeo")).content.decode()
    assert "/texts/add/?activity=embeds.vimeo" in page
    assert "Change the words" not in words_of(admin.get(address("provider", "flickr")))
    assert "Change the words" not in words_of(
        admin.get(address("provider", "mastodon"))
    )


def test_switching_off_makes_links_and_on_brings_it_back(admin):
    reader = allow()
    page = words_of(admin.get(address("switch_off", "vimeo")))
    assert "1 consent does not count as long as it is switched off." in page

    admin.post(address("switch_off", "vimeo"))
    assert "vimeo" not in provider_registry.providers()
    assert "switched off" in words_of(admin.get(address("index")))

    admin.post(address("switch_on", "vimeo"))
    assert "vimeo" in provider_registry.providers()
    assert not ProviderEntry.objects.exists()
    assert ledger.permits(reader, "embeds.vimeo", at=timezone.now())


def test_imported_facts_are_kept_while_switched_off(admin):
    import_providers(admin, vimeo=shipped_entry(name="Vimeo, ours"))
    admin.post(address("switch_off", "vimeo"))
    import_providers(admin, vimeo=shipped_entry(name="Vimeo, still ours"))
    assert "vimeo" not in provider_registry.providers()

    admin.post(address("switch_on", "vimeo"))

    assert provider_registry.providers()["vimeo"].name == "Vimeo, still ours"


def test_the_shipped_facts_come_back(admin):
    import_providers(admin, vimeo=shipped_entry(name="Vimeo, ours"))

    admin.post(address("reset", "vimeo"))

    assert provider_registry.providers()["vimeo"].name == "Vimeo"
    assert not ProviderEntry.objects.exists()


@pytest.mark.parametrize("name", ["switch_off", "switch_on", "reset"])
def test_opening_an_address_changes_nothing(admin, name: str):
    import_providers(admin, vimeo=shipped_entry(name="Vimeo, ours"))
    before = list(ProviderEntry.objects.values())

    admin.get(address(name, "vimeo"))

    assert list(ProviderEntry.objects.values()) == before


def test_newer_shipped_facts_stand_beside_those_imported(admin, settings):
    import_providers(admin, vimeo=shipped_entry(name="Vimeo, ours"))
    settings.PRIVACY_EMBEDS_PROVIDERS = {
        "vimeo": {"version": 5, "controller": {"name": "New Ltd", "country": "IE"}}
    }

    assert provider_registry.providers()["vimeo"].name == "Vimeo, ours"
    assert "newer facts available" in words_of(admin.get(address("index")))
    page = words_of(admin.get(address("provider", "vimeo")))
    assert "They came with an upgrade." in page
    assert (
        "New Ltd Ireland As used here Vimeo.com, Inc. in short: Vimeo United States"
        in page
    )

    import_providers(admin, vimeo=shipped_entry(name="Vimeo, ours"))

    assert provider_registry.providers()["vimeo"].based_on == 5
    assert "Newer facts are available" not in words_of(
        admin.get(address("provider", "vimeo"))
    )


def test_an_entry_that_cannot_be_read_can_be_deleted(admin):
    ProviderEntry.objects.create(key="vimeo", entry={"name": "Vimeo", "kind": "film"})

    assert "cannot be read" in words_of(admin.get(address("index")))
    assert admin.get(address("provider", "vimeo")).status_code == 200
    admin.post(address("reset", "vimeo"))
    assert "vimeo" in provider_registry.providers()


@pytest.fixture
def old_club(settings, clock: Clock) -> None:
    """Let a provider be known that nobody has verified for long, and no other."""
    settings.PRIVACY_EMBEDS_PROVIDERS = {"club": entry(verified_on="2024-01-01")}


def test_old_facts_warn_in_the_list_and_if_in_use_on_the_start_page(admin, old_club):
    assert "Nobody has verified 1 provider for a year." in words_of(
        admin.get(address("index"))
    )
    assert "more than a year ago" in words_of(admin.get(address("provider", "club")))
    assert "Embed providers to verify" not in admin.get("/admin/").content.decode()

    store.register_item("https://club.example/v/7")

    page = admin.get("/admin/").content.decode()
    assert "Embed providers to verify" in page
    assert address("provider", "club") in page


def test_who_cannot_do_anything_about_it_is_not_told(writer, old_club):
    store.register_item("https://club.example/v/7")

    assert "Embed providers to verify" not in writer.get("/admin/").content.decode()


def test_the_list_costs_the_same_however_many_are_in_use(
    admin, django_assert_max_num_queries
):
    for number in range(30):
        store.register_item(f"https://vimeo.com/{1000 + number}")

    with django_assert_max_num_queries(14):
        page = words_of(admin.get(address("index")))

    assert "30 items" in page
