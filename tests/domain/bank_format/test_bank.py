"""A bank as a whole: read with everything in it, or refused with every problem of the file in one run."""

import hashlib
import unicodedata
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.bank_format.bank import content_hash, content_without_ids, question_from, read_bank, read_parts
from quiz.domain.bank_format.series import read_series
from quiz.domain.errors import BankError
from quiz.platform.paths import QUESTIONS
from tests.builders import FILE, KINDS, bank, bank_data, bank_text, both, definition, problems_of, series, series_text

BANKS = sorted(QUESTIONS.glob("20*.yaml"))


def media_size(name: str) -> int | None:
    file = QUESTIONS / "media" / name
    return file.stat().st_size if file.is_file() else None


def test_a_bank_holds_its_frame_its_questions_and_the_data_they_were_read_from() -> None:
    read = bank()
    assert (read.header.bank, read.header.title["ko"]) == ("2024-02", "모델 경량화")
    assert read.header.sources["lora"].year == 2021
    assert read.header.objectives["LO-2.1"].level == "apply"
    assert [quiz.id for quiz in read.header.quizzes] == ["practice-2-1", "check"]
    assert tuple(question.kind for question in read.questions) == KINDS
    assert read.data == bank_data()
    assert read.warnings == ()


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_the_banks_of_the_series_are_read_without_a_warning(path: Path) -> None:
    series_of_banks = read_series((QUESTIONS / "series.yaml").read_bytes())
    read = read_bank(path.read_bytes(), path.name, series_of_banks, media_size)
    assert read.warnings == ()
    assert len(read.questions) >= 20


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_definition_is_the_question_again(kind: str) -> None:
    read = bank()
    number = KINDS.index(kind)
    assert read.definition(number) == definition(kind)
    assert question_from(read.definition(number), ("ko", "en")) == read.questions[number]


def test_a_stored_definition_is_read_in_the_languages_of_its_series() -> None:
    texts = {field: {"ja": "あ"} for field in ("prompt", "explanation")}
    options = [
        {**entry, "text": {"ja": entry["id"]}, "why": {"ja": "い"}} for entry in definition("single_choice")["options"]
    ]
    assert question_from(definition("single_choice", options=options, **texts), ("ja",)).prompt["ja"] == "あ"


def test_a_content_is_named_by_its_canonical_form() -> None:
    canonical = '{"a":[1,"가"],"b":{"x":null,"y":"1"}}'
    named = content_hash({"b": {"y": "1", "x": None}, "a": [1, "가"]})
    assert named == hashlib.sha256(canonical.encode()).hexdigest()


def test_warnings_come_with_the_bank() -> None:
    read = bank(questions=[definition(kind) for kind in KINDS[:3]], quizzes=None)
    assert [problem.code for problem in read.warnings] == ["C1"]
    assert read.warnings[0].severity == "warning"


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "012", "1.10", "1e3", "12:30", "2024-06-01", "true", "null", "~", "0x10", "1_000"]
)
def test_scalars_stay_strings_wherever_a_text_is_wanted(word: str) -> None:
    text = bank_text().replace("ko: 가중치\n", f"ko: {word} 가\n", 1).replace("    - 망각\n", f"    - {word}\n", 1)
    text = text.replace("en: weights\n", f"en: {word}\n", 1).replace("title: LoRA\n", f"title: {word}\n", 1)
    read = read_bank(text.encode(), FILE, series())
    choice, short = read.questions[0], read.questions[5]
    assert dict(choice.model_dump()["options"][0]["text"]) == both(f"{word} 가", word)
    assert read.header.sources["lora"].title["en"] == word
    assert word in short.model_dump()["answers"][1]["text"]


def test_every_problem_of_a_file_comes_in_one_run_from_top_to_bottom() -> None:
    faulty = [
        definition("single_choice", id="Bad Id", prompt="", misconceptions="x"),
        definition("multiple_choice", section="2.9", options=definition("multiple_choice")["options"][:2]),
        {"id": "x", "kind": "riddle"},
        definition(
            "true_false", id="twice", explanation=both("짧은 설명", "Too short to teach"), sources=[{"ref": "lroa"}]
        ),
        definition("numeric", id="twice", answer="2 * q"),
        definition("matching", image={"file": "none.svg", "alt": both("그림", "A picture")}),
        definition("short_text", reject=["망각"], section="2.2", prompt=both("무엇을 잊나요?", "What is it? 답")),
    ]
    codes = "C1 slug text-empty unknown-key too-short kind S5 S5 reference S2 N8 image reference C8 reject"
    problems = problems_of(bank_text(questions=faulty))
    assert [problem.code for problem in problems] == codes.split()
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)


