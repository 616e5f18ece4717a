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

    `fact` names it as in the entry, such as ``storage[1].days``; `expected` is the
    message id of what it must be. Both are empty where it is no single fact.
    """

    def __init__(self, message: str, *, fact: str = "", expected: str = "") -> None:
        """Keep the parts, for a form that shows them beside a field."""
        super().__init__(message)
        self.fact = fact
        self.expected = expected


class AddressRefused(EmbedError):
    """Say that an address leads nowhere on the public web."""


class LookupFailed(EmbedError):
    """Say by a short code why an embed could not be looked up; never an address."""
