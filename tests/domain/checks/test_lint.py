"""What a careful editor would strike: each check has a text that it finds and a text that it lets pass."""

import re
import unicodedata
from math import comb
from typing import Any

import pytest

from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.series import read_series
from quiz.domain.checks.lint import chance_limit, may_come_apart
from quiz.domain.errors import BankError
from tests.builders import (
    KINDS,
    as_yaml,
    bank_data,
    bank_text,
    both,
    definition,
    option,
    place,
    problems_of,
    series_text,
)

EXPLANATION = definition()["explanation"]


def told(text: str, code: str) -> list[str]:
    return [f"{p.line}:{p.column} {p}" for p in problems_of(text) if p.code == code]


def with_first(**changes: Any) -> str:
    return bank_text(questions=[definition(**changes), *(definition(kind) for kind in KINDS[1:])])


def singles(*keys: int, ko: tuple[str, ...] = ("하나", "두울", "세엣", "네엣")) -> list[dict[str, Any]]:
    """A single choice for each of ``keys``, the place of its right option among four."""
    return [
        definition(
            id=f"single-{number}",
            options=[
                option(name, word, f"choice {name}", correct=str(place == key).lower())
                for place, (name, word) in enumerate(zip("abcd", ko, strict=True))
            ],
        )
        for number, key in enumerate(keys)
    ]


@pytest.mark.parametrize(
    ("explanation", "code", "words"),
    [
        (both("짧아요.", EXPLANATION["en"]), "S5", "the explanation has 4 characters; explain in at least 30 why"),
        (both(EXPLANATION["ko"], "x" * 29 + "  "), "S5", "the explanation has 29 characters"),
        ("Short.", "S5", "the explanation has 6 characters"),
    ],
)
def test_an_explanation_that_is_too_short_to_teach_is_an_error(explanation: Any, code: str, words: str) -> None:
    faults = told(with_first(explanation=explanation), code)
    assert faults
    assert all(words in fault and ": error: " in fault for fault in faults)


def test_an_explanation_of_thirty_characters_passes() -> None:
    assert told(with_first(explanation=both("가" * 30, "x" * 30)), "S5") == []


def test_an_explanation_that_only_repeats_the_answer_is_a_warning() -> None:
    answer = both(
        "얇은 행렬 두 개의 곱만 학습하고 원래 가중치는 고정해 두어요", "only a product of two thin matrices is trained"
    )
    options = [option("a", "가중치", "weights"), {**option("b", "x", "x"), "text": answer, "correct": "true"}]
    repeated = {language: f"{text}." for language, text in answer.items()}
    text = with_first(options=options, explanation=repeated)
    assert [fault.split(" [")[0] for fault in told(text, "S5")] == [
        f"{place(text, spot)} 2024-02.yaml:{place(text, spot)}: warning: the explanation only repeats the answer; "
        "say why it is right, and what it rests on"
        for spot in (repeated["ko"], repeated["en"])
    ]
    assert told(with_first(options=options), "S5") == []


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("bank: 2024-07\ntitle: 은행 \\times \\nabla\n", False),
        (unicodedata.normalize("NFD", "은행"), True),
        ("\u1100", True),
        ("e" + "\u0301" * 9, True),
        ('"\\u1100"', True),
        ('"\\x41"', True),
        ('"A\\\n  \u030a"', True),
    ],
)
def test_values_come_apart_only_where_the_file_does_or_writes_an_escape(text: str, may: bool) -> None:
    assert may_come_apart(text) is may


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        (with_first(prompt=both(unicodedata.normalize("NFD", "양자화예요"), "Quantisation")), "ko: \u110b"),
        (with_first(prompt=both("\u1100예요", "A jamo")), "ko: \u1100"),
        (with_first(prompt=both("\ua960예요", "An old jamo")), "ko: \ua960"),
        # Composed in the file, taken apart by an escape or by a line that goes on.
        (
            with_first(prompt=both("JAMO예요", "A jamo")).replace("ko: JAMO예요", 'ko: "\\u1100\\u1161예요"'),
            'ko: "\\u1100',
        ),
        (
            with_first(prompt=both("RING예요", "A ring")).replace("ko: RING예요", 'ko: "A\\\n          \u030a예요"'),
            'ko: "A\\',
        ),
        (with_first(prompt=both("Å는 옹스트롬", "The a\u030angstrom is a length")), "en: The a\u030a"),
        (bank_text(title=both("제목 \ud7b0", "Title")), "ko: 제목 \ud7b0"),
        (
            bank_text(questions=[*bank_data()["questions"][:5], definition("short_text", accept=["망\u1100"])]),
            "- 망\u1100",
        ),
    ],
)
def test_text_that_is_not_composed_is_an_error(text: str, spot: str) -> None:
    line = place(text, spot).split(":")[0]
    (fault,) = told(text, "K1")
    assert fault.startswith(f"{line}:")
    assert re.search(
        r"is not composed \(NFC\); save the file with composed|\(NFD\); lines: 1; save the file with", fault
    )


