"""The texts of a question of each kind: under which name, from which place, and when they are seen."""

from collections.abc import Iterator
from inspect import cleandoc

import pytest

from quiz.domain.questions import KINDS
from quiz.domain.questions.base import Passage
from tests.builders import question
from tests.samples import sample


def told(passage: Passage) -> Iterator[str]:
    yield f"{passage.name} at {'.'.join(map(str, passage.path))}"
    yield from (word for word, holds in (("seen", passage.shown), ("inline", passage.inline)) if holds)
    if passage.gaps:
        yield "with gaps"
    if passage.code:
        yield f"in {passage.code}"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_question_has_these_texts(kind: str) -> None:
    passages = list(question(kind).passages())
    assert [", ".join(told(passage)) for passage in passages] == cleandoc(sample(kind).passages).splitlines()
    assert all(type(flag) is bool for passage in passages for flag in (passage.shown, passage.inline, passage.gaps))
