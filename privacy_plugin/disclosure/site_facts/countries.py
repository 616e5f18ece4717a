"""The countries a processor can be in, and those where the GDPR applies."""

from __future__ import annotations

import re

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

# Source: Agreement on the European Economic Area, Annex; ISO 3166-1 alpha-2.
EEA = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR",
        "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT",
        "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
_CODE = re.compile(r"[A-Z]{2}\Z")
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def get_country_choices() -> list[tuple[str, str]]:
    """Return code and name of each country in the active language, by name."""
    try:
        locale = Locale.parse(to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return sorted(
        (
            (code, name)
            for code, name in locale.territories.items()
            if _CODE.match(code) and code not in _NO_COUNTRY
        ),
        key=lambda one: one[1],
    )


def validate_country(code: str) -> None:
    """Raise ValidationError for what is no code of a country."""
    if code and not (_CODE.match(code) and code in Locale("en").territories):
        raise ValidationError(_("Choose a country from the list."))
