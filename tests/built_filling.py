"""Plain data of the kinds in which gaps, lines, places or sentences are filled in, for ``tests.builders``."""

from __future__ import annotations

from typing import Any


def _both(ko: str, en: str) -> dict[str, str]:
    return {"ko": ko, "en": en}


def _entry(name: str, ko: str, en: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "text": _both(ko, en), "why": _both(f"{ko}: 왜 그런가요?", f"{en}: why?"), **more}


FILLING: dict[str, dict[str, Any]] = {
    "cloze": {
        "text": _both(
            "가중치는 16비트에서 [[1]]이고 정수에 [[2]]을(를) 곱해요. 모델은 [[3]].",
            "The weights take [[1]] at 16 bits; each integer is multiplied by the [[2]]. The model [[3]].",
        ),
        "gaps": {
            "1": {
                "kind": "number",
                "answer": "14",
                "tolerance": {"absolute": "0.005"},
                "unit": {"text": "GB"},
                "wrong": [{"value": "28", "why": _both("32비트예요.", "That is at 32 bits.")}],
            },
            "2": {
                "kind": "text",
                "weight": "2",
                "answers": [
                    {"text": ["스케일", "scale"]},
                    {"text": ["배율", "factor"], "score": "0.5", "feedback": _both("더 정확하게요.", "More exactly.")},
                ],
                "reject": ["영점"],
                "why": _both("영점은 더해요.", "A zero-point is added."),
            },
            "3": {
                "kind": "choice",
                "options": [
                    _entry("a", "가벼워져요", "gets lighter", correct="true"),
                    _entry("b", "무거워져요", "gets heavier"),
                ],
            },
        },
    },
    "code_output": {
        "code": {"language": "python", "text": "for bits in (16, 8):\n    print(bits)\n\nprint('done')\n"},
        "output": "16\n8\ndone\n",
        "wrong": [{"output": "16\ndone", "why": _both("두 번 돌아요.", "It loops twice.")}],
    },
    "hotspot": {
        "image": {"file": "lora.svg", "alt": _both("두 갈래로 나뉜 그림", "A picture with two branches")},
        "spots": [
            _entry("a", "위쪽 행렬", "The upper matrix", shape={"rect": ["10", "10", "20", "20"]}),
            _entry("b", "아래쪽 행렬", "The lower matrix", shape={"rect": ["10", "60", "20", "20"]}, correct="true"),
            _entry("c", "덧셈", "The sum", shape={"circle": ["80", "50", "10"]}),
        ],
    },
    "essay": {
        "prompt": _both("서로 다른 두 가지 근거를 쓰세요.", "Give two different reasons."),
        "words": {"least": "3", "most": "50"},
        "ideas": [
            {
                "id": "memory",
                "patterns": {"ko": ["암기", "외워"], "en": ["memoris", "memoriz"]},
                "meaning": _both("외워서 내놓아요.", "It memorises."),
            },
            {
                "id": "attack",
                "patterns": {"ko": ["멤버십", "재식별"], "en": ["membership", "re-identif"]},
                "meaning": _both("누가 있었는지 드러나요.", "One learns who was there."),
            },
            {
                "id": "rare",
                "patterns": {"ko": ["희귀", "드문"], "en": ["rare ", "outlier"]},
                "meaning": _both("드문 사람이 드러나요.", "Rare people stand out."),
            },
        ],
        "full": "2",
        "model_answer": _both(
            "모델은 자료를 외워 내놓을 수 있고, 멤버십 추론으로 누가 있었는지 드러나요.",
            "A generator can memorise records, and membership inference shows who was there.",
        ),
    },
}
