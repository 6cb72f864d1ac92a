"""What all kinds share: their register, what a form may send, and the texts that every question has."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from quiz.domain.bank_format.fields import Text
from quiz.domain.questions import KINDS, Question
from quiz.domain.questions.base import (
    MAX_ANSWER,
    Answer,
    AnswerError,
    Input,
    Passage,
    Score,
    Variant,
    is_answered,
    is_complete,
    shuffled,
    typed,
    verdict,
)
from quiz.domain.rendering import fill, plain
from tests.builders import both, definition, question
from tests.generated import misuses
from tests.samples import sample


@pytest.fixture
def riddle() -> Iterator[type[Question]]:
    """A kind of its own that does no more than it must; it is gone after the test."""

    class Riddle(Question, kind="riddle"):
        def inputs(self) -> tuple[Input, ...]:
            row = Input(name="row", kind="order", options=("c", "a", "b"))
            return (Input(name="word", kind="text"), Input(name="number", kind="number"), row)

        def grade(self, variant: Variant, answer: Answer) -> Score:
            return Score(fraction=Fraction(int(typed(answer, "word") == "moon")))

        def solution(self, variant: Variant) -> Answer:
            return {"word": ("moon",)}

        def wrong_answer(self, variant: Variant) -> Answer:
            return {"word": ("sun",)}

    yield Riddle
    del Question.kinds["riddle"]


def test_a_kind_registers_itself_and_needs_four_verbs(riddle: type[Question]) -> None:
    assert KINDS["riddle"] is riddle
    assert riddle.kind_name == "riddle"
    made = riddle.model_validate({**definition("true_false", answer=None, why=None), "kind": "riddle"})
    variant = made.draw(Random(1))
    assert variant == Variant()
    assert made.grade(variant, made.solution(variant)).fraction == 1
    assert made.grade(variant, made.wrong_answer(variant)).fraction == 0


def test_what_a_kind_leaves_out_has_a_plain_default(riddle: type[Question]) -> None:
    made = riddle.model_validate({**definition("true_false", answer=None, why=None), "kind": "riddle"})
    assert [passage.name for passage in made.passages()] == ["prompt", "explanation"]
    assert (list(made.all_checks()), list(made.key_texts()), made.right_choices()) == ([], [], frozenset())
    assert (made.has_values(), made.partial_credit, made.notice(Variant(), {})) == (False, False, None)
    assert str(made.choice_words("sun", "en")) == "another answer"


def test_the_kinds_are_registered_under_their_names() -> None:
    modules = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
    assert {name: kind.kind_name for name, kind in KINDS.items()} == {name: name for name in KINDS}
    assert set(KINDS) <= modules
    assert {name: kind.partial_credit for name, kind in KINDS.items()} == {
        name: sample(name).partial_credit for name in KINDS
    }


def test_a_question_without_the_optional_fields_has_their_defaults() -> None:
    made = question()
    assert (made.points, made.hints, made.image, made.was, made.as_of) == (1, (), None, None, None)


def test_every_text_of_a_question_has_its_name_and_tells_when_it_may_be_seen() -> None:
    made = question(
        "true_false", hints=["하나", "둘"], image={"file": "lora.svg", "alt": both("그림", "Picture")}, points="2.5"
    )
    assert [(passage.name, passage.shown, passage.inline) for passage in made.passages()] == [
        ("prompt", True, False),
        ("image.alt", True, True),
        ("hints.0", False, False),
        ("hints.1", False, False),
        ("explanation", False, False),
        ("options.true.why", False, True),
        ("options.false.why", False, True),
    ]
    assert made.points == Fraction(5, 2)


@pytest.mark.parametrize(
    ("kind", "raw", "answer"),
    [
        ("single_choice", {}, {}),
        ("single_choice", {"choice": []}, {}),
        ("single_choice", {"choice": [""]}, {}),
        ("single_choice", {"choice": ["", "c"], "other": ["x"]}, {"choice": ("c",)}),
        ("multiple_choice", {"choice": ["d", "", "a"]}, {"choice": ("a", "d")}),
        ("true_false", {"choice": ["false"]}, {"choice": ("false",)}),
        ("numeric", {"number": [" 12 "]}, {"number": (" 12 ",)}),
        ("numeric", {"number": ["x" * MAX_ANSWER]}, {"number": ("x" * MAX_ANSWER,)}),
        ("matching", {"left-1": ["a"], "left-2": ["a"]}, {"left-1": ("a",), "left-2": ("a",)}),
        ("matching", {"left-1": ["c"], "left-9": ["a"]}, {"left-1": ("c",)}),
        ("short_text", {"text": ["  "]}, {"text": ("  ",)}),
        ("short_text", {"text": ["a\r\nb\rc\nd"]}, {"text": ("a\nb\nc\nd",)}),
    ],
)
def test_an_answer_is_taken_from_the_fields_of_its_inputs(kind: str, raw: dict[str, list[str]], answer: Any) -> None:
    assert question(kind).parse(raw) == answer


@pytest.mark.parametrize(
    ("kind", "raw", "code", "value"),
    [
        ("single_choice", {"choice": ["z"]}, "malformed", "z"),
        ("single_choice", {"choice": ["a", "b"]}, "malformed", "choice"),
        ("single_choice", {"choice": ["a", "a"]}, "malformed", "choice"),
        ("single_choice", {"choice": ["A"]}, "malformed", "A"),
        ("single_choice", {"choice": [" "]}, "malformed", " "),
        ("single_choice", {"choice": ["x" * 10_000]}, "malformed", "x" * 80),
        ("multiple_choice", {"choice": ["a", "z"]}, "malformed", "z"),
        ("multiple_choice", {"choice": ["a", "a"]}, "malformed", "choice"),
        ("true_false", {"choice": ["true", "false"]}, "malformed", "choice"),
        ("numeric", {"number": ["1", "2"]}, "malformed", "number"),
        ("numeric", {"number": ["1" * (MAX_ANSWER + 1)]}, "too_long", "number"),
        ("matching", {"left-2": ["1"]}, "malformed", "1"),
        ("matching", {"left-2": ["a", "b"]}, "malformed", "left-2"),
        ("short_text", {"text": ["가" * (MAX_ANSWER + 1)]}, "too_long", "text"),
        ("short_text", {"text": ["a", "b"]}, "malformed", "text"),
    ],
)
def test_what_no_form_sends_is_malformed(kind: str, raw: dict[str, list[str]], code: str, value: str) -> None:
    with pytest.raises(AnswerError, match=f"^{code}: ") as caught:
        question(kind).parse(raw)
    assert (caught.value.code, caught.value.value) == (code, value)
    assert caught.value.limit == (MAX_ANSWER if code == "too_long" else 0)


def test_an_order_is_kept_as_it_was_given_and_lacks_nothing(riddle: type[Question]) -> None:
    made = riddle.model_validate({**definition("true_false", answer=None, why=None), "kind": "riddle"})
    assert made.parse({"row": ["b", "c", "a"]}) == {"row": ("b", "c", "a")}
    assert made.parse({"row": []}) == {}
    refused = [(["b", "c"], "row"), (["b", "c", "c"], "row"), (["b", "c", "z"], "z"), (["b", "c", "a", "b"], "row")]
    for raw, value in refused:
        with pytest.raises(AnswerError, match=r"^malformed: ") as caught:
            made.parse({"row": raw})
        assert caught.value.value == value
    for misused in misuses(made):
        with pytest.raises(AnswerError):
            made.parse(misused)


@pytest.mark.parametrize(
    ("order", "shown"),
    [
        ({}, ("a", "b", "c")),
        ({"left-1": ("c", "a", "b")}, ("c", "a", "b")),
        # A list that several inputs share has an order under its own name; their own comes first.
        ({"right": ("b", "c", "a")}, ("b", "c", "a")),
        ({"right": ("b", "c", "a"), "left-1": ("c", "a", "b")}, ("c", "a", "b")),
        ({"left": ("2", "1"), "right": ("b", "c", "a")}, ("b", "c", "a")),
        ({"left": ("2", "1")}, ("a", "b", "c")),
    ],
)
def test_the_options_of_an_input_are_shown_in_the_order_drawn(order: Any, shown: tuple[str, ...]) -> None:
    wanted = question("matching").inputs()[0]
    assert (wanted.name, wanted.options) == ("left-1", ("a", "b", "c"))
    assert Variant(order=order).shown(wanted) == shown


@pytest.mark.parametrize(
    ("answer", "answered"),
    [
        ({}, False),
        ({"text": ()}, False),
        ({"text": ("",)}, False),
        ({"text": (" \n",)}, False),
        ({"text": ("a",)}, True),
    ],
)
def test_blanks_are_no_answer(answer: Answer, answered: bool) -> None:
    assert is_answered(answer) is answered
    assert is_complete(question("short_text"), answer) is answered


def test_an_answer_is_complete_when_every_input_is_filled_in() -> None:
    made = question("matching")
    assert not is_complete(made, {"left-1": ("c",)})
    assert not is_complete(made, {"left-1": ("c",), "left-2": ()})
    assert is_complete(made, {"left-1": ("c",), "left-2": ("b",)})


@pytest.mark.parametrize(
    ("answer", "text"), [({}, ""), ({"a": ()}, ""), ({"a": ("x",)}, "x"), ({"b": ("x",)}, ""), ({"a": ("x", "y")}, "x")]
)
def test_what_stands_in_an_input_of_one_value(answer: Answer, text: str) -> None:
    assert typed(answer, "a") == text


@pytest.mark.parametrize(
    ("fraction", "word"), [("1", "right"), ("0", "wrong"), ("1/2", "partly"), ("999/1000", "partly")]
)
def test_a_fraction_has_its_word(fraction: str, word: str) -> None:
    assert verdict(Fraction(fraction)) == word


def test_a_score_keeps_a_fraction_that_can_be_stored() -> None:
    assert Score(fraction=Fraction(1, 10**40)).fraction == Fraction(1, 10**30)
    assert Score(fraction=Fraction(1, 3)).fraction == Fraction(1, 3)


def test_shuffling_keeps_every_id_and_leaves_the_given_order_alone() -> None:
    ids = tuple("abcdefgh")
    orders = {shuffled(ids, Random(seed)) for seed in range(50)}
    assert len(orders) > 40
    assert all(sorted(order) == list(ids) for order in orders)
    assert ids == tuple("abcdefgh")
    assert shuffled((), Random(1)) == ()


@pytest.mark.parametrize(("kind", "limit"), [("short_text", 4_000), ("numeric", 4_000), ("essay", 20_000)])
def test_a_text_that_is_too_long_is_refused_with_its_limit(kind: str, limit: int) -> None:
    wanted = question(kind).inputs()[0].name
    assert question(kind).parse({wanted: ["x" * limit]}) == {wanted: ("x" * limit,)}
    with pytest.raises(AnswerError) as caught:
        question(kind).parse({wanted: ["x" * (limit + 1)]})
    assert (caught.value.code, caught.value.value, caught.value.limit) == ("too_long", wanted, limit)


@pytest.mark.parametrize(
    ("kind", "name", "misused"),
    [
        ("single_choice", "choice", [["no-such-option"], ["a", "a"], ["a", "b"]]),
        ("multiple_choice", "choice", [["no-such-option"], ["a", "a"]]),
        ("ordering", "order", [["no-such-option"], ["r1", "r1"], ["r2", "r3", "r4", "r5"]]),
        ("short_text", "text", [["one", "two"], ["x" * 4_001], ["x" + "\u0301" * 9]]),
        ("essay", "text", [["one", "two"], ["x" * 20_001], ["x" + "\u0301" * 9]]),
    ],
)
def test_an_input_can_be_misused_in_these_ways(kind: str, name: str, misused: list[list[str]]) -> None:
    made = question(kind)
    assert list(misuses(made)) == [{name: values} for values in misused]
    for values in misused:
        with pytest.raises(AnswerError):
            made.parse({name: values})


@pytest.mark.parametrize("kind", ["single_choice", "matching", "ordering", "categorize", "matrix", "cloze"])
def test_a_draw_mixes_what_is_shown(kind: str) -> None:
    drawn = question(kind).draw(Random(1))
    assert drawn == Variant(order=question(kind).order(Random(1)))
    assert drawn.order


@pytest.mark.parametrize(
    ("kind", "order", "called"),
    [
        ("categorize", {}, "item-1=place-1 item-2=place-2 item-3=place-3 item-4=place-4"),
        (
            "categorize",
            {"bins": ("reg", "rep"), "items": ("item-3", "item-1", "item-4", "item-2")},
            "item-3=place-1 item-1=place-2 item-4=place-3 item-2=place-4",
        ),
        ("matrix", {"rows": ("row-3", "row-1", "row-2")}, "row-3=place-1 row-1=place-2 row-2=place-3"),
        # The order that was drawn is that of the right side: it mixes no inputs.
        ("matching", {"right": ("c", "a", "b")}, "left-1=place-1 left-2=place-2"),
        ("cloze", {"gap-3": ("b", "a")}, "gap-1=gap-1 gap-2=gap-2 gap-3=gap-3"),
        ("single_choice", {"choice": ("d", "a", "c", "b")}, "choice=choice"),
    ],
)
def test_a_page_calls_the_entries_of_a_list_by_their_places(kind: str, order: Any, called: str) -> None:
    names = question(kind).names_on_page(Variant(order=order))
    assert " ".join(f"{name}={shown}" for name, shown in names.items()) == called


def test_a_passage_shows_its_pictures_from_where_they_are_kept() -> None:
    passage = Passage(name="x", text=Text({"ko": "![그림](a.svg)"}), path=("x",), shown=True)
    html = passage.html("ko", values=False, image_address=lambda name: f"/media/{name}")
    assert 'src="/media/a.svg"' in html


@pytest.mark.parametrize(("values", "shown"), [(True, "1024"), (False, "{{ n }}")])
def test_a_program_has_its_values_put_in_where_it_may_hold_some(values: bool, shown: str) -> None:
    passage = Passage(name="x", text=Text({"ko": "{{ n }}"}), path=("x",), shown=True, code="python")
    html = passage.html("ko", values=values, image_address=str)
    assert plain(fill(html, {"n": Fraction(1024)}, "ko")) == shown


def test_one_choice_between_two_has_one_try() -> None:
    options = sample("single_choice").definition["options"]
    key = next(one for one in options if one.get("correct"))
    other = next(one for one in options if one is not key)
    assert question("single_choice", options=[key, other]).has_one_try()
    assert {kind for kind in KINDS if question(kind).has_one_try()} == {"true_false"}
