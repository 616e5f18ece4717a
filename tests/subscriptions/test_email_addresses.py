"""One mailbox has one form, however it is typed."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from privacy_plugin.egress.mail.email_addresses import (
    canonical,
    mask,
    normalize,
)
from privacy_plugin.subscriptions.models import Reason, Subscriber, Suppression
from privacy_plugin.subscriptions.views.forms import AddressField
from tests.support import factories
from tests.support.factories.disclosures import default_site_id

SPELLINGS = {
    "ada@example.org": [
        "Ada@Example.ORG",
        " ada@example.org. ",
        '"ada"@example.org',
        '"a\\da"@example.org',
        "ada@exam\u00adple.org",
        "ada@exam\u200bple.org",
        "ada@exam\u2060ple.org",
        "a\u200dda@example.org",
        "\ufeffada@example.org",
        "\uff41\uff44\uff41\uff20\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45\uff0eorg",
        "ada@example\u3002org",
        "\u24d0da@example.org",
    ],
    "ada@xn--mller-kva.example": [
        "ada@müller.example",
        "ada@MÜLLER.example",
        "ada@mu\u0308ller.example",
        "ada@XN--MLLER-KVA.example",
    ],
    "ada@xn--strae-oqa.de": ["ada@straße.de", "ADA@Stra\u1e9ee.de"],
    "ada@strasse.de": ["ada@STRASSE.de"],
    "sk@example.org": ["\u017f\u212a@example.org"],
    "ada+blog@example.org": ["ADA+blog@example.org"],
}
PAIRS = [(email, one) for email, many in SPELLINGS.items() for one in many]


@pytest.mark.parametrize(("email", "spelling"), PAIRS)
def test_spellings_of_a_mailbox_are_one(email, spelling):
    cleaned = AddressField().clean(spelling)

    assert cleaned.isascii()
    assert cleaned.casefold() == email
    assert canonical(spelling) == canonical(email) == email


@pytest.mark.parametrize(
    "email",
    [
        "äda@example.org", "ada@", "@example.org", "ada@a..b", "a\u3164da@example.org",
        "ada@exam ple.org", "a\x00da@example.org", "ada@-a.example", "ada",
    ],
)  # fmt: skip
def test_what_no_server_takes_is_refused(email):
    with pytest.raises(ValidationError):
        AddressField().clean(email)


@pytest.mark.parametrize("email", [*SPELLINGS, "x@y", "", "@", "a@" + "ü" * 300])
def test_the_form_of_a_mailbox_stays_when_taken_again(email):
    assert canonical(canonical(email)) == canonical(email)
    assert normalize(normalize(email)) == normalize(email)
    assert isinstance(mask(email), str)


@pytest.mark.django_db
@pytest.mark.parametrize(("email", "spelling"), PAIRS)
def test_never_again_counts_however_the_address_is_typed(email, spelling):
    Suppression.objects.note(email, Reason.REFUSED, site_id=default_site_id())

    assert Suppression.objects.blocks(spelling, site_id=default_site_id())
    assert Suppression.objects.blocks(
        AddressField().clean(spelling), site_id=default_site_id()
    )


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["ada@müller.example", "ada@xn--mller-kva.example"])
def test_never_again_from_an_earlier_version_counts(typed, settings):
    trace = salted_hmac(
        "privacy_subscriptions.suppression",
        "ada@müller.example",
        secret=settings.SECRET_KEY,
        algorithm="sha256",
    )
    Suppression.objects.create(
        digest=trace.hexdigest(), reason=Reason.REFUSED, created_at=timezone.now()
    )

    assert Suppression.objects.blocks(typed, site_id=default_site_id())


@pytest.mark.django_db
def test_never_again_does_not_reach_another_domain():
    Suppression.objects.note(
        "ada@strasse.de", Reason.REFUSED, site_id=default_site_id()
    )

    assert not Suppression.objects.blocks("ada@straße.de", site_id=default_site_id())


@pytest.mark.django_db
def test_migration_writes_stored_addresses_anew_and_sends_where_it_was_confirmed():
    first = factories.subscriber("ada@example.org")
    double = factories.subscriber("bob@example.org")
    old = factories.subscriber("eve@example.org")
    rows = Subscriber.objects
    rows.filter(pk=double.pk).update(
        email="ada@exam\u00adple.org", mailbox="ada@exam\u00adple.org"
    )
    rows.filter(pk=old.pk).update(email="Eve@straße.de", mailbox="eve@strasse.de")
    name = "privacy_plugin.subscriptions.migrations.0004_one_form_of_each_address"
    migration = importlib.import_module(name)

    # Then the waiting subscriptions had another name.
    names = {"Enrolment": "PendingSubscription"}
    then = SimpleNamespace(
        get_model=lambda app, name: apps.get_model(app, names.get(name, name))
    )
    migration.write_anew(then, SimpleNamespace(connection=connection))

    for one in (first, double, old):
        one.refresh_from_db()
    assert (old.email, old.mailbox) == ("Eve@strasse.de", "eve@strasse.de")
    assert double.email == first.email == "ada@example.org"
    assert double.mailbox != first.mailbox
