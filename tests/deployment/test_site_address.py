"""BASE_URL is the address of the site, in every link, whatever a request claims."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Site

from blog.addresses.site_address import set_site_address
from blog.checks import check_front_page, check_site_address
from privacy_plugin.consent.subject import SubjectKey, sign
from tests.support import factories

BASE_URL = "https://blog.example"


@pytest.fixture
def site(db) -> Site:
    """Return the default site as Wagtail's first migration leaves it."""
    site = Site.objects.get(is_default_site=True)
    site.hostname, site.port = "localhost", 80
    site.save()
    return site


@pytest.mark.parametrize(
    ("base_url", "host", "port"),
    [
        (BASE_URL, "blog.example", 443),
        ("http://blog.example", "blog.example", 80),
        ("http://blog.example:8080", "blog.example", 8080),
    ],
)
def test_migrate_gives_the_default_site_the_address_of_base_url(
    base_url, host, port, site, settings
):
    settings.WAGTAILADMIN_BASE_URL = base_url

    call_command("migrate", verbosity=0)

    site.refresh_from_db()
    assert (site.hostname, site.port) == (host, port)
    assert site.root_url == base_url
    assert check_site_address() == []


def test_an_address_that_an_admin_has_entered_stays(site, settings):
    settings.WAGTAILADMIN_BASE_URL = BASE_URL
    Site.objects.update(hostname="other.example", port=443)

    set_site_address()

    site.refresh_from_db()
    assert site.hostname == "other.example"


def test_a_base_url_on_this_machine_changes_no_site(site, settings):
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"

    set_site_address()

    site.refresh_from_db()
    assert site.hostname == "localhost"


@pytest.mark.parametrize(
    ("hostname", "port"),
    [("localhost", 80), ("blog.example", 80), ("www.blog.example", 443)],
)
def test_a_site_at_another_address_than_base_url_is_blog_e001(
    hostname, port, site, settings
):
    settings.WAGTAILADMIN_BASE_URL = BASE_URL
    Site.objects.update(hostname=hostname, port=port)

    assert [message.id for message in check_site_address()] == ["blog.E001"]


def test_https_at_another_port_which_wagtail_does_not_know_is_blog_e001(site, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://blog.example:8443"

    set_site_address()

    assert [message.id for message in check_site_address()] == ["blog.E001"]


def test_a_site_without_a_front_page_of_the_blog_is_blog_w001(site):
    found = check_front_page(databases=["default"])
    assert [message.id for message in found] == ["blog.W001"]
    assert check_front_page() == []

    factories.index()

    assert check_front_page(databases=["default"]) == []


@pytest.mark.parametrize("host", ["blog.example:1234", "blog.example:80"])
def test_no_public_page_repeats_the_port_of_a_request(host, client, site, settings):
    settings.ALLOWED_HOSTS = ["blog.example"]
    Site.objects.update(hostname="blog.example", port=443)
    Site.clear_site_root_paths_cache()
    post = factories.post()
    factories.german_post(post)
    token = sign(SubjectKey("0" * 32))
    paths = [
        "/", post.get_url(), "/de/", "/feed/", "/de/feed/", "/robots.txt",
        "/sitemap.xml", "/search/?q=post", "/privacy/", "/de/privacy/",
        "/privacy/choices/", "/subscriptions/", "/.well-known/gpc.json",
        reverse("privacy:receipt", args=[token]),
        reverse("privacy:receipt_json", args=[token]),
    ]  # fmt: skip

    answers = {
        path: client.get(path, HTTP_HOST=host, secure=True, follow=False)
        for path in paths
    }

    repeated = [
        path
        for path, answer in answers.items()
        if host in answer.content.decode() + json.dumps(dict(answer.headers))
    ]
    assert not repeated
    unexpected = {p: a.status_code for p, a in answers.items() if a.status_code != 200}
    assert not unexpected
