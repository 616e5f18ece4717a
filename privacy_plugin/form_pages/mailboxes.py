"""What is disclosed where messages are mailed: one activity for each mailbox's host.

Its key names the host, ``form_pages.email_copy@example.org``, so that each mailing of a
message is permitted, recorded and disclosed under the host it goes to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from privacy_plugin.disclosure.activities import get_activity, is_in_force
from privacy_plugin.form_pages.processing import EMAIL_COPY, build_email_copy
from privacy_plugin.processing import InvalidDeclaration, ProcessingActivity
from privacy_plugin.validation.domains import ascii_domain


def list_addresses(page: Any) -> tuple[str, ...]:
    """Return where messages of a page are mailed to, each address once."""
    return split_addresses(str(getattr(page, "to_address", "") or ""))


def split_addresses(text: str) -> tuple[str, ...]:
    addresses = (part.strip() for part in text.split(","))
    return tuple(dict.fromkeys(one for one in addresses if one))


def get_email_copy_key(address: str) -> str:
    """Return the key of the activity that mails to an address."""
    domain = address.rpartition("@")[2]
    try:
        return f"{EMAIL_COPY}@{ascii_domain(domain)}"
    except UnicodeError:
        return f"{EMAIL_COPY}@"  # nobody declares it


def is_email_copy(key: str) -> bool:
    """Say whether an activity is the mailing of messages to some host."""
    return key.startswith(f"{EMAIL_COPY}@")


def can_be_disclosed(address: str) -> bool:
    """Say whether mail to an address can be declared; other mail is never sent."""
    return is_in_force(get_email_copy_key(address))


def list_email_copies(page: Any) -> tuple[ProcessingActivity, ...]:
    """Return an activity for each host that messages of a page are mailed to."""
    addresses = filter(can_be_disclosed, list_addresses(page))
    keys = dict.fromkeys(map(get_email_copy_key, addresses))
    return tuple(get_activity(key) for key in keys)


class EmailCopySource:
    """Build the activity of a mailbox's host when it is asked for."""

    def __init__(self, list_to_addresses: Callable[[], Iterable[str]]) -> None:
        """Take what returns the *to address* of each form page of all sites."""
        self._list_to_addresses = list_to_addresses

    def find(self, key: str) -> ProcessingActivity | None:
        base, _at, host = key.partition("@")
        if base != EMAIL_COPY:
            return None
        try:
            return build_email_copy(host)
        except InvalidDeclaration:
            return None

    def used(self) -> Iterable[ProcessingActivity]:
        """Return those of all published form pages."""
        keys = dict.fromkeys(
            get_email_copy_key(address)
            for text in self._list_to_addresses()
            for address in split_addresses(text)
        )
        return [found for key in keys if (found := self.find(key)) is not None]
