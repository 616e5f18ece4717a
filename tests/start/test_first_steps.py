"""The admin begins a blog, and ticks off the first steps by itself."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from blog.models import Appearance, FirstSteps, PostPage, StandardPage
from blog.start.checklist import get_steps
from privacy_plugin.disclosure.models import ControllerSettings
from tests.support import factories
from tests.support.servers.mailbox import mail_settings

pytestmark = pytest.mark.django_db
BEGIN = "/admin/start/"
LINK = f'href="{BEGIN}"'
ANSWERS = {
    "title": "Gardens & more",
    "tagline": "What grows <here>.",
    "languages": ["de"],
    "theme": "paper",
    "controller_name": "Ada Sample",
    "controller_address": "1 Sample Lane\n00000 Sampleton",
    "controller_email": "ada@blog.example",
}


@pytest.fixture
def admin(db, settings) -> Client:
    settings.WAGTAILADMIN_BASE_URL = "http://testserver"
    users = get_user_model()
    client = Client()
    client.force_login(users.objects.create_superuser("ada", "ada@blog.example"))
    return client


def site() -> Site:
    return Site.objects.get(is_default_site=True)


def open_steps() -> set[str]:
    index = site().root_page.specific
    return {step.key for step in get_steps(site(), index) if not step.is_done}


def test_admin_of_an_empty_site_leads_to_a_blog(admin):
    assert LINK in admin.get("/admin/").content.decode()

    answer = admin.post(BEGIN, ANSWERS, follow=True)

    assert "First steps" in answer.content.decode()
    assert LINK not in admin.get("/admin/").content.decode()
    assert site().root_page.title == "Gardens & more"
    assert Page.objects.filter(locale__language_code="de", slug="impressum").exists()
    assert ControllerSettings.objects.get(site=site()).name == "Ada Sample"
    assert Appearance.objects.get(site=site()).theme == "paper"
    assert admin.get(BEGIN).status_code == 302
    assert b"Gardens &amp; more" in Client().get("/").content


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"title": "x" * 300}, {"controller_email": "nobody"}]
)
def test_wrong_answers_begin_nothing_and_are_kept(admin, wrong):
    before = Page.objects.count()

    answer = admin.post(BEGIN, ANSWERS | wrong)

    assert answer.status_code == 200
    assert "What grows &lt;here&gt;." in answer.content.decode()
    assert Page.objects.count() == before


def test_site_with_other_pages_is_left_alone(admin):
    Page.objects.get(depth=1).add_child(instance=Page(title="Shop", slug="shop"))

    assert LINK not in admin.get("/admin/").content.decode()
    answer = admin.post(BEGIN, ANSWERS)

    assert "nothing was changed" in answer.content.decode()
    assert not StandardPage.objects.exists()


def test_each_step_ticks_itself(admin, settings, box):
    settings.PRIVACY_AKISMET_API_KEY = ""
    admin.post(BEGIN, ANSWERS | {"tagline": "", "controller_email": ""})
    assert open_steps() == {
        *("name", "controller", "imprint", "mail", "spam_check", "post")
    }

    index = site().root_page.specific
    index.intro = "What grows."
    index.save_revision().publish()
    assert "name" not in open_steps()
    ControllerSettings.objects.update(email="ada@blog.example")
    assert "controller" not in open_steps()
    imprint = StandardPage.objects.get(slug="imprint")
    imprint.save_revision(user=get_user_model().objects.get()).publish()
    assert "imprint" not in open_steps()
    admin.post(reverse("blog_start:mail", args=[site().pk]))
    assert "mail" not in open_steps()
    index.add_child(instance=PostPage(title="First", body=[]))
    assert "post" not in open_steps()
    settings.PRIVACY_AKISMET_API_KEY = "0123456789ab"
    assert open_steps() == set()


def test_appearance_ticks_when_it_is_saved(db):
    factories.post()
    assert "appearance" in open_steps()
    Appearance.objects.create(site=site())
    assert "appearance" not in open_steps()


def test_test_mail_goes_to_the_person_who_asks(admin, box):
    admin.post(BEGIN, ANSWERS)

    answer = admin.post(reverse("blog_start:mail", args=[site().pk]), follow=True)

    (sent,) = box.mails
    assert sent["To"] == "ada@blog.example"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert "Sent to ada@blog.example" in answer.content.decode()


def test_mail_server_that_is_away_is_named_and_ticks_nothing(admin, box, settings):
    admin.post(BEGIN, ANSWERS)
    for name, value in mail_settings(9).items():  # nothing listens there
        setattr(settings, name, value)

    answer = admin.post(reverse("blog_start:mail", args=[site().pk]), follow=True)

    assert "ConnectionRefusedError" in answer.content.decode()
    assert "mail" in open_steps()


def test_checklist_is_hidden_and_found_again(admin):
    admin.post(BEGIN, ANSWERS)
    assert "data-step" in admin.get("/admin/").content.decode()

    admin.post(reverse("blog_start:hide", args=[site().pk]))

    assert "data-step" not in admin.get("/admin/").content.decode()
    assert "data-step" in admin.get("/admin/start/checklist/").content.decode()


def test_two_sites_have_two_checklists(admin, second_site):
    factories.post()

    page = admin.get("/admin/").content.decode()

    assert "First steps of Nebenan" in page
    admin.post(reverse("blog_start:hide", args=[second_site.site.pk]))
    assert "First steps of Nebenan" not in admin.get("/admin/").content.decode()
    assert FirstSteps.objects.count() == 1


def test_editors_without_all_permissions_see_nothing_of_it(db):
    client = Client()
    user = get_user_model().objects.create_user("eve", password="x")
    client.force_login(user)

    for path in (BEGIN, "/admin/start/checklist/"):
        assert client.get(path).status_code == 302
    for name in ("mail", "hide"):
        client.post(reverse(f"blog_start:{name}", args=[site().pk]))
    assert not FirstSteps.objects.exists()
    assert not mail.outbox
