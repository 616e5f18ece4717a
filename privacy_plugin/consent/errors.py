"""What can go wrong with a consent or a private link.

ConsentError
├── NothingToWithdraw    no consent stands for this activity
├── NotAskable           the activity does not rest on consent
└── LinkError
    ├── LinkForged       the signature does not fit
    └── LinkExpired      the link is older than PRIVACY_LINK_LIFETIME
"""


class ConsentError(Exception):
    """Stand for everything that can go wrong with a consent."""


class NothingToWithdraw(ConsentError):
    """Say that no consent stands that could be withdrawn."""


class NotAskable(ConsentError):
    """Say that the activity rests on something else than consent."""


class LinkError(ConsentError):
    """Stand for a private link that opens nothing."""


class LinkForged(LinkError):
    """Say that the link was not made by this site."""


class LinkExpired(LinkError):
    """Say that the link was made by this site, but too long ago."""
