"""Combinations of options, to which an author says something of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from quiz.domain.bank_format.fields import Model, PartId, Text
from quiz.domain.errors import one_of, say
from quiz.domain.questions.parts.answers import Answer, Input
from quiz.domain.questions.parts.faults import Fault


class Combination(Model):
    """What is said to an answer that holds exactly these options in these inputs."""

    when: Annotated[dict[PartId, Annotated[tuple[PartId, ...], Field(min_length=1)]], Field(min_length=1)]
    feedback: Text

    def fits(self, answer: Answer) -> bool:
        """Whether ``answer`` holds just what ``when`` names; inputs that it does not name may hold anything."""
        return all(set(answer.get(name, ())) == set(options) for name, options in self.when.items())


def combination_faults(combinations: Sequence[Combination], inputs: Sequence[Input]) -> Iterator[Fault]:
    """Combinations that name what the question does not ask for, and those that stand twice."""
    known = {wanted.name: set(wanted.options) for wanted in inputs if wanted.options}
    seen: list[dict[str, set[str]]] = []
    for number, one in enumerate(combinations):
        for name, options in one.when.items():
            if name not in known:
                yield Fault(
                    code="combinations",
                    path=("combinations", number, "when", name),
                    message=say("the question has no input %(name)s with options", name=repr(name)),
                    remedy=one_of(sorted(known)) if known else say("leave combinations out: nothing is picked here"),
                )
                continue
            for option in sorted(set(options) - known[name]):
                yield Fault(
                    code="combinations",
                    path=("combinations", number, "when", name),
                    message=say("%(option)s is not an option of %(name)s", option=repr(option), name=name),
                    remedy=one_of(sorted(known[name])),
                )
        when = {name: set(options) for name, options in one.when.items()}
        if when in seen:
            yield Fault(
                code="combinations",
                path=("combinations", number, "when"),
                message=say("this combination stands twice"),
                remedy=say("keep one of the two"),
            )
        seen.append(when)
