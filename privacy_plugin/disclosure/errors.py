"""Errors about the notice that a submitted form names.

NoticeError
├── StaleNotice      it was shown once, but its facts have changed since
└── UnknownNotice    this site never showed it
"""


class NoticeError(Exception):
    """Base of the errors about a notice that cannot carry a consent."""


class StaleNotice(NoticeError):
    pass


class UnknownNotice(NoticeError):
    pass
