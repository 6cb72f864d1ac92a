"""A word or a short phrase to type, matched with care for Korean spelling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from quiz.domain.errors import Message, say
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, typed, verdict
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.spellings import Terms


class ShortText(Terms, Question, kind="short_text"):
    """Type the term that is asked for. ``accept`` and ``reject`` prove the matching when the bank is checked."""

    label: ClassVar[Message] = say("short text")
    field_words: ClassVar[Mapping[str, str]] = {
        "answers": ("What is accepted. The first spelling in each script is shown as the right answer."),
        "matching": "What is overlooked in comparing, see [Matching of text](#matching-of-text).",
        "accept": "Texts that the matching must accept: a proof, tried when the bank is checked.",
        "reject": "Texts that are never accepted, whatever the matching would overlook.",
        "wrong": "Texts that people give by a known mistake, never accepted either.",
    }

    def inputs(self) -> tuple[Input, ...]:
        return (Input(name="text", kind="text"),)

    def own_passages(self) -> Iterator[Passage]:
        yield from self.term_passages()

    def checks(self) -> Iterator[Fault]:
        yield from self.term_faults(self.prompt)

    def right_choices(self) -> frozenset[str]:
        return self.right_terms()

    def choice_words(self, choice: str, language: str) -> Message:
        term = self.term_of(choice)
        return super().choice_words(choice, language) if term is None else say("%(text)s", text=term)

    def grade(self, variant: Variant, answer: Answer) -> Score:
        judged = self.judged_text(typed(answer, "text"))
        return replace(judged, verdicts={"text": verdict(judged.fraction)})

    def solution(self, variant: Variant) -> Answer:
        return {"text": (self.best().text[0],)}

    def wrong_answer(self, variant: Variant) -> Answer:
        return {"text": (self.wrong_text(),)}
