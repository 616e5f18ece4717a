"""Pages say when it is not Akismet that answers; the admin says what is wrong."""

import pytest
from django.contrib.auth.models import Permission
from django.template import Context, Template
from django.urls import reverse
from django.utils.translation import override

from blog.demo.servers.akismet import Mode
from privacy_plugin.akismet.checker import AkismetChecker
from privacy_plugin.akismet.conf import SERVICE_HOST
from privacy_plugin.akismet.endpoint import get_reroute, is_stand_in
from privacy_plugin.akismet.processing import SPAM_CHECK
from privacy_plugin.comments.spam_check.protocol import CheckerRejected
from privacy_plugin.comments.spam_check.runner import ask
from tests.support.factories.disclosures import disclose

TAGS = Template(
    "{% load akismet_tags %}{% akismet_is_stand_in as is_one %}"
    "{% akismet_stand_in_notice as notice %}{{ is_one }}: {{ notice }}"
)


def test_a_stand_in_is_named_as_one(server):
    assert is_stand_in()
    assert get_reroute() == {SERVICE_HOST: server.url}
    assert "No data leaves it" in AkismetChecker().notice
    assert TAGS.render(Context()).startswith("True: This site is being tried out")


def test_the_real_service_is_not(server, settings):
    settings.PRIVACY_AKISMET_ENDPOINT = "https://rest.akismet.com/"

    assert not is_stand_in()
    assert get_reroute() is None
    assert AkismetChecker().notice == ""
    assert TAGS.render(Context()) == "False: "


def test_without_a_key_nobody_stands_in(server, settings):
    settings.PRIVACY_AKISMET_API_KEY = ""

    assert not is_stand_in()
    assert AkismetChecker().notice == ""


def test_the_disclosure_is_about_the_service_in_either_case(server, settings, db):
    with_stand_in = disclose(SPAM_CHECK)
    settings.PRIVACY_AKISMET_ENDPOINT = "https://rest.akismet.com"

    assert disclose(SPAM_CHECK).digest == with_stand_in.digest


def test_the_disclosure_claims_nothing_it_cannot_prove(server, db):
    for language in ("en", "de"):
        with override(language):
            told = str(disclose(SPAM_CHECK, language=language).as_dict())
        assert "Automattic" in told
        assert "14" in told
        assert "90" in told
        for claim in ("Data Privacy Framework", "DPF", "adequacy", "Angemessenheit"):
            assert claim not in told


@pytest.fixture
def moderator(db, django_user_model):
    editor = django_user_model.objects.create_user("editor", password="a")
    names = ["access_admin", "moderate_comment"]
    editor.user_permissions.set(Permission.objects.filter(codename__in=names))
    return editor


def test_moderators_read_on_the_start_page_what_is_wrong(
    server, checker, permit, moderator, client
):
    server.mode = Mode.INVALID_KEY
    with pytest.raises(CheckerRejected):
        ask(checker, permit())
    client.force_login(moderator)

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "Akismet does not accept the key" in page
    assert "No data leaves it" in page


def test_nobody_else_does(server, moderator, client):
    moderator.user_permissions.remove(
        Permission.objects.get(codename="moderate_comment")
    )
    client.force_login(moderator)

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "akismet-notices" not in page


def test_moderators_read_nothing_where_all_is_well(server, settings, moderator, client):
    settings.PRIVACY_AKISMET_ENDPOINT = "https://rest.akismet.com"
    client.force_login(moderator)

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "akismet-notices" not in page
