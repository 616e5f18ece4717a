"""The tables of comments: what was written where, how it was checked, what was decided.

No row points to a page by a foreign key, so that comments work under any page model and
under anything else that is registered. Whatever must be true stands in a constraint.
"""

from privacy_plugin.comments.models.comment import (
    NAME_LENGTH,
    Comment,
    CommentQuerySet,
    Kind,
    LocalVerdict,
    State,
    begins_thread,
)
from privacy_plugin.comments.models.discussion import (
    CommentSettings,
    Discussion,
    Policy,
)
from privacy_plugin.comments.models.history import ModerationEvent, What
from privacy_plugin.comments.models.reminder import (
    Pace,
    Reminded,
    Reminder,
    Scope,
)
from privacy_plugin.comments.models.spam_check import (
    CheckContext,
    CheckState,
    NotChecked,
    SpamCheck,
    SpamCheckQuerySet,
)

__all__ = [
    "NAME_LENGTH",
    "CheckContext",
    "CheckState",
    "Comment",
    "CommentQuerySet",
    "CommentSettings",
    "Discussion",
    "Kind",
    "LocalVerdict",
    "ModerationEvent",
    "NotChecked",
    "Pace",
    "Policy",
    "Reminded",
    "Reminder",
    "Scope",
    "SpamCheck",
    "SpamCheckQuerySet",
    "State",
    "What",
    "begins_thread",
]
