"""What forms call a place in a bank."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.domain.authoring.forms.labels import labels_of
from quiz.domain.authoring.replacing import texts_of
from quiz.domain.questions import KINDS
from tests.builders import bank_data
from tests.domain.authoring.forms.full import full

KIND_OF = list(KINDS)
BANK = bank_data(
    sections={"1": {"title": "A"}, "2": {"title": "B", "notes": "C", "claims": {"one": "D", "two": "E"}}},
    misconceptions={"mixed-up": "F"},
    questions=[full(kind) for kind in KIND_OF],
)


def labels(path: tuple[str | int, ...], data: Any = BANK) -> str:
    return " · ".join(map(str, labels_of(data, path)))


@pytest.mark.parametrize(
    ("kind", "path", "words"),
    [
        ("essay", ("prompt", "en"), "Question"),
        ("essay", ("hints", 1, "ko"), "hint 2"),
        ("essay", ("image", "alt", "ko"), "Picture · What the picture shows"),
        ("essay", ("ideas", 2, "meaning", "ko"), "idea 3 · The idea in one sentence"),
        ("single_choice", ("options", 1, "why", "ko"), "option 2 · Feedback"),
        ("true_false", ("why", "false", "en"), "What to say · To those who said false"),
        ("two_tier", ("reasons", 0, "text", "ko"), "reason 1 · Text"),
        ("categorize", ("bins", 0, "text", "ko"), "group 1 · Name of the group"),
        ("matching", ("left", 1, "text", "ko"), "pair 2 · Text"),
        ("matching", ("right", 2, "text", "ko"), "belongs to 3"),
        ("cloze", ("gaps", "2", "wrong", 0, "why", "ko"), "gap 2 · wrong answer 1 · Feedback"),
        ("cloze", ("gaps", "3", "options", 3, "text", "ko"), "gap 3 · option 4 · Text"),
        ("cloze", ("riddle",), ""),
    ],
)
def test_a_place_in_a_question_is_called_by_the_labels_on_the_way_to_it(kind: str, path: Any, words: str) -> None:
    assert labels(("questions", KIND_OF.index(kind), *path)) == words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("title", "ko"), "Title"),
        (("sections", "2", "notes"), "section 2 · Study note"),
        (("sections", "2", "claims", "two"), "section 2 · claim 2"),
        (("objectives", "LO-2.1", "text", "ko"), "objective 1 · What a learner can do who has reached it"),
        (("misconceptions", "mixed-up"), "mistake 1"),
        (("quizzes", 1, "title", "en"), "Quiz 2 · Title"),
        (("quizzes", 1), "Quiz 2"),
        (("riddle",), ""),
    ],
)
def test_a_place_beside_the_questions_is_called_so_too(path: Any, words: str) -> None:
    assert labels(path) == words


def test_every_text_of_a_bank_has_a_name_of_its_own() -> None:
    found = [path for path, _ in texts_of(BANK)]
    named = {(path[:2] if path[0] == "questions" else (), path[-1], labels(path)) for path in found}
    assert len(named) == len(found)
    assert all(words for _, _, words in named)


def test_a_gap_of_no_known_kind_is_called_by_its_number() -> None:
    odd = {"questions": [{"kind": "cloze", "gaps": {"1": {"kind": "riddle", "why": "x"}}}]}
    assert labels(("questions", 0, "gaps", "1", "why"), odd) == "gap 1"
