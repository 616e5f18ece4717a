"""An illegal declaration cannot be written, and a legal one cannot be changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import FrozenInstanceError
from datetime import timedelta

import pytest

from privacy_plugin import (
    Category,
    Consent,
    Contract,
    HeldInMemory,
    Keep,
    KeepWhile,
    LegalObligation,
    LegitimateInterest,
    NotPersonal,
    NotStored,
    PersonalData,
    Purpose,
    Source,
    Transfer,
)
from privacy_plugin.processing import (
    DuplicateActivity,
    InvalidDeclaration,
    Registry,
    UnknownActivity,
    registry,
)
from privacy_plugin.processing.retention import Retention
from privacy_plugin.processing.vocabulary import LegalBasis
from tests.support import factories

DAY = timedelta(days=1)
TEXT = PersonalData(Category.FREE_TEXT, source=Source.ENTERED, sent_as="text")
STORED = PersonalData(
    Category.FREE_TEXT, source=Source.ENTERED, stored_as="shop.Order2.line_1"
)
SWITCHED = PersonalData(
    Category.NAME, source=Source.ENTERED, sent_as="name", switch="PRIVACY_ASK"
)

ILLEGAL: dict[str, Callable[[], object]] = {
    "key without a feature": lambda: factories.activity(key="publication"),
    "key in capitals": lambda: factories.activity(key="Comments.publication"),
    "key with a line end": lambda: factories.activity(key="a.b\n"),
    "key longer than its column": lambda: factories.activity(key="a." + "b" * 99),
    "no title": lambda: factories.activity(title=" "),
    "no way back": lambda: factories.activity(erasure=""),
    "category of no kind": lambda: PersonalData(
        "mood",  # type: ignore[arg-type]
        source=Source.ENTERED,
    ),
    "subject of no kind": lambda: factories.activity(data_subjects=("reader",)),
    "nobody's data": lambda: factories.activity(data_subjects=()),
    "no data": lambda: factories.activity(data=()),
    "data in a list": lambda: factories.activity(data=[TEXT]),
    "no legal basis": lambda: factories.activity(legal_basis=None),
    "legal basis of no kind": lambda: factories.activity(legal_basis=LegalBasis()),
    "no retention": lambda: factories.activity(retention=None),
    "retention of no kind": lambda: factories.activity(retention=Retention()),
    "switch that is no setting": lambda: factories.activity(switch="DEBUG"),
    "sent, but to nobody": lambda: factories.activity(data=(TEXT,)),
    "not personal, but to nobody": lambda: factories.activity(not_personal=("site",)),
    "recipient without data": lambda: factories.activity(
        recipient=factories.recipient()
    ),
    "field named twice": lambda: factories.sending(data=(TEXT, TEXT)),
    "field personal and not": lambda: factories.sending(not_personal=("text",)),
    "consent to the necessary": lambda: factories.sending(necessity="You must."),
    "stored, but for no time": lambda: factories.activity(data=(STORED,)),
    "stored, but in memory": lambda: factories.activity(
        data=(STORED,), retention=HeldInMemory(DAY)
    ),
    "kept by another table": lambda: factories.activity(
        data=(STORED,), retention=Keep(DAY, after="shop.Basket.made_at")
    ),
    "nothing left without a switch": lambda: factories.sending(data=(SWITCHED,)),
    "data with a foreign switch": lambda: PersonalData(
        Category.NAME, source=Source.ENTERED, switch="OTHER"
    ),
    "field name with a space": lambda: PersonalData(
        Category.NAME, source=Source.ENTERED, sent_as="a b"
    ),
    "path that ends nowhere": lambda: PersonalData(
        Category.NAME, source=Source.ENTERED, sent_as="contact."
    ),
    "path with a gap": lambda: PersonalData(
        Category.NAME, source=Source.ENTERED, sent_as="contact..name"
    ),
    "secret in a list": lambda: factories.sending(secret_headers=["authorization"]),
    "secret in capitals": lambda: factories.sending(secret_headers=("Authorization",)),
    "secret and its value": lambda: factories.sending(secret_headers=("x-key: 1",)),
    "secret cookie": lambda: factories.sending(secret_headers=("cookie",)),
    "secret that is a browser": lambda: factories.sending(
        secret_headers=("user-agent",)
    ),
    "secret that is an address": lambda: factories.sending(
        secret_headers=("x-forwarded-for",)
    ),
    "secret that is a type": lambda: factories.sending(
        secret_headers=("content-type",)
    ),
    "column without a model": lambda: PersonalData(
        Category.NAME, source=Source.ENTERED, stored_as="name"
    ),
    "purpose without a word": lambda: Purpose("", broader="dpv:Analytics"),
    "purpose of no kind": lambda: Purpose("To know.", broader="analytics"),
    "consent that says nothing": lambda: Consent(""),
    "consent that asks": lambda: Consent("May we? "),
    "contract about nothing": lambda: Contract(""),
    "duty not named": lambda: LegalObligation(" "),
    "interest not named": lambda: LegitimateInterest(""),
    "country in words": lambda: Transfer("USA", safeguard="Consent."),
    "transfer without safeguard": lambda: Transfer("US", safeguard=""),
    "recipient without a name": lambda: factories.recipient(name=""),
    "recipient's name too long": lambda: factories.recipient(name="x" * 201),
    "recipient without a host": lambda: factories.recipient(hosts=()),
    "hosts in one text": lambda: factories.recipient(hosts="localhost"),
    "host with a path": lambda: factories.recipient(hosts=("a.example/x",)),
    "host in capitals": lambda: factories.recipient(hosts=("A.example",)),
    "host that is everything": lambda: factories.recipient(hosts=("*",)),
    "policy without https": lambda: factories.recipient(policy_url="http://a.example"),
    "policy that is a script": lambda: factories.recipient(policy_url="javascript:1"),
    "short name that is a sentence": lambda: factories.recipient(short_name="x" * 61),
    "short name of blanks": lambda: factories.recipient(short_name="  "),
    "brief period too long": lambda: factories.recipient(kept_briefly="x" * 61),
    "brief period that is a sentence": lambda: factories.recipient(
        kept_briefly="They keep it for a week."
    ),
    "keeps for nobody knows": lambda: factories.recipient(kept_for=""),
    "period of nothing": lambda: HeldInMemory(timedelta(0)),
    "period that is a number": lambda: HeldInMemory(7),  # type: ignore[arg-type]
    "period before the start": lambda: Keep(-DAY, after="a.B.c"),
    "period from nowhere": lambda: Keep(DAY, after="rejected_at"),
    "period not told": lambda: Keep(DAY, after="a.B.c", sentence="We delete it."),
    "stray percent sign": lambda: Keep(
        DAY, after="a.B.c", sentence="100 % gone after %(period)s."
    ),
    "period under another name": lambda: Keep(
        DAY, after="a.B.c", sentence="After %(days)s, %(period)s."
    ),
    "criterion without a word": lambda: KeepWhile(""),
    "column that cannot be": lambda: NotPersonal(model="a.B", fields=("c d",)),
    "reserved column that cannot be": lambda: NotPersonal(
        model="a.B", fields=(), reserved=("",)
    ),
}


@pytest.mark.parametrize("write", ILLEGAL.values(), ids=ILLEGAL.keys())
def test_an_illegal_declaration_cannot_be_written(write: Callable[[], object]):
    with pytest.raises(InvalidDeclaration):
        write()


def test_a_word_outside_the_vocabulary_is_refused():
    with pytest.raises(ValueError, match="guess"):
        PersonalData(Category.NAME, source="guess")


def test_a_declaration_is_frozen_through_and_through():
    declared = factories.sending()

    for value, name in (
        (declared, "title"),
        (declared.data[0], "sent_as"),
        (declared.purpose, "text"),
        (declared.legal_basis, "statement"),
        (declared.recipient, "hosts"),
    ):
        with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
            setattr(value, name, "changed")
    assert hash(declared) == hash(factories.sending())


def test_a_column_may_hold_digits():
    declared = factories.activity(
        data=(STORED,), retention=Keep(DAY, after="shop.Order2.made_at")
    )

    assert declared.stored_columns == ("shop.Order2.line_1",)


def test_a_name_on_the_wire_may_be_a_path_and_a_secret_any_other_header():
    path = "contact.lines[].first_name"
    data = PersonalData(Category.NAME, source=Source.ENTERED, sent_as=path)
    headers = ("authorization", "x-api-key", "api-key", "client-secret")

    declared = factories.sending(data=(data,), secret_headers=headers)

    assert declared.sent_names == {path}
    assert declared.wire_names == {path, "site"}


def test_names_on_the_wire_are_the_personal_and_the_other_ones():
    declared = factories.sending()

    assert declared.sent_names == {"text", "name"}
    assert declared.wire_names == {"text", "name", "site"}
    assert declared.needs_consent
    assert not factories.activity().needs_consent


def test_data_whose_switch_is_off_is_not_processed():
    declared = factories.sending(data=(TEXT, SWITCHED))

    assert declared.narrowed(lambda _name: False).sent_names == {"text"}
    assert declared.narrowed(lambda name: name == "PRIVACY_ASK") is declared


@pytest.mark.parametrize(
    ("basis", "article"),
    [
        (Consent("They may."), "Art. 6(1)(a)"),
        (Contract("You ask for it."), "Art. 6(1)(b)"),
        (LegalObligation("A law asks for it."), "Art. 6(1)(c)"),
        (LegitimateInterest("We want it."), "Art. 6(1)(f)"),
    ],
)
def test_each_legal_basis_names_its_article_and_explains_itself(basis, article):
    assert basis.article == article
    assert basis.term.startswith("eu-gdpr:A6-1-")
    assert basis.explanation


def test_a_legal_basis_of_no_kind_says_nothing():
    for name in ("article", "term", "explanation"):
        with pytest.raises(TypeError):
            getattr(LegalBasis(), name)


def test_a_key_is_declared_once():
    own = Registry()
    own.register(factories.activity())
    own.register(NotPersonal(model="a.B", fields=("id",), reserved=("later",)))

    with pytest.raises(DuplicateActivity):
        own.register(factories.activity(title="Another title"))
    with pytest.raises(DuplicateActivity):
        own.register(NotPersonal(model="a.B", fields=()))

    assert [one.key for one in own] == ["test.local"]
    assert own.columns_not_personal("a.B") == {"id", "later"}
    assert own.columns_not_personal("a.C") == frozenset()


def test_a_key_nobody_declared_is_unknown():
    with pytest.raises(UnknownActivity):
        registry.get("nobody.declared")
    with pytest.raises(LookupError):
        registry.get("")


def test_a_replaced_declaration_comes_back():
    before = tuple(registry)

    with factories.declared(factories.activity()):
        assert registry.get("test.local") == factories.activity()
    with suppress(ZeroDivisionError), factories.declared(factories.activity()):
        raise ZeroDivisionError

    assert tuple(registry) == before


def test_declarations_load_without_django():
    code = (
        "import sys, privacy_plugin.processing, privacy_plugin; "
        "assert list(privacy_plugin.processing.registry); "
        "print([name for name in sys.modules "
        "if name.split('.')[0] in ('django', 'wagtail', 'httpx')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_nothing_stored_and_nothing_sent_is_a_declaration():
    assert factories.activity(retention=NotStored()).wire_names == frozenset()
