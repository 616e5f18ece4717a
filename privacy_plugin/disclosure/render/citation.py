"""Cite a place in a law the way the active language does.

English: Art. 6(1)(b) GDPR. German: Art. 6 Abs. 1 lit. b DSGVO.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from privacy_plugin.processing import N_
from privacy_plugin.processing.citation import Citation, Law

_LAWS: dict[Law, str] = {
    Law.GDPR: N_("GDPR"),
    Law.EPRIVACY: N_("ePrivacy Directive"),
    Law.TDDDG: N_("TDDDG"),
}
_SIGNS: dict[Law, str] = {Law.GDPR: "Art.", Law.EPRIVACY: "Art.", Law.TDDDG: "§"}

DEVICE_WITH_CONSENT = (Citation(Law.EPRIVACY, 5, 3), Citation(Law.TDDDG, 25, 1))
DEVICE_NECESSARY = (Citation(Law.EPRIVACY, 5, 3), Citation(Law.TDDDG, 25, 2, number=2))
OBJECTION = Citation(Law.GDPR, 21, 1)
WITHDRAWAL = Citation(Law.GDPR, 7, 3)


def format_citation(citation: Citation) -> str:
    """Return the citation in the active language."""
    return _get_pattern(citation) % {
        "sign": _SIGNS[citation.law],
        "article": citation.article,
        "paragraph": citation.paragraph,
        "number": citation.number,
        "letter": citation.letter,
        "law": _(_LAWS[citation.law]),
    }


def _get_pattern(citation: Citation) -> str:
    if citation.letter:
        return _("%(sign)s %(article)s(%(paragraph)s)(%(letter)s) %(law)s")
    if citation.number:
        return _("%(sign)s %(article)s(%(paragraph)s) no. %(number)s %(law)s")
    if citation.paragraph:
        return _("%(sign)s %(article)s(%(paragraph)s) %(law)s")
    return _("%(sign)s %(article)s %(law)s")
