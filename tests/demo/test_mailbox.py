"""The demo shows every mail on a page, and what stands in a mail does nothing."""

from __future__ import annotations

import socket
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.utils import DNS_NAME
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from blog.demo.mailbox import storage
from blog.settings.base import mail_settings
from privacy_plugin.subscriptions import maintenance
from tests.support import factories
from tests.support.raw_mail import require_valid

BACKEND = "blog.demo.mailbox.storage.EmailBackend"
HOSTILE = (
    "<html><head></head><body><script>document.title = 'run'</script>"
    '<img src="http://127.0.0.1:9/counter.gif"><a href="/privacy/">Link</a>'
    "</body></html>"
)


@pytest.fixture
def folder(settings, tmp_path, db) -> Path:
    """Let mails be kept in a folder, and shown."""
    import_module(settings.ROOT_URLCONF)  # as it is without a mailbox
    for name, value in mail_settings(BACKEND).items():
        setattr(settings, name, value)
    DNS_NAME._fqdn = "localhost"  # nobody is asked what this machine is called
    factories.index()
    settings.DEMO_MAILBOX = tmp_path / "mailbox"
    settings.ROOT_URLCONF = "tests.demo.urls"
    return settings.DEMO_MAILBOX


def send(subject: str = "Hello", html: str = HOSTILE) -> storage.StoredMail:
    """Send a mail and return it as it is kept."""
    mail = EmailMultiAlternatives(subject, "Words\nhttp://testserver/privacy/")
    mail.to, mail.from_email = ["ada@example.org"], "blog@example.org"
    mail.attach_alternative(html, "text/html")
    mail.send()
    return next(storage.stored_mails())


def test_mail_of_a_subscription_is_kept_as_it_would_leave(folder):
    factories.subscriber(at=timezone.now() - timedelta(minutes=1))
    factories.post(title="Über Gärten")
    maintenance.run_maintenance(at=timezone.now())

    (kept,) = storage.stored_mails()
    assert kept.message["Subject"] == "Über Gärten"
    require_valid(kept.raw)


@pytest.mark.usefixtures("german_front_page")
@pytest.mark.parametrize("prefix", ["", "/de"])
def test_pages_show_list_text_headers_and_source(folder, client, prefix):
    kept = send("Grüße <b>")

    mails = client.get(f"{prefix}/demo/mails/").content.decode()
    mail = client.get(f"{prefix}/demo/mails/{kept.name}/").content.decode()
    source = client.get(f"{prefix}/demo/mails/{kept.name}/source/")

    assert "Grüße &lt;b&gt;" in mails
    assert "ada@example.org" in mails
    assert 'href="http://testserver/privacy/"' in mail
    assert "Message-ID" in mail
    assert "counter.gif" not in mail
    assert source.content == kept.raw
    assert source["Content-Type"].startswith("text/plain")


def test_empty_mailbox_says_what_to_do(folder, client):
    assert "There is no mail yet" in client.get("/demo/mails/").content.decode()


@pytest.mark.parametrize("name", ["unknown", "..", "%2e%2e%2fdb"])
def test_unknown_mail_is_not_found(folder, client, name):
    for rest in ("", "html/", "source/"):
        assert client.get(f"/demo/mails/{name}/{rest}").status_code == 404


def test_oldest_mails_go(folder, monkeypatch):
    monkeypatch.setattr(storage, "MOST_MAILS", 3)
    for number in range(5):
        send(f"Mail {number}")

    subjects = [mail.message["Subject"] for mail in storage.stored_mails()]
    assert subjects == ["Mail 4", "Mail 3", "Mail 2"]


def test_mail_in_its_frame_runs_and_loads_nothing(folder, live_site, browse):
    visit = browse()
    with socket.create_server(("127.0.0.1", 0)) as counter:
        counter.setblocking(False)
        port = str(counter.getsockname()[1])
        kept = send(html=HOSTILE.replace(":9/", f":{port}/"))

        visit.page.goto(f"{live_site}/demo/mails/{kept.name}/")
        visit.page.frame_locator("iframe").get_by_text("Link").wait_for()
        visit.page.wait_for_load_state("networkidle")

        with pytest.raises(BlockingIOError):
            counter.accept()
    assert "run" not in visit.page.frames[1].title()


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_fit_narrow_and_wide_screens(folder, live_site, browse, width):
    kept = send("x" * 200)
    visit = browse()
    visit.page.set_viewport_size({"width": width, "height": 800})

    for path in ("", f"{kept.name}/"):
        visit.page.goto(f"{live_site}/demo/mails/{path}")
        wide = visit.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width


def test_only_a_demo_has_a_mailbox(db, client):
    factories.index()
    assert client.get("/demo/mails/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo_mailbox:index")
