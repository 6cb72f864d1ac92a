"""Why an attempt refuses what is asked of it."""

from __future__ import annotations


class NotFound(LookupError):
    """No such quiz or attempt, or it is somebody else's: the refusal does not say which."""


class AccountRequired(PermissionError):
    """The quiz is for those who have an account."""


class AttemptClosed(ValueError):
    """The question takes no answer any more: it is scored, or the attempt is over."""


class HeldByTest(ValueError):
    """A test that the learner has running asks the same: its key is not given away before it is handed in."""


class Full(AttemptClosed):
    """The attempt holds as many answers as one may."""