def test_an_error_in_one_question_refuses_the_bank() -> None:
    with pytest.raises(BankError) as caught:
        bank(questions=[*bank_data()["questions"][:5], definition("short_text", reject=["망각"])])
    assert [problem.code for problem in caught.value.problems] == ["reject"]


def test_what_is_drawn_is_judged_where_every_question_could_be_read() -> None:
    draws = [{**bank_data()["quizzes"][0], "draw": [{"section": "2.1", "count": "9"}]}]
    assert "draw" in [problem.code for problem in problems_of(bank_text(quizzes=draws))]
    one = bank_text(questions=[definition("numeric")], quizzes=draws)
    assert "draw" in [problem.code for problem in problems_of(one)]
    unread = bank_text(questions=[definition("numeric"), {"id": "x", "kind": "riddle"}], quizzes=draws)
    assert "draw" not in [problem.code for problem in problems_of(unread)]


def test_a_fault_in_the_frame_does_not_hide_those_of_the_questions() -> None:
    short = definition("short_text", reject=["망각"])
    codes = {problem.code for problem in problems_of(bank_text(bank="February", questions=[short]))}
    assert codes == {"slug", "reject"}


def test_a_question_that_cannot_be_read_does_not_make_draws_seem_short() -> None:
    faulty = [definition(kind, difficulty="easy") for kind in KINDS]
    assert [problem.code for problem in problems_of(bank_text(questions=faulty)) if problem.severity == "error"] == [
        "whole-number"
    ] * len(KINDS)


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        ("- a\n", ["1:1 structure"]),
        ("word\n", ["1:1 structure"]),
        (bank_text(questions=None), ["1:1 missing"]),
        (bank_text(questions=[], quizzes=None), ["25:12 missing"]),
        (bank_text(questions="none", quizzes=None), ["25:12 missing"]),
        (bank_text(questions={"a": "b"}, quizzes=None), ["26:3 missing"]),
    ],
)
def test_a_file_without_questions_is_refused(raw: str, places: list[str]) -> None:
    assert [f"{p.line}:{p.column} {p.code}" for p in problems_of(raw) if p.severity == "error"] == places


def test_a_file_saved_with_taken_apart_hangul_is_refused_with_one_line() -> None:
    text = unicodedata.normalize("NFD", bank_text())
    problems = problems_of(text)
    (first,) = problems
    assert first.code == "K1"
    assert (first.line, first.column) == (3, 7)
    lines = sum(one != other for one, other in zip(text.splitlines(), bank_text().splitlines(), strict=True))
    assert str(first.message) == f"the syllables of this file are taken apart (NFD); lines: {lines}"
    assert "save the file with composed Hangul" in str(first)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("".join(f"k{number}: 1\n" for number in range(200_000)), "missing"),
        ("questions:\n" + "- {kind: numeric}\n" * 100_000, "missing"),
        ("questions:\n" + "- word\n" * 200_000, "missing"),
        (bank_text(quizzes=[{"id": "q", "title": "q", "mode": "exam", "draw": ["x"] * 100_000}]), "model-type"),
    ],
    ids=["keys", "questions", "words", "draws"],
)
def test_a_file_full_of_faults_is_refused_with_the_first_two_hundred(text: str, code: str) -> None:
    problems = problems_of(text)
    assert len(problems) == 200
    assert problems[0].code == code


def test_two_hundred_warnings_do_not_make_an_error() -> None:
    read = bank(
        objectives={f"LO-{number}": bank_data()["objectives"]["LO-2.1"] for number in range(300)}
        | {"LO-2.1": bank_data()["objectives"]["LO-2.1"]}
    )
    assert len(read.warnings) == 300


def test_a_refusal_names_each_problem_on_a_line_of_its_own() -> None:
    with pytest.raises(BankError) as caught:
        bank(bank="2024.02", title="")
    assert str(caught.value).splitlines() == [
        "2024-02.yaml:1:7: error: '2024.02' is not a valid month; write it as 2024-02 [month]",
        "2024-02.yaml:2:8: error: 'title' is empty; write the text [text-empty]",
    ]