@pytest.mark.parametrize("word", ["양자화", "ㄱ", "①", "10⁹", "é", "Å", "ﬁ"])
def test_text_that_is_composed_passes(word: str) -> None:
    assert told(with_first(prompt=both(f"{word} 예요", "English")), "K1") == []


@pytest.mark.parametrize(
    ("ko", "en", "spot", "words"),
    [
        (
            "양자화예요",
            "quantisation, 양자화",
            "en",
            "the English text holds Hangul: 'quantisation, 양자화'; translate it",
        ),
        (
            "quantisation",
            "quantisation",
            "ko",
            "the Korean text holds no Hangul: 'quantisation'; translate it; a name or",
        ),
        ("It", "It", "ko", "the Korean text holds no Hangul: 'It'"),
        ("It is so.", "It is so.", "ko", "a name or a formula is written as one plain text"),
        ("양자화예요", "code `가` and $가$ and {{가}}", "", ""),
        ("$W_0 + BA$", "$W_0 + BA$", "", ""),
        ("`import torch`", "`import torch`", "", ""),
        ("4096 × 8", "4096 × 8", "", ""),
        ("x", "x", "", ""),
        ("양자화 LoRA", "LoRA", "", ""),
    ],
)
def test_a_text_in_the_wrong_language_is_a_warning(ko: str, en: str, spot: str, words: str) -> None:
    text = with_first(prompt={"ko": ko, "en": en})
    faults = told(text, "C8")
    assert len(faults) == bool(words)
    assert all(words in fault and ": warning: " in fault for fault in faults)
    line = int(place(text, "prompt:").split(":")[0]) + ("prompt", "ko", "en").index(spot or "prompt")
    assert all(fault.startswith(f"{line}:") for fault in faults)


@pytest.mark.parametrize(
    ("ko", "en", "words"),
    [
        (
            "47B 파라미터와 2개",
            "46.7B parameters and 2",
            "47000000000 against 46700000000; let both texts state the same",
        ),
        ("랭크 16이에요", "a rank", "16 against -"),
        ("랭크예요", "a rank of 1.5", "- against 1.5"),
        ("7B와 70억", "7B and 7 billion", ""),
        ("두 개", "2 of them", ""),
        ("6월에 12개", "12 in June", ""),
        ("{{d}}개", "{{d}} values", ""),
    ],
)
def test_numbers_that_differ_between_the_languages_are_a_warning(ko: str, en: str, words: str) -> None:
    text = with_first(hints=[both(ko, en)])
    faults = told(text, "C7")
    assert len(faults) == bool(words)
    assert all(words in fault and fault.startswith(place(text, f"ko: {ko}")) for fault in faults)


def test_a_plain_text_is_not_compared_and_a_third_language_does_not_hide_the_two() -> None:
    title = {"ko": "가", "en": "A", "ja": "あ"}
    parts = [{"id": "1", "title": "1"}]
    frame = read_series(
        series_text(languages=["ko", "en", "ja"], title=title, parts=parts, sources=None, quizzes=None).encode()
    )
    three = bank_data(title={**both("모델 2개", "3 models"), "ja": "モデル"})
    data = as_yaml(three).replace("title: LoRA", "title: LoRA 3")
    with pytest.raises(BankError) as caught:
        read_bank(data.encode(), "2024-02.yaml", frame)
    assert [problem.code for problem in caught.value.problems if problem.line == 3] == ["C7"]
    assert {problem.code for problem in caught.value.problems} == {"C7", "languages"}


# Smallest counts with a one-sided probability under 5 %, from tables of the binomial distribution.
BINOMIAL = {
    3: {12: 8, 20: 11, 30: 15, 40: 19, 60: 27, 100: 42},
    4: {12: 7, 20: 9, 30: 13, 40: 16, 60: 22, 100: 33},
    5: {12: 6, 20: 8, 30: 11, 40: 13, 60: 18, 100: 28},
}


@pytest.mark.parametrize(
    ("options", "trials", "limit"),
    [(options, trials, limit) for options, limits in BINOMIAL.items() for trials, limit in limits.items()],
)
def test_the_limit_of_chance_is_that_of_the_binomial_distribution(options: int, trials: int, limit: int) -> None:
    def tail(hits: int) -> float:
        return sum(
            comb(trials, k) * (1 / options) ** k * (1 - 1 / options) ** (trials - k) for k in range(hits, trials + 1)
        )

    assert chance_limit([1 / options] * trials) == limit
    assert tail(limit) < 0.05 <= tail(limit - 1)


