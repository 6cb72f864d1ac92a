"""Made-up questions of the kinds in which gaps, lines, places or sentences are filled in."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from quiz.domain.questions import Question
from tests.builders import both, option, question

NAMES = "abcdefghij"
WORDS = ["양자화", "가지치기", "치명적 망각", "LoRA", "router", "GPT-4"]
LINES = ["16", "8", "done", "None", "[1, 2]", "가 나", "  x", ""]

_weights = st.sampled_from(["1", "2", "0.5"])
_text_gaps = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(
    lambda words: {"kind": "text", "answers": [{"text": [word]} for word in words], "reject": ["영점"]}
)
_number_gaps = st.sampled_from(["14", "7 / 2", "-3", "2 * n"]).map(
    lambda answer: {"kind": "number", "answer": answer, "tolerance": {"absolute": "0"}}
)
_choice_gaps = st.integers(2, 8).flatmap(
    lambda size: st.integers(0, size - 1).map(
        lambda key: {
            "kind": "choice",
            "options": [
                option(name, f"보기 {name}", f"choice {name}", correct=str(place == key).lower())
                for place, name in enumerate(NAMES[:size])
            ],
        }
    )
)


@st.composite
def cloze(draw: st.DrawFn) -> Question:
    gaps = draw(st.lists(st.tuples(_text_gaps | _number_gaps | _choice_gaps, _weights), min_size=1, max_size=5))
    names = [str(number) for number in range(1, len(gaps) + 1)]
    marks = [f"[[{name}]]" for name in names]
    return question(
        "cloze",
        variables={"n": ["7", "13"]},
        text=both("값 {{n}}: " + " ".join(marks), "Of {{n}}: " + ", ".join(reversed(marks))),
        gaps={name: {**gap, "weight": weight} for name, (gap, weight) in zip(names, gaps, strict=True)},
    )


@st.composite
def code_output(draw: st.DrawFn) -> Question:
    lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=5))
    return question(
        "code_output",
        output="\n".join(lines),
        lines=draw(st.sampled_from(["in_order", "any_order"])),
        credit=draw(st.sampled_from(["lines", "exact"])),
        wrong=[],
    )


@st.composite
def hotspot(draw: st.DrawFn) -> Question:
    size = draw(st.integers(2, 10))
    many = draw(st.booleans())
    keys = draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=size - 1 if many else 1))
    shapes: list[dict[str, Any]] = [
        {"rect": [str(10 * place), "0", "10", "50"]} if place % 2 else {"circle": [str(10 * place + 5), "80", "5"]}
        for place in range(size)
    ]
    spots = [
        option(name, f"자리 {name}", f"place {name}", correct=str(place in keys).lower(), shape=shapes[place])
        for place, name in enumerate(NAMES[:size])
    ]
    return question("hotspot", spots=spots, choose="many" if many else "one")


@st.composite
def essay(draw: st.DrawFn) -> Question:
    if draw(st.booleans()):
        size = draw(st.integers(1, 5))
        rubric = [{"id": name, "points": draw(_weights), "text": f"기준 {name}"} for name in NAMES[:size]]
        return question("essay", ideas=[], full=None, words=None, rubric=rubric)
    return question("essay", full=draw(st.none() | st.sampled_from(["1", "2", "0.5"])), words=None, **_told(draw))


def _told(draw: st.DrawFn) -> dict[str, Any]:
    words = draw(st.lists(st.sampled_from(["memoris", "membership", "records"]), min_size=2, max_size=3, unique=True))
    stems = {"memoris": "외워", "membership": "멤버십", "records": "자료"}
    return {
        "ideas": [
            {"id": word, "patterns": {"ko": [stems[word], f"{word} 은"], "en": [word, f"{word}X"]}, "meaning": word}
            for word in words
        ]
    }


KINDS = {"cloze": cloze(), "code_output": code_output(), "hotspot": hotspot(), "essay": essay()}
