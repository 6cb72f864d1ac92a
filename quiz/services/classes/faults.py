"""Why something that is asked of a class can't be done."""

from __future__ import annotations


class ClassError(ValueError):
    """Why a class can't be made or changed as asked; the page has words for each code.

    ``name`` (missing or too long), ``term`` (too long), ``unseen`` and ``term_unseen`` (with what
    nobody sees), ``series`` (none, or one that there is not), ``zone``,
    ``marks`` (too many accents on a letter), ``nobody`` (no account has that name), ``no_teacher`` (that account is a
    learner's), ``role``, ``last_owner`` (somebody must own the class), ``in_class`` (already a member), ``group``,
    ``taken`` (another group is called so), ``shown`` (a name to be shown that is refused), ``shown_taken``
    (another member is called so), ``dates``, ``years`` (a
    date would be moved to where none may lie), ``chosen`` (nobody is ticked), ``text``, ``long`` (of a message),
    ``confirm`` (the class's name was not typed), ``made_late`` (what came in time would be late by it).
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
