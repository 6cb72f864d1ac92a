"""Scores that would need more digits than are stored: both databases keep the nearest that fits, and all agree."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.services.attempts import starting, submitting
from quiz.services.content.media import MediaFolder
from quiz.services.integrity.doctor import examine
from quiz.services.integrity.examined import Examined
from quiz.storage.models.attempts import Attempt
from tests.builders import both, definition
from tests.conftest import NOW
from tests.services.builders import MONTH, check, person, pinned, publish_month, recipe, save, size

PRIMES = (101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197)


def cloze(first: str, second: str, score: str, points: str) -> dict[str, Any]:
    """A cloze whose two gaps weigh oddly, and whose first has an answer that earns an odd part."""
    gap = {"kind": "text", "answers": [{"text": ["스케일", "scale"]}, {"text": ["배율", "factor"], "score": score}]}
    return definition(
        "cloze",
        id="odd",
        points=points,
        text=both("먼저 [[1]], 다음 [[2]].", "First [[1]], then [[2]]."),
        gaps={"1": {**gap, "weight": first}, "2": {**gap, "weight": second}},
    )


def half(question: Question, variant: Variant) -> Answer:
    return {"gap-1": ("배율",)}


def unsound(session: Session) -> list[str]:
    """The doctor's checks of scores and points that fail."""
    found = examine(Examined(session=session, media=Path(), now=NOW))
    return [one.check.code for one in found if one.count and one.check.code in ("scores", "marks", "tries", "points")]


@pytest.mark.parametrize("mode", ["exam", "practice"])
@pytest.mark.parametrize(
    ("first", "second", "score", "points"),
    [
        ("0.3333333333333333333333333333333333333333", "1.7", "0.7", "1"),
        ("1e-60", "3", "0.123456789012345678901234567890123456789", "0.1234567890123456789012345678901"),
        ("1e-300", "1", "1e-300", "1e-300"),
        ("99.99999999999999999999999999999999999999", "0.00000000000000000000000000000000000007", "0.9", "99.9"),
        ("3", "7", "0.5", "1"),
    ],
)
def test_odd_weights_scores_and_points_are_kept_as_near_as_can_be(
    session: Session, media: MediaFolder, mode: str, first: str, second: str, score: str, points: str
) -> None:
    odd = cloze(first, second, score, points)
    rules = (
        {"negative": "0.1"} if mode == "exam" else {"tries": "2", "penalty": "0.333333333333333333333333333333333333"}
    )
    publish_month(session, media, questions=[odd], quizzes=[recipe("one", mode, "odd", **rules)])
    alice = person(session, "Alice")
    attempt = starting.start(session, alice, f"{MONTH}/one", now=NOW)
    if mode == "exam":
        save(session, alice, attempt, 1, half)
        submitting.hand_in(session, alice, attempt.token, now=NOW)
    else:
        for sequence in (1, 2):
            check(session, alice, attempt, 1, half, sequence=sequence, base=sequence - 1)
    exact = Fraction(first) * Fraction(score) / (Fraction(first) + Fraction(second))
    session.commit()
    session.expire_all()
    kept = session.get_one(Attempt, attempt.id)
    (row,) = pinned(session, kept)
    assert abs(row.fraction - exact) <= Fraction(1, 10**30)
    assert abs(kept.points_possible - Fraction(points)) <= Fraction(1, 10**30)
    assert kept.state == "finished"
    assert unsound(session) == []


def test_answers_of_many_different_lengths_add_up_to_what_can_be_stored(session: Session, media: MediaFolder) -> None:
    programs = [definition("code_output", id=f"program-{length}") for length in PRIMES]
    quiz = recipe("one", "exam", *(str(program["id"]) for program in programs))
    publish_month(session, media, questions=programs, quizzes=[quiz])
    alice = person(session, "Alice")
    attempt = starting.start(session, alice, f"{MONTH}/one", now=NOW)
    for position in range(1, size(session, attempt) + 1):
        lines = "\n".join(["16", *("x" * (PRIMES[position - 1] - 1))])
        save(session, alice, attempt, position, lambda question, variant, lines=lines: {"output": (lines,)})
    submitting.hand_in(session, alice, attempt.token, now=NOW)
    session.commit()
    session.expire_all()
    kept = session.get_one(Attempt, attempt.id)
    exact = sum((Fraction(1, length) for length in PRIMES), Fraction(0))
    assert len(str(exact)) > 80
    assert abs(kept.points - exact) <= Fraction(1, 10**30)
    assert unsound(session) == []
