"""Plain data of the kinds that sort, order and judge with a reason, for ``tests.builders``."""

from __future__ import annotations

from typing import Any


def _both(ko: str, en: str) -> dict[str, str]:
    return {"ko": ko, "en": en}


def _entry(name: str, ko: str, en: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "text": _both(ko, en), **more}


SORTING: dict[str, dict[str, Any]] = {
    "two_tier": {
        "prompt": _both(
            "변화량을 원래 가중치에 더하면 배포할 모델은 처음과 같은 크기예요.",
            "With the change merged into the weights, the model to deploy is as large as before.",
        ),
        "answer": "true",
        "why": {
            "true": _both("크기는 그대로예요.", "The size stays."),
            "false": _both("줄어드는 것은 학습되는 값이에요.", "What shrinks is what is trained."),
        },
        "reasons": [
            _entry(
                "a",
                "더한 행렬은 원래 행렬과 크기가 같아요.",
                "The sum has the shape of the original.",
                correct="true",
                why=_both("개수를 정하는 것은 행렬의 크기예요.", "The shape settles the count."),
            ),
            _entry(
                "b",
                "학습되는 값은 훨씬 적어요.",
                "Far fewer values are trained.",
                why=_both("학습할 때의 이야기예요.", "It speaks of training."),
            ),
            _entry(
                "c",
                "추론의 지연은 늘지 않아요.",
                "Inference has no added latency.",
                why=_both("속도를 말할 뿐이에요.", "It speaks of speed."),
            ),
        ],
    },
    "categorize": {
        "prompt": _both("망각을 줄이는 기법으로 나눠 보세요.", "Sort by the technique against forgetting."),
        "bins": [
            _entry("rep", "리플레이", "Replay"),
            _entry("reg", "정규화", "Regularisation"),
            _entry("non", "둘 다 아님", "Neither"),
        ],
        "items": [
            _entry(
                "1",
                "예전 문서를 조금 섞어요.",
                "Mix in a few former documents.",
                bin="rep",
                why=_both("옛 데이터를 간직해요.", "It keeps old data."),
            ),
            _entry(
                "2",
                "중요한 가중치가 변하면 벌점을 줘요.",
                "Penalise changes to what mattered.",
                bin="reg",
                why=_both("옛 값을 간직해요.", "It keeps old values."),
            ),
            _entry(
                "3",
                "학습률을 높여 더 오래 배워요.",
                "Train longer at a higher rate.",
                bin="non",
                why=_both("지키는 장치가 없어요.", "Nothing is kept."),
            ),
            _entry(
                "4",
                "보관한 상담 기록을 다시 배워요.",
                "Train on stored dialogues again.",
                bin="rep",
                why=_both("옛 데이터를 간직해요.", "It keeps old data."),
            ),
        ],
    },
    "matrix": {
        "prompt": _both("기법마다 무엇이 줄어드는지 고르세요.", "Say of each technique what it reduces."),
        "columns": [
            _entry("bit", "값 하나의 비트", "Bits of a value"),
            _entry("num", "남는 가중치", "Weights that are left"),
            _entry("tra", "학습되는 값", "Trained values"),
        ],
        "rows": [
            _entry("1", "가지치기", "Pruning", key="num", why=_both("가중치를 없애요.", "It removes weights.")),
            _entry("2", "양자화", "Quantisation", key="bit", why=_both("짧게 적어요.", "It writes them short.")),
            _entry("3", "LoRA를 더하기", "Adding LoRA", key="tra", why=_both("얇은 행렬만 배워요.", "Thin matrices.")),
        ],
    },
    "ordering": {
        "prompt": _both("토큰 하나가 처리되는 순서대로 놓으세요.", "Put in order what happens to one token."),
        "items": [
            _entry("r1", "라우터의 행렬을 곱해요.", "Multiply by the router's matrix."),
            _entry("r2", "큰 값 몇 개만 남겨요.", "Keep the largest values."),
            _entry("r3", "소프트맥스를 적용해요.", "Apply softmax."),
            _entry("r4", "전문가의 출력에 곱해요.", "Weight the experts' outputs."),
            _entry("r5", "모두 더해요.", "Add them up."),
        ],
        "reasons": [
            {
                "before": "r1",
                "after": "r2",
                "why": _both("로짓이 있어야 골라요.", "Logits must exist before a choice."),
            },
            {"before": "r2", "after": "r3", "why": _both("고른 뒤에 적용해요.", "It follows the choice.")},
            {"before": "r3", "after": "r4", "why": _both("게이트 값이 필요해요.", "The gate values are needed.")},
            {"before": "r4", "after": "r5", "why": _both("곱한 것을 더해요.", "What is added was weighted.")},
        ],
    },
}
