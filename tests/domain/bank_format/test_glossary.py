"""A series' glossary: read with the place of every fault; forms that it avoids are found in a bank's texts."""

import pytest

from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.glossary import read_glossary
from quiz.domain.errors import BankError
from tests.builders import bank_text as bank_of
from tests.builders import both, definition, series
from tests.domain.spoilt import in_bank_with
from tests.findings import assert_can_be_said, shown

GLOSSARY = """\
terms:
  quantisation:
    term: {ko: 양자화, en: quantisation}
    meaning: {ko: 더 적은 비트로 적는 일이에요., en: Writing values in fewer bits.}
    avoid: [퀀타이제이션, quantization, AI 모형]
  llm:
    term: {ko: 대규모 언어 모델, en: large language model}
    meaning: {ko: 글을 다루는 큰 모델이에요., en: A large model of text.}
    avoid: [언어 모델, 큰 언어모델]
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("quantization", "양자화", "5:21 error glossary form='양자화'"),
        ("quantization", "언어 모델", "9:13 error glossary form='언어 모델'"),
        ("quantization", "''", "5:21 error glossary"),
        ("en: quantisation}", "}", "3:11 error languages field.text='term', missing=en"),
        ("    avoid: [퀀타", "    avoids: [퀀타", "5:5 error unknown-key key='avoids'"),
        (GLOSSARY, "terms: {}", "1:8 error too-short"),
        (GLOSSARY, "- a", "1:1 error structure"),
    ],
)
def test_a_fault_of_a_glossary_is_found_at_its_place(old: str, new: str, found: str) -> None:
    with pytest.raises(BankError) as refused:
        read_glossary(GLOSSARY.replace(old, new, 1).encode(), "glossary.yaml", LANGUAGES)
    (problem,) = refused.value.problems
    assert shown(problem).startswith(found)
    assert problem.file == "glossary.yaml"
    assert_can_be_said(problem.message, "ko")
    assert_can_be_said(problem.remedy, "ko")


@pytest.mark.parametrize(
    ("ko", "en", "forms"),
    [
        ("GPT언어 모델과 `x`AI 모형이에요.", "A model.", ["'언어 모델'", "'AI 모형'"]),
        ("퀀타이제이션을 써요.", "It helps.", ["'퀀타이제이션'"]),
        ("양자화예요.", "Quantization and quantization.", ["'quantization'"]),
        ("양자화예요.", "Prequantization, quantizations and quantization8.", []),
        ("대규모 언어 모델이에요.", "A model.", []),
        ("대규모 언어 모델과 언어 모델이에요.", "A model.", ["'언어 모델'"]),
        ("외국어언어 모델이에요.", "A model.", []),
        ("`퀀타이제이션`은 코드예요.", "$quantization$", []),
        ("AI 모형과 큰 언어모델", "Models", ["'AI 모형'", "'큰 언어모델'"]),
    ],
)
def test_a_form_to_avoid_is_found_as_a_word_of_its_own(ko: str, en: str, forms: list[str]) -> None:
    text = bank_of(questions=[definition("single_choice", prompt=both(ko, en))], quizzes=None)
    found = [problem for problem in in_bank_with(GLOSSARY, text) if problem.code == "avoided"]
    assert [problem.message.values["form"] for problem in found] == forms
    assert {problem.severity for problem in found} <= {"warning"}
    for problem in found:
        assert_can_be_said(problem.message, "ko")
        assert_can_be_said(problem.remedy, "ko")


def test_the_term_to_write_is_named_in_the_language_of_the_text() -> None:
    prompt = both("퀀타이제이션과 언어 모델이에요.", "Quantization.")
    text = bank_of(questions=[definition("single_choice", prompt=prompt)], quizzes=None)
    found = [problem for problem in in_bank_with(GLOSSARY, text) if problem.code == "avoided"]
    assert [f"{problem.message}; {problem.remedy}" for problem in found] == [
        "'퀀타이제이션' is a form that the glossary avoids; write '양자화'",
        "'언어 모델' is a form that the glossary avoids; write '대규모 언어 모델'",
        "'Quantization' is a form that the glossary avoids; write 'quantisation'",
    ]


SIGNS = """\
terms:
  sharp: {term: {ko: 샤프, en: deep net}, meaning: 말이에요., avoid: [C++, .NET, R&D, net]}
  model: {term: {ko: 큰 말, en: deep net in net}, meaning: 말이에요., avoid: [AI, AI model, 모델A]}
