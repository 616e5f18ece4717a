"""Export everything stored about a person: Art. 15 and 20 GDPR."""

from __future__ import annotations

from typing import Any

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.rights.errors import NobodyFound
from privacy_plugin.rights.people.findings import Findings


def export(subject: SubjectKey) -> dict[str, Any]:
    """Return each declared column stored about this person, by model.

    Plain data: ``{"app.Model": [{"field": value, …}, …]}``. What is declared about
    editors is theirs (Art. 15(4)) and stays out. Raises NobodyFound.
    """
    found = Findings([subject]) if subject else None
    if found is None or not found.total:
        raise NobodyFound
    return found.get_data()
