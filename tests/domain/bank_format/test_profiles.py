"""What each profile makes of a bank that lacks what may be left out: it is read, or refused, and says what lacks."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from quiz.domain.bank_format.bank import Bank, read_bank
from quiz.domain.errors import BankError, Problem, Profile, Severity
from tests.builders import FILE, as_yaml, bank_data, both, definition, media_size, option, series

SEVERITIES: dict[Profile, Severity] = {"open": "hint", "standard": "warning", "strict": "error"}
SMALLEST = """\
bank: 2024-02
questions:
  - kind: true_false
    prompt: Half of a half is a quarter.
    answer: true
"""
Change = Callable[[dict[str, Any]], None]


def read(text: str, profile: Profile, *languages: str) -> tuple[Bank | None, tuple[Problem, ...]]:
    """The bank in ``text``, where it can be read, and what is found in it."""
    frame = series(profile=profile)
    frame = frame.model_copy(update={"languages": languages}) if languages else frame
    try:
        bank = read_bank(text.encode(), FILE, frame, media_size)
    except BankError as error:
        return None, error.problems
    return bank, bank.warnings


def without(*path: str | int) -> Change:
    """Leaves out what lies at ``path`` of a bank."""

    def change(data: dict[str, Any]) -> None:
        inner: Any = data
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]

    return change


LACKS = [
    (without("title"), "title"),
    (without("sections", "2.1", "notes"), "notes"),
    *[
        (without("questions", 0, field), field)
        for field in ("id", "difficulty", "scope", "explanation", "sources", "objective", "section")
    ],
    (without("questions", 0, "options", 0, "why"), "why"),
    (without("questions", 1, "options", 2, "why"), "why"),
    (without("questions", 2, "why"), "why"),
    (without("questions", 2, "why", "false"), "false"),
    (without("questions", 4, "left", 0, "why"), "why"),
]


@pytest.mark.parametrize("profile", SEVERITIES)
@pytest.mark.parametrize(("change", "field"), LACKS)
def test_what_lacks_is_reported_as_the_profile_says(profile: Profile, change: Change, field: str) -> None:
    # The only section and the only objective of a bank are filled in.
    data = bank_data(quizzes=[])
    data["sections"]["2.2"] = deepcopy(data["sections"]["2.1"])
    data["objectives"]["LO-2.2"] = deepcopy(data["objectives"]["LO-2.1"])
    change(data)
    bank, problems = read(as_yaml(data), profile)
    found = [(problem.code, problem.severity, problem.message.values.get("field")) for problem in problems]
    assert ("missing", SEVERITIES[profile], repr(field)) in found
    assert (bank is None) == (profile == "strict")


@pytest.mark.parametrize("profile", SEVERITIES)
@pytest.mark.parametrize("kind", ["two_tier", "categorize", "matrix", "hotspot"])
def test_reasons_of_every_part_are_asked_for(profile: Profile, kind: str) -> None:
    written = definition(kind)
    part = {"two_tier": "reasons", "categorize": "items", "matrix": "rows", "hotspot": "spots"}[kind]
    del written[part][0]["why"]
    bank, problems = read(as_yaml(bank_data(quizzes=[], questions=[written])), profile)
    assert [problem.severity for problem in problems if problem.code == "missing"] == [SEVERITIES[profile]]
    assert (bank is None) == (profile == "strict")


@pytest.mark.parametrize("profile", SEVERITIES)
@pytest.mark.parametrize("field", ["objectives", "sections"])
@pytest.mark.parametrize(("empty", "code"), [(False, "missing"), (True, "too-short")])
def test_a_bank_without_objectives_or_sections(profile: Profile, field: str, empty: bool, code: str) -> None:
    data = bank_data(quizzes=[])
    data[field] = {}
    if not empty:
        del data[field]
    for question in data["questions"]:
        del question[field.removesuffix("s")]
    bank, problems = read(as_yaml(data), profile)
    assert (code, SEVERITIES[profile]) in {(problem.code, problem.severity) for problem in problems}
    assert bank is None if profile == "strict" else bank is not None and not getattr(bank.header, field)


@pytest.mark.parametrize("profile", SEVERITIES)
@pytest.mark.parametrize(
    "change",
    [
        without("questions", 0, "prompt"),
        without("questions", 0, "kind"),
        without("questions", 0, "options"),
        without("questions", 2, "answer"),
        without("questions", 1, "options", 0, "text"),
        without("bank"),
        without("questions"),
    ],
)
def test_what_a_bank_can_not_be_read_without_is_an_error_everywhere(profile: Profile, change: Change) -> None:
    data = bank_data(quizzes=[])
    change(data)
    bank, problems = read(as_yaml(data), profile)
    assert bank is None
    assert {problem.code for problem in problems if problem.severity == "error"} >= {"missing"}


@pytest.mark.parametrize("profile", ["open", "standard"])
def test_the_smallest_bank_has_a_practice_over_all_its_questions(profile: Profile) -> None:
    bank, problems = read(SMALLEST, profile)
    assert bank is not None
    assert {problem.severity for problem in problems} == {SEVERITIES[profile]}
    (quiz,) = bank.header.quizzes
    assert (quiz.id, quiz.mode, quiz.size(), dict(quiz.title)) == ("practice", "practice", 1, both("연습", "Practice"))
    (question,) = bank.questions
    assert (question.section, question.objective, question.difficulty, question.scope) == (None, None, None, None)
    assert (question.explanation, question.sources) == (None, ())
    assert [passage.name for passage in question.passages()] == ["prompt"]


def test_a_bank_that_names_its_quizzes_gets_no_other() -> None:
    for quizzes, ids in (([], []), (bank_data()["quizzes"], ["practice-2-1", "check"])):
        bank, _ = read(as_yaml(bank_data(quizzes=quizzes)), "strict")
        assert bank is not None
        assert [quiz.id for quiz in bank.header.quizzes] == ids


def test_a_practice_over_all_questions_draws_as_many_as_one_line_may() -> None:
    many = [definition("true_false", id=f"q-{number}") for number in range(103)]
    bank, _ = read(as_yaml(bank_data(quizzes=None, questions=many)), "strict")
    assert bank is not None
    assert bank.header.quizzes[0].size() == 100


@pytest.mark.parametrize("profile", SEVERITIES)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_language_that_is_left_out_is_filled_from_the_other(profile: Profile, language: str) -> None:
    data = bank_data(quizzes=[])
    data["title"] = {language: data["title"][language]}
    data["questions"][0]["prompt"] = {language: data["questions"][0]["prompt"][language]}
    bank, problems = read(as_yaml(data), profile)
    # Each is said once, and nothing is found in the text that was filled in.
    assert [(problem.code, problem.severity) for problem in problems] == [("languages", SEVERITIES[profile])] * 2
    assert (bank is None) == (profile == "strict")
    if bank is not None and bank.header.title is not None:
        words = data["title"][language]
        assert dict(bank.header.title) == {"ko": words, "en": words}
        assert len(set(bank.questions[0].prompt.values())) == 1


def test_an_option_in_one_language_that_stands_twice_is_found_once() -> None:
    options = [option("a", "x", "x", text={"ko": "하나"}, correct="true"), option("b", "x", "x", text={"ko": "하나"})]
    _, problems = read(as_yaml(bank_data(quizzes=[], questions=[definition(options=options)])), "standard")
    assert [(problem.code, problem.severity) for problem in problems if problem.code == "O4"] == [("O4", "warning")]


@pytest.mark.parametrize(("language", "other"), [("ko", "en"), ("en", "ko")])
def test_a_series_of_one_language_wants_no_other(language: str, other: str) -> None:
    def alone(data: Any) -> Any:
        if isinstance(data, dict) and data.keys() == {"ko", "en"}:
            return {language: data[language]}
        if isinstance(data, dict):
            return {key: alone(value) for key, value in data.items()}
        return [alone(entry) for entry in data] if isinstance(data, list) else data

    bank, problems = read(as_yaml(alone(bank_data())), "strict", language)
    assert [problem for problem in problems if problem.code != "C1"] == []
    assert bank is not None
    assert bank.header.title is not None
    assert set(bank.header.title) == {language}
    bank, problems = read(as_yaml(bank_data()), "open", language)
    assert bank is None
    assert {(problem.code, problem.message.values["key"]) for problem in problems} == {("languages", repr(other))}


def test_a_plain_text_in_a_series_of_one_language_wants_no_translation() -> None:
    korean = SMALLEST.replace("Half of a half is a quarter.", "절반의 절반은 사분의 일이에요.")
    assert "C8" in {problem.code for problem in read(korean, "open")[1]}
    assert "C8" not in {problem.code for problem in read(korean, "open", "ko")[1]}


def test_a_plain_text_of_a_series_in_english_alone_holds_no_hangul() -> None:
    korean = SMALLEST.replace("Half of a half is a quarter.", "절반의 절반은 사분의 일이에요.")
    found = [problem for problem in read(korean, "open", "en")[1] if problem.code == "C8"]
    assert [(problem.line, str(problem.remedy)) for problem in found] == [(4, "translate it")]
    assert "C8" not in {problem.code for problem in read(SMALLEST, "open", "en")[1]}


def test_a_wording_that_a_profile_lets_pass_hides_no_key_that_is_wrong() -> None:
    options = [option("a", "위의 모든 것", "all of the above"), option("b", "둘", "two")]
    bank, problems = read(as_yaml(bank_data(quizzes=[], questions=[definition(options=options)])), "open")
    found = {(problem.code, problem.severity) for problem in problems}
    assert {("O1", "hint"), ("S3", "error")} <= found
    assert bank is None


def test_questions_without_ids_have_ids_of_their_own_until_they_are_published() -> None:
    two = SMALLEST + SMALLEST.partition("questions:\n")[2]
    bank, _ = read(two, "open")
    assert bank is not None
    first, second = (question.id for question in bank.questions)
    assert first != second
    assert bank.ids_to_write() == ((0, first), (1, second))
    assert [(written.id, written.kind, written.position) for written in bank.written()] == [
        ("", question.kind, number) for number, question in enumerate(bank.questions)
    ]
    assert bank.definition(1) == {**bank.definition(0), "id": second}
    assert bank.definition(0).keys() == {"id", "kind", "prompt", "answer"}
    named = bank.with_ids(["하나", "둘"])
    assert [question.id for question in named.questions] == ["하나", "둘"]
    assert named.ids_to_write() == ((0, "하나"), (1, "둘"))


@pytest.mark.parametrize("name", ["평균-둘", "2차-함수", "가", "a-가-1"])
def test_an_id_of_a_question_may_hold_hangul(name: str) -> None:
    bank, _ = read(as_yaml(bank_data(quizzes=[], questions=[definition(id=name, was=f"{name}-old")])), "strict")
    assert bank is not None
    assert bank.questions[0].id == name


@pytest.mark.parametrize("name", ["평균 둘", "평균_둘", "-평균", "ㄱ", "平均"])
def test_an_id_of_a_question_holds_no_other_letters(name: str) -> None:
    bank, problems = read(as_yaml(bank_data(quizzes=[], questions=[definition(id=name)])), "open")
    assert bank is None
    assert "slug" in {problem.code for problem in problems}
