"""What the framework tells us: a page was saved or published, a setting has changed."""

from __future__ import annotations

from typing import Any

from django.core.signals import setting_changed
from django.dispatch import receiver

from privacy_plugin.embeds import catalogue


@receiver(setting_changed)
def read_providers_anew(*, setting: str, **_kwargs: Any) -> None:
    """Forget the providers of the setting when it has changed, as in a test."""
    if setting == "PRIVACY_EMBEDS_PROVIDERS":
        catalogue.forget()
