"""The figures of a bank: what there is of each kind, section and so on, and whether its quizzes can be filled."""

from __future__ import annotations

from fractions import Fraction

from quiz.domain.authoring.counting import GROUPS, figures_of
from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.quizzes import Quiz
from tests.builders import FILE, KINDS, as_yaml, bank, both, question, series
from tests.findings import assert_can_be_said

BOTH = ("ko", "en")


def test_questions_are_counted_by_what_they_are() -> None:
    whole = bank()
    found = figures_of(whole.header, whole.questions, BOTH)
    assert (found.bank, found.questions, found.points, found.ideas) == ("2024-02", 6, Fraction(6), 6)
    assert found.counts["kinds"] == dict.fromkeys(KINDS, 1)
    assert found.counts["sections"]["2.1"] == 6
    assert found.counts["objectives"]["LO-2.1"] == 6
    assert sum(found.counts["levels"].values()) == 6
    assert found.counts["difficulties"] == {"1": 0, "2": 6, "3": 0}
    assert found.counts["languages"] == {"ko": 6, "en": 6}
    assert found.counts.keys() == GROUPS.keys()


def test_what_is_left_out_is_counted_last_and_without_a_name() -> None:
    bare = {"kind": "true_false", "prompt": {"ko": "맞아요."}, "answer": "true"}
    text = as_yaml({"bank": "2024-02", "questions": [bare, {**bare, "prompt": "1 < 2"}], "quizzes": []})
    found = read_bank(text.encode(), FILE, series(profile="open"))
    figures = figures_of(found.header, found.questions, BOTH)
    assert list(figures.counts["sections"].items())[-1] == ("", 2)
    assert figures.counts["levels"][""] == 2
    assert figures.counts["languages"] == {"ko": 2, "en": 1}
    assert len(figures.unasked) == 2


def test_a_quiz_is_held_against_what_it_draws_from() -> None:
    draw = [{"kind": "true_false", "count": 2}, {"count": 3}]
    quiz = Quiz.model_validate({"id": "q", "title": both("a", "b"), "mode": "practice", "draw": draw})
    questions = [
        question("true_false", id="one", idea="same"),
        question("true_false", id="two", idea="same"),
        question("numeric", id="three"),
    ]
    header = Header.model_construct(bank="b", objectives={}, sections={}, quizzes=(quiz,))
    found = figures_of(header, questions, BOTH)
    (figures,) = found.quizzes
    assert (figures.id, figures.mode, figures.takes, figures.questions) == ("q", "practice", 5, 3)
    assert [(line.questions, line.ideas, line.takes, line.missing) for line in figures.lines] == [
        (2, 1, 2, 1),
        (3, 2, 3, 2),
    ]
    assert figures.missing == 3
    assert (found.unasked, found.ideas) == ((), 2)


def test_what_no_quiz_can_ask_is_named() -> None:
    quiz = {"id": "q", "title": both("a", "b"), "mode": "exam", "draw": [{"count": 1}]}
    header = Header.model_construct(bank="b", objectives={}, sections={}, quizzes=(Quiz.model_validate(quiz),))
    found = figures_of(header, [question("essay"), question("numeric")], BOTH)
    assert found.unasked == (question("essay").id,)


def test_every_group_has_its_words() -> None:
    for words in GROUPS.values():
        for language in BOTH:
            assert_can_be_said(words, language)
