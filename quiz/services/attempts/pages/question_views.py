"""One question as a page shows it: its texts with the values put in, what was answered, what the score reveals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from markupsafe import Markup

from quiz.domain import schedule
from quiz.domain.grading.marking import points_of
from quiz.domain.language_marks import in_language, spoken
from quiz.domain.mastery import is_right
from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer as Given
from quiz.domain.questions.base import Passage, Score, Variant, Verdict, is_answered, is_complete, verdict
from quiz.domain.rendering import anchor_id, fill, pieces, plain
from quiz.domain.schedule import Reason
from quiz.domain.stems import set_apart
from quiz.services.attempts.serialization import answer_from, judgement_from, score_from, variant_from
from quiz.storage.models.attempts import AttemptQuestion

_REASONS = ("explanation", "combinations.")


@dataclass(frozen=True, kw_only=True)
class GraderComment:
    """What a person who graded the answer says to its learner. ``reason``: why the score is another than the criteria
    that were found would give; empty where it is not."""

    html: Markup
    reason: str
    at: datetime
    changed: bool


@dataclass(frozen=True, kw_only=True)
class QuestionView:
    """A question of an attempt. Before the score is fixed ``passages`` holds nothing that it would reveal."""

    position: int
    question: Question
    variant: Variant
    language: str
    passages: Mapping[str, str]
    context: Mapping[str, Any]
    sources: Sequence[Mapping[str, Any]] = ()
    answer: Given = field(default_factory=dict)
    revision: int = 0
    saved_at: datetime | None = None
    conflict: bool = False
    score: Score | None = None
    tried: Score | None = None
    tries: int = 0
    hints: int = 0
    certainty: int | None = None
    waiting: bool = False
    marks: Fraction | None = None
    seconds_in_view: int = 0
    quick: bool = False
    bookmarked: bool = False
    comments: Sequence[GraderComment] = ()
    held: bool = False
    """A running test of the learner asks it, too: how it was scored, the key and the reasons are not shown."""
    place: str = ""
    """What its ids begin with on a page that asks several questions; empty on one that asks this one alone."""

    @property
    def kind(self) -> str:
        """The kind's name, which is also its template's."""
        return self.question.kind_name

    @property
    def read_again(self) -> str:
        """The id on the month's page at which its note begins: the anchor that it names, else its section's heading."""
        if self.question.read_again is not None:
            return anchor_id(self.question.read_again)
        return "s-" + str(self.context["section"]).replace(".", "-")

    @property
    def scored(self) -> bool:
        """Whether the score is fixed, so that key and reasons may be seen."""
        return self.score is not None

    def read_as(self, score: Score) -> str:
        """How a typed answer was read, where that is not what was typed; empty elsewhere."""
        typed = {" ".join(text.split()) for texts in self.answer.values() for text in texts}
        return "" if score.understood in typed else score.understood

    @property
    def answered(self) -> bool:
        """Whether anything was entered."""
        return is_answered(self.answer)

    @property
    def can_be_challenged(self) -> bool:
        """Whether its learner may say that the answer should count: the app judged it, and not fully right."""
        may_see = self.scored and not self.held and not self.waiting
        return may_see and self.answered and self.fraction < 1 and not self.question.judged_by_person

    @property
    def complete(self) -> bool:
        """Whether every input was filled in."""
        return is_complete(self.question, self.answer)

    @property
    def verdict(self) -> Verdict:
        """The word for the score."""
        return verdict(self.score.fraction if self.score is not None else Fraction(0))

    @property
    def verdict_in_full(self) -> str:
        """The same, and whether it took a later try to be right."""
        if self.verdict != "right" or self.tries < 2:
            return self.verdict
        return "second_try" if self.tries == 2 else "later_try"

    @property
    def tried_verdict(self) -> Verdict:
        """The word for the latest try of a question that is still open."""
        return verdict(self.tried.fraction if self.tried is not None else Fraction(0))

    @property
    def fraction(self) -> Fraction:
        """How right the answer is, 0 to 1; 0 without a score."""
        return self.score.fraction if self.score is not None else Fraction(0)

    @property
    def rated(self) -> Reason:
        """Why a scored answer comes again sooner or later."""
        judged = schedule.judge(
            right=is_right(float(self.fraction)),
            tries=self.tries or 1,
            hints=self.hints,
            certainty=self.certainty,
            quick=self.quick and self.fraction == 1,
        )
        return judged.reason

    @property
    def points_earned(self) -> Fraction:
        """The points that the score earned."""
        return points_of(self.marks or Fraction(0), self.question.points)

    @property
    def has_reasons(self) -> bool:
        """Whether anything that may be seen now says why an answer is right or wrong."""
        return any(name.startswith(_REASONS) or name.endswith(".why") for name in self.passages)

    @cached_property
    def solution(self) -> Given:
        """The right answer, once it may be seen; empty before."""
        return self.question.solution_in(self.variant, self.language) if self.score and not self.held else {}

    def html(self, name: str) -> Markup:
        """The passage of that name with the variant's values, safe to put into a page; empty where there is none."""
        return self._put_in(name, self.passages.get(name, ""))

    @cached_property
    def stem(self) -> Markup:
        """The prompt, in which what stands before the question is set apart; a statement to be judged stays whole."""
        is_statement = self.kind in ("true_false", "two_tier")
        return self._put_in("prompt", set_apart(self.passages.get("prompt", ""), statement=is_statement))

    def _put_in(self, name: str, text: str) -> Markup:
        text = fill(text, self.variant.values, self.language)
        passage = self._foreign.get(name) if text else None
        if passage is not None:
            text = in_language(text, spoken(passage.text, self.language), inline=passage.inline)
        return Markup(text)  # sanitised when it was published

    def spoken(self, name: str) -> str:
        """The language of a passage where it is not that of the page; empty where it is."""
        passage = self._foreign.get(name)
        return spoken(passage.text, self.language) if passage is not None else ""

    @cached_property
    def _foreign(self) -> Mapping[str, Passage]:
        """The passages in another language than the page's; programs are in none."""
        return {
            passage.name: passage
            for passage in self.question.passages()
            if not passage.code and spoken(passage.text, self.language) != self.language
        }

    def pieces(self, name: str) -> list[tuple[Markup, str, Markup]]:
        """A passage cut at its gaps: each piece with the name of the gap behind it, none behind the last.

        The third is what belongs to the gap, as a particle or a comma that follows it; the next piece begins behind it.
        """
        found, held = [], ""
        cut = pieces(str(self.html(name)))
        for (part, gap), (after, _) in zip(cut, [*cut[1:], ("", "")], strict=True):
            rest, held = part[len(held) :], _held_to_gap(after) if gap else ""
            found.append((Markup(rest), gap, Markup(held)))  # sanitised as a whole
        return found

    @cached_property
    def names_on_page(self) -> Mapping[str, str]:
        """What the page calls each input."""
        return self.question.names_on_page(self.variant)

    def listed(self, name: str, part: str) -> list[tuple[str, Markup]]:
        """The options of an input in the order shown, each with its text."""
        return [(option, self.html(f"{part}.{option}.text")) for option in self.variant.order[name]]

    def plain(self, name: str) -> str:
        """The words of a passage."""
        return plain(self.html(name))

    def value(self, name: str) -> str:
        """What was entered into a text input."""
        return next(iter(self.answer.get(name, ())), "")

    def picked(self, name: str, option: str) -> bool:
        """Whether an option was picked."""
        return option in self.answer.get(name, ())

    def is_key(self, name: str, option: str) -> bool:
        """Whether an option is right, once that may be seen."""
        return option in self.solution.get(name, ())

    def judged(self, name: str) -> str:
        """The verdict on a part, by option or input name; empty where there is none."""
        return self.score.verdicts.get(name, "") if self.score and not self.held else ""


