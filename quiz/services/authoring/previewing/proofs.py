"""What a bank says of its own questions: answers to accept and to reject, known wrong ones, each with its verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Score, Variant, Verdict, verdict
from quiz.domain.questions.cloze import Cloze
from quiz.domain.questions.code_output import CodeOutput
from quiz.domain.questions.parts.quantities import Quantity
from quiz.domain.questions.parts.spellings import Terms
from quiz.services.attempts.pages.answer_texts import AnswerPart, parts_of
from quiz.services.attempts.pages.question_views import QuestionView

Group = Literal["key", "spelling", "accept", "reject", "known", "option", "likely"]
"""Why an answer is tried: the key, an accepted spelling, what the bank has in accept or reject, a known wrong answer,
an option that is picked alone, an answer that is likely and wrong."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """An answer with its verdict. ``holds`` says whether the verdict is the one that its group wants.

    ``gap`` names the gap that it is for, in a text with gaps. ``said`` is the answer in words, ``why`` what its author
    says to it; ``value`` is the expression behind a number that was worked out.
    """

    group: Group
    said: tuple[AnswerPart, ...]
    score: Score
    holds: bool
    gap: str = ""
    why: tuple[Markup, ...] = ()
    value: str = ""
    misconception: str = ""

    @property
    def verdict(self) -> Verdict:
        """The word for the score."""
        return verdict(self.score.fraction)


def cases_of(view: QuestionView) -> tuple[Case, ...]:
    """Every answer that the bank itself names for a question, in this draw; ``view`` has all texts."""
    question, variant = view.question, view.variant
    found = [_key(view), *_parts(view)]
    if isinstance(question, CodeOutput):
        found += _outputs(view, question)
    found += _options(view)
    if len(found) == 1 and not question.judged_by_person:
        likely = question.wrong_answer(variant)
        found.append(_case(view, "likely", likely, question.judge(variant, likely)))
    return tuple(found)


def _key(view: QuestionView) -> Case:
    answer = view.question.solution_in(view.variant, view.language)
    return _case(view, "key", answer, view.question.judge(view.variant, answer))


_WANTED: Mapping[Group, tuple[Verdict, ...]] = {
    "key": ("right",),
    "spelling": ("right", "partly"),
    "accept": ("right", "partly"),
    "reject": ("wrong",),
    "known": ("wrong", "partly"),
    "option": ("right", "partly", "wrong"),
    "likely": ("wrong", "partly"),
}


def _case(
    view: QuestionView, group: Group, answer: Answer, score: Score, *, gap: str = "", value: str = "", slip: str = ""
) -> Case:
    why = (f"gaps.{gap}.{name}" if gap else name for name in score.feedback)
    return Case(
        group=group,
        said=parts_of(view, answer),
        score=score,
        # What a person confirms is never wholly right before they do.
        holds=verdict(score.fraction) in _WANTED[group] or score.needs_confirmation,
        gap=gap,
        why=tuple(html for name in why if (html := view.html(name))),
        value=value,
        misconception=slip,
    )


def _parts(view: QuestionView) -> Iterator[Case]:
    """The cases of each term and number that is typed: of the question itself, or of its gaps."""
    question = view.question
    if isinstance(question, Terms):
        yield from _terms(view, "text", question)
    if isinstance(question, Quantity):
        yield from _numbers(view, "number", question)
    if isinstance(question, Cloze):
        for name, gap in question.gaps.items():
            if isinstance(gap, Terms):
                yield from _terms(view, f"gap-{name}", gap, name)
            if isinstance(gap, Quantity):
                yield from _numbers(view, f"gap-{name}", gap, name)


def _terms(view: QuestionView, name: str, terms: Terms, gap: str = "") -> Iterator[Case]:
    spellings = [text for accepted in terms.answers for text in accepted.text]
    listed: tuple[tuple[Group, tuple[str, ...]], ...] = (
        ("spelling", tuple(spellings)),
        ("accept", terms.accept),
        ("reject", terms.reject),
    )
    for group, texts in listed:
        for text in texts:
            yield _case(view, group, {name: (text,)}, terms.judged_text(text), gap=gap)
    for wrong in terms.wrong:
        text = wrong.text[0]
        yield _case(view, "known", {name: (text,)}, terms.judged_text(text), gap=gap, slip=wrong.misconception or "")


def _numbers(view: QuestionView, name: str, number: Quantity, gap: str = "") -> Iterator[Case]:
    values = view.variant.values
    for slip, value in zip(number.wrong, number.slips(values), strict=True):
        text = number.number.written(value, view.language)
        score = number.judged_number(text, values)
        yield _case(view, "known", {name: (text,)}, score, gap=gap, value=slip.value, slip=slip.misconception or "")


def _outputs(view: QuestionView, question: CodeOutput) -> Iterator[Case]:
    for wrong in question.wrong:
        answer = {"output": (question.filled(wrong.output, view.variant.values),)}
        score = question.judge(view.variant, answer)
        yield _case(view, "known", answer, score, slip=wrong.misconception or "")


def _options(view: QuestionView) -> Iterator[Case]:
    """Each option that can be picked by itself, where nothing else is asked."""
    question = view.question
    wanted = question.inputs()
    if len(wanted) != 1 or wanted[0].kind not in ("one", "many"):
        return
    for option in view.variant.shown(wanted[0]):
        answer = {wanted[0].name: (option,)}
        score = question.judge(view.variant, answer)
        yield _case(view, "option", answer, score, slip=_misconception(question, view.variant, answer))


def _misconception(question: Question, variant: Variant, answer: Answer) -> str:
    """The first misconception that an answer points to; empty where it points to none."""
    return next(iter(question.misconceptions_in(question.judge(variant, answer).chosen)), "")
