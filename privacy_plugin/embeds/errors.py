"""What can go wrong with an embed.

EmbedError
├── ProviderInvalid     an entry about a provider lacks a fact or contradicts itself
├── AddressRefused      an address that cannot be embedded, nor linked to
└── LookupFailed        the provider gave no usable answer, or none at all
"""


class EmbedError(Exception):
    """Stand for everything that can go wrong with an embed."""


class ProviderInvalid(EmbedError):
    """Say which entry about a provider is wrong, and which of its facts.

    `key` is the provider's; `fact` names the fact as in the entry, such as
    ``storage[1].days``; `expected` is the message id of what it must be. They are empty
    where it is no single fact.
    """

    def __init__(
        self, message: str = "", *, key: str = "", fact: str = "", expected: str = ""
    ) -> None:
        """Keep the parts, for a page that shows them in the admin's language."""
        super().__init__(message or f"{key}: {fact} must be {expected}")
        self.key = key
        self.fact = fact
        self.expected = expected


class AddressRefused(EmbedError):
    """Say that an address leads nowhere on the public web."""


class LookupFailed(EmbedError):
    """Say by a short code why an embed could not be looked up; never an address."""
