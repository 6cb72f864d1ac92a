"""Options that are picked: no two alike, none that claims the others or points at them."""

from typing import Any

import pytest

from quiz.domain.questions.base import Fault
from quiz.domain.questions.parts.options import (
    Option,
    duplicate_ids,
    duplicate_texts,
    keys,
    option_faults,
    option_passages,
    option_words,
    others,
)
from tests.builders import both, option


def options(*changes: dict[str, Any]) -> list[Option]:
    base = [option("a", "하나", "one"), option("b", "두울", "two", correct="true"), option("c", "세엣", "three")]
    return [Option.model_validate({**one, **change}) for one, change in zip(base, (*changes, {}, {}, {}), strict=False)]


def told(faults: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(fault.code, fault.path) for fault in faults]


def test_keys_and_others_share_the_options_between_them() -> None:
    assert keys(options()) == ("b",)
    assert others(options()) == ("a", "c")


def test_the_text_of_an_option_is_seen_at_once_and_its_reason_after_scoring() -> None:
    assert [(passage.name, passage.shown, passage.inline) for passage in option_passages(options()[:2])] == [
        ("options.a.text", True, True),
        ("options.a.why", False, True),
        ("options.b.text", True, True),
        ("options.b.why", False, True),
    ]


@pytest.mark.parametrize(("choice", "words"), [("b", "두울"), ("z", "z")])
def test_a_choice_is_told_in_words_for_statistics(choice: str, words: str) -> None:
    assert str(option_words(options(), choice, "ko")) == words


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (both("양자화", "a"), both("양자화", "b")),
        (both("지식 증류", "a"), both("지식증류.", "b")),
        (both("LoRA", "a"), both("ＬＯＲＡ", "b")),
        (both("‘하나’", "a"), both("하나", "b")),
    ],
)
def test_two_options_that_say_the_same_are_told(one: Any, two: Any) -> None:
    (fault,) = option_faults(options({"text": one}, {"text": two}))
    assert (fault.code, fault.path) == ("O4", ("options", 1, "text", "ko"))
    assert str(fault.message).endswith(" says the same as options.1 (id a)")
    assert str(fault.remedy) == "let every entry say something of its own"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (both("양자화", "a"), both("양자화는", "b")),
        (both("+", "a"), both("−", "b")),
        (both("$x^2$", "a"), both("$x^3$", "b")),
        (both("1.5", "a"), both("2.5", "b")),
    ],
)
def test_options_that_differ_in_what_matters_pass(one: Any, two: Any) -> None:
    assert list(option_faults(options({"text": one}, {"text": two}))) == []


def test_plain_texts_that_stand_twice_are_told_in_each_language() -> None:
    assert told(option_faults(options({"text": "LoRA"}, {"text": "LoRA"}))) == [
        ("O4", ("options", 1, "text", "ko")),
        ("O4", ("options", 1, "text", "en")),
    ]


def test_ids_that_stand_twice_are_told_at_the_second() -> None:
    faults: list[Fault] = list(duplicate_ids(["a", "b", "a", "a"], "left"))
    assert told(faults) == [("duplicate", ("left", 2, "id")), ("duplicate", ("left", 3, "id"))]
    assert str(faults[0].message) == "id 'a' is used twice"


def test_an_empty_list_has_no_duplicates() -> None:
    assert told(duplicate_texts([], "right")) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (both("위의 모든 것", "a"), "O1"),
        (both("위 모든 보기", "a"), "O1"),
        (both("모두 맞아요", "a"), "O1"),
        (both("보기 모두", "a"), "O1"),
        (both("전부 옳아요", "a"), "O1"),
        (both("가", "All of the above"), "O1 O22"),
        (both("가", "all of these"), "O1"),
        (both("위의 보기와 같아요", "a"), "O22"),
        (both("앞의 답이 맞아요", "a"), "O22"),
        (both("이러한 것은 없어요", "a"), "O22"),
        (both("가", "the former"), "O22"),
        (both("가", "such an answer"), "O22"),
        (both("모두 같은 크기예요", "all of the weights"), ""),
        (both("층 위의 모델", "a formerly frozen model"), ""),
        (both("모든 모듈", "such as biases"), ""),
    ],
)
def test_an_option_that_claims_or_points_at_others_is_told(text: dict[str, str], codes: str) -> None:
    language = "ko" if text["en"] == "a" else "en"
    faults = told(option_faults(options({}, {}, {"text": text})))
    assert faults == [(code, ("options", 2, "text", language)) for code in codes.split()]


@pytest.mark.parametrize(
    ("text", "told_in_full"),
    [
        ("보기 모두", "O1 the option '보기 모두' claims all of them; make it a multiple_choice question"),
        (
            "앞의 보기",
            "O22 the option '앞의 보기' points at another option; say it without the other: shuffling moves them",
        ),
    ],
)
def test_a_wording_that_shuffling_breaks_is_told_in_these_words(text: str, told_in_full: str) -> None:
    (fault,) = option_faults(options({"text": both(text, "fine")}))
    assert f"{fault.code} {fault.message}; {fault.remedy}" == told_in_full
    assert (fault.path, fault.severity) == (("options", 0, "text", "ko"), "error")
