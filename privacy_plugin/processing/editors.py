"""Declarations about the people who edit the site: accounts and histories.

Django and Wagtail store them; the tables depend on the site's user model, so no column
is named.
"""

from __future__ import annotations

from privacy_plugin.processing.activity import ProcessingActivity
from privacy_plugin.processing.factories import entered_data, site_data
from privacy_plugin.processing.registry import register
from privacy_plugin.processing.retention import KeepWhile
from privacy_plugin.processing.vocabulary import (
    N_,
    ActivityKey,
    Category,
    DataSubject,
    LegitimateInterest,
    Purpose,
)

register(
    ProcessingActivity(
        key=ActivityKey("privacy.editor_accounts"),
        title=N_("Accounts of the editors"),
        lead=N_("Whoever edits this site has an account on it."),
        explanation=N_(
            "This is about the people who run this site, not about its readers, who "
            "need no account."
        ),
        purpose=Purpose(
            N_("Let each editor do what they are meant to do, and nobody else."),
            broader="dpv:EnforceAccessControl",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            entered_data(Category.NAME),
            entered_data(Category.EMAIL_ADDRESS),
            entered_data(
                Category.IDENTIFIER,
                label=N_("User name, and a password that cannot be read back"),
            ),
            entered_data(
                Category.CHOICE,
                label=N_("Picture, language and other settings of the account"),
                optional=True,
            ),
            site_data(Category.TIME, label=N_("Date of the account, last sign-in")),
            site_data(Category.HISTORY, label=N_("Groups and permissions")),
        ),
        legal_basis=LegitimateInterest(
            N_("Only those who are meant to may change what stands on this site.")
        ),
        retention=KeepWhile(N_("Until the account is deleted.")),
        erasure=N_("Ask the people who run this site to delete the account."),
    )
)

register(
    ProcessingActivity(
        key=ActivityKey("privacy.edit_history"),
        title=N_("Who has changed what"),
        lead=N_("The software notes which editor has changed a page, and when."),
        explanation=N_(
            "This is about the people who run this site, not about its readers. "
            "Earlier versions of a page can be brought back."
        ),
        purpose=Purpose(
            N_("Bring back earlier versions, and find out who has changed what."),
            broader="dpv:RecordManagement",
        ),
        data_subjects=(DataSubject.EDITOR,),
        data=(
            site_data(Category.IDENTIFIER, label=N_("Account of the editor")),
            entered_data(
                Category.HISTORY, label=N_("What was changed, with each version")
            ),
            site_data(Category.TIME, label=N_("When it was changed")),
        ),
        legal_basis=LegitimateInterest(
            N_("A mistake has to be found and undone; that takes a history.")
        ),
        retention=KeepWhile(
            N_(
                "Versions as long as the page exists. The list of changes stays; when "
                "the account is deleted, a number stands there in place of the name."
            )
        ),
        erasure=N_("Ask the people who run this site to delete the account."),
    )
)
