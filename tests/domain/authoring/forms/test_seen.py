"""What the page of a form has seen of its part of a file, and where that part is now."""

from __future__ import annotations

import pytest

from quiz.domain.authoring.forms import questions, quizzes
from quiz.domain.authoring.forms.fields.base import Around
from quiz.domain.authoring.forms.seen import Seen, mark_of
from tests.builders import as_yaml, bank_data, definition

ONE, TWO, THREE = ({"id": name, "prompt": name} for name in ("one", "two", "three"))
BARE = {"prompt": "no id"}


def test_a_mark_is_of_what_is_said_and_not_of_its_order() -> None:
    assert mark_of({"a": 1, "b": [True, None]}) == mark_of({"b": [True, None], "a": 1})
    assert mark_of(ONE) != mark_of(TWO)
    assert mark_of("\ud55c\uae00") != mark_of("")


@pytest.mark.parametrize(
    ("seen", "is_fresh"),
    [
        (Seen(number=4), True),
        (Seen(number=3, mark=mark_of(ONE)), True),
        (Seen(number=3, mark=mark_of(TWO)), False),
        (Seen(number=3), False),
    ],
)
def test_a_page_is_fresh_where_neither_the_draft_nor_its_own_part_was_changed(seen: Seen, is_fresh: bool) -> None:
    assert seen.is_fresh(4, mark_of(ONE)) is is_fresh


CHANGED = {**TWO, "prompt": "changed"}


@pytest.mark.parametrize(
    ("of", "number", "parts", "place"),
    [
        (TWO, 4, [ONE, THREE], 1),  # nothing was changed: what stands there is what was shown
        (TWO, 3, [ONE, TWO, THREE], 1),
        (TWO, 3, [TWO, THREE], 0),
        (TWO, 3, [ONE, ONE, CHANGED], 2),
        (TWO, 3, [ONE, THREE], None),
        (TWO, 3, [ONE, "no map"], None),
        (BARE, 3, [BARE, BARE], 1),
        (BARE, 3, [BARE, ONE], 0),
        (BARE, 3, [ONE, {"prompt": "changed"}], 1),
    ],
)
def test_a_part_is_found_where_it_is_now(
    of: dict[str, str], number: int, parts: list[object], place: int | None
) -> None:
    assert Seen(number=number, mark=mark_of(of), id=of.get("id", "")).place_in(parts, 1, 4) == place


def test_what_was_added_already_is_there() -> None:
    raw = as_yaml(bank_data(questions=[definition("true_false")])).encode()
    around = Around(languages=("ko", "en"))
    once, number = questions.added(raw, 1, "essay", {}, around)
    twice, again = questions.added(once, 2, "essay", {}, around)
    assert not questions.is_there(raw, once, number)
    assert questions.is_there(once, twice, again)
    quiz, _ = quizzes.added(raw, {"mode": ("exam",)}, around, {})
    both, _ = quizzes.added(quiz, {"mode": ("exam",)}, around, {})
    assert not quizzes.is_there(raw, quiz)
    assert quizzes.is_there(quiz, both)


def test_two_ticks_where_one_alone_can_be_right_are_seen() -> None:
    form = questions.blank("single_choice", Around(languages=("ko",)), {})
    ticked = form.with_sent({"options.n1.correct": ("true",)}, {})
    assert not ticked.is_one_of_several("options.n1.correct")
    both = ticked.with_sent({"options.n3.correct": ("", "true")}, {})
    assert [both.is_one_of_several(f"options.n{line}.correct") for line in (1, 2, 3)] == [True, False, True]
