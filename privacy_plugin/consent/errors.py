"""Errors about consents and private links.

ConsentError
├── NothingToWithdraw    there is no active consent for this activity
├── NotAskable           the activity does not rest on consent
└── LinkError
    ├── LinkForged       the signature is invalid
    └── LinkExpired      the link is older than PRIVACY_LINK_LIFETIME
"""


class ConsentError(Exception):
    """Base of the errors about consents and private links."""


class NothingToWithdraw(ConsentError):
    pass


class NotAskable(ConsentError):
    pass


class LinkError(ConsentError):
    pass


class LinkForged(LinkError):
    pass


class LinkExpired(LinkError):
    pass