def _held_to_gap(after: str) -> str:
    """The short word, with no markup in it, that ``after`` begins with; empty where it begins otherwise."""
    found = re.match(r"[^\s<&]{1,8}(?=[\s<]|$)", after)
    return found[0] if found else ""


def view_of(
    row: AttemptQuestion,
    question: Question,
    shown: Mapping[str, Any],
    revealed: Mapping[str, Any] | None,
    answer: Mapping[str, Any] | None,
    language: str,
    *,
    saved_at: datetime | None = None,
    conflict: bool = False,
    reveal: bool = False,
    bookmarked: bool = False,
    held: bool = False,
) -> QuestionView:
    """The view of an attempt's question; what a score reveals is left out until there is one.

    ``reveal`` is for the person who judges the answer. Hints are seen as far as they were asked for. ``held`` is what
    a running test asks, too: it is left out then as if there were no score.
    """
    scored = row.scored_at is not None
    may_see = (scored or reveal) and not held
    passages = {**shown["passages"], **(revealed["passages"] if revealed and may_see else {})}
    hints = (revealed or {}).get("passages", {})
    passages |= {name: hints[name] for name in (f"hints.{n}" for n in range(row.hints)) if name in hints}
    tried = judgement_from(row) if not scored and (row.tries or row.waiting) else None
    if tried is not None and revealed and not held and not row.waiting and not question.feedback_reveals_key:
        passages |= {name: hints[name] for name in tried.feedback if name in hints}
    return QuestionView(
        position=row.position,
        question=question,
        variant=variant_from(row.variant),
        language=language,
        passages=passages,
        context=shown["context"],
        sources=revealed["sources"] if revealed and may_see else (),
        answer=answer_from(answer),
        revision=row.revision,
        saved_at=saved_at,
        conflict=conflict,
        score=score_from(row) if scored else None,
        tried=tried,
        tries=row.tries,
        hints=row.hints,
        certainty=row.certainty,
        waiting=row.waiting,
        marks=row.marks,
        seconds_in_view=row.seconds_in_view or 0,
        quick=row.quick,
        bookmarked=bookmarked,
        held=held,
    )
