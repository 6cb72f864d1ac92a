"""Every text of a bank is gone through with its place and its language."""

from __future__ import annotations

import pytest

from quiz.domain.bank_format.bank import question_from
from quiz.domain.checks.written_texts import written_texts
from tests.builders import KINDS, bank, both, definition, question


def test_texts_of_header_and_questions_have_their_place_and_language() -> None:
    read = bank()
    number = KINDS.index("numeric")
    found = list(written_texts(read.header, list(enumerate(read.questions))))
    assert (("title", "ko"), "ko", "모델 경량화") in found
    assert (("title", "en"), "en", "Lighter models") in found
    prompt = definition("numeric")["prompt"]
    for language in ("ko", "en"):
        assert (("questions", number, "prompt", language), language, prompt[language]) in found
    assert (
        ("questions", number, "wrong", 0, "why", "en"),
        "en",
        definition("numeric")["wrong"][0]["why"]["en"],
    ) in found


def test_without_a_header_the_questions_are_gone_through() -> None:
    asked = question("true_false", prompt=both("맞나요?", "Is it so?"))
    found = list(written_texts(None, [(3, asked)]))
    assert {path[:2] for path, _, _ in found} == {("questions", 3)}
    assert [text for path, language, text in found if path[2] == "prompt" and language == "en"] == ["Is it so?"]


@pytest.mark.parametrize(("languages", "spoken"), [(("en",), ["en"]), (("ko", "en"), [])])
def test_a_plain_text_is_in_the_only_language_or_in_none(languages: tuple[str, ...], spoken: list[str]) -> None:
    asked = question_from({"id": "so", "kind": "true_false", "prompt": "Why?", "answer": "true"}, languages)
    found = [language for path, language, text in written_texts(None, [(0, asked)]) if text == "Why?"]
    assert found == spoken
