"""The messages that came with a consent question, for the consent rate."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from privacy_plugin.admin.consents.counts import ConsentRateQuery
from privacy_plugin.form_pages.models import DisclosedFormMixin, Submission


def get_rate_queries(since: datetime) -> list[ConsentRateQuery]:
    """Return the messages since then, per activity that a page type asks about."""
    asking: dict[str, list[Any]] = {}
    for model in apps.get_models():
        if issubclass(model, DisclosedFormMixin):
            for activity in model.privacy_consents:
                asking.setdefault(activity, []).append(model)
    return [
        ConsentRateQuery(
            activity,
            Submission.objects.filter(
                submit_time__gte=since,
                finding="",
                page__content_type__in=ContentType.objects.get_for_models(
                    *models
                ).values(),
            ),
            told=_("%(agreed)d of %(acts)d messages of the last %(days)d days"),
            few=_("Fewer than %(fewest)d messages in the last %(days)d days"),
        )
        for activity, models in asking.items()
    ]
