"""The gallery: every kind of question in every state, each in the state that it says."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from quiz.domain import questions
from quiz.services import gallery

pytestmark = pytest.mark.any_database

KINDS = tuple(sorted(questions.KINDS))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_called_right_partly_right_or_wrong_is_judged_so(kind: str, session: Session) -> None:
    states = gallery.load_gallery(session, "ko")[kind]
    judged = {state: states[state].view.verdict for state in ("right", "partly", "wrong") if state in states}
    assert judged == {state: state for state in judged}
    assert {"right", "wrong"} <= judged.keys()
    assert ("partly" in judged) or not questions.KINDS[kind].partial_credit or kind == "multiple_choice"
