"""Every fault that a bank's fields can have: one slip in a valid bank, the place ¦ of its message, and its remedy."""

import pytest

from quiz.domain.errors import Problem
from tests.builders import KINDS, as_yaml, bank_data, bank_text, definition, problems_of

NUMBERS = "absolute: '0'"
WHY_TRUE = "    'true':\n      ko: 맞아요. 얇은 행렬만 배워요.\n      en: 'Right: only thin matrices are trained.'\n"
OBJECTIVES = as_yaml({"objectives": bank_data()["objectives"]})


def slipped(old: str, new: str, kinds: tuple[str, ...]) -> tuple[str, str]:
    """A bank with the first ``old`` replaced, and ``line:column`` of the ¦ in ``new``."""
    text = bank_text(questions=[definition(kind) for kind in kinds])
    assert old in text
    before, _, after = text.replace(old, new, 1).partition("¦")
    assert "¦" not in after
    return before + after, f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def errors(text: str) -> list[Problem]:
    return [problem for problem in problems_of(text) if problem.severity == "error"]


FRAME = [
    ("bank: 2024-02", "bank: ¦2024-2", "month", "write 2024-02"),
    ("bank: 2024-02", "bank: ¦[a]", "month", "is not a valid month"),
    ("bank: 2024-02\n", "¦bnak: 2024-02\nbank: 2024-02\n", "unknown-key", "did you mean 'bank'?"),
    (
        "bank: 2024-02\n",
        "¦weather: fine\nbank: 2024-02\n",
        "unknown-key",
        "known here: bank, title, sources, objectives, sections, quizzes, questions",
    ),
    ("bank: 2024-02\n", "bank: 2024-02\n¦<<: {a: b}\n", "unknown-key", "unknown key '<<'"),
    ("bank: 2024-02\n", "¦", "missing", "add bank:"),
    (
        "  ko: 모델 경량화\n  en: Lighter models\n",
        "  ¦ko: 모델 경량화\n",
        "languages",
        "lacks en; write the text in every language",
    ),
    ("  ko: 모델 경량화\n", "  ko: 모델 경량화\n  ¦fr: Modèles\n", "languages", "'fr' is not a language of the series"),
    ("  ko: 모델 경량화\n", "  ko: ¦''\n", "text-empty", "'title' is empty; write the text"),
    ("  ko: 모델 경량화\n", "  ko: ¦[모델]\n", "text", "write one text, or one for each language"),
    ("  ko: 모델 경량화\n  en: Lighter models\n", "  ¦- 모델\n", "text", "'title' is not a text"),
    ("title:\n  ko: 모델 경량화\n  en: Lighter models\n", "title: ¦' '\n", "text-empty", "write the text"),
    ("title: LoRA", "title: ¦" + "가" * 20_001, "text-long", "has 20001 characters, the limit is 20000; shorten"),
    ("title: LoRA", 'title: ¦"a\\ue000b"', "text-reserved", "remove the characters U+E000 to U+E00F"),
    ("    year: '2021'", "    year: ¦'1850'", "greater-than-equal", "write 1900 or more"),
    ("    year: '2021'", "    year: ¦'2500'", "less-than-equal", "write 2100 or less"),
    ("    year: '2021'", "    year: ¦about 2021", "whole-number", "write a whole number such as 2"),
    ("    year: '2021'", f"    year: ¦{'1' * 100_000}", "whole-number", "is not a whole number"),
    ("arxiv: '2106.09685'", "arxiv: ¦arXiv:2106.09685", "arxiv", "write it as in 2106.09685"),
    ("arxiv: '2106.09685'", "url: ¦www.example.org", "url", "write it whole, with https:// before it"),
    ("    authors: Hu et al.", "    authors: ¦[Hu]", "string-type", "write one plain text"),
    (
        "sources:\n  lora:\n",
        "sources:\n  lo ra:\n    ¦title: x\n  lora:\n",
        "name",
        "use letters a to z, digits, points",
    ),
    ("    title: LoRA\n", "    title: LoRA\n    ¦titel: x\n", "unknown-key", "did you mean 'title'?"),
    ("level: apply", "level: ¦aply", "choice", "did you mean 'apply'?"),
    ("level: apply", "level: ¦sing", "choice", "known here: remember, understand, apply, analyze, evaluate, create"),
    ("    level: apply\n", "    ¦levl: apply\n    level: apply\n", "unknown-key", "did you mean 'level'?"),
    (
        "  LO-2.1:\n    level: apply\n",
        "  LO-2.1: ¦x\n  LO-2.2:\n    level: apply\n",
        "model-type",
        "write it as {level: apply, text: x}",
    ),
    (OBJECTIVES, "objectives: ¦{}\n", "too-short", "'objectives' holds too few entries; write at least 1"),
    ("mode: practice", "mode: ¦review", "choice", "known here: practice, exam"),
    ("- id: practice-2-1", "- id: ¦Practice", "slug", "use lower-case letters a to z, digits and single hyphens"),
    ("count: '4'", "count: ¦'0'", "greater-than-equal", "'0' is too small for 'count'; write 1 or more"),
    ("count: '4'", "count: ¦'101'", "less-than-equal", "write 100 or less"),
    ("count: '4'", "count: ¦'4.0'", "whole-number", "'4.0' is not a whole number"),
    ("count: '4'", "count: ¦'04'", "whole-number", "write a whole number"),
    ("    count: '4'\n", "", "draw-count", "add count: 8, or name the questions"),
    ("minutes: '20'", "minutes: ¦'0'", "greater-than-equal", "write 1 or more"),
    ("pass: '0.7'", "pass: ¦'70'", "less-than-equal", "'70' is too large for 'pass'; write 1 or less"),
    ("pass: '0.7'", "pass: ¦70%", "number", "write the share of 1: 0.7"),
    ("  pass: '0.7'", "  ¦pass_mark: '0.7'", "unknown-key", "did you mean 'pass'?"),
    ("  draw:\n  - section: '2.1'\n    count: '4'\n", "  draw: ¦[]\n", "too-short", "write at least 1"),
    (
        "  draw:\n  - section: '2.1'\n    count: '4'\n",
        "  draw: ¦all\n",
        "tuple-type",
        "write it as [{count: 4}]",
    ),
]
EVERY_QUESTION = [
    ("- id: one-single", "- id: ¦One_Single", "slug", "for example router-top-two"),
    ("- id: one-single-choice\n  kind: single_choice\n", "- ¦id: one-single-choice\n", "missing", "known here: "),
    ("kind: single_choice", "kind: ¦riddle", "kind", "unknown kind 'riddle'; known here: categorize, cloze"),
    ("kind: single_choice", "kind: ¦singel_choice", "kind", "did you mean 'single_choice'?"),
    ("kind: single_choice", "kind: ¦[single_choice]", "kind", "unknown kind"),
    (
        "questions:\n",
        "questions:\n- ¦word\n",
        "structure",
        "a text stands where fields are wanted; write key: value lines",
    ),
    ("questions:\n", "questions:\n- ¦[word]\n", "structure", "a list stands where fields are wanted"),
    ("difficulty: '2'", "difficulty: ¦easy", "whole-number", "write 1 (easy), 2 or 3 (hard)"),
    ("difficulty: '2'", "difficulty: ¦'4'", "less-than-equal", "write 1 (easy), 2 or 3 (hard)"),
    ("scope: paper", "scope: ¦papre", "choice", "did you mean 'paper'?"),
    ("scope: paper", "scope: ¦[paper]", "choice", "did you mean 'paper'?"),
    ("  scope: paper\n", "  scope: paper\n  points: ¦'0'\n", "greater-than", "write more than 0"),
    ("  scope: paper\n", "  scope: paper\n  points: ¦1/2\n", "number", "'1/2' is not a number"),
    ("  scope: paper\n", "  scope: paper\n  points: ¦[1]\n", "number", "is not a number"),
    ("  scope: paper\n", f"  scope: paper\n  points: ¦{'9' * 100_000}\n", "number", "is not a number"),
    ("  scope: paper\n", "  scope: paper\n  as_of: ¦2026-13\n", "month", "is not a valid month"),
    ("  scope: paper\n", "  scope: paper\n  was: ¦Old id\n", "slug", "is not a valid id"),
    ("  scope: paper\n", "  scope: paper\n  hints: ¦[a, b, c, d, e, f]\n", "too-long", "write at most 5"),
    ("  scope: paper\n", "  scope: paper\n  image: ¦lora.svg\n", "model-type", "write it as {file: lora.svg, alt: …}"),
    ("  scope: paper\n", "  scope: paper\n  image:\n    ¦file: lora.svg\n", "missing", "'alt' is missing"),
    (
        "  scope: paper\n",
        "  scope: paper\n  image:\n    file: lora.svg\n    alt: 그림\n    ¦caption: 그림\n",
        "unknown-key",
        "did you mean 'alt'?",
    ),
    ("  sources:\n  - ref: lora\n    at: §4.1\n", "  sources: ¦[]\n", "too-short", "write at least 1"),
    ("  - ref: lora\n    at: §4.1\n", "  - ref: lora\n    ¦page: '4'\n", "unknown-key", "did you mean 'at'?"),
]
OPTIONS = [
    ("  - id: a\n", "  - id: a\n    ¦correkt: yes\n", "unknown-key", "did you mean 'correct'?"),
    ("correct: 'true'", "correct: ¦yes", "truth", "'yes' is neither true nor false; write true"),
    ("correct: 'true'", "correct: ¦[]", "truth", "write true or false"),
    ("  - id: a\n", "  - id: a\n    misconception: ¦Too Big\n", "slug", "use lower-case letters"),
    ("  - id: a\n", "  - id: ¦''\n", "name", "'' is not a valid name"),
]
OF_A_KIND = {
    "true_false": [
        ("answer: 'true'", "answer: ¦maybe", "truth", "write true or false, or a condition on variables such as n < 3"),
        ("answer: 'true'", "answer: ¦[true]", "truth", "is neither true nor false; write true or false"),
        ("    'true':\n", "    ¦'yes': x\n    'true':\n", "unknown-key", "known here: true, false"),
        (WHY_TRUE + "    'false'", "    ¦'false'", "missing", "'true' is missing"),
    ],
    "numeric": [
        (NUMBERS, "¦{}", "tolerance", "give one of absolute, relative, significant"),
        (NUMBERS, "¦{absolute: 0, relative: 0.1}", "tolerance", "not exactly one tolerance"),
        (NUMBERS, "{¦absolut: 0}", "unknown-key", "did you mean 'absolute'?"),
        (NUMBERS, "{absolute: ¦-1}", "greater-than-equal", "write 0 or more"),
        (NUMBERS, "{relative: ¦1}", "less-than", "write less than 1"),
        (NUMBERS, "{significant: ¦0}", "greater-than-equal", "write 1 or more"),
        (
            "    d:\n",
            "    d d: ¦[1]\n    d:\n",
            "string-pattern-mismatch",
            "use a letter a to z, then letters, digits and underscores",
        ),
        ("    - '1024'\n", "    - ¦many\n", "number", "'many' is not a number"),
        ("  answer: 2 * d * r\n", "  decimals: ¦'13'\n  answer: 2 * d * r\n", "less-than-equal", "write 12 or less"),
        ("  answer: 2 * d * r\n", "  sets: ¦none\n  answer: 2 * d * r\n", "tuple-type", "is not a list"),
        ("  answer: 2 * d * r\n", "  sets: [¦x]\n  answer: 2 * d * r\n", "dict-type", "needs fields of its own"),
        (
            "    text:\n      ko: 개\n",
            "    ¦accepts: x\n    text:\n      ko: 개\n",
            "unknown-key",
            "did you mean 'accept'?",
        ),
        ("  - value: d * r\n", "  - ¦val: x\n    value: d * r\n", "unknown-key", "did you mean 'value'?"),
    ],
    "matching": [
        ("    right: c\n", "    right: c\n    ¦wrong: d\n", "unknown-key", "known here: id, text, right, why"),
        ("  left:\n  - id: '1'", "  left:\n  - id: ¦' 1'", "name", "use letters a to z"),
    ],
    "short_text": [
        ("score: '0.5'", "score: ¦'0'", "greater-than", "write more than 0"),
        ("score: '0.5'", "score: ¦'2'", "less-than-equal", "write 1 or less"),
        ("typos: '1'", "typos: ¦'2'", "less-than-equal", "write 1 or less"),
        ("case: fold", "case: ¦foldd", "choice", "did you mean 'fold'?"),
        ("spaces: ignore", "¦space: ignore", "unknown-key", "did you mean 'spaces'?"),
        ("  - text:\n    - 망각\n    - forgetting\n", "  - text: ¦[]\n", "too-short", "write at least 1"),
    ],
}


