"""A small bilingual bank, its series and its questions: each builder gives valid ones and takes what a test changes."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import yaml

from quiz.domain.bank_format.bank import Bank, question_from, read_bank
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.series import Series, read_series
from quiz.domain.errors import BankError, Problem
from quiz.domain.questions import Question
from tests.samples import sample

FILE = "2024-02.yaml"
KINDS = ("single_choice", "multiple_choice", "true_false", "numeric", "matching", "short_text")
"""The kinds of the small bank: one question of each."""
NAMES = "abcdefghijkl"
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
"""Terms to make questions up from."""


def both(ko: str, en: str) -> dict[str, str]:
    """A text in both languages."""
    return {"ko": ko, "en": en}


def listed(name: str, ko: str, en: str, **changes: Any) -> dict[str, Any]:
    """An entry of a list."""
    return {"id": name, "text": both(ko, en), **changes}


def option(name: str, ko: str, en: str, **changes: Any) -> dict[str, Any]:
    """An option with its reason."""
    why = both(f"{ko}: 이렇게 고른 까닭을 짚어 보세요.", f"{en}: consider why this was picked.")
    return {"id": name, "text": both(ko, en), "why": why, **changes}


def options_of(size: int, keys: set[int]) -> list[dict[str, Any]]:
    """So many options, of which those at the places ``keys`` are right."""
    return [
        option(name, f"보기 {name}", f"choice {name}", correct=str(place in keys).lower())
        for place, name in enumerate(NAMES[:size])
    ]


_COMMON = {
    "section": "2.1",
    "objective": "LO-2.1",
    "difficulty": "2",
    "scope": "paper",
    "prompt": both("알맞은 것을 찾아보세요.", "Find what fits."),
    "explanation": both(
        "행렬 두 개를 곱해 더하므로 학습되는 값의 수가 크게 줄어들어요.",
        "A product of matrices is added, so far fewer values are trained.",
    ),
    "sources": [{"ref": "lora", "at": "§4.1"}],
}
CHOICES = [
    option("a", "가중치", "weights"),
    option("b", "기울기", "gradients", correct="true"),
    option("c", "활성값", "activations"),
    option("d", "손실값", "the losses"),
]


def _changed(data: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return deepcopy({key: value for key, value in {**data, **changes}.items() if value is not None})


def definition(kind: str = "single_choice", **changes: Any) -> dict[str, Any]:
    """The plain data of a valid question, every scalar a string; a change to None takes the key out."""
    return _changed(
        {"id": f"one-{kind.replace('_', '-')}", "kind": kind, **_COMMON, **sample(kind).definition}, changes
    )


def question(kind: str = "single_choice", **changes: Any) -> Question:
    """A question of ``kind`` whose fields hold; its checks may not."""
    return question_from(definition(kind, **changes), LANGUAGES)


def bank_data(**changes: Any) -> dict[str, Any]:
    """The plain data of a bank with one question of each kind, without a warning."""
    data = {
        "bank": "2024-02",
        "title": both("모델 경량화", "Lighter models"),
        "sources": {"lora": {"title": "LoRA", "authors": "Hu et al.", "year": "2021", "arxiv": "2106.09685"}},
        "objectives": {"LO-2.1": {"level": "apply", "text": both("값의 수를 계산한다.", "Count the values.")}},
        "sections": {
            "2.1": {
                "title": both("가벼운 모델", "Light models"),
                "notes": both("글은 …라고 말해요.", "The article says …"),
            }
        },
        "quizzes": [
            {
                "id": "practice-2-1",
                "title": both("연습", "Practice"),
                "mode": "practice",
                "draw": [{"section": "2.1", "count": "4"}],
            },
            {
                "id": "check",
                "title": both("단원 평가", "Check"),
                "mode": "exam",
                "draw": [{"count": "5"}],
                "minutes": "20",
                "pass": "0.7",
            },
        ],
        "questions": [definition(kind) for kind in KINDS],
    }
    return _changed(data, changes)


class _Dumper(yaml.SafeDumper):
    """Writes a value again wherever it is used: anchors and aliases are errors in a bank."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_yaml(data: Any) -> str:
    """``data`` as block-style YAML, one scalar a line."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000)


def bank_text(**changes: Any) -> str:
    """The YAML of a bank."""
    return as_yaml(bank_data(**changes))


def series_text(**changes: Any) -> str:
    """The YAML of a series of two months with a quiz over both."""
    data = {
        "series": "ai-2024",
        "languages": ["ko", "en"],
        "title": both("AI 흐름", "AI trends"),
        "sources": {"article": {"title": both("AI 흐름, 1부", "AI trends, part one"), "year": "2024"}},
        "parts": [{"id": "1", "title": both("1부", "Part 1"), "months": ["2024-01", "2024-02"]}],
        "quizzes": [
            {
                "id": "final",
                "title": both("마무리 평가", "Final"),
                "mode": "exam",
                "draw": [{"bank": "2024-01", "count": "2"}, {"bank": "2024-02", "count": "2"}],
            }
        ],
    }
    return as_yaml(_changed(data, {**changes, "profile": changes.get("profile", "strict")}))


def series(**changes: Any) -> Series:
    """A series, read."""
    return read_series(series_text(**changes).encode())


def media_size(name: str) -> int | None:
    """Two pictures: one that fits and one that is too large."""
    return {"lora.svg": 2_000, "huge.png": 2_000_000}.get(name)


def bank(**changes: Any) -> Bank:
    """A bank, read."""
    return read_bank(bank_text(**changes).encode(), FILE, series(), media_size)


def problems_of(text: str) -> tuple[Problem, ...]:
    """Every problem of a bank's YAML, warnings included."""
    try:
        return read_bank(text.encode(), FILE, series(), media_size).warnings
    except BankError as error:
        return error.problems


def found(text: str) -> list[str]:
    """The problems of a bank's YAML as ``line:column code``."""
    return [f"{problem.line}:{problem.column} {problem.code}" for problem in problems_of(text)]


def place(text: str, fragment: str) -> str:
    """``line:column`` at which ``fragment`` begins for the first time in ``text``."""
    before = text[: text.index(fragment)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
