"""Declarations of what is kept about people who ask for their data.

Source: GDPR Art. 5(2), 12(3), 12(6), 15 to 22; § 195 BGB (limitation).
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from privacy_plugin.processing.activity import ProcessingActivity
from privacy_plugin.processing.factories import (
    entered_data,
    register_not_personal,
    site_data,
)
from privacy_plugin.processing.groups import StandardGroup
from privacy_plugin.processing.registry import register
from privacy_plugin.processing.retention import Keep, KeepWhile
from privacy_plugin.processing.vocabulary import (
    N_,
    ActivityKey,
    Category,
    DataSubject,
    LegalObligation,
    LegitimateInterest,
    Purpose,
)

REQUESTS = ActivityKey("privacy.subject_requests")
REQUESTS_FOR = timedelta(days=3 * 365)
LINK_FOR = timedelta(days=7)

_REQUEST = "privacy.SubjectRequest"
_EVENT = "privacy.RequestEvent"


_noted = partial(site_data, Category.HISTORY)
_dated = partial(site_data, Category.TIME)


register(
    ProcessingActivity(
        key=REQUESTS,
        group=StandardGroup.RIGHTS,
        title=N_("Answering your questions about your data"),
        lead=N_("If you ask us for your data, we note that you asked, and our answer."),
        explanation=N_(
            "You may ask what is stored about you, and have it deleted. First we have "
            "to know that it is really you. Your private link or your receipt shows "
            "it. If you only have an e-mail address, we send you one mail with a link. "
            "Once your request is closed, we delete your address. What stays is a note "
            "of what was asked and done, and when."
        ),
        purpose=Purpose(
            N_("To answer your request in time, and to be able to show that we did."),
            broader="dpv:RightsFulfilment",
        ),
        data_subjects=(DataSubject.READER,),
        data=(
            entered_data(
                Category.EMAIL_ADDRESS,
                label=N_("E-mail address, until the request is closed"),
                sent_as="to",
                stored_as=f"{_REQUEST}.email",
                optional=True,
            ),
            site_data(
                Category.IDENTIFIER,
                label=N_("A link that is yours alone, to confirm the request"),
                sent_as="links",
                stored_as=f"{_REQUEST}.subject_key",
            ),
            site_data(
                Category.IDENTIFIER,
                label=N_("Random numbers of what is about you, until it is closed"),
                stored_as=f"{_REQUEST}.found_keys",
            ),
            entered_data(
                Category.CHOICE,
                label=N_("What you asked for"),
                stored_as=f"{_REQUEST}.kind",
            ),
            entered_data(
                Category.LANGUAGE,
                label=N_("Language in which you asked"),
                stored_as=f"{_REQUEST}.language",
            ),
            _dated(label=N_("When you asked"), stored_as=f"{_REQUEST}.received_on"),
            _dated(
                label=N_("Until when we have to answer"),
                stored_as=f"{_REQUEST}.answer_by",
            ),
            _dated(
                label=N_("When you confirmed your address"),
                stored_as=f"{_REQUEST}.confirmed_at",
            ),
            _dated(
                label=N_("When the request was closed"),
                stored_as=f"{_REQUEST}.closed_at",
            ),
            _noted(label=N_("How far your request is"), stored_as=f"{_REQUEST}.state"),
            _noted(
                label=N_("How you showed who you are"), stored_as=f"{_REQUEST}.proof"
            ),
            _noted(
                label=N_("Why it takes longer, if it does"),
                stored_as=f"{_REQUEST}.extension",
            ),
            _noted(
                label=N_("Why it was refused, if it was"),
                stored_as=f"{_REQUEST}.refusal",
            ),
            _noted(
                label=N_("What was done about your request"), stored_as=f"{_EVENT}.type"
            ),
            _noted(label=N_("In which way it was done"), stored_as=f"{_EVENT}.detail"),
            _dated(label=N_("When it was done"), stored_as=f"{_EVENT}.at"),
        ),
        not_personal=("content",),
        legal_basis=LegalObligation(
            N_("We have to answer requests, and to show that we did: Art. 12 GDPR.")
        ),
        recipient_setting="PRIVACY_MAIL_PROVIDER",
        retention=Keep(
            REQUESTS_FOR,
            after=f"{_REQUEST}.closed_at",
            sentence=N_("We delete the note %(period)s after the request was closed."),
        ),
        erasure=N_("It is deleted by itself. Until then we need it as evidence."),
        erasure_exception=N_(
            "We have to be able to show that a request was answered: Art. 17(3)(b) and "
            "(e) GDPR. The address in it is deleted once the request is closed."
        ),
    )
)

register(
    ProcessingActivity(
        key=ActivityKey("privacy.request_handling"),
        title=N_("Who worked on a request"),
        lead=N_("When an officer works on a request, we note who it was."),
        explanation=N_(
            "This is about the people who run this site, not about you as a reader. If "
            "somebody asks later how a request was answered, it must be clear who did "
            "what."
        ),
        purpose=Purpose(
            N_("To know who answered a request."),
            broader="dpv:OrganisationGovernance",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            site_data(
                Category.IDENTIFIER,
                label=N_("Account of the officer"),
                stored_as=f"{_EVENT}.editor",
            ),
        ),
        legal_basis=LegitimateInterest(
            N_("What is done with people’s data must be traceable.")
        ),
        retention=KeepWhile(N_("As long as the note about the request is kept.")),
        erasure=N_("Ask the people who run this site."),
    )
)

register_not_personal(
    "privacy",
    SubjectRequest="id site due_at claimed_at tries transmission mailed_at",
    RequestEvent="id request",
)
