"""The retention of an activity in words."""

from __future__ import annotations

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.duration import format_duration
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.processing import (
    HeldInMemory,
    Keep,
    ProcessingActivity,
    registry,
)


def describe_retention_period(key: str, controller: Controller) -> str:
    """Say in the active language how long an activity keeps its data: "15 days".

    `controller` is whose site it is about. Empty where the declaration names no
    period, or nobody declares it; what is switched off is still deleted.
    """
    activity = registry.find(key)
    return _period_of(controller.with_overrides(activity)) if activity else ""


def describe_declared_period(key: str) -> str:
    """Say how long an activity keeps its data where no site can choose less."""
    activity = registry.find(key)
    return _period_of(activity) if activity else ""


def _period_of(activity: ProcessingActivity) -> str:
    retention = activity.retention
    if not isinstance(retention, Keep | HeldInMemory):
        return ""
    return format_duration(retention.period, get_text_language())
