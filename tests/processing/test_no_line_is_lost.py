"""A declaration that says something else than before was changed on purpose."""

from __future__ import annotations

import json
from dataclasses import replace

from privacy_plugin import PersonalData
from tests.support.declarations import EVERY
from tests.tools.declaration_fingerprints import PAGE, fingerprint, fingerprints


def test_no_line_of_a_declaration_is_lost_by_accident():
    written = json.loads(PAGE.read_text())
    now = fingerprints()

    changed = {key for key in written | now if written.get(key) != now.get(key)}
    assert changed == set(), (
        "These declarations have changed. If that is meant, say it in the changelog "
        "under Disclosure and run: python -m tests.tools.declaration_fingerprints"
    )


def test_a_lost_line_is_noticed():
    activity = EVERY["comments.publication"]
    fewer = (
        replace(activity, necessity=""),
        replace(activity, lead=""),
        replace(activity, data=activity.data[1:]),
        replace(activity, data=(replace_public(activity.data[0]), *activity.data[1:])),
    )

    assert len({fingerprint(one) for one in (activity, *fewer)}) == 1 + len(fewer)


def replace_public(item: PersonalData) -> PersonalData:
    """Return the piece as if nobody could read it."""
    return PersonalData(
        item.category, source=item.source, label=item.label, stored_as=item.stored_as
    )
