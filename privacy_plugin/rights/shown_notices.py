"""What somebody was shown: the frozen notices that rows keep the digest of.

A model whose rows prove what stood beside a form names it in `privacy_shown`: a lookup
to a digest, or to a list of digests. Source: GDPR Art. 13, 15(1).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from django.apps import apps

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.rights.columns import subject_lookup


def find_shown_notices(keys: Iterable[SubjectKey]) -> tuple[DisclosureVersion, ...]:
    """Return each notice once, in the order in which the rows name it."""
    wanted = list(keys)
    digests: dict[str, None] = {}
    for model in apps.get_models():  # also of what nobody declares any more
        if lookup := getattr(model, "privacy_shown", ""):
            rows = model._default_manager.order_by("pk")
            rows = rows.filter(**{f"{subject_lookup(model)}__in": wanted})
            found = rows.values_list(lookup, flat=True)
            named = ([one] if isinstance(one, str) else one for one in found)
            digests |= dict.fromkeys(chain.from_iterable(named))
    versions = DisclosureVersion.objects.in_bulk(list(digests), field_name="digest")
    return tuple(versions[one] for one in digests if one in versions)
