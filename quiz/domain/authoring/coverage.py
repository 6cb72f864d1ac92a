"""Which claims of a bank its questions test: those that none tests, those tested by recall alone, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from quiz.domain.bank_format.bank import Bank
from quiz.domain.bank_format.fields import Text
from quiz.domain.bank_format.header import Claim, Header
from quiz.domain.questions import Question

State = Literal["untested", "recall", "tested"]
"""``recall``: every question that tests it has an objective of the level remember."""


@dataclass(frozen=True, kw_only=True)
class ClaimCoverage:
    """A claim with the ids of the questions that test it; ``drafts`` would, once somebody has looked at them."""

    id: str
    claim: Claim
    questions: tuple[str, ...]
    drafts: tuple[str, ...]
    state: State


@dataclass(frozen=True, kw_only=True)
class SectionCoverage:
    """The claims of a section in their order, and the ids of its questions that test none."""

    id: str
    title: Text
    claims: tuple[ClaimCoverage, ...]
    without: tuple[str, ...]

    def of_state(self, state: State) -> tuple[ClaimCoverage, ...]:
        """Its claims of one state."""
        return tuple(claim for claim in self.claims if claim.state == state)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The sections of a bank, and the ids of the questions without a section that test no claim."""

    sections: tuple[SectionCoverage, ...]
    without: tuple[str, ...]

    def count(self, state: State) -> int:
        """How many claims are of one state."""
        return sum(len(section.of_state(state)) for section in self.sections)

    @property
    def claims(self) -> int:
        """How many claims the bank lists."""
        return sum(len(section.claims) for section in self.sections)

    @property
    def without_claim(self) -> int:
        """How many questions test no claim."""
        return len(self.without) + sum(len(section.without) for section in self.sections)

    @property
    def has_gaps(self) -> bool:
        """Whether a claim is untested or tested by recall alone, or a question tests none."""
        return bool(self.count("untested") or self.count("recall") or self.without_claim)


def coverage(bank: Bank) -> Coverage:
    """What the questions of ``bank`` test; one that was drafted by machine counts once somebody has looked at it."""
    return coverage_of(bank.header, bank.questions)


def coverage_of(header: Header, questions: Sequence[Question]) -> Coverage:
    """The same of a header and its questions."""
    recall = {name for name, objective in header.objectives.items() if objective.level == "remember"}
    sections = tuple(
        SectionCoverage(
            id=name,
            title=section.title,
            claims=tuple(_covered(claim, said, questions, recall) for claim, said in section.claimed()),
            without=_without(question for question in questions if question.section == name),
        )
        for name, section in header.sections.items()
    )
    rest = _without(question for question in questions if question.section not in header.sections)
    return Coverage(sections=sections, without=rest)


def _covered(name: str, claim: Claim, questions: Sequence[Question], recall: set[str]) -> ClaimCoverage:
    naming = [question for question in questions if name in question.claims]
    testing = [question for question in naming if question.drafted is None]
    state: State = "tested" if testing else "untested"
    if testing and all(question.objective in recall for question in testing):
        state = "recall"
    return ClaimCoverage(
        id=name,
        claim=claim,
        questions=tuple(question.id for question in testing),
        drafts=tuple(question.id for question in naming if question.drafted is not None),
        state=state,
    )


def _without(questions: Iterable[Question]) -> tuple[str, ...]:
    return tuple(question.id for question in questions if not question.claims and question.drafted is None)