"""


@pytest.mark.parametrize(
    ("en", "forms"),
    [
        ("C++11.", ["C++"]),
        ("C++.", ["C++"]),
        ("ASP.NET and .NETs.", [".NET"]),
        (".NETs.", []),
        ("R&D.", ["R&D"]),
        ("XR&D and R&Ds.", []),
        ("An AI model.", ["AI model"]),
        ("An AI, modelled.", ["AI"]),
        ("A deep net in net.", []),
        ("A deep net or net.", ["net"]),
        ("모델A and 모델AB.", ["모델A"]),
        ("모델AB.", []),
    ],
)
def test_a_form_with_signs_ends_where_no_letter_follows_and_the_longest_counts(en: str, forms: list[str]) -> None:
    text = bank_of(questions=[definition("single_choice", prompt=both("말이에요.", en))], quizzes=None)
    found = [problem for problem in in_bank_with(SIGNS, text) if problem.code == "avoided"]
    assert [problem.message.values["form"] for problem in found] == [repr(form) for form in forms]


def test_spellings_and_titles_of_works_may_hold_a_form_to_avoid() -> None:
    answers = [{"text": ["양자화", "quantization", "quantisation"]}]
    sources = {"lora": {"title": both("퀀타이제이션", "Quantization")}}
    written = definition("short_text", answers=answers, accept=None, reject=None)
    text = bank_of(questions=[written], quizzes=None, sources=sources)
    assert [problem for problem in in_bank_with(GLOSSARY, text) if problem.code == "avoided"] == []


def test_a_glossary_without_forms_to_avoid_finds_nothing() -> None:
    bare = "terms:\n  a: {term: 모델, meaning: 뜻이에요.}\n"
    assert [problem.code for problem in in_bank_with(bare, bank_of()) if problem.code == "avoided"] == []


KOREAN_ONLY = """\
terms:
  quantisation: {term: 양자화, meaning: 더 적은 비트로 적는 일이에요., avoid: [퀀타이제이션, quantization]}
"""
KOREAN_BANK = """\
bank: 2024-02
title: 퀀타이제이션
questions:
  - kind: single_choice
    prompt: {ko: 퀀타이제이션은 무엇인가요?}
    options:
      - {id: a, text: 퀀타이제이션이에요, correct: true}
      - {id: b, text: "`퀀타이제이션`"}
  - kind: code_output
    prompt: 무엇이 나오나요?
    code: {language: python, text: "print(1)  # 퀀타이제이션"}
    output: "1"
"""


def found_in_korean(text: str) -> list[str]:
    """Where forms to avoid stand in a bank of a series that is in Korean alone."""
    frame = series(profile="open").model_copy(update={"languages": ("ko",)})
    words = read_glossary(KOREAN_ONLY.encode(), "glossary.yaml", ("ko",))
    bank = read_bank(text.encode(), "2024-02.yaml", frame, lambda name: 100, words)
    return [f"{problem.line}: {problem.remedy}" for problem in bank.warnings if problem.code == "avoided"]


def test_plain_texts_of_a_series_in_one_language_hold_no_form_to_avoid() -> None:
    assert found_in_korean(KOREAN_BANK) == [f"{line}: write '양자화'" for line in (2, 5, 7)]


def test_a_text_that_lacks_a_language_holds_no_form_to_avoid_in_the_other() -> None:
    text = "bank: 2024-02\nquestions:\n  - {kind: true_false, prompt: {ko: 퀀타이제이션은 커요.}, answer: true}\n"
    words = read_glossary(GLOSSARY.encode(), "glossary.yaml", LANGUAGES)
    bank = read_bank(text.encode(), "2024-02.yaml", series(profile="open"), lambda name: 100, words)
    assert [problem.line for problem in bank.warnings if problem.code == "avoided"] == [3]


def test_a_term_is_written_by_its_names_and_found_by_the_forms_it_avoids_too() -> None:
    term = read_glossary(GLOSSARY.encode(), "glossary.yaml", LANGUAGES).terms["llm"]
    assert term.forms() == ("대규모 언어 모델", "large language model")
    assert term.names() == ("대규모 언어 모델", "large language model", "언어 모델", "큰 언어모델")