def assert_one(old: str, new: str, code: str, words: str, kinds: tuple[str, ...]) -> None:
    text, place = slipped(old, new, kinds)
    found = errors(text)
    assert [problem.code for problem in found] == [code]
    assert words in str(found[0])
    assert found[0].file == "2024-02.yaml"
    if "¦" in new:
        assert f"{found[0].line}:{found[0].column}" == place


@pytest.mark.parametrize(("old", "new", "code", "words"), FRAME)
def test_a_slip_in_the_frame_of_a_bank_is_told(old: str, new: str, code: str, words: str) -> None:
    assert_one(old, new, code, words, KINDS)


@pytest.mark.parametrize(("old", "new", "code", "words"), EVERY_QUESTION)
def test_a_slip_in_what_every_question_has_is_told(old: str, new: str, code: str, words: str) -> None:
    assert_one(old, new, code, words, KINDS)


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice"])
@pytest.mark.parametrize(("old", "new", "code", "words"), OPTIONS)
def test_a_slip_in_options_is_told(kind: str, old: str, new: str, code: str, words: str) -> None:
    assert_one(old, new, code, words, (kind, *KINDS[2:]))


@pytest.mark.parametrize(
    ("kind", "old", "new", "code", "words"), [(kind, *row) for kind, rows in OF_A_KIND.items() for row in rows]
)
def test_a_slip_in_a_field_of_one_kind_is_told(kind: str, old: str, new: str, code: str, words: str) -> None:
    assert_one(old, new, code, words, (kind, *(other for other in KINDS if other != kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_that_is_missing_is_told_in_one_run(kind: str) -> None:
    text = bank_text(questions=[definition(other) for other in KINDS if other != kind] + [{"kind": kind}])
    missing = {
        "single_choice": ["options"],
        "multiple_choice": ["options"],
        "true_false": ["answer", "why"],
        "numeric": ["answer", "tolerance"],
        "matching": ["left", "right"],
        "short_text": ["answers"],
    }
    common = ["id", "section", "objective", "difficulty", "scope", "prompt", "explanation", "sources"]
    assert [str(problem.message) for problem in errors(text)] == [
        f"'{name}' is missing" for name in (*common, *missing[kind])
    ]


@pytest.mark.parametrize(
    ("kind", "field", "size", "code", "words"),
    [
        ("single_choice", "options", 1, "too-short", "'options' holds too few entries; write at least 2"),
        ("single_choice", "options", 9, "too-long", "'options' holds too many entries; write at most 8"),
        ("multiple_choice", "options", 2, "too-short", "write at least 3"),
        ("multiple_choice", "options", 9, "too-long", "write at most 8"),
        ("matching", "left", 1, "too-short", "write at least 2"),
        ("matching", "left", 9, "too-long", "write at most 8"),
        ("matching", "right", 1, "too-short", "write at least 2"),
        ("matching", "right", 11, "too-long", "write at most 10"),
        ("short_text", "answers", 0, "too-short", "write at least 1"),
    ],
)
def test_a_list_with_too_few_or_too_many_entries_is_told(
    kind: str, field: str, size: int, code: str, words: str
) -> None:
    entries = [{**definition(kind)[field][0], "id": f"e{number}"} for number in range(size)]
    (problem,) = errors(bank_text(questions=[definition(kind, **{field: entries})]))
    assert problem.code == code
    assert words in str(problem)


def test_a_list_is_not_called_too_short_for_the_faults_of_its_entries() -> None:
    text = bank_text(quizzes=[{"id": "q", "title": "Q", "mode": "exam", "draw": [{"count": "0"}, {"count": "x"}]}])
    assert [problem.code for problem in errors(text)] == ["greater-than-equal", "whole-number"]
