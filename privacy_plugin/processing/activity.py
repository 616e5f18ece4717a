"""The declaration of a processing activity, from which everything else is derived.

Source: GDPR Art. 13 (information for data subjects), Art. 30 (record of processing).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from privacy_plugin.processing.errors import InvalidDeclaration
from privacy_plugin.processing.groups import ActivityGroup, StandardGroup
from privacy_plugin.processing.recipient import DeviceStorage, Outside, Recipient
from privacy_plugin.processing.retention import HeldInMemory, Keep, NotStored, Retention
from privacy_plugin.processing.vocabulary import (
    ActivityKey,
    Button,
    Consent,
    DataCategory,
    DataSubject,
    DataSubjectCategory,
    LegalBasis,
    Purpose,
    Source,
    require_column,
    require_term,
    require_text,
)

_KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*(@[a-z0-9.-]+)?\Z")
_WIRE_SEGMENT = r"[A-Za-z_][A-Za-z0-9_\[\]-]*"
_WIRE_NAME = re.compile(rf"{_WIRE_SEGMENT}(\.{_WIRE_SEGMENT})*\Z")
_HEADER = re.compile(r"[a-z][a-z0-9-]*\Z")
_NO_SECRET = re.compile(  # these speak of the request, or of a reader
    r"(accept|cache|content|forwarded|if|sec|x-forwarded|x-real)(-.*)?\Z|"
    r"(connection|cookie|date|expect|from|host|origin|range|referer|te|trailer|"
    r"transfer-encoding|upgrade|user-agent|via)\Z"
)
_SWITCH = re.compile(r"PRIVACY_[A-Z0-9_]+\Z")
_LONGEST_KEY = 100  # a key is kept with every consent and every transmission


def _require_switch(value: str, what: str) -> None:
    if value and not _SWITCH.match(value):
        msg = f"{what}: a switch is the name of a PRIVACY_… setting, not {value!r}"
        raise InvalidDeclaration(msg)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One item of personal data, where it comes from and where it goes.

    `label` is a message id, by default the category's; `phrase` names the item as the
    object of a sentence ("your account there"), by default the category's, or else the
    label. `sent_as` is its field name in
    requests, in JSON its path (``contact.email``); `stored_as` its column
    (``app_label.Model.field``). Either may be empty. `optional` data may be left out by
    the person, `public` data can be read by everybody afterwards. `switch` names a
    setting without which the item is not processed.
    """

    category: DataCategory
    label: str
    source: Source
    sent_as: str
    stored_as: str
    optional: bool
    public: bool
    switch: str
    phrase: str

    def __init__(  # noqa: PLR0913 - each is a fact the reader is told
        self,
        category: DataCategory,
        *,
        source: Source,
        label: str = "",
        sent_as: str = "",
        stored_as: str = "",
        optional: bool = False,
        public: bool = False,
        switch: str = "",
        phrase: str = "",
    ) -> None:
        require_term(category, DataCategory)
        if sent_as and not _WIRE_NAME.match(sent_as):
            msg = f"{category.name}: {sent_as!r} is no field name"
            raise InvalidDeclaration(msg)
        if stored_as:
            require_column(stored_as, f"{category.name}: the column")
        _require_switch(switch, category.name)
        object.__setattr__(self, "category", category)
        object.__setattr__(self, "label", label or category.label)
        found = phrase or category.phrase or self.label
        object.__setattr__(self, "phrase", found)
        object.__setattr__(self, "source", Source(source))
        object.__setattr__(self, "sent_as", sent_as)
        object.__setattr__(self, "stored_as", stored_as)
        object.__setattr__(self, "optional", optional)
        object.__setattr__(self, "public", public)
        object.__setattr__(self, "switch", switch)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessingActivity:
    """The declaration of one processing activity.

    `title` and `erasure` (how to object, withdraw or delete) are message ids.
    `not_personal` names request fields that hold nothing about a person,
    `secret_headers` headers in lower case with a secret of the site. `switch` names a
    setting without which the activity neither takes place nor is disclosed.
    `device_storage` is what is stored on the reader's device. A key may name a host:
    ``feature.activity@host``.

    `outside` is set where it takes place outside of this software.

    `recipient_setting` names a setting that may hold the Recipient; without a value the
    data goes to the data subject, for example as a mail.

    `lead` (one short sentence) and `explanation` are message ids without facts, except
    by ``disclosure.wording.PLACEHOLDERS``; `buttons` are those whose labels an admin
    may change. `group` is where it stands on the page ``/privacy/``, see `shown_in`.
    These four are wording: changing them ends no consent.

    `erasure_exception` is the message id of why its rows stay when a person is erased
    (Art. 17(3)); without one they go.

    Raises InvalidDeclaration for a combination that the law or the code forbids, with
    the switches of its data on or off.
    """

    key: ActivityKey
    title: str
    purpose: Purpose
    data_subjects: tuple[DataSubjectCategory, ...]
    data: tuple[PersonalData, ...]
    legal_basis: LegalBasis
    retention: Retention
    erasure: str
    recipient: Recipient | None = None
    not_personal: tuple[str, ...] = ()
    necessity: str = ""
    switch: str = ""
    device_storage: tuple[DeviceStorage, ...] = ()
    recipient_setting: str = ""
    lead: str = ""
    explanation: str = ""
    buttons: tuple[Button, ...] = ()
    secret_headers: tuple[str, ...] = ()
    outside: Outside | None = None
    group: ActivityGroup | None = None
    erasure_exception: str = ""

    def __post_init__(self) -> None:
        if not _KEY.match(self.key) or len(self.key) > _LONGEST_KEY:
            msg = f"A key reads feature.activity, not {self.key!r}"
            raise InvalidDeclaration(msg)
        self._check_kinds()
        self._check_words()
        self._check_wire()
        self._check_storage()
        _require_switch(self.switch, self.key)
        _require_switch(self.recipient_setting, self.key)
        self.narrowed(lambda _switch: False)

    def _check_kinds(self) -> None:
        kinds = (self.legal_basis, LegalBasis), (self.retention, Retention)
        for value, kind in kinds:
            if not isinstance(value, kind) or type(value) is kind:
                msg = f"{self.key}: {value!r} is no kind of {kind.__name__}"
                raise InvalidDeclaration(msg)
        several: tuple[object, ...] = (
            self.data_subjects,
            self.data,
            self.not_personal,
            self.device_storage,
            self.buttons,
            self.secret_headers,
        )
        for facts in several:
            if not isinstance(facts, tuple):
                msg = f"{self.key}: several facts are a tuple, not {facts!r}"
                raise InvalidDeclaration(msg)
        for subject in self.data_subjects:
            require_term(subject, DataSubjectCategory)
        if self.group is not None:
            require_term(self.group, ActivityGroup)

    def _check_words(self) -> None:
        require_text(self.title, f"{self.key}: the title")
        require_text(self.erasure, f"{self.key}: how to take it back")
        if not self.data_subjects or not self.data:
            msg = f"{self.key}: name whose data it is, and which"
            raise InvalidDeclaration(msg)

    def _check_wire(self) -> None:
        sent = [item.sent_as for item in self.data if item.sent_as]
        names = [*sent, *self.not_personal]
        if len(set(names)) != len(names):
            msg = f"{self.key}: a field on the wire is named twice"
            raise InvalidDeclaration(msg)
        for header in self.secret_headers:
            if not _HEADER.match(header) or _NO_SECRET.match(header):
                msg = f"{self.key}: {header!r} is no header for a secret"
                raise InvalidDeclaration(msg)
        if names and self.recipient is None and not self.recipient_setting:
            msg = f"{self.key}: data is sent, so name the recipient"
            raise InvalidDeclaration(msg)
        if self.recipient is not None and not sent:
            msg = f"{self.key}: a recipient gets data, so say which (sent_as)"
            raise InvalidDeclaration(msg)
        if isinstance(self.legal_basis, Consent) and self.necessity:
            msg = f"{self.key}: what rests on consent cannot be necessary (Art. 7(4))"
            raise InvalidDeclaration(msg)

    def _check_storage(self) -> None:
        stored = self.stored_columns
        if stored and isinstance(self.retention, NotStored | HeldInMemory):
            msg = f"{self.key}: a column is stored, so say for how long"
            raise InvalidDeclaration(msg)
        if isinstance(self.retention, Keep):
            model = self.retention.after.rpartition(".")[0]
            if model not in {column.rpartition(".")[0] for column in stored}:
                msg = (
                    f"{self.key}: the retention starts in {model}, which it stores not"
                )
                raise InvalidDeclaration(msg)

    @property
    def stored_columns(self) -> tuple[str, ...]:
        """Return the columns it stores, each ``app_label.Model.field``."""
        return tuple(item.stored_as for item in self.data if item.stored_as)

    @property
    def sent_names(self) -> frozenset[str]:
        """Return the names under which personal data leaves."""
        return frozenset(item.sent_as for item in self.data if item.sent_as)

    @property
    def wire_names(self) -> frozenset[str]:
        """Return every field name that may occur in a request."""
        return self.sent_names | frozenset(self.not_personal)

    @property
    def needs_consent(self) -> bool:
        """Say whether it may run only after the person agreed."""
        return isinstance(self.legal_basis, Consent)

    @property
    def goes_to_the_person(self) -> bool:
        """Say whether the data is sent, and to nobody but the person it is about."""
        return self.recipient is None and bool(self.sent_names)

    @property
    def shown_in(self) -> ActivityGroup:
        """Return its group on the privacy page, by default one by whose data it is."""
        if self.group is not None:
            return self.group
        if all(subject == DataSubject.EDITOR for subject in self.data_subjects):
            return StandardGroup.WORK
        return StandardGroup.OTHER

    def sent_by(self, recipient: Recipient | None) -> ProcessingActivity:
        """Return it with the recipient the site has chosen, itself for none."""
        return self if recipient is None else replace(self, recipient=recipient)

    def kept_for(self, period: timedelta) -> ProcessingActivity:
        """Return it with a shorter retention, itself if that is not shorter."""
        keep = self.retention
        if not isinstance(keep, Keep) or period >= keep.period:
            return self
        return replace(self, retention=replace(keep, period=period))

    def narrowed(self, is_on: Callable[[str], bool]) -> ProcessingActivity:
        """Return it without the data whose switch is off.

        `is_on` gets the name of a setting. A declaration that would be illegal without
        its switched data cannot be written, so this never fails later.
        """
        data = tuple(
            item for item in self.data if not item.switch or is_on(item.switch)
        )
        return self if data == self.data else replace(self, data=data)


@dataclass(frozen=True, kw_only=True, slots=True)
class NotPersonal:
    """Columns of a model that hold nothing about a person.

    `model` reads ``app_label.Model``. Together with the declared columns they must be
    all columns of the model; a check reports missing ones. `reserved` columns stay
    empty unless another installed app declares them.
    """

    model: str
    fields: tuple[str, ...]
    reserved: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in (*self.fields, *self.reserved):
            require_column(f"{self.model}.{field}", "A column that is not personal")
