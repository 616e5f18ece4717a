"""What can go wrong with an embed.

EmbedError
├── ProviderInvalid     an entry about a provider lacks a fact or contradicts itself
├── AddressRefused      an address that cannot be embedded, nor linked to
└── LookupFailed        the provider gave no usable answer, or none at all
"""


class EmbedError(Exception):
    """Stand for everything that can go wrong with an embed."""


class ProviderInvalid(EmbedError):
    """Say which entry about a provider is wrong, and which of its facts."""


class AddressRefused(EmbedError):
    """Say that an address leads nowhere on the public web."""


class LookupFailed(EmbedError):
    """Say by a short code why an embed could not be looked up; never an address."""
