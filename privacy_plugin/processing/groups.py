"""The groups of activities on ``/privacy/``: what somebody does when they take place.

Wording, not a fact: a consent does not depend on it.
"""

from __future__ import annotations

from privacy_plugin.processing.vocabulary import N_, LabelledTerm


class ActivityGroup(LabelledTerm):
    """Base of the groups of activities on the privacy page.

    A project subclasses it for groups of its own; a declaration that uses one of them
    puts it on the page, after the groups of the plugin.
    """


class StandardGroup(ActivityGroup):
    """The groups that come with the plugin, in the order of the page.

    OTHER is for declarations that name none, WORK the default of those that concern
    editors only.
    """

    READ = "read", N_("When you read")
    ENTER = "enter", N_("When you open a page with a password")
    COMMENT = "comment", N_("When you comment")
    EMBED = "embed", N_("When you watch or hear something from elsewhere")
    MAIL = "mail", N_("When you get mail from us")
    WRITE = "write", N_("When you write to us")
    RIGHTS = "rights", N_("When you agree to something or use your rights")
    OTHER = "other", N_("What else happens")
    WORK = "work", N_("When you work on this site")
