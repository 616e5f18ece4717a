"""What can be wrong with a disclosure a reader says they were shown.

NoticeError
├── StaleNotice      it was shown once, but its facts have changed since
└── UnknownNotice    this site never showed it
"""


class NoticeError(Exception):
    """Stand for every disclosure that cannot carry a consent."""


class StaleNotice(NoticeError):
    """Say that the facts have changed since the disclosure was shown."""


class UnknownNotice(NoticeError):
    """Say that no such disclosure was ever shown."""
