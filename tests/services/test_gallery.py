"""The gallery: every kind of question in every state, each in the state that it says."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from quiz.domain import questions
from quiz.domain.questions import Question
from quiz.services import gallery
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from tests.builders import definition, series_text
from tests.conftest import NOW
from tests.services.builders import month_file, publish_month

pytestmark = pytest.mark.any_database

KINDS = tuple(sorted(questions.KINDS))


def judged_in(shown: dict[str, gallery.GalleryState]) -> dict[str, str]:
    """The verdict of each state that is called after one."""
    return {state: shown[state].view.verdict for state in ("right", "partly", "wrong") if state in shown}


def may_earn_a_part(question: Question) -> bool:
    """Whether some answer is neither right nor wrong: not where one option is picked, be it of a picture."""
    return question.partial_credit and [one.kind for one in question.inputs()] != ["one"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_called_right_partly_right_or_wrong_is_judged_so(
    kind: str, session: Session, media: MediaFolder
) -> None:
    if kind not in gallery.load_gallery(session, "ko"):
        publish_month(session, media, questions=[definition(kind)], quizzes=[])
    states = gallery.load_gallery(session, "ko")[kind]
    judged = judged_in(states)
    assert judged == {state: state for state in judged}
    assert {"right", "wrong"} <= judged.keys()
    assert ("partly" in judged) or not may_earn_a_part(states["asked"].view.question) or kind == "multiple_choice"


def test_a_picture_with_several_right_places_is_partly_right_too(
    nothing_published: Session, media: MediaFolder
) -> None:
    first, *others = definition("hotspot")["spots"]
    image = {**definition("hotspot")["image"], "file": "block-diagram.svg"}
    several = definition("hotspot", image=image, choose="many", spots=[{**first, "correct": "true"}, *others])
    frame = BankFile(name=SERIES_FILE, raw=series_text(quizzes=[]).encode())
    publish(nothing_published, [frame, month_file(questions=[several], quizzes=[])], media, now=NOW)
    judged = judged_in(gallery.load_gallery(nothing_published, "ko")["hotspot"])
    assert judged == {"right": "right", "partly": "partly", "wrong": "wrong"}
