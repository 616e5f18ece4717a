"""The declaration of what subscriptions do with the data of editors."""

from __future__ import annotations

from privacy_plugin import (
    N_,
    ActivityKey,
    Category,
    DataSubject,
    LegitimateInterest,
    NotStored,
    ProcessingActivity,
    Purpose,
    register,
)
from privacy_plugin.processing.factories import entered_data, site_data
from privacy_plugin.subscriptions.processing.readers import PROVIDER

TEST_MAIL = ActivityKey("subscriptions.test_mail")

register(
    ProcessingActivity(
        key=TEST_MAIL,
        title=N_("Sending a test mail"),
        lead=N_("If an editor tries out a mail, it goes to the editor alone."),
        explanation=N_(
            "This is about the people who run this site, not about you as a reader. "
            "They look at a mail before subscribers get it. No subscriber’s address is "
            "used for that."
        ),
        purpose=Purpose(
            N_("To show editors what subscribers will get."),
            broader="dpv:OrganisationGovernance",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            entered_data(Category.EMAIL_ADDRESS, sent_as="to"),
            site_data(Category.TIME),
        ),
        not_personal=("content", "links"),
        legal_basis=LegitimateInterest(  # decision 22
            N_("An editor wants to see a mail before subscribers get it.")
        ),
        recipient_setting=PROVIDER,
        retention=NotStored(),
        erasure=N_("Nothing is kept; the address is that of the editor’s account."),
    )
)
