"""Accepted spellings and how a typed text is compared with them: shared by the kinds in which a term is typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from quiz.domain.bank_format.fields import Exact, Model, Plain, Slug, Spellings, Text, Whole
from quiz.domain.errors import say, shortened
from quiz.domain.matching.text import Match, MatchPolicy, match, normalise
from quiz.domain.questions.parts.answers import Score
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.passages import Passage

_HANGUL = re.compile("[가-힣]")
_LATIN = re.compile("[A-Za-z]")
_SEVERAL = re.compile(
    r"(?<=[A-Za-z가-힣])(?: [/|] | ?[;|] ?| 또는 | 혹은 )(?=[A-Za-z가-힣])|(?<=[가-힣]{2})/(?=[가-힣]{2})"
    r"|(?<=^[가-힣]{2}), (?=[가-힣]+$)|(?<=^[가-힣]{3}), (?=[가-힣]+$)|(?<=^[가-힣]{4}), (?=[가-힣]+$)"
)
"""What stands between two spellings that were written as one."""
_WILD = re.compile(r"^\*(?=\w+\*$|[가-힣])|(?<=[가-힣])\*$")


class Accepted(Model):
    """Spellings that earn ``score`` (a fraction above 0), with an optional remark."""

    text: Annotated[Spellings, Field(min_length=1)]
    score: Annotated[Exact, Field(gt=0, le=1)] = Fraction(1)
    feedback: Text | None = None


class WrongTerm(Model):
    """Spellings of a wrong answer that people give by a known mistake, with what to say to them."""

    text: Annotated[Spellings, Field(min_length=1)]
    why: Text
    misconception: Slug | None = None


class Policy(Model):
    """What is overlooked when a typed text is compared."""

    spaces: Literal["ignore", "collapse"] = "ignore"
    case: Literal["fold", "exact"] = "fold"
    particles: Literal["accept", "exact"] = "accept"
    typos: Annotated[Whole, Field(ge=0, le=1)] = 0


class Terms(Model):
    """A term to type. ``accept`` and ``reject`` prove the matching when the bank is checked."""

    answers: Annotated[tuple[Accepted, ...], Field(min_length=1)]
    matching: Policy = Policy()
    accept: tuple[Plain, ...] = ()
    reject: tuple[Plain, ...] = ()
    wrong: tuple[WrongTerm, ...] = ()

    @cached_property
    def _policy(self) -> MatchPolicy:
        policy = self.matching
        typos: Literal[0, 1] = 1 if policy.typos else 0
        return MatchPolicy(spaces=policy.spaces, case=policy.case, particles=policy.particles, typos=typos)

    @cached_property
    def _spellings(self) -> tuple[tuple[str, ...], ...]:
        return tuple(accepted.text for accepted in self.answers)

    @cached_property
    def never(self) -> tuple[str, ...]:
        """The texts that the author wrote down as wrong, whatever the matching would overlook."""
        return (*self.reject, *(text for wrong in self.wrong for text in wrong.text))

    def as_compared(self, text: str) -> str:
        """``text`` as it is compared with the spellings: the same for all that differ in nothing that counts."""
        return normalise(text, self._policy)

    def matched(self, text: str) -> Match | None:
        """The accepted spelling that ``text`` stands for, if any."""
        found = match(text, self._spellings, self.never, self._policy)
        if found is None or found.other is None:
            return found
        # Two answers at once: a learner who is not sure which earns what the lesser of them does.
        lesser = min(found.answer, found.other, key=lambda number: self.answers[number].score)
        return replace(found, answer=lesser, text=self._spellings[lesser][0], other=None)

    def judged_text(self, text: str) -> Score:
        """The judgement of what was typed, without verdicts: those are by input name."""
        found = self.matched(text)
        if found is None:
            slip = self._slip(text)
            other = ("other",) if text.strip() else ()
            if slip is None:
                return Score(fraction=Fraction(0), chosen=other)
            return Score(fraction=Fraction(0), feedback=(f"wrong.{slip}.why",), chosen=(f"wrong.{slip}",))
        accepted = self.answers[found.answer]
        return Score(
            fraction=accepted.score,
            feedback=(f"answers.{found.answer}.feedback",) if accepted.feedback is not None else (),
            chosen=(f"answers.{found.answer}",),
            understood=found.text,
        )

    def _slip(self, text: str) -> int | None:
        """The known wrong answer that ``text`` is."""
        if not self.wrong:
            return None
        found = match(text, tuple(wrong.text for wrong in self.wrong), (), replace(self._policy, typos=0))
        return found.answer if found is not None and found.other is None else None

    def misconceptions(self) -> Mapping[str, str]:
        """Those of the known wrong answers, by the choice."""
        return {f"wrong.{n}": wrong.misconception for n, wrong in enumerate(self.wrong) if wrong.misconception}

    def term_passages(self) -> Iterator[Passage]:
        """The remarks on answers, and the reasons of known wrong ones."""
        for number, accepted in enumerate(self.answers):
            if accepted.feedback is not None:
                path = ("answers", number, "feedback")
                yield Passage(name=f"answers.{number}.feedback", text=accepted.feedback, path=path, shown=False)
        for number, wrong in enumerate(self.wrong):
            yield Passage(name=f"wrong.{number}.why", text=wrong.why, path=("wrong", number, "why"), shown=False)

    def term_faults(self, languages: Collection[str]) -> Iterator[Fault]:
        """Proofs that fail, spellings in one script alone, no answer with the whole score.

        Where readers have one of the ``languages`` alone, their answers are in it.
        """
        yield from self._proofs()
        yield from self._written_together()
        spellings = [text for accepted in self.answers for text in accepted.text]
        hangul = any(_HANGUL.search(text) for text in spellings)
        latin = any(_LATIN.search(text) for text in spellings)
        if hangul != latin and {"ko", "en"} <= set(languages):
            yield Fault(
                code="K3",
                path=("answers",),
                message=say("every accepted spelling is in one script"),
                remedy=say("add the Korean or the English spelling"),
            )
        if max(accepted.score for accepted in self.answers) < 1:
            yield Fault(
                code="S3",
                path=("answers",),
                message=say("no answer earns the whole score"),
                remedy=say("give one of them score: 1"),
            )

    def _written_together(self) -> Iterator[Fault]:
        """Spellings that only a learner who types their signs as well would meet."""
        for number, accepted in enumerate(self.answers):
            for place, text in enumerate(accepted.text):
                if sign := _SEVERAL.search(text) or _WILD.search(text):
                    several = f"[{_SEVERAL.sub(', ', text)}]"
                    yield Fault(
                        code="one-spelling",
                        path=("answers", number, "text", place),
                        message=say(
                            "%(text)s is one spelling, to be typed with its %(sign)s",
                            text=shortened(text),
                            sign=repr(sign[0].strip()),
                        ),
                        remedy=say("leave it out; slips and endings are set in matching:")
                        if sign[0] == "*"
                        else say("list the spellings: %(form)s", form=several),
                        severity="warning",
                    )

    def _proofs(self) -> Iterator[Fault]:
        for number, accepted in enumerate(self.answers):
            for place, text in enumerate(accepted.text):
                found = match(text, self._spellings, (), self._policy)
                if found is None or found.answer != number:
                    yield _refused(text, ("answers", number, "text", place))
        for number, text in enumerate(self.accept):
            if self.matched(text) is None:
                yield _refused(text, ("accept", number))
        rejected: list[tuple[tuple[str | int, ...], str]] = [
            (("reject", number), text) for number, text in enumerate(self.reject)
        ]
        rejected += [
            (("wrong", number, "text", place), text)
            for number, wrong in enumerate(self.wrong)
            for place, text in enumerate(wrong.text)
        ]
        for path, text in rejected:
            found = match(text, self._spellings, (), self._policy)
            if found is not None and found.how == "equal":
                yield Fault(
                    code="reject",
                    path=path,
                    message=say("%(text)s is accepted", text=shortened(text)),
                    remedy=say("tighten the matching or remove the entry"),
                )

    def right_terms(self) -> frozenset[str]:
        """The names of the answers that earn the whole score."""
        return frozenset(f"answers.{n}" for n, accepted in enumerate(self.answers) if accepted.score == 1)

    def term_of(self, choice: str) -> str | None:
        """The first spelling of the answer called ``choice``; None where there is none."""
        known = {f"answers.{n}": accepted.text[0] for n, accepted in enumerate(self.answers)}
        return (known | {f"wrong.{n}": wrong.text[0] for n, wrong in enumerate(self.wrong)}).get(choice)

    def best(self) -> Accepted:
        """The answer that earns the most."""
        return max(self.answers, key=lambda accepted: accepted.score)

    def shown_spellings(self) -> tuple[str, ...]:
        """The first spelling of the best answer in each script, to be shown as the right answer."""
        spellings = self.best().text
        first = (next((text for text in spellings if script.search(text)), None) for script in (_HANGUL, _LATIN))
        return tuple(dict.fromkeys(text for text in first if text is not None)) or spellings[:1]

    @property
    def in_korean_and_english(self) -> bool:
        """Whether it earns as much in Hangul as in Latin letters: numbers and mixed spellings say nothing of it."""
        most = self.best().score
        spellings = [text for accepted in self.answers if accepted.score == most for text in accepted.text]
        hangul = [bool(_HANGUL.search(text)) for text in spellings]
        latin = [bool(_LATIN.search(text)) for text in spellings]
        scripts = set(zip(hangul, latin, strict=True))
        return {(True, False), (False, True)} <= scripts

    def wrong_text(self) -> str:
        """A text that is not accepted."""
        return self.never[0] if self.never else "?"


def _refused(text: str, path: tuple[str | int, ...]) -> Fault:
    return Fault(
        code="accept",
        path=path,
        message=say("%(text)s is not accepted as this answer", text=shortened(text)),
        remedy=say("add the spelling to answers, or loosen the matching"),
    )
