"""Every fault that a bank's fields can have: one slip in a valid bank, the place ¦ of its message, and its values."""

import pytest

from quiz.domain.errors import Problem
from quiz.domain.questions import Question
from tests.builders import KINDS, as_yaml, bank_data, bank_text, definition, problems_of
from tests.findings import values_of

NUMBERS = "absolute: '0'"
WHY_TRUE = "    'true':\n      ko: 맞아요. 얇은 행렬만 배워요.\n      en: 'Right: only thin matrices are trained.'\n"
EVERY_KIND = ", ".join(sorted(Question.kinds))
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
    ("bank: 2024-02", "bank: ¦2024-2", "month", "value='2024-2'; form=2024-02"),
    ("bank: 2024-02", "bank: ¦" + "a" * 80, "slug", f"value='{'a' * 59}…'; limit=79"),
    ("bank: 2024-02", "bank: ¦[a]", "slug", "field.text='bank'; form=a"),
    ("bank: 2024-02\n", "¦bnak: 2024-02\nbank: 2024-02\n", "unknown-key", "key='bnak'; known='bank'"),
    (
        "bank: 2024-02\n",
        "¦weather: fine\nbank: 2024-02\n",
        "unknown-key",
        "key='weather'; known=bank, title, sources, objectives, sections, misconceptions, quizzes, questions",
    ),
    (
        "bank: 2024-02\n",
        "bank: 2024-02\n¦<<: {a: b}\n",
        "unknown-key",
        "key='<<'; known=bank, title, sources, objectives, sections, misconceptions, quizzes, questions",
    ),
    ("bank: 2024-02\n", "¦", "missing", "field='bank'; field=bank"),
    (
        "  ko: 모델 경량화\n  en: Lighter models\n",
        "  ¦ko: 모델 경량화\n",
        "languages",
        "field.text='title', missing=en",
    ),
    ("  ko: 모델 경량화\n", "  ko: 모델 경량화\n  ¦fr: Modèles\n", "languages", "key='fr'"),
    ("  ko: 모델 경량화\n", "  ko: ¦''\n", "text-empty", "field.text='title'"),
    ("  ko: 모델 경량화\n", "  ko: ¦[모델]\n", "text", "field.text='title'"),
    ("  ko: 모델 경량화\n  en: Lighter models\n", "  ¦- 모델\n", "text", "field.text='title'"),
    ("title:\n  ko: 모델 경량화\n  en: Lighter models\n", "title: ¦' '\n", "text-empty", "field.text='title'"),
    ("title: LoRA", "title: ¦" + "가" * 20_001, "text-long", "field.text='title', limit=20000, size=20001"),
    ("title: LoRA", 'title: ¦"a\\ue000b"', "text-reserved", "field.text='title'"),
    ("    year: '2021'", "    year: ¦'1850'", "greater-than-equal", "field.text='year', value='1850'; limit=1900"),
    ("    year: '2021'", "    year: ¦'2500'", "less-than-equal", "field.text='year', value='2500'; limit=2100"),
    ("    year: '2021'", "    year: ¦about 2021", "whole-number", "value='about 2021'"),
    (
        "    year: '2021'",
        f"    year: ¦{'1' * 100_000}",
        "whole-number",
        "value='11111111111111111111111111111111111111111111111111111111111…'",
    ),
    ("arxiv: '2106.09685'", "arxiv: ¦arXiv:2106.09685", "arxiv", "value='arXiv:2106.09685'"),
    ("arxiv: '2106.09685'", "url: ¦www.example.org", "url", "value='www.example.org'"),
    ("    authors: Hu et al.", "    authors: ¦[Hu]", "string-type", "field.text='authors'; form=Hu"),
    (
        "sources:\n  lora:\n",
        "sources:\n  lo ra:\n    ¦title: x\n  lora:\n",
        "name",
        "value='lo ra'; id=lo-ra",
    ),
    ("    title: LoRA\n", "    title: LoRA\n    ¦titel: x\n", "unknown-key", "key='titel'; known='title'"),
    ("level: apply", "level: ¦aply", "choice", "value='aply', field.text='level'; known='apply'"),
    (
        "level: apply",
        "level: ¦sing",
        "choice",
        "value='sing', field.text='level'; known=remember, understand, apply, analyze, evaluate, create",
    ),
    ("    level: apply\n", "    ¦levl: apply\n    level: apply\n", "unknown-key", "key='levl'; known='level'"),
    (
        "  LO-2.1:\n    level: apply\n",
        "  LO-2.1: ¦x\n  LO-2.2:\n    level: apply\n",
        "model-type",
        "field.text='LO-2.1'; form={level: apply, text: x}",
    ),
    (OBJECTIVES, "objectives: ¦{}\n", "too-short", "field.text='objectives'; limit=1"),
    ("mode: practice", "mode: ¦review", "choice", "value='review', field.text='mode'; known=practice, exam"),
    ("- id: practice-2-1", "- id: ¦Practice", "slug", "value='Practice'; id=practice"),
    ("count: '4'", "count: ¦'0'", "greater-than-equal", "field.text='count', value='0'; limit=1"),
    ("count: '4'", "count: ¦'101'", "less-than-equal", "field.text='count', value='101'; limit=100"),
    ("count: '4'", "count: ¦'4.0'", "whole-number", "value='4.0'"),
    ("count: '4'", "count: ¦'04'", "whole-number", "value='04'"),
    ("    count: '4'\n", "", "draw-count", ""),
    ("minutes: '20'", "minutes: ¦'0'", "greater-than-equal", "field.text='minutes', value='0'; limit=1"),
    ("pass: '0.7'", "pass: ¦'70'", "less-than-equal", "field.text='pass', value='70'; number=0.7"),
    ("pass: '0.7'", "pass: ¦70%", "number", "value='70%'; number=0.7"),
    ("  pass: '0.7'", "  ¦pass_mark: '0.7'", "unknown-key", "key='pass_mark'; known='pass'"),
    ("  draw:\n  - section: '2.1'\n    count: '4'\n", "  draw: ¦[]\n", "too-short", "field.text='draw'; limit=1"),
    (
        "  draw:\n  - section: '2.1'\n    count: '4'\n",
        "  draw: ¦all\n",
        "tuple-type",
        "field.text='draw'; form=[{count: 4}]",
    ),
]
EVERY_QUESTION = [
    ("- id: one-single", "- id: ¦One_Single", "slug", "value='One_Single-choice'; id=one-single-choice"),
    (
        "- id: one-single-choice\n  kind: single_choice\n",
        "- ¦id: one-single-choice\n",
        "missing",
        f"field='kind'; known={EVERY_KIND}",
    ),
    (
        "kind: single_choice",
        "kind: ¦riddle",
        "kind",
        f"kind='riddle'; known={EVERY_KIND}",
    ),
    ("kind: single_choice", "kind: ¦singel_choice", "kind", "kind='singel_choice'; known='single_choice'"),
    ("kind: single_choice", "kind: ¦[single_choice]", "kind", "field.text='kind'; form=single_choice"),
    (
        "questions:\n",
        "questions:\n- ¦word\n",
        "structure",
        "",
    ),
    ("questions:\n", "questions:\n- ¦[word]\n", "structure", ""),
    ("difficulty: '2'", "difficulty: ¦easy", "whole-number", "value='easy'; word=1"),
    ("difficulty: '2'", "difficulty: ¦'4'", "less-than-equal", "field.text='difficulty', value='4'"),
    ("scope: paper", "scope: ¦papre", "choice", "value='papre', field.text='scope'; known='paper'"),
    ("scope: paper", "scope: ¦[paper]", "choice", "field.text='scope'; form=paper"),
    ("  scope: paper\n", "  scope: paper\n  points: ¦'0'\n", "greater-than", "field.text='points', value='0'; limit=0"),
    ("  scope: paper\n", "  scope: paper\n  points: ¦1/2\n", "number", "value='1/2'; number=0.5"),
    ("  scope: paper\n", "  scope: paper\n  points: ¦[1]\n", "number", "field.text='points'; form=1"),
    (
        "  scope: paper\n",
        f"  scope: paper\n  points: ¦{'9' * 100_000}\n",
        "number",
        "value='99999999999999999999999999999999999999999999999999999999999…'",
    ),
    ("  scope: paper\n", "  scope: paper\n  as_of: ¦2026-13\n", "month", "value='2026-13'"),
    ("  scope: paper\n", "  scope: paper\n  was: ¦Old id\n", "slug", "value='Old id'; id=old-id"),
    ("  scope: paper\n", "  scope: paper\n  hints: ¦[a, b, c, d, e, f]\n", "too-long", "field.text='hints'; limit=5"),
    (
        "  scope: paper\n",
        "  scope: paper\n  image: ¦lora.svg\n",
        "model-type",
        "field.text='image'; form={file: lora.svg, alt: …}",
    ),
    (
        "  scope: paper\n",
        "  scope: paper\n  image:\n    ¦file: lora.svg\n",
        "missing",
        "field='alt'; field=alt, around='image'",
    ),
    (
        "  scope: paper\n",
        "  scope: paper\n  image:\n    file: lora.svg\n    alt: 그림\n    ¦caption: 그림\n",
        "unknown-key",
        "key='caption'; known='alt'",
    ),
    ("  sources:\n  - ref: lora\n    at: §4.1\n", "  sources: ¦[]\n", "too-short", "field.text='sources'; limit=1"),
    ("  - ref: lora\n    at: §4.1\n", "  - ref: lora\n    ¦page: '4'\n", "unknown-key", "key='page'; known='at'"),
]
OPTIONS = [
    ("  - id: a\n", "  - id: a\n    ¦correkt: yes\n", "unknown-key", "key='correkt'; known='correct'"),
    ("correct: 'true'", "correct: ¦on", "truth", "value='on'; word=true"),
    ("correct: 'true'", "correct: ¦[]", "truth", "field.text='correct'"),
    ("  - id: a\n", "  - id: a\n    misconception: ¦Too Big\n", "slug", "value='Too Big'; id=too-big"),
    ("  - id: a\n", "  - id: ¦''\n", "name", "field.text='id'"),
]
OF_A_KIND = {
    "true_false": [
        ("answer: 'true'", "answer: ¦maybe", "truth", "value='maybe'"),
        ("answer: 'true'", "answer: ¦[true]", "truth", "field.text='answer'; form=true"),
        ("    'true':\n", "    ¦'yes': x\n    'true':\n", "unknown-key", "key='yes'; known=true, false"),
        (WHY_TRUE + "    'false'", "    ¦'false'", "missing", "field='true'; field=true, around='why'"),
    ],
    "numeric": [
        (NUMBERS, "¦{}", "tolerance", ""),
        (NUMBERS, "¦{absolute: 0, relative: 0.1}", "tolerance", ""),
        (NUMBERS, "{¦absolut: 0}", "unknown-key", "key='absolut'; known='absolute'"),
        (NUMBERS, "{absolute: ¦-1}", "greater-than-equal", "field.text='absolute', value='-1'; limit=0"),
        (NUMBERS, "{relative: ¦1}", "less-than", "field.text='relative', value='1'; limit=1"),
        (NUMBERS, "{significant: ¦0}", "greater-than-equal", "field.text='significant', value='0'; limit=1"),
        (
            "    d:\n",
            "    d d: ¦[1]\n    d:\n",
            "string-pattern-mismatch",
            "value='d d'",
        ),
        ("    - '1024'\n", "    - ¦many\n", "number", "value='many'"),
        (
            "  answer: 2 * d * r\n",
            "  decimals: ¦'13'\n  answer: 2 * d * r\n",
            "less-than-equal",
            "field.text='decimals', value='13'; limit=12",
        ),
        (
            "  answer: 2 * d * r\n",
            "  sets: ¦none\n  answer: 2 * d * r\n",
            "tuple-type",
            "field.text='sets'; form=[none]",
        ),
        (
            "  answer: 2 * d * r\n",
            "  sets: [¦x]\n  answer: 2 * d * r\n",
            "dict-type",
            "field.number=1, field.list='sets'",
        ),
        (
            "    text:\n      ko: 개\n",
            "    ¦accepts: x\n    text:\n      ko: 개\n",
            "unknown-key",
            "key='accepts'; known='accept'",
        ),
        ("  - value: d * r\n", "  - ¦val: x\n    value: d * r\n", "unknown-key", "key='val'; known='value'"),
    ],
    "matching": [
        (
            "    right: c\n",
            "    right: c\n    ¦wrong: d\n",
            "unknown-key",
            "key='wrong'; known=id, text, right, why, misconception",
        ),
        ("  left:\n  - id: '1'", "  left:\n  - id: ¦' 1'", "name", "value=' 1'; id=1"),
    ],
    "short_text": [
        ("score: '0.5'", "score: ¦'0'", "greater-than", "field.text='score', value='0'; limit=0"),
        ("score: '0.5'", "score: ¦'2'", "less-than-equal", "field.text='score', value='2'; limit=1"),
        ("typos: '1'", "typos: ¦'2'", "less-than-equal", "field.text='typos', value='2'; limit=1"),
        ("case: fold", "case: ¦foldd", "choice", "value='foldd', field.text='case'; known='fold'"),
        ("spaces: ignore", "¦space: ignore", "unknown-key", "key='space'; known='spaces'"),
        ("  - text:\n    - 망각\n    - forgetting\n", "  - text: ¦[]\n", "too-short", "field.text='text'; limit=1"),
    ],
}


