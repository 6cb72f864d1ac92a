"""A statement to judge true or false, with the reason that settles it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from quiz.domain.bank_format.fields import Asked, Text, Truth, left_out
from quiz.domain.errors import Message, say, shortened
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, shuffled, typed, verdict
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.options import (
    WRONGLY,
    Option,
    conditions,
    equal_options,
    in_draw,
    keys,
    option_faults,
    option_misconceptions,
    option_passages,
    option_words,
    others,
    tallied,
)
from quiz.domain.questions.parts.variables import Condition, Values, holds
from quiz.domain.questions.true_false import TRUTHS, Reasons

_TIERS: Mapping[str, Message] = {"choice": say("Judgement"), "reason": say("Reason")}
FOR_TRUTH_ALONE = Fraction(1, 2)
"""What the right truth value earns without the reason that settles it."""

# A reason is true in itself, so what speaks against it is that it settles nothing.
_DENIES = re.compile(
    r"(틀린|거짓인|잘못된) (말|설명|보기)|사실이 아니|\b(is|are) (false|wrong|untrue)\b|\bno such\b", re.IGNORECASE
)


class TwoTier(Question, kind="two_tier"):
    """Say whether the statement of the prompt is true, and which of 2 to 5 reasons, all true, settles it."""

    label: ClassVar[Message] = say("true or false, and why")
    partial_credit: ClassVar[bool] = True
    field_words: ClassVar[Mapping[str, str]] = {
        "answer": "Whether the statement of the prompt is true; or a condition on the variables.",
        "reasons": "Each is true in itself; exactly one settles the question and is correct.",
        "why": "What a learner who said so reads.",
        "shuffle": "Each attempt mixes the reasons.",
    }

    answer: Condition
    reasons: Annotated[tuple[Option, ...], Field(min_length=2, max_length=5)]
    why: Asked[Reasons] = left_out()
    shuffle: Truth = True

    def inputs(self) -> tuple[Input, ...]:
        return (
            Input(name="choice", kind="one", options=tuple(TRUTHS)),
            Input(name="reason", kind="one", options=self._ids()),
        )

    def order(self, rng: random.Random) -> dict[str, tuple[str, ...]]:
        return {"reason": shuffled(self._ids(), rng) if self.shuffle else self._ids()}

    def words_for_input(self, name: str) -> Message | None:
        return _TIERS[name]

    def words_for_option(self, name: str, option: str) -> Message | None:
        return TRUTHS[option] if name == "choice" else None

    def _ids(self) -> tuple[str, ...]:
        return tuple(reason.id for reason in self.reasons)

    def own_passages(self) -> Iterator[Passage]:
        yield from option_passages(self.reasons, "reasons")
        if self.why is not None:
            yield from self.why.passages("choice")

    def checks(self) -> Iterator[Fault]:
        yield from option_faults(self.reasons, "reasons")
        for number, reason in enumerate(self.reasons):
            if reason.id in TRUTHS:
                yield Fault(
                    code="duplicate",
                    path=("reasons", number, "id"),
                    message=say("the id %(id)s stands for the truth of the statement", id=repr(reason.id)),
                    remedy=say("give each its own id"),
                )
            yield from _denials(reason, number)

    def expressions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        if isinstance(self.answer, str):
            yield ("answer",), self.answer
        yield from conditions(self.reasons, "reasons")

    def faults_of(self, values: Values) -> Iterator[Fault]:
        holds(self.answer, values)
        right = len(keys(self.reasons, values))
        if right != 1:
            where = in_draw(values)
            yield Fault(
                code="S3",
                path=("reasons",),
                message=say("%(count)d reasons are marked correct%(where)s", count=right, where=where),
                remedy=say("mark exactly one with correct: true"),
            )
        if values:
            yield from equal_options(self.reasons, values, "reasons")

    def guess(self) -> Fraction:
        """Half of the guesses hit the truth; of these one in as many as there are reasons earns the rest."""
        reason = Fraction(1, len(self.reasons))
        return Fraction(1, 2) * (FOR_TRUTH_ALONE + reason * (1 - FOR_TRUTH_ALONE))

    def key_texts(self) -> Iterator[Text]:
        yield from (reason.text for reason in self.reasons if reason.correct is True)

    def right_choices(self) -> frozenset[str]:
        truths = TRUTHS if isinstance(self.answer, str) else (_word(self.answer),)
        return frozenset([*truths, *(reason.id for reason in self.reasons if reason.correct is not False)])

    def choice_words(self, choice: str, language: str) -> Message:
        name = choice.removesuffix(WRONGLY)
        if name in TRUTHS:
            return say("True") if name == "true" else say("False")
        return option_words(self.reasons, choice, language)

    def misconceptions(self) -> Mapping[str, str]:
        return option_misconceptions(self.reasons)

    def grade(self, variant: Variant, answer: Answer) -> Score:
        truth, reason = typed(answer, "choice"), typed(answer, "reason")
        true = truth == _word(holds(self.answer, variant.values))
        settled = (reason,) == keys(self.reasons, variant.values)
        fraction = Fraction(0) if not true else Fraction(1) if settled else FOR_TRUTH_ALONE
        judged = {"choice": (truth, true), "reason": (reason, settled)}
        passages = ([f"choice.{truth}.why"] if truth else []) + ([f"reasons.{reason}.why"] if reason else [])
        return Score(
            fraction=fraction,
            verdicts={name: verdict(Fraction(int(right))) for name, (given, right) in judged.items() if given},
            feedback=tuple(passages),
            chosen=self._tallied(truth, true) + tallied(self.reasons, (reason,) if reason else (), variant.values),
        )

    def _tallied(self, truth: str, right: bool) -> tuple[str, ...]:
        if not truth:
            return ()
        return (f"{truth}{WRONGLY}",) if isinstance(self.answer, str) and not right else (truth,)

    def solution(self, variant: Variant) -> Answer:
        truth = _word(holds(self.answer, variant.values))
        return {"choice": (truth,), "reason": keys(self.reasons, variant.values)}

    def wrong_answer(self, variant: Variant) -> Answer:
        return {**self.solution(variant), "reason": others(self.reasons, variant.values)[:1]}


def _word(truth: bool) -> str:
    return "true" if truth else "false"


def _denials(reason: Option, number: int) -> Iterator[Fault]:
    why = reason.why
    if why is None or reason.correct is True:
        return
    for language, text in why.written():
        if _DENIES.search(text):
            yield Fault(
                code="D7",
                severity="warning",
                path=("reasons", number, "why", *why.place(language)),
                message=say("the reason is called false: %(text)s", text=shortened(text)),
                remedy=say("offer reasons that are true in themselves, and say why this one settles nothing"),
            )
