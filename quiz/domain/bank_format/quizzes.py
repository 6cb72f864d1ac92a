"""A quiz as a recipe: which questions to draw, how many, in which mode."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quiz.domain.bank_format.fields import Exact, Model, Name, QuestionId, Slug, Text, Truth, Whole
from quiz.domain.grading import marking
from quiz.domain.grading.marking import Certainty, Method
from quiz.domain.questions import Question

Mode = Literal["practice", "exam"]
MOST_DRAWN = 100
"""Questions that one line of a recipe may draw."""


class Draw(Model):
    """One line of a recipe. What is left out does not narrow; ``questions`` names them one by one."""

    bank: Name | None = None
    section: Name | None = None
    objective: Name | None = None
    scope: Literal["article", "paper", "background"] | None = None
    kind: str | None = None
    difficulty: Annotated[Whole, Field(ge=1, le=3)] | None = None
    questions: tuple[QuestionId, ...] = ()
    count: Annotated[Whole, Field(ge=1, le=MOST_DRAWN)] | None = None

    @model_validator(mode="after")
    def _counted(self) -> Draw:
        if self.count is None and not self.questions:
            raise PydanticCustomError("draw_count", "neither count nor questions")
        return self

    def admits(self, question: Question) -> bool:
        """Whether ``question`` is among those that this line draws from."""
        if self.questions:
            return question.id in self.questions
        wanted = (self.section, self.objective, self.scope, self.kind, self.difficulty)
        found = (question.section, question.objective, question.scope, question.kind, question.difficulty)
        return all(want is None or want == have for want, have in zip(wanted, found, strict=True))

    def wanted(self) -> int:
        """How many questions this line draws."""
        return self.count if self.count is not None else len(self.questions)


class Quiz(Model):
    """A quiz as its author wrote it. ``minutes`` sets a time limit, ``pass_mark`` (0 to 1) is what counts as passed.

    ``grace`` is how many seconds after the time limit an answer that was still on its way counts, marked as late.

    ``tries``, ``method``, ``penalty`` and ``hints`` are for practice; ``certainty`` asks how sure one is and may
    count; ``negative`` is the share of the points that a wrong answer costs, ``floor`` the lowest share of the whole.
    """

    id: Slug
    title: Text
    mode: Mode
    draw: Annotated[tuple[Draw, ...], Field(min_length=1)]
    minutes: Annotated[Whole, Field(ge=1, le=600)] | None = None
    grace: Annotated[Whole, Field(ge=0, le=3_600)] = 60
    tries: Annotated[Whole, Field(ge=1, le=10)] = 1
    method: Method = "interactive"
    penalty: Annotated[Exact, Field(ge=0, le=1)] = Fraction(0)
    hints: Truth = True
    certainty: Certainty = "off"
    negative: Annotated[Exact, Field(ge=0, le=1)] = Fraction(0)
    floor: Annotated[Exact, Field(ge=-6, le=0)] = Fraction(0)
    pass_mark: Annotated[Exact, Field(ge=0, le=1)] | None = Field(default=None, alias="pass")

    @model_validator(mode="after")
    def _fits_its_mode(self) -> Quiz:
        if self.mode == "exam" and self.tries > 1:
            raise PydanticCustomError("quiz_tries", "tries in an exam")
        return self

    def admits(self, line: Draw, question: Question) -> bool:
        """Whether ``line`` draws from ``question`` in this quiz.

        An exam asks what a person has to judge only where its author said so, by ``kind`` or by id: its result waits
        for a teacher, which is not to be left to chance.
        """
        asked_for = line.kind is not None or bool(line.questions)
        return line.admits(question) and (self.mode != "exam" or asked_for or not question.judged_by_person)

    def banks(self, key: str) -> list[str]:
        """The banks that it draws from: its own, named in its ``key``, or those that a quiz of the series names."""
        home, slash, _ = key.partition("/")
        return [home] if slash else sorted({str(line.bank) for line in self.draw})

    @property
    def most(self) -> int:
        """The most that a question earns here, as a multiple of its points."""
        return marking.most(self)

    def draws(self) -> bool:
        """Whether attempts may get different questions: some line does not name all that it asks for."""
        return any(not line.questions or line.wanted() < len(line.questions) for line in self.draw)

    def size(self) -> int:
        """How many questions an attempt at this quiz has."""
        return sum(line.wanted() for line in self.draw)
