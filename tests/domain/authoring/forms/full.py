"""A question of each kind in which every field of its form is filled in, named as a form names its entries."""

from __future__ import annotations

import json
from typing import Any

from quiz.domain.authoring.forms.fields.base import Around, Offer
from quiz.domain.authoring.forms.kinds.register import form_of
from quiz.domain.errors import say
from tests.builders import both, definition, options_of
from tests.domain.authoring.forms.walking import in_order


def _offers(*names: str) -> list[Offer]:
    return [Offer(value=name, label=say("%(text)s", text=name)) for name in names]


TWO_OF_EACH = Around(
    languages=("ko", "en"),
    offered={
        "sections": _offers("2.1", "2.2"),
        "objectives": _offers("LO-2.1", "LO-2.2"),
        "sources": _offers("lora", "article"),
        "pictures": _offers("lora.svg", "other.svg"),
    },
)
"""What a bank offers that has two of everything."""

_EVERY_KIND: dict[str, Any] = {
    "points": "2",
    "idea": "thin-matrices",
    "image": {"file": "lora.svg", "alt": both("두 갈래로 나뉜 그림", "A picture with two branches")},
    "variables": {"n": ["1", "2"], "m": ["3.5", "-4"]},
    "sets": [{"k": "1", "l": "2"}, {"k": "3"}],
    "where": "n < m",
    "hints": [both("첫째 도움", "A first hint"), both("둘째 도움", "A second hint")],
    "claims": ["thin", "merged"],
    "read_again": "2.1",
    "as_of": "2026-11",
}
_COMPARED = {"spaces": "ignore", "case": "fold", "particles": "accept", "typos": "1"}
_ERROR = {"why": both("다시 보세요.", "Look again."), "misconception": "mixed-up"}
_UNIT = {"text": both("개", "values"), "accept": ["개", "values"], "required": "true"}
_TERM = {
    "answers": [{"text": ["망각", "forgetting"], "score": "0.5", "feedback": both("어떤 망각?", "Which?")}],
    "matching": _COMPARED,
    "accept": ["그 망각"],
    "reject": ["정규화", "치명타"],
    "wrong": [{"text": ["기억", "memory"], **_ERROR}],
}
_NUMBER = {
    "answer": "2 * n",
    "decimals": "2",
    "tolerance": {"relative": "0.05"},
    "unit": _UNIT,
    "wrong": [{"value": "n", **_ERROR}],
}
_GAP = {"weight": "2", "why": both("둘 다 봐요.", "See both.")}
_SAMPLED: dict[str, dict[str, Any]] = {
    "single_choice": {"shuffle": "false"},
    "multiple_choice": {"options": options_of(4, {1, 3}), "shuffle": "false", "credit": "exact"},
    "true_false": {},
    "numeric": _NUMBER,
    "matching": {
        "left": [
            {"id": "1", "text": both("양자화", "Quantisation"), "right": "a", **_ERROR},
            {"id": "2", "text": both("증류", "Distillation"), "right": "b"},
        ],
        "right": [
            {"id": "a", "text": both("짧은 정수", "Short integers")},
            {"id": "b", "text": both("작은 학생", "A small student")},
            {"id": "c", "text": both("긴 문맥", "A long context")},
        ],
        "shuffle": "false",
    },
    "short_text": _TERM,
    "two_tier": {"shuffle": "false"},
    "categorize": {"shuffle": "false"},
    "matrix": {"each": "many", "shuffle": "false"},
    "ordering": {"credit": "exact"},
    "cloze": {"gaps": {"1": {"kind": "text", **_TERM, **_GAP}, "2": {"kind": "number", **_NUMBER, **_GAP}}},
    "code_output": {
        "code": {"language": "python", "text": "for bits in (16, 8):\n    print(bits)\n\nprint('done')"},
        "output": "16\n8\ndone",
        "lines": "any_order",
        "credit": "exact",
        "wrong": [{"output": "16\ndone", **_ERROR}],
    },
    "hotspot": {"choose": "many"},
    "essay": {
        "characters": {"least": "10", "most": "500"},
        "rubric": [
            {"id": "a", "text": both("근거가 있다.", "There is a reason."), "points": "2"},
            {"id": "b", "text": both("예가 있다.", "There is an example."), "points": "1"},
        ],
    },
}
"""What each kind has beside its sample."""

_AS_A_FORM_NAMES_THEM = {
    "rep": "a", "reg": "b", "non": "c", "bit": "a", "num": "b", "tra": "c", "memory": "a", "attack": "b", "rare": "c",
    "r1": "a", "r2": "b", "r3": "c", "r4": "d", "r5": "e",
}  # fmt: skip
"""The letters of entries whose ids in the samples are words."""


def full(kind: str) -> dict[str, Any]:
    """The plain data of a question of ``kind`` in which every field of its form is filled in."""
    question = definition(kind, **{**_EVERY_KIND, **_SAMPLED.get(kind, {})})
    if kind == "cloze":
        options = definition("single_choice")["options"]
        options[0]["misconception"] = "mixed-up"
        question["gaps"]["3"] = {"kind": "choice", "options": options, "shuffle": "false", **_GAP}
    if kind == "matrix":
        question["rows"][0]["key"] = ["num", "tra"]
    if kind == "essay":
        question["ideas"][0]["weight"] = "2"
    for key in ("options", "reasons", "items", "rows", "spots"):
        for number, entry in enumerate(question[key] if kind != "ordering" and key in question else ()):
            entry |= {"misconception": "mixed-up"} if number == 0 else {}
            entry |= {"correct": "true"} if entry.pop("correct", "") == "true" else {}
    written = json.dumps(question, ensure_ascii=False)
    for name, letter in _AS_A_FORM_NAMES_THEM.items() if kind in ("categorize", "matrix", "ordering", "essay") else ():
        written = written.replace(f'"{name}"', f'"{letter}"')
    return dict(in_order(form_of(kind), json.loads(written)))
