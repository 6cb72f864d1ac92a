"""What can be shown of a draft: all of it, else its questions without errors under the numbers that they have."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from quiz.domain.authoring.forms.findings import by_question
from quiz.domain.authoring.forms.listing import deleted
from quiz.domain.authoring.forms.questions import questions_of
from quiz.domain.bank_format.source_edit import SourceEditError, remove_key
from quiz.domain.errors import BankError, Problem
from quiz.domain.yaml.reader import read_yaml
from quiz.services.authoring.checking import check_draft, series_of
from quiz.services.authoring.desk import Draft
from quiz.services.authoring.previews import PreviewedBank
from quiz.services.content.media import MediaFolder


def find(session: Session, draft: Draft, media: MediaFolder) -> tuple[PreviewedBank | None, Sequence[Problem]]:
    """The draft as a preview shows it, and the errors for which some of it is left out.

    None where the errors leave nothing to be shown: they are beside the questions, or in all of them.
    """
    checked = check_draft(session, draft, media)
    read, errors = checked.bank, [one for one in checked.problems if one.severity == "error"]
    numbers: tuple[int, ...] = ()
    if read is None:
        try:
            faulty = {number for number in by_question(draft.source, errors) if number >= 0}
            numbers = tuple(one for one in range(1, len(questions_of(draft.source)) + 1) if one - 1 not in faulty)
            read = check_draft(session, draft, media, _without(draft.source, faulty)).bank
        except (BankError, SourceEditError):
            pass
    if read is None:
        return None, errors
    series = series_of(session, draft)
    return PreviewedBank(bank=read, series=series, media=media, series_id=draft.series_id, numbers=numbers), errors


def _without(source: bytes, numbers: Collection[int]) -> bytes:
    """The file without these questions, and without quizzes, which may draw more than are left."""
    if "quizzes" in read_yaml(source, "").data:
        source = remove_key(source, (), "quizzes")
    return deleted(source, numbers)