def assert_one(old: str, new: str, code: str, values: str, kinds: tuple[str, ...]) -> None:
    text, place = slipped(old, new, kinds)
    found = errors(text)
    assert [problem.code for problem in found] == [code]
    assert values_of(found[0]) == values
    assert found[0].file == "2024-02.yaml"
    if "¦" in new:
        assert f"{found[0].line}:{found[0].column}" == place


@pytest.mark.parametrize(("old", "new", "code", "values"), FRAME)
def test_a_slip_in_the_frame_of_a_bank_is_told(old: str, new: str, code: str, values: str) -> None:
    assert_one(old, new, code, values, KINDS)


@pytest.mark.parametrize(("old", "new", "code", "values"), EVERY_QUESTION)
def test_a_slip_in_what_every_question_has_is_told(old: str, new: str, code: str, values: str) -> None:
    assert_one(old, new, code, values, KINDS)


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice"])
@pytest.mark.parametrize(("old", "new", "code", "values"), OPTIONS)
def test_a_slip_in_options_is_told(kind: str, old: str, new: str, code: str, values: str) -> None:
    assert_one(old, new, code, values, (kind, *KINDS[2:]))


@pytest.mark.parametrize(
    ("kind", "old", "new", "code", "values"), [(kind, *row) for kind, rows in OF_A_KIND.items() for row in rows]
)
def test_a_slip_in_a_field_of_one_kind_is_told(kind: str, old: str, new: str, code: str, values: str) -> None:
    assert_one(old, new, code, values, (kind, *(other for other in KINDS if other != kind)))


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
    # The only section and the only objective of a bank are filled in.
    common = ["id", "difficulty", "scope", "prompt", "explanation", "sources"]
    assert [(problem.code, problem.message.values["field"]) for problem in errors(text)] == [
        ("missing", repr(name)) for name in (*common, *missing[kind])
    ]


