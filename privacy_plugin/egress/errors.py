"""What can go wrong when data is to leave.

EgressError
├── EgressRefused          the gateway or the transport said no: nothing left
│   └── ConsentMissing     because the person has not agreed, or not any more
├── PermitSpent            a permit was used a second time
└── MailError              a mail did not arrive, or perhaps did
    ├── MailUnavailable    the server takes nothing from this site now: nothing left
    ├── MailDeferred       the server did not take this one now: it may be sent again
    ├── MailRejected       the server does not take this one at all
    └── MailUncertain      no answer came: it must not be sent again

A refusal is never an outage: it must not be retried. No message holds a value, a key
or an address; it names the declaration that would allow what was refused.
"""


class EgressError(Exception):
    """Stand for everything that can go wrong when data is to leave."""


class EgressRefused(EgressError):
    """Say that nothing left, because no declaration allows it."""


class ConsentMissing(EgressRefused):
    """Say that nothing left, because the person has not agreed."""


class PermitSpent(EgressRefused):
    """Say that a permit covers one sending, and it has been used."""


class MailError(EgressError):
    """Stand for a mail that did not arrive, or perhaps did; `code` says why."""

    def __init__(self, code: str, *, is_about_address: bool = False) -> None:
        """Keep a word that says nothing about anybody."""
        super().__init__(code)
        self.code = code
        self.is_about_address = is_about_address


class MailUnavailable(MailError):
    """Say that the server takes nothing from this site now; nothing was taken."""


class MailDeferred(MailError):
    """Say that the server did not take this message now; it may be sent again."""


class MailRejected(MailError):
    """Say that the server does not take this message, now or later."""


class MailUncertain(MailError):
    """Say that no answer came, so that the message must not be sent again."""
