"""Questions of every kind made up by hypothesis, whose checks find no fault, and answers to them, right and wrong."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from quiz.domain import questions as domain
from quiz.domain.questions import Question
from quiz.domain.questions.base import LONGEST, Input
from quiz.domain.text_limits import MAX_MARKS
from tests.builders import WORDS
from tests.samples import sample

NUMBERS = ["3", "0.5", "1,5", "25%", "6만 5536", "4 GB", "12개", "−3", "1e9", "", "  "]
KINDS = {kind: sample(kind).made_up for kind in domain.KINDS}


def sound(strategy: st.SearchStrategy[Question]) -> st.SearchStrategy[Question]:
    """Questions in which no check finds an error, but for words of one script."""
    return strategy.filter(
        lambda made: all(fault.severity == "warning" or fault.code == "K3" for fault in made.all_checks())
    )


questions = st.one_of([sound(strategy) for strategy in KINDS.values()])
typed = st.text(max_size=30) | st.sampled_from([*WORDS, *NUMBERS])


def orders(options: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """What a form sends for an order: nothing, a whole one, or (without script) places left open or items twice."""
    places = st.sampled_from(["", *options])
    return st.just([]) | st.permutations(options) | st.lists(places, min_size=len(options), max_size=len(options))


def forms(made: Question) -> st.SearchStrategy[dict[str, list[str]]]:
    """What the form of a question can send: any picks it offers, any text."""

    def of(wanted: Input) -> st.SearchStrategy[list[str]]:
        if wanted.kind == "order":
            return orders(wanted.options)
        most = None if wanted.kind == "many" else 1
        return st.lists(st.sampled_from(wanted.options) if wanted.options else typed, unique=True, max_size=most)

    return st.fixed_dictionaries({}, optional={wanted.name: of(wanted) for wanted in made.inputs()})


def misuses(made: Question) -> Iterator[dict[str, list[str]]]:
    """Answers that ``parse`` refuses, one for each way in which an input can be misused."""
    for wanted in made.inputs():
        if wanted.options:
            yield {wanted.name: ["no-such-option"]}
            yield {wanted.name: [wanted.options[0], wanted.options[0]]}
            if wanted.kind == "one":
                yield {wanted.name: list(wanted.options[:2])}
            if wanted.kind == "order":
                yield {wanted.name: list(wanted.options[1:])}
        else:
            yield {wanted.name: ["one", "two"]}
            yield {wanted.name: ["x" * (LONGEST[wanted.kind] + 1)]}
            yield {wanted.name: ["x" + "\u0301" * (MAX_MARKS + 1)]}


def malformed(made: Question) -> st.SearchStrategy[dict[str, list[str]]]:
    """What no form of a question can send."""

    def of(wanted: Input) -> st.SearchStrategy[list[str]]:
        if not wanted.options:
            return st.sampled_from([["a", "b"], ["x" * (LONGEST[wanted.kind] + 1)]])
        twice = st.sampled_from(wanted.options).map(lambda name: [name, name])
        strange = st.text(min_size=1).filter(lambda name: name not in wanted.options).map(lambda name: [name])
        one_too_many = [list(wanted.options[:2])] if wanted.kind == "one" else []
        return st.one_of(twice, strange, *map(st.just, one_too_many))

    return st.sampled_from(made.inputs()).flatmap(lambda wanted: of(wanted).map(lambda given: {wanted.name: given}))
