"""Questions of every kind made up by hypothesis, whose checks find no fault, and answers to them, right and wrong."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import LONGEST, Input
from tests import generated_filling, generated_sorting
from tests.builders import both, option, question

NAMES = "abcdefghij"
WORDS = [
    "양자화",
    "가지치기",
    "지식 증류",
    "치명적 망각",
    "파라미터",
    "엣지 디바이스",
    "LoRA",
    "router",
    "mixture of experts",
    "GPT-4",
]
FORMULAS = [
    "d * r",
    "d + r",
    "d - r",
    "d / r",
    "round(d / 3, 1)",
    "sqrt(d) + r",
    "-d",
    "min(d, r) ** 2",
    "d % 7",
    "2 ** (r % 5)",
]
NUMBERS = ["3", "0.5", "1,5", "25%", "6만 5536", "4 GB", "12개", "−3", "1e9", "", "  "]


@st.composite
def single_choice(draw: st.DrawFn) -> Question:
    size = draw(st.integers(2, 8))
    key = draw(st.integers(0, size - 1))
    return question(options=_options(size, {key}), shuffle=str(draw(st.booleans())).lower())


@st.composite
def multiple_choice(draw: st.DrawFn) -> Question:
    size = draw(st.integers(3, 8))
    keys = draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=size - 1))
    credit = draw(st.sampled_from(["proportional", "exact", "symmetric"]))
    return question("multiple_choice", options=_options(size, keys), credit=credit)


def _options(size: int, keys: set[int]) -> list[dict[str, Any]]:
    return [
        option(NAMES[place], f"보기 {NAMES[place]}", f"choice {NAMES[place]}", correct=str(place in keys).lower())
        for place in range(size)
    ]


@st.composite
def numeric(draw: st.DrawFn) -> Question:
    values = st.lists(st.integers(1, 60).map(str), min_size=1, max_size=3, unique=True)
    tolerance = draw(
        st.sampled_from([{"absolute": "0"}, {"absolute": "0.5"}, {"relative": "0.01"}, {"significant": "3"}])
    )
    return question(
        "numeric",
        variables={"d": draw(values), "r": draw(values)},
        answer=draw(st.sampled_from(FORMULAS)),
        tolerance=tolerance,
        decimals=draw(st.none() | st.integers(0, 3).map(str)),
        wrong=[{"value": value, "why": "x"} for value in draw(st.lists(st.sampled_from(FORMULAS), max_size=2))],
        unit=draw(
            st.none()
            | st.sampled_from(
                [
                    {"text": both("개", "values"), "required": "true"},
                    {"text": "GB", "accept": "gigabytes"},
                    {"text": "%", "accept": ["퍼센트", "percent"]},
                ]
            )
        ),
    )


@st.composite
def matching(draw: st.DrawFn) -> Question:
    left, right = draw(st.integers(2, 8)), draw(st.integers(2, 10))
    partners = draw(st.lists(st.sampled_from(NAMES[:right]), min_size=left, max_size=left))
    return question(
        "matching",
        left=[
            {"id": str(place), "text": f"왼쪽 {NAMES[place]}", "right": partner, "why": "x"}
            for place, partner in enumerate(partners)
        ],
        right=[{"id": name, "text": f"오른쪽 {name}"} for name in NAMES[:right]],
    )


@st.composite
def short_text(draw: st.DrawFn) -> Question:
    words = draw(st.permutations(WORDS))
    scores = ["1", *draw(st.lists(st.sampled_from(["0.25", "0.5", "1"]), max_size=2))]
    return question(
        "short_text",
        answers=[{"text": words[2 * n : 2 * n + 2], "score": score} for n, score in enumerate(scores)],
        matching={"typos": draw(st.sampled_from("01")), "spaces": draw(st.sampled_from(["ignore", "collapse"]))},
        accept=[],
        reject=words[8:],
    )


true_false = st.sampled_from(["true", "false"]).map(lambda answer: question("true_false", answer=answer))

KINDS = {
    "single_choice": single_choice(),
    "multiple_choice": multiple_choice(),
    "true_false": true_false,
    "numeric": numeric(),
    "matching": matching(),
    "short_text": short_text(),
    **generated_sorting.KINDS,
    **generated_filling.KINDS,
}


def sound(strategy: st.SearchStrategy[Question]) -> st.SearchStrategy[Question]:
    """Questions in which no check finds an error, but for words of one script."""
    return strategy.filter(
        lambda made: all(fault.severity == "warning" or fault.code == "K3" for fault in made.all_checks())
    )


questions = st.one_of([sound(strategy) for strategy in KINDS.values()])
typed = st.text(max_size=30) | st.sampled_from([*WORDS, *NUMBERS])


def forms(made: Question) -> st.SearchStrategy[dict[str, list[str]]]:
    """What the form of a question can send: any picks it offers, any text."""

    def of(wanted: Input) -> st.SearchStrategy[list[str]]:
        if wanted.kind == "order":
            return generated_sorting.orders(wanted.options)
        most = None if wanted.kind == "many" else 1
        return st.lists(st.sampled_from(wanted.options) if wanted.options else typed, unique=True, max_size=most)

    return st.fixed_dictionaries({}, optional={wanted.name: of(wanted) for wanted in made.inputs()})


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
