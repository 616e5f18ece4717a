"""Find sentences that deny a fact outright: that data leaves, or that it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_plugin.processing import NotStored, ProcessingActivity

_NOTHING_LEAVES = re.compile(
    r"nothing (?:is|gets|will be) (?:sent|shared|passed on)"
    r"|(?:not|never) (?:shared|passed on|sent)(?: to| with)? (?:anyone|anybody|others|"
    r"third parties)"
    r"|nichts (?:wird|geht) (?:gesendet|weitergegeben|übertragen|raus)"
    r"|(?:nicht|nie|niemals) (?:an dritte|an andere|an jemanden) (?:weiter)?gegeben"
    r"|keine daten (?:werden )?(?:weitergegeben|gesendet|übertragen)",
    re.IGNORECASE,
)
_NOTHING_IS_KEPT = re.compile(
    r"nothing (?:is|gets|will be) (?:stored|kept|saved)"
    r"|(?:do not|don.t|never) (?:store|keep) anything|we (?:store|keep) nothing"
    r"|nichts (?:wird |von ihnen )?(?:gespeichert|aufbewahrt)"
    r"|(?:wir )?speichern (?:gar |wir )?nichts",
    re.IGNORECASE,
)


def denials(text: str, activity: ProcessingActivity) -> Iterator[str]:
    """Yield the words that deny what the activity does."""
    if activity.recipient is not None:
        yield from (found[0] for found in _NOTHING_LEAVES.finditer(text))
    if not isinstance(activity.retention, NotStored):
        yield from (found[0] for found in _NOTHING_IS_KEPT.finditer(text))