json_data = st.recursive(
    st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


@given(st.dictionaries(st.text(max_size=4), json_data, max_size=5), st.randoms(use_true_random=False))
def test_a_content_has_one_name_whatever_the_order_of_its_keys(data: dict[str, object], random: Random) -> None:
    items = list(data.items())
    random.shuffle(items)
    assert content_hash(dict(items)) == content_hash(data)


@given(json_data, json_data)
def test_contents_that_differ_have_different_names(one: object, other: object) -> None:
    assert (content_hash(one) == content_hash(other)) == (one == other)


def test_the_name_of_a_content_does_not_change_with_a_release() -> None:
    # Computed by sha256sum over {"가":["b"]} in UTF-8.
    assert content_hash({"가": ["b"]}) == "40135a604f9e01ecd522b7d7ac40cb8ba25c3b7cc86c91cd1e671181d84137ae"


def test_the_content_of_a_question_is_the_same_whatever_it_is_called() -> None:
    named = {**definition("numeric"), "id": "new", "was": "old"}
    assert content_without_ids(named) == content_without_ids(definition("numeric"))
    assert content_without_ids({**named, "difficulty": "3"}) != content_without_ids(named)


def test_what_a_question_was_called_is_kept_for_publishing() -> None:
    read = bank(questions=[*bank_data()["questions"][:-1], {**bank_data()["questions"][-1], "was": "old"}])
    assert [one.was for one in read.written()] == [""] * (len(KINDS) - 1) + ["old"]
    assert [one.id for one in read.written()] == [question.id for question in read.questions]


@pytest.mark.parametrize(
    ("file", "stem"),
    [
        ("2024-02.yaml", None),
        ("folder.d/2024-02.yaml", None),
        ("2024-03/2024-02.yaml", None),
        (r"2024-03\2024-02.yaml", None),
        ("2024-02/2024-03.yaml", "2024-03"),
    ],
)
def test_a_file_of_another_month_is_told_by_its_name_alone(file: str, stem: str | None) -> None:
    text = bank_text().encode()
    if stem is None:
        assert read_bank(text, file, series(), media_size).warnings == ()
        return
    with pytest.raises(BankError) as refused:
        read_bank(text, file, series(), media_size)
    (problem,) = refused.value.problems
    assert f"the file is named {stem} and holds bank 2024-02" in str(problem)
    assert f"write bank: {stem}, or name the file 2024-02.yaml" in str(problem)


@pytest.mark.parametrize(
    ("languages", "title"),
    [(("ko", "en"), {"ko": "연습", "en": "Practice"}), (("en",), {"en": "Practice"}), (("ja",), "Practice")],
)
def test_a_bank_without_quizzes_gets_a_practice_named_in_its_languages(
    languages: tuple[str, ...], title: object
) -> None:
    frame = series_text(
        languages=list(languages),
        title="S",
        profile="open",
        parts=[{"id": "1", "title": "P", "banks": ["plain"]}],
        quizzes=[],
        sources={},
    )
    questions = "questions:\n  - {id: one, kind: true_false, prompt: So?, answer: true}\n"
    read = read_bank(f"bank: plain\n{questions}".encode(), "plain.yaml", read_series(frame.encode()))
    (quiz,) = read.header.quizzes
    assert (quiz.id, quiz.mode) == ("practice", "practice")
    assert read.data["quizzes"] == [
        {"id": "practice", "title": title, "mode": "practice", "draw": [{"count": "1"}]},
    ]


def test_what_can_be_read_of_a_bank_with_errors_is_read() -> None:
    text = bank_text().replace("kind: numeric", "kind: riddle")
    header, questions = read_parts(text.encode(), FILE, series())
    assert header is not None
    assert len(questions) == len(KINDS) - 1
    assert read_parts(b"- a", FILE, series()) == (None, [])


def test_what_is_written_short_and_has_no_ids_is_read() -> None:
    text = "bank: a\nsections: [A]\nquizzes: [{mode: exam, title: Q, questions: all}]\nquestions:\n" + "".join(
        f"  - {{kind: true_false, prompt: P{number}., answer: X}}\n" for number in range(2)
    )
    frame = 'series: s\ntitle: S\nlanguages: [en]\nprofile: open\nparts: [{id: "1", title: A}]\n'
    header, questions = read_parts(text.encode(), "a.yaml", read_series(frame.encode()))
    assert header is not None
    assert [line.count for line in header.quizzes[0].draw] == [2]
    assert len({question.id for question in questions} - {""}) == 2


def test_of_a_bank_full_of_errors_nothing_is_read() -> None:
    many = "bank: 2024-02\nquestions:\n" + "  - {kind: riddle}\n" * 300
    assert read_parts(many.encode(), FILE, series()) == (None, [])