@pytest.mark.parametrize(
    ("kind", "field", "size", "code", "values"),
    [
        ("single_choice", "options", 1, "too-short", "field.text='options'; limit=2"),
        ("single_choice", "options", 9, "too-long", "field.text='options'; limit=8"),
        ("multiple_choice", "options", 2, "too-short", "field.text='options'; limit=3"),
        ("multiple_choice", "options", 9, "too-long", "field.text='options'; limit=8"),
        ("matching", "left", 1, "too-short", "field.text='left'; limit=2"),
        ("matching", "left", 9, "too-long", "field.text='left'; limit=8"),
        ("matching", "right", 1, "too-short", "field.text='right'; limit=2"),
        ("matching", "right", 11, "too-long", "field.text='right'; limit=10"),
        ("short_text", "answers", 0, "too-short", "field.text='answers'; limit=1"),
    ],
)
def test_a_list_with_too_few_or_too_many_entries_is_told(
    kind: str, field: str, size: int, code: str, values: str
) -> None:
    entries = [{**definition(kind)[field][0], "id": f"e{number}"} for number in range(size)]
    (problem,) = errors(bank_text(questions=[definition(kind, **{field: entries})]))
    assert problem.code == code
    assert values_of(problem) == values


def test_a_list_is_not_called_too_short_for_the_faults_of_its_entries() -> None:
    text = bank_text(quizzes=[{"id": "q", "title": "Q", "mode": "exam", "draw": [{"count": "0"}, {"count": "x"}]}])
    assert [problem.code for problem in errors(text)] == ["greater-than-equal", "whole-number"]
