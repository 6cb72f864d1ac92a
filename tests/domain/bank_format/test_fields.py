"""The building blocks of a bank's fields: texts in every language, exact numbers, truth values, names."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from quiz.domain.bank_format.fields import (
    MAX_TEXT,
    Asked,
    AskedList,
    AskedMap,
    BankSlug,
    Exact,
    Model,
    Month,
    Name,
    QuestionId,
    Slug,
    Spellings,
    Text,
    Truth,
    Whole,
    left_out,
    matching,
    pattern_schema,
)
from quiz.domain.questions.parts.options import Option


class Titled(Model):
    """A model for these tests: one text."""

    title: Text


def titled(value: Any, *languages: str) -> Text:
    context = {"asks": True, **({"languages": languages} if languages else {})}
    return Titled.model_validate({"title": value}, context=context).title


def fault(adapted: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(adapted).validate_python(value)
    return str(caught.value.errors()[0]["type"])


def test_a_text_is_a_map_from_language_to_words() -> None:
    text = titled({"ko": "제목", "en": "Title"})
    assert (text["ko"], text["en"], len(text), list(text), text.plain) == ("제목", "Title", 2, ["ko", "en"], False)
    assert text == {"ko": "제목", "en": "Title"}
    assert repr(text) == "Text({'ko': '제목', 'en': 'Title'})"
    assert text["fr"] == "제목", "a language that the series does not have is stood in for by its first"


def test_a_plain_text_is_the_same_in_every_language_of_the_series() -> None:
    assert dict(titled("LoRA")) == {"ko": "LoRA", "en": "LoRA"}
    assert dict(titled("LoRA", "ko", "ja")) == {"ko": "LoRA", "ja": "LoRA"}
    assert titled("LoRA").plain


def test_a_text_that_was_read_is_taken_and_given_as_it_is() -> None:
    text = titled({"ko": "제목", "en": "Title"})
    model = Titled(title=text)
    assert model.title is text
    assert model.model_dump() == {"title": {"ko": "제목", "en": "Title"}}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"ko": "제목"}, "asked_language"),
        ({"ko": "제목", "en": "Title", "fr": "Titre"}, "text_language"),
        ({}, "text_missing"),
        (["제목"], "text"),
        (None, "text"),
        ({"ko": "제목", "en": ["Title"]}, "text"),
        ("", "text_empty"),
        (" \n", "text_empty"),
        ({"ko": "제목", "en": "  "}, "text_empty"),
        ("가" * (MAX_TEXT + 1), "text_long"),
        ("a\ue000b", "text_reserved"),
        ("a\ue00fb", "text_reserved"),
    ],
)
def test_what_is_no_whole_text_is_refused(value: Any, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        titled(value)
    (error,) = caught.value.errors()
    assert error["type"] == code
    assert error["loc"] == ("title",)


def test_a_language_that_is_left_out_has_the_text_of_another_where_nobody_asks_for_it() -> None:
    text = Titled.model_validate({"title": {"en": "Title"}}).title
    assert (dict(text), text.filled, text.plain) == ({"ko": "Title", "en": "Title"}, ("ko",), False)
    assert list(text.written()) == [("en", "Title")]
    assert dict(titled({"ko": "제목"}, "ko")) == {"ko": "제목"}
    assert titled("LoRA").filled == ()


class Asking(Model):
    """A model for these tests: one field of each form that a profile may ask for."""

    text: Asked[Text] = left_out()
    entries: AskedList[tuple[Whole, ...]] = left_out()
    names: AskedMap[Mapping[str, Whole]] = left_out()


def test_what_is_asked_for_may_be_left_out_where_nobody_asks() -> None:
    for written in ({}, {"entries": [], "names": {}}):
        read = Asking.model_validate(written)
        assert (read.text, tuple(read.entries), dict(read.names)) == (None, (), {})
    whole = Asking.model_validate({"text": "a", "entries": ["1"], "names": {"a": "1"}})
    assert (whole.text, whole.entries, whole.names) == ({"ko": "a", "en": "a"}, (1,), {"a": 1})
    assert whole == Asking.model_validate(whole.model_dump(), context={"asks": True})


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ({}, ["asked_field"] * 3),
        ({"text": "a", "entries": [], "names": {}}, ["asked_entries"] * 2),
        ({"text": "", "entries": ["1", "a"], "names": "x"}, ["text_empty", "whole_number", "dict_type"]),
    ],
)
def test_what_is_asked_for_and_lacks_is_named_field_by_field(written: Any, kinds: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        Asking.model_validate(written, context={"asks": True})
    assert [error["type"] for error in caught.value.errors()] == kinds


@pytest.mark.parametrize("value", ["가" * MAX_TEXT, "a\ue010b", "no", "0"])
def test_these_texts_are_whole(value: str) -> None:
    assert titled(value)["ko"] == value


@pytest.mark.parametrize(("value", "number"), [("0", 0), ("7", 7), ("-3", -3), ("123456789", 123_456_789), (5, 5)])
def test_a_whole_number_is_written_in_digits(value: Any, number: int) -> None:
    assert TypeAdapter(Whole).validate_python(value) == number


@pytest.mark.parametrize(
    "value", ["", " 1", "1.0", "01", "1e3", "1_000", "１", "+1", "--1", "1234567890", "x", None, [], 1.0]
)
def test_what_is_no_whole_number_is_refused(value: Any) -> None:
    assert fault(Whole, value) == "whole_number"


@pytest.mark.parametrize(
    ("value", "number"),
    [("0.7", "7/10"), ("-3", "-3"), ("1e-4", "1/10000"), (".5", "1/2"), ("1.10", "11/10"), (Fraction(1, 3), "1/3")],
)
def test_an_exact_number_is_the_fraction_that_was_written(value: Any, number: str) -> None:
    assert TypeAdapter(Exact).validate_python(value) == Fraction(number)


@pytest.mark.parametrize(
    "value", ["", "1/3", "1,000", "70%", "nan", "inf", "0x10", "1e999", "9" * 1_000, [], {}, None, 0.7]
)
def test_what_is_no_exact_number_is_refused(value: Any) -> None:
    assert fault(Exact, value) == "number"


@pytest.mark.parametrize(("value", "truth"), [("true", True), ("false", False), (True, True), (False, False)])
def test_a_truth_value_is_true_or_false(value: Any, truth: bool) -> None:
    assert TypeAdapter(Truth).validate_python(value) is truth


@pytest.mark.parametrize("value", ["yes", "no", "True", "1", "", 1, None, []])
def test_what_is_neither_is_refused(value: Any) -> None:
    assert fault(Truth, value) == "truth"


@pytest.mark.parametrize(
    ("field", "code", "good", "bad"),
    [
        (Slug, "slug", ["a", "router-top-2", "2-b"], ["", "A", "a--b", "-a", "a-", "a_b", "a b", "가", "a\n", ["a"]]),
        (
            Name,
            "name",
            ["a", "LO-2.1", "2.1", "a_b", "x" * 80],
            ["", "-a", ".a", "a b", "가", "a/b", "x" * 81, "a\n", None],
        ),
        (Month, "month", ["2024-01", "2026-11"], ["2024-1", "2024-13", "1999-01", "2024-00", "2024-01-01", "", 2024]),
    ],
)
def test_names_have_their_form(field: Any, code: str, good: list[str], bad: list[Any]) -> None:
    assert [TypeAdapter(field).validate_python(value) for value in good] == good
    assert {fault(field, value) for value in bad} == {code}


@pytest.mark.parametrize(
    ("value", "spellings"), [("LoRA", ("LoRA",)), (["LoRA", "로라"], ("LoRA", "로라")), ([], ()), (["012"], ("012",))]
)
def test_spellings_are_one_word_or_a_list_of_words(value: Any, spellings: tuple[str, ...]) -> None:
    assert TypeAdapter(Spellings).validate_python(value) == spellings


def test_models_are_frozen_and_refuse_what_they_do_not_know() -> None:
    option = Option.model_validate({"id": "a", "text": "x", "why": "y"})
    assert not option.correct
    with pytest.raises(ValidationError, match="frozen"):
        option.id = "b"
    with pytest.raises(ValidationError, match="Extra inputs"):
        Option.model_validate({"id": "a", "text": "x", "why": "y", "weight": "1"})


@given(st.fractions(max_denominator=1_000).map(lambda value: round(value, 6)))
def test_a_decimal_is_read_back_exactly(value: Fraction) -> None:
    digits = f"{'-' if value < 0 else ''}{int(abs(value))}.{int(abs(value) % 1 * 10**6):06d}"
    assert TypeAdapter(Exact).validate_python(digits) == value


# --- What editors are told, and what a refusal carries.

SCALAR = ["string", "number", "boolean"]


def test_the_schema_of_a_text_is_one_string_or_one_in_each_language() -> None:
    word = {"type": SCALAR, "minLength": 1}
    assert TypeAdapter(Text).json_schema() == {
        "description": "A text in every language, or one string where it is the same in all of them",
        "anyOf": [
            word,
            {
                "type": "object",
                "properties": {"ko": word, "en": word},
                "minProperties": 1,
                "asked": True,
                "additionalProperties": False,
            },
        ],
    }


def test_a_text_alone_is_validated_and_given_as_plain_data() -> None:
    adapter = TypeAdapter(Text)
    text = adapter.validate_python({"ko": "제목", "en": "Title"})
    assert isinstance(text, Text)
    assert adapter.dump_python(text) == {"ko": "제목", "en": "Title"}
    assert adapter.dump_json(text) == '{"ko":"제목","en":"Title"}'.encode()


def test_the_schema_of_a_form_is_its_pattern_from_end_to_end() -> None:
    letters = pattern_schema(re.compile("[ab]+"))
    assert letters.json_schema == {"type": SCALAR, "pattern": "^[ab]+$"}
    assert TypeAdapter(Slug).json_schema() == {"type": SCALAR, "pattern": "^(?=.{1,79}$)[a-z0-9]+(?:-[a-z0-9]+)*$"}


@pytest.mark.parametrize("kind", [Slug, QuestionId, BankSlug])
def test_an_id_has_at_most_79_characters(kind: Any) -> None:
    adapter: TypeAdapter[str] = TypeAdapter(kind)
    assert adapter.validate_python("a" * 79) == "a" * 79
    assert refusal(adapter, "a" * 80)[0] == "slug"


@pytest.mark.parametrize("value", ["aXb", "ab\n", "", 7, None, ["a"]])
def test_a_value_of_another_form_is_refused_by_name(value: Any) -> None:
    adapter: TypeAdapter[str] = TypeAdapter(Annotated[str, matching(re.compile("[ab]+"), "letters")])
    assert adapter.validate_python("abba") == "abba"
    assert refusal(adapter, value) == ("letters", "not of the wanted form", {"value": str(value)})


def refusal(adapter: TypeAdapter[Any], value: Any, *languages: str) -> tuple[str, str, dict[str, Any]]:
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value, context={"asks": True, **({"languages": languages} if languages else {})})
    (error,) = caught.value.errors()
    return error["type"], error["msg"], error.get("ctx", {})


@pytest.mark.parametrize(
    ("field", "value", "code", "words", "context"),
    [
        (Truth, "yes", "truth", "neither true nor false", {"value": "yes"}),
        (Truth, None, "truth", "neither true nor false", {"value": "None"}),
        (Whole, "1.5", "whole_number", "not a whole number", {"value": "1.5"}),
        (Exact, "a", "number", "not a number", {"value": "a"}),
        (Exact, 0.5, "number", "not a number", {"value": "0.5"}),
        (QuestionId, "a b", "slug", "not of the wanted form", {"value": "a b", "hangul": True}),
        (BankSlug, "2024-13", "month", "not a month", {"value": "2024-13"}),
        (BankSlug, "a b", "slug", "not of the wanted form", {"value": "a b"}),
        (Asked[Text], None, "asked_field", "left out", {}),
        (AskedList[tuple[Whole, ...]], None, "asked_field", "left out", {}),
        (AskedList[tuple[Whole, ...]], [], "asked_entries", "no entries", {"min_length": 1}),
        (AskedMap[Mapping[str, Whole]], {}, "asked_entries", "no entries", {"min_length": 1}),
        (Text, ["a"], "text", "a list where a text is wanted", {}),
        (
            Text,
            {"ko": "a", "fr": "c", "ja": "d"},
            "text_language",
            "language not of the series",
            {"inside": "fr", "known": ("ko", "en")},
        ),
        (Text, {}, "text_missing", "missing language", {"missing": "ko, en"}),
        (Text, {"ko": "a"}, "asked_language", "missing language", {"missing": "en"}),
        (Text, {"ko": "a", "en": []}, "text", "a list or map where a text is wanted", {"inside": "en"}),
        (Text, " ", "text_empty", "an empty text", {"inside": ""}),
        (Text, {"ko": " ", "en": "b"}, "text_empty", "an empty text", {"inside": "ko"}),
        (Text, "x" * 20_001, "text_long", "text too long", {"inside": "", "size": 20_001, "limit": 20_000}),
        (Text, {"ko": "a", "en": "\ue000"}, "text_reserved", "reserved character", {"inside": "en"}),
    ],
)  # fmt: skip
def test_a_refusal_says_what_and_where(field: Any, value: Any, code: str, words: str, context: Any) -> None:
    assert refusal(TypeAdapter(field), value) == (code, words, context)


def test_a_text_needs_the_languages_of_its_series_and_no_other() -> None:
    adapter = TypeAdapter(Text)
    assert dict(adapter.validate_python({"ja": "a"}, context={"languages": ["ja"]})) == {"ja": "a"}
    assert refusal(adapter, {"ko": "a"}, "ja")[2] == {"inside": "ko", "known": ("ja",)}
    assert not Text({"ko": "a"}).plain
    assert adapter.validate_python("a").plain
