"""The activities in force on this site: declared, and switched on by the settings."""

from __future__ import annotations

import re
from collections.abc import Iterable

from privacy_plugin.conf import conf
from privacy_plugin.memo import Identity, Memo
from privacy_plugin.processing import (
    ProcessingActivity,
    Recipient,
    UnknownActivity,
    registry,
)


def get_activity(key: str) -> ProcessingActivity:
    """Return the declaration, without data that is switched off.

    Raises UnknownActivity when nobody declared it or its own switch is off.
    """
    activity = registry.get(key)
    if not _is_on(activity):
        msg = f"Activity {key!r} is switched off by {activity.switch}"
        raise UnknownActivity(msg)
    return _on_this_site(activity)


def is_in_force(key: str) -> bool:
    """Say whether an activity is declared, and its own switch is on."""
    activity = registry.find(key)
    return activity is not None and _is_on(activity)


def _is_on(activity: ProcessingActivity) -> bool:
    return not activity.switch or conf.is_on(activity.switch)


def find_missing(keys: Iterable[str]) -> tuple[str, ...]:
    """Return those of these keys without which a form must not take anything in.

    They are not in force, and nobody declares that they only happen with consent: then
    something would happen that is not disclosed.
    """
    return tuple(key for key in keys if not is_in_force(key) and not _is_asked(key))


def _is_asked(key: str) -> bool:
    activity = registry.find(key)
    return activity is not None and activity.needs_consent


def get_activities() -> tuple[ProcessingActivity, ...]:
    """Return every declared activity that takes place on this site."""
    return tuple(
        _on_this_site(activity) for activity in registry.used() if _is_on(activity)
    )


def get_site_activities(site_id: int | None) -> tuple[ProcessingActivity, ...]:
    """Return every activity that takes place on one Wagtail site, as it does there."""
    return registry.on_site(get_activities(), site_id)


# The same declaration under the same settings is the same activity.
_switches: Memo[tuple[str, ...]] = Memo(1_024)
_activities: Memo[ProcessingActivity] = Memo(1_024)


def _on_this_site(activity: ProcessingActivity) -> ProcessingActivity:
    """Leave out what is switched off, and put in the recipient the site has chosen."""
    declared = Identity(activity)
    switches = _switches.get(
        (declared,), lambda: tuple(one.switch for one in activity.data if one.switch)
    )
    name = activity.recipient_setting
    chosen = conf.get_recipient(name) if name else None
    recipient = chosen if isinstance(chosen, Recipient) else None
    if not switches and recipient is None:
        return activity
    return _activities.get(
        (declared, tuple(map(conf.is_on, switches)), recipient),
        lambda: activity.narrowed(conf.is_on).sent_by(recipient),
    )


def get_activity_slug(key: str) -> str:
    """Return the key of an activity in a form that suits ids and names in HTML."""
    return re.sub(r"[._@]", "-", key)
