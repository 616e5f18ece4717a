"""On what an activity rests and which rights follow from it, in the active language.

Source: GDPR Art. 6(1), 7(3), 13(1)(c)-(d), 13(2)(b)-(c), 21(4); Art. 5(3) of Directive
2002/58/EC; § 25 TDDDG.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.citation import (
    DEVICE_NECESSARY,
    DEVICE_WITH_CONSENT,
    OBJECTION,
    WITHDRAWAL,
    format_citation,
)
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.processing import LegitimateInterest, ProcessingActivity


def describe_legal_basis(activity: ProcessingActivity) -> str:
    basis = _("%(explanation)s (%(citation)s)") % {
        "explanation": translate_text(activity.legal_basis.explanation),
        "citation": format_citation(activity.legal_basis.citation),
    }
    return f"{basis} {_device_basis(activity)}".rstrip()


def _device_basis(activity: ProcessingActivity) -> str:
    """Return on what storage on the device rests: consent, or strict necessity."""
    if not activity.device_storage:
        return ""
    if activity.needs_consent:
        sentence, places = (
            _("The storage on your device rests on your consent too (%(citations)s)."),
            DEVICE_WITH_CONSENT,
        )
    else:
        sentence, places = (
            _(
                "What is stored on your device is strictly necessary for what you "
                "asked for (%(citations)s)."
            ),
            DEVICE_NECESSARY,
        )
    return sentence % {"citations": "; ".join(map(format_citation, places))}


def describe_rights(*, has_consent: bool) -> str:
    rights = [
        _(
            "You can ask what we hold about you, have it corrected, deleted, handed "
            "over to you or put on hold (Art. 15 to 20 GDPR)."
        )
    ]
    if has_consent:
        rights.append(
            _(
                "You can withdraw your consent at any time; what was done before "
                "remains lawful (%(citation)s)."
            )
            % {"citation": format_citation(WITHDRAWAL)}
        )
    return " ".join(rights)


def describe_objection(activity: ProcessingActivity, controller: Controller) -> str:
    """Return how to object, which is said apart from everything else: Art. 21(4)."""
    if not isinstance(activity.legal_basis, LegitimateInterest):
        return ""
    names = {"citation": format_citation(OBJECTION), "email": controller.email}
    if not controller.email:
        return (
            _(
                "You can object to this at any time, for reasons that have to do with "
                "your situation (%(citation)s): write to us."
            )
            % names
        )
    return (
        _(
            "You can object to this at any time, for reasons that have to do with your "
            "situation (%(citation)s): write to %(email)s."
        )
        % names
    )
