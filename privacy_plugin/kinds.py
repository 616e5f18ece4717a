"""Of which kind the value of a setting is: questions that never fail.

Rests on nothing of the plugin but what an address is; the checks ask it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_network

from django.apps import apps
from django.utils.module_loading import import_string

from privacy_plugin.egress.address import is_loopback_address
from privacy_plugin.processing import Recipient


def is_period(value: object) -> bool:
    """Say whether `value` is a positive duration."""
    return isinstance(value, timedelta) and value > timedelta(0)


def is_count(value: object) -> bool:
    """Say whether `value` is a whole number above zero."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def is_natural(value: object) -> bool:
    """Say whether `value` is a whole number, zero included."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_flag(value: object) -> bool:
    """Say whether `value` is True or False."""
    return isinstance(value, bool)


def is_text(value: object) -> bool:
    """Say whether `value` is a text."""
    return isinstance(value, str)


def is_class(value: object) -> bool:
    """Say whether `value` is the dotted path of something, or empty."""
    if not isinstance(value, str):
        return False
    try:
        return value == "" or bool(import_string(value))
    except (ImportError, ValueError):
        return False


def is_depth(value: object) -> bool:
    """Say whether `value` is a number of levels, 1 to 10."""
    most = 10
    return is_count(value) and isinstance(value, int) and value <= most


def is_hour(value: object) -> bool:
    """Say whether `value` is an hour of the day."""
    most = 23
    return is_natural(value) and isinstance(value, int) and value <= most


def is_recipient(value: object) -> bool:
    """Say whether `value` names a recipient, or nobody."""
    return value is None or isinstance(value, Recipient)


def is_list_of_models(value: object) -> bool:
    """Say whether `value` is a list or tuple of the names of installed models."""
    if not isinstance(value, list | tuple):
        return False
    try:
        return all(isinstance(name, str) and apps.get_model(name) for name in value)
    except (LookupError, ValueError):
        return False


def is_list_of_networks(value: object) -> bool:
    """Say whether `value` is a list or tuple of IP networks."""
    if not isinstance(value, list | tuple):
        return False
    try:
        for network in value:
            ip_network(network)
    except ValueError:
        return False
    return True


def is_table(value: object) -> bool:
    """Say whether `value` is a mapping from texts to mappings, or to None."""
    return isinstance(value, Mapping) and all(
        isinstance(key, str) and isinstance(entry, Mapping | None)
        for key, entry in value.items()
    )


def is_loopback_or_empty(value: object) -> bool:
    """Say whether `value` is empty, or an http address that stays on this machine."""
    return isinstance(value, str) and (not value or is_loopback_address(value))