@pytest.mark.parametrize(
    ("chances", "limit"),
    [
        ([], 1),
        ([0.04], 1),
        ([0.05], 2),
        ([0.25], 2),
        ([0.5] * 4, 5),
        ([0.5] * 5, 5),
        ([0.0, 0.0], 1),
        ([1.0, 1.0], 3),
        ([0.5, 0.25, 0.2], 3),
    ],
)
def test_the_limit_of_chance_for_few_or_uneven_trials(chances: list[float], limit: int) -> None:
    assert chance_limit(chances) == limit


LENGTHS = ("가나다라", "나", "다라", "마바")


@pytest.mark.parametrize(
    ("ko", "keys", "faults"),
    [
        (LENGTHS, [0, 0, 0], ["longest in 3 of 3 single_choice questions (ko)"]),
        (LENGTHS, [1, 1, 1], ["shortest in 3 of 3 single_choice questions (ko)"]),
        (LENGTHS, [0, 1, 2], []),
        (LENGTHS, [0, 0, 2], []),
        (("가나", "나다", "다라", "마바"), [0, 0, 0], []),
    ],
)
def test_a_key_that_is_the_longest_or_shortest_too_often_is_a_warning(
    ko: tuple[str, ...], keys: list[int], faults: list[str]
) -> None:
    found = told(bank_text(questions=singles(*keys, ko=ko), quizzes=None), "O7")
    assert len(found) == len(faults)
    for fault, words in zip(found, faults, strict=True):
        assert f"warning: the right option is the {words}; lengthen or shorten options" in fault
        assert "until chance could have done it: fewer than 3 [O7]" in fault


def test_lengths_are_compared_in_each_language_for_itself() -> None:
    questions = singles(0, 0, 0)
    for one in questions:
        one["options"][0]["text"]["en"] = "a much longer text"
    (fault,) = told(bank_text(questions=questions, quizzes=None), "O7")
    assert "the longest in 3 of 3 single_choice questions (en)" in fault
    text = bank_text(questions=questions, quizzes=None)
    assert fault.split(":")[0] == place(text, "- id").split(":")[0]


@pytest.mark.parametrize(
    ("keys", "faults"),
    [
        ([0, 1, 2, 3, 0, 1], []),
        ([2, 2, 2], ["stands in place 3 in 3 of 3 questions; spread the keys: fewer than 3 in one place"]),
        (
            [1, 1, 1, 1],
            [
                "stands in place 2 in 4 of 4 questions",
                "stands in the same place in 4 questions on end; spread the keys",
            ],
        ),
        ([0, 1, 2, 3] * 4 + [3, 3, 3], ["stands in the same place in 4 questions on end"]),
        ([0, 1, 2, 3] * 4 + [3, 3], []),
    ],
)
def test_keys_that_stand_in_one_place_too_often_are_a_warning(keys: list[int], faults: list[str]) -> None:
    found = told(bank_text(questions=singles(*keys), quizzes=None), "O8")
    assert len(found) == len(faults)
    for fault, words in zip(found, faults, strict=True):
        assert f": warning: the right option {words}" in fault


def test_too_many_keys_in_one_place_are_told_at_the_first_of_them() -> None:
    text = bank_text(questions=singles(0, 2, 2, 2, 2), quizzes=None)
    (found,) = [fault for fault in told(text, "O8") if "stands in place" in fault]
    assert found.startswith(place(text, "id: single-1"))


def test_objectives_and_sections_with_too_few_questions_are_a_warning() -> None:
    objectives = {name: bank_data()["objectives"]["LO-2.1"] for name in ("LO-2.1", "LO-2.2")}
    text = bank_text(objectives=objectives, questions=[definition(kind) for kind in KINDS[:3]], quizzes=None)
    assert told(text, "C1") == [
        f"{spot} 2024-02.yaml:{spot}: warning: {words} [C1]"
        for spot, words in [
            (
                place(
                    text,
                    "level: apply\n    text:\n      ko: 값의 수를 계산한다.\n      en: Count the values.\nsections",
                ),
                "LO-2.2 has too few questions: 0; write at least 3",
            ),
            (place(text, "title:\n      ko: 가벼운"), "2.1 has too few questions: 3; write at least 4"),
        ]
    ]
    assert told(bank_text(), "C1") == []


def test_several_numbers_that_differ_are_listed() -> None:
    (fault,) = told(with_first(hints=[both("2와 3.5와 7", "none")]), "C7")
    assert "the numbers differ between the languages: 2, 3.5, 7 against -;" in fault


@pytest.mark.parametrize(("size", "repeats"), [(41, True), (40, False)])
def test_an_explanation_repeats_the_answer_from_four_fifths_on(size: int, repeats: bool) -> None:
    syllables = "".join(
        chr(ord("가") + 28 * number) for number in range(50)
    )  # 48 trigrams; 39 of them are more than 80 %
    options = definition("single_choice")["options"]
    options[1]["text"]["ko"] = syllables[:size]
    text = with_first(options=options, explanation=both(syllables, definition()["explanation"]["en"]))
    assert bool(told(text, "S5")) is repeats
