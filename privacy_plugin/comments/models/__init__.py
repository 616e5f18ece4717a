"""The models of comments.

No row has a foreign key to a page, so that comments work below any page model and any
registered model. Invariants are database constraints.
"""

from privacy_plugin.comments.models.bulk_decision import (
    BulkDecision,
    BulkState,
    Decision,
)
from privacy_plugin.comments.models.comment import (
    NAME_LENGTH,
    SET_ASIDE,
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
from privacy_plugin.comments.models.history import EventType, ModerationEvent
from privacy_plugin.comments.models.reminder import (
    Frequency,
    RemindedComment,
    Reminder,
    ReminderQuerySet,
    Scope,
)
from privacy_plugin.comments.models.spam_check import (
    CheckContext,
    CheckState,
    SkipReason,
    SpamCheck,
    SpamCheckQuerySet,
)

__all__ = [
    "NAME_LENGTH",
    "SET_ASIDE",
    "BulkDecision",
    "BulkState",
    "CheckContext",
    "CheckState",
    "Comment",
    "CommentQuerySet",
    "CommentSettings",
    "Decision",
    "Discussion",
    "EventType",
    "Frequency",
    "Kind",
    "LocalVerdict",
    "ModerationEvent",
    "Policy",
    "RemindedComment",
    "Reminder",
    "ReminderQuerySet",
    "Scope",
    "SkipReason",
    "SpamCheck",
    "SpamCheckQuerySet",
    "State",
    "begins_thread",
]
