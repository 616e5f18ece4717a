"""Errors of outgoing requests and mails.

EgressError
├── EgressRefused          refused by gateway or transport: nothing was sent
│   └── ConsentMissing     refused because there is no active consent
├── PermitSpent            a permit was used a second time
└── MailError              a mail was not delivered, or perhaps not
    ├── MailUnavailable    the server accepts no mail from this site now
    ├── MailDeferred       the server deferred this message: retry
    ├── MailRejected       the server rejected this message: do not retry
    └── MailUncertain      no reply: do not retry, it may have been accepted

A refusal is never an outage and must not be retried. No message contains a value, a key
or an address; it names the declaration that would allow what was refused.
"""


class EgressError(Exception):
    """Base of the errors of outgoing requests and mails."""


class EgressRefused(EgressError):
    pass


class ConsentMissing(EgressRefused):
    pass


class PermitSpent(EgressRefused):
    pass


class MailError(EgressError):
    """A mail was not delivered, or perhaps not; `code` says why."""

    def __init__(self, code: str, *, is_about_address: bool = False) -> None:
        """Keep a word that says nothing about anybody."""
        super().__init__(code)
        self.code = code
        self.is_about_address = is_about_address


class MailUnavailable(MailError):
    pass


class MailDeferred(MailError):
    pass


class MailRejected(MailError):
    pass


class MailUncertain(MailError):
    pass
