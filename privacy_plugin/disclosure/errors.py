"""Errors about the notice that a submitted form names, and about forms.

NoticeError
├── StaleNotice      it was shown once, but its facts have changed since
└── UnknownNotice    this site never showed it
UnknownForm          no app has registered a form of that name
"""


class NoticeError(Exception):
    """Base of the errors about a notice that cannot carry a consent."""


class StaleNotice(NoticeError):
    pass


class UnknownNotice(NoticeError):
    pass


class UnknownForm(LookupError):
    pass
