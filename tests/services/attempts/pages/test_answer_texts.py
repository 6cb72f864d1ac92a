"""Answers in words: each part beside what it answers, in the order of the page, and never another input's option."""

from __future__ import annotations

from random import Random

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer
from quiz.services.attempts.pages.answer_texts import parts_of
from quiz.services.attempts.pages.question_views import QuestionView
from tests.builders import both, question


def told(asked: Question, answer: Answer) -> list[tuple[str, list[str]]]:
    """The label and the words of every part, in English."""
    passages = {one.name: one.html("en", values=False, image_address=str) for one in asked.passages() if one.shown}
    view = QuestionView(
        position=1,
        question=asked,
        variant=asked.draw(Random(3)),
        language="en",
        passages=passages,
        context={},
        sources=(),
        answer=answer,
        revision=1,
        saved_at=None,
        conflict=False,
        score=None,
    )
    return [(str(part.label), [str(one) for one in part.said]) for part in parts_of(view, answer)]


def with_two_choices() -> Question:
    """A text with two gaps whose options have the same ids."""
    texts = {"1": ("up", "down"), "2": ("left", "right")}
    gaps = {
        name: {
            "kind": "choice",
            "options": [
                {
                    "id": option,
                    "text": both(word, word),
                    "correct": str(option == "a").lower(),
                    "why": both("네", "yes"),
                }
                for option, word in zip("ab", words, strict=True)
            ],
        }
        for name, words in texts.items()
    }
    return question("cloze", text=both("앞 [[1]] 뒤 [[2]]", "first [[1]] then [[2]]"), gaps=gaps)


def test_a_gap_is_named_and_its_options_are_its_own() -> None:
    answer = {"gap-1": ("a",), "gap-2": ("b",)}
    assert told(with_two_choices(), answer) == [("Gap 1", ["up"]), ("Gap 2", ["right"])]


def test_what_the_interface_names_is_said_beside_what_was_picked() -> None:
    asked = question("two_tier")
    (reason, _) = asked.inputs()[1].options[:2]
    (judged, settled) = told(asked, {"choice": ("false",), "reason": (reason,)})
    assert judged == ("Judgement", ["False"])
    assert settled[0] == "Reason"
    assert settled[1] == [str(asked.reasons[0].text["en"])]  # type: ignore[attr-defined]  # a two_tier has reasons
    assert told(question("true_false"), {"choice": ("true",)}) == [("", ["True"])]


def test_the_entries_of_a_list_are_told_in_the_order_of_the_page() -> None:
    asked = question("categorize")
    answer = asked.solution(asked.draw(Random(3)))
    labels = [label for label, _ in told(asked, answer)]
    shown = asked.draw(Random(3)).order["items"]
    texts = {f"item-{item.id}": item.text["en"] for item in asked.items}  # type: ignore[attr-defined]  # so has it items
    assert labels == [texts[name] for name in shown]
    assert list(shown) != [wanted.name for wanted in asked.inputs()]
