"""Each site keeps to itself: a link of one leads there, on whichever host it is opened.

So it does after the site was renamed, while the old name still leads to this server.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from blog.models import ContactPage
from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.consent.subject import SubjectKey, new_subject_key, sign
from privacy_plugin.form_pages.models import Submission
from privacy_plugin.subscriptions.emails import links
from privacy_plugin.subscriptions.emails.links import EmailFormat, EmailReference
from privacy_plugin.subscriptions.models import PendingSubscription, Subscriber
from tests.support import factories
from tests.support.factories.second_site import CONTROLLER, HOST, SecondSite

NEW = "renamed.example"
Way = Callable[[SecondSite], str]
pytestmark = pytest.mark.django_db


def token_of(row) -> str:
    """Return the token of the private link to a row."""
    return sign(SubjectKey(row.subject_key))


def comment_of(second: SecondSite) -> str:
    """Return the path of a comment writer's own page."""
    comment = factories.comment(discussion=get_or_create_discussion(second.post()))
    return reverse("comments:manage", args=[token_of(comment)])


def subscriber_of(second: SecondSite) -> str:
    """Return the path of a subscriber's own page."""
    return reverse(
        "subscriptions:manage", args=[token_of(factories.subscriber(site=second.site))]
    )


def leaving_of(second: SecondSite) -> str:
    """Return the path that ends a subscription."""
    subscription = factories.subscriber(site=second.site).subscriptions.get()
    return reverse(
        "subscriptions:unsubscribe",
        args=[links.sign_unsubscribe_token(subscription.key)],
    )


def question_of(second: SecondSite) -> str:
    """Return the path that confirms a subscription."""
    asked = factories.pending_subscription("ada@example.org", kind="posts", target="")
    PendingSubscription.objects.filter(pk=asked.pk).update(site=second.site)
    token = links.sign_confirm_token(asked.subject_key)
    return reverse("subscriptions:confirm", args=[token])


def receipt_of(second: SecondSite) -> str:
    return reverse(
        "privacy:receipt", args=[token_of(factories.subscriber(site=second.site))]
    )


def message_of(second: SecondSite) -> str:
    """Return the path of the thanks for a message."""
    page = ContactPage(title="Kontakt", locale=second.index.locale)
    second.index.add_child(instance=page)
    page.save_revision().publish()
    stored = Submission.objects.create(
        page=page, site=second.site, form_data={}, subject_key=new_subject_key()
    )
    return reverse("form_pages:thanks", args=[token_of(stored)])


def mail_of(second: SecondSite) -> str:
    """Return the path of a mail that is read in a browser."""
    told = EmailReference(EmailFormat.SUMMARY, (second.post().pk,))
    address = links.build_web_version_url(told, language="de", site=second.site)
    return address.partition(HOST)[2]


WAYS = [
    comment_of, subscriber_of, leaving_of, question_of, receipt_of, message_of, mail_of,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_link_opened_on_another_host_leads_to_its_own_site(second_site, way: Way):
    path = way(second_site)

    answer: Any = Client().get(path)
    shown = Client(headers={"host": HOST}).get(path)

    assert answer.status_code == 302
    assert answer.url == f"http://{HOST}{path}"
    assert answer.headers.get("Referrer-Policy") == "no-referrer"
    assert shown.status_code == 200


@pytest.mark.parametrize("way", WAYS)
def test_link_sent_before_a_site_was_renamed_leads_to_its_new_name(
    second_site, way: Way, settings
):
    settings.ALLOWED_HOSTS = [HOST, NEW]
    path = way(second_site)
    Site.objects.filter(pk=second_site.site.pk).update(hostname=NEW)
    Site.clear_site_root_paths_cache()

    answer: Any = Client(headers={"host": HOST}).get(path)
    shown = Client(headers={"host": NEW}).get(path)

    assert answer.status_code == 302
    assert answer.url == f"http://{NEW}{path}"
    assert shown.status_code == 200


def test_renamed_site_keeps_its_discussions_filters_and_consents(
    second_site, settings, admin_client
):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, NEW]
    post, subscriber = second_site.post(), factories.subscriber(site=second_site.site)
    comment = factories.comment(
        discussion=get_or_create_discussion(post), text="Before the new name"
    )
    site = Site.objects.get(pk=second_site.site.pk)
    site.hostname = NEW
    site.save()

    queue = admin_client.get("/admin/comments/", {"site": site.pk}).content.decode()
    page = Client(headers={"host": NEW}).get(urlsplit(post.url).path)
    consents = admin_client.get("/admin/privacy/consents/", {"site": site.pk})

    comment.refresh_from_db()
    assert comment.discussion.site == get_or_create_discussion(post).site == site
    assert comment.text in queue
    assert CONTROLLER in page.content.decode()
    assert f"//{NEW}/" in type(post).objects.get(pk=post.pk).full_url
    assert [one.version.site_id for one in consents.context["object_list"]] == [site.pk]
    subscriber.refresh_from_db()
    token = SubjectKey(subscriber.subject_key)
    address = links.build_manage_url(token, language="de", site=subscriber.site)
    assert address.startswith(f"http://{NEW}/")


@pytest.mark.parametrize("way", WAYS)
def test_link_to_a_deleted_site_ends_with_a_page(second_site, way: Way):
    path = way(second_site)
    second_site.site.delete()

    answer = Client().get(path)

    assert answer.status_code in {200, 404, 410}
    assert b"<h1" in answer.content


def test_nobody_is_sent_to_a_name_this_server_does_not_answer_to(second_site, settings):
    settings.ALLOWED_HOSTS = ["testserver"]

    answer = Client().get(subscriber_of(second_site))

    assert answer.status_code == 200


def test_default_site_answers_under_any_name_without_a_redirect(db):
    path = reverse("subscriptions:manage", args=[token_of(factories.subscriber())])

    assert Client(headers={"host": "127.0.0.1"}).get(path).status_code == 200


def test_unsubscribing_by_mail_program_is_never_redirected(second_site):
    path = leaving_of(second_site)

    answer = Client().post(path, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert not Subscriber.objects.exists()


def test_two_sites_of_one_host_do_not_redirect_in_circles(second_site):
    path = subscriber_of(second_site)
    default = Site.objects.get(is_default_site=True)
    Site.objects.filter(pk=second_site.site.pk).update(
        hostname=default.hostname, port=8001
    )
    Site.clear_site_root_paths_cache()

    behind_proxy = Client(headers={"host": default.hostname}).get(path)
    by_port: Any = Client(headers={"host": f"{default.hostname}:9999"}).get(path)

    assert behind_proxy.status_code == 200
    assert by_port.url == f"http://{default.hostname}:8001{path}"
