"""A picture with places to point at."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import Score, Variant
from quiz.domain.questions.hotspot import Hotspot, Shape
from tests.builders import NAMES, bank_text, both, definition, option, problems_of, question
from tests.samples import Listed, Sample, move


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    size = draw(st.integers(2, 10))
    many = draw(st.booleans())
    keys = draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=size - 1 if many else 1))
    shapes: list[dict[str, Any]] = [
        {"rect": [str(10 * place), "0", "10", "50"]} if place % 2 else {"circle": [str(10 * place + 5), "80", "5"]}
        for place in range(size)
    ]
    spots = [
        option(name, f"자리 {name}", f"place {name}", correct=str(place in keys).lower(), shape=shapes[place])
        for place, name in enumerate(NAMES[:size])
    ]
    return question("hotspot", spots=spots, choose="many" if many else "one")


SAMPLE = Sample(
    definition={
        "image": {"file": "lora.svg", "alt": both("두 갈래로 나뉜 그림", "A picture with two branches")},
        "spots": [
            option("a", "위쪽 행렬", "The upper matrix", shape={"rect": ["10", "10", "20", "20"]}),
            option("b", "아래쪽 행렬", "The lower matrix", shape={"rect": ["10", "60", "20", "20"]}, correct="true"),
            option("c", "덧셈", "The sum", shape={"circle": ["80", "50", "10"]}),
        ],
    },
    made_up=made_up(),
    passages="""
        prompt at prompt, seen
        image.alt at image.alt, seen, inline
        explanation at explanation
        spots.a.text at spots.0.text, seen, inline
        spots.a.why at spots.0.why, inline
        spots.b.text at spots.1.text, seen, inline
        spots.b.why at spots.1.why, inline
        spots.c.text at spots.2.text, seen, inline
        spots.c.why at spots.2.why, inline
    """,
    other_key=lambda question: move(question["spots"], "correct"),
    lists=(Listed(key="spots", texts="spots.", order="choice"),),
    partial_credit=True,
)
SPOTS = definition("hotspot")["spots"]
MANY = {"choose": "many", "spots": [{**SPOTS[0], "correct": "true"}, *SPOTS[1:]]}


def made(**changes: Any) -> Hotspot:
    found = question("hotspot", **changes)
    assert isinstance(found, Hotspot)
    return found


def shape(**given: str) -> Shape:
    return Shape.model_validate({name: numbers.split() for name, numbers in given.items()})


def faults(**changes: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    return [(fault.code, fault.path, f"{fault.message}; {fault.remedy}") for fault in made(**changes).all_checks()]


def with_shape(**given: list[str]) -> list[dict[str, Any]]:
    return [SPOTS[0], {**SPOTS[1], "shape": given}, SPOTS[2]]


# Circles of radius 3 and 2 touch at a distance of 5 (3-4-5); a corner at (3, 4) from the centre touches a circle of 5.
@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ({"circle": "10 10 3"}, {"circle": "13 14 2"}, False),
        ({"circle": "10 10 3"}, {"circle": "13 13.9 2"}, True),
        ({"circle": "10 10 3"}, {"circle": "10 10 1"}, True),
        ({"rect": "0 0 10 10"}, {"rect": "10 0 10 10"}, False),
        ({"rect": "0 0 10 10"}, {"rect": "9 9 10 10"}, True),
        ({"rect": "0 0 10 10"}, {"rect": "0 10 10 10"}, False),
        ({"rect": "0 0 30 30"}, {"rect": "10 10 5 5"}, True),
        ({"circle": "10 10 5"}, {"rect": "13 14 10 10"}, False),
        ({"circle": "10 10 5"}, {"rect": "13 13.9 10 10"}, True),
        ({"circle": "10 10 5"}, {"rect": "15 0 10 30"}, False),
        ({"circle": "10 10 5"}, {"rect": "0 0 30 30"}, True),
    ],
)
def test_shapes_overlap_where_they_have_more_than_an_edge_in_common(one: Any, other: Any, overlap: bool) -> None:
    assert shape(**one).overlaps(shape(**other)) is overlap
    assert shape(**other).overlaps(shape(**one)) is overlap


def test_a_shape_has_a_box_a_middle_and_a_place_for_its_number() -> None:
    circle, rect = shape(circle="50 40 10"), shape(rect="10 20 30 40")
    assert (circle.box(), rect.box()) == ((40, 30, 60, 50), (10, 20, 40, 60))
    assert (circle.centre(), rect.centre()) == ((50, 40), (25, 40))
    assert (circle.badge(), rect.badge()) == ((50, 30), (10, 20))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "not exactly one shape; give circle: [x, y, r] or rect: [x, y, width, height] [shape]"),
        ({"circle": ["1", "2", "3"], "rect": ["1", "2", "3", "4"]}, "not exactly one shape; give"),
        ({"circle": ["1", "2"]}, "'circle' holds too few entries; write at least 3 [too-short]"),
        ({"rect": ["1", "2", "3", "4", "5"]}, "'rect' holds too many entries; write at most 4 [too-long]"),
        ({"circle": ["1", "2", "3%"]}, "'3%' is not a number"),
    ],
)
def test_a_shape_that_is_none_is_told(given: dict[str, list[str]], words: str) -> None:
    text = bank_text(questions=[definition("hotspot", spots=with_shape(**given))])
    (problem,) = [problem for problem in problems_of(text) if problem.severity == "error"]
    assert f"{problem.message}; {problem.remedy} [{problem.code}]".startswith(words)


@pytest.mark.parametrize(
    ("changes", "picked", "score"),
    [
        ({}, (), Score(fraction=Fraction(0))),
        ({}, ("b",), Score(fraction=Fraction(1), verdicts={"b": "right"}, feedback=("spots.b.why",), chosen=("b",))),
        ({}, ("c",), Score(fraction=Fraction(0), verdicts={"c": "wrong"}, feedback=("spots.c.why",), chosen=("c",))),
        (
            MANY,
            ("a",),
            Score(fraction=Fraction(1, 2), verdicts={"a": "right"}, feedback=("spots.a.why",), chosen=("a",)),
        ),
        (
            MANY,
            ("a", "b", "c"),
            Score(
                fraction=Fraction(0),
                verdicts={"a": "right", "b": "right", "c": "wrong"},
                feedback=("spots.a.why", "spots.b.why", "spots.c.why"),
                chosen=("a", "b", "c"),
            ),
        ),
        (
            MANY,
            ("a", "b"),
            Score(
                fraction=Fraction(1),
                verdicts={"a": "right", "b": "right"},
                feedback=("spots.a.why", "spots.b.why"),
                chosen=("a", "b"),
            ),
        ),
    ],
)
def test_places_are_judged_as_choices_are(changes: dict[str, Any], picked: tuple[str, ...], score: Score) -> None:
    assert made(**changes).grade(Variant(), {"choice": picked} if picked else {}) == score


@pytest.mark.parametrize(
    ("changes", "code", "path", "words"),
    [
        (
            {"spots": with_shape(rect=["90", "0", "20", "20"])},
            "shape",
            ("spots", 1, "shape"),
            "the shape of 'b' is not inside the picture; count in per cent",
        ),
        ({"spots": with_shape(circle=["5", "50", "10"])}, "shape", ("spots", 1, "shape"), "is not inside the picture"),
        (
            {"spots": with_shape(rect=["50", "80", "20", "30"])},
            "shape",
            ("spots", 1, "shape"),
            "is not inside the picture",
        ),
        ({"spots": with_shape(rect=["50", "0", "0", "20"])}, "shape", ("spots", 1, "shape"), "give it a size"),
        ({"spots": with_shape(rect=["50", "0", "20", "0"])}, "shape", ("spots", 1, "shape"), "give it a size"),
        (
            {"spots": with_shape(rect=["75", "45", "20", "20"])},
            "shape",
            ("spots", 2, "shape"),
            "the shapes of 'b' and 'c' overlap; draw them apart",
        ),
        ({"spots": [SPOTS[1], SPOTS[1]]}, "duplicate", ("spots", 1, "id"), "id 'b' is used twice"),
        ({"spots": [SPOTS[0], SPOTS[2]]}, "S3", ("spots",), "0 spots are marked correct; mark exactly one"),
        (
            {"spots": MANY["spots"]},
            "S3",
            ("spots",),
            "2 spots are marked correct; mark exactly one",
        ),
        (
            {"choose": "many", "spots": [SPOTS[0], SPOTS[2]]},
            "S3",
            ("spots",),
            "0 of 2 spots are correct; mark at least one",
        ),
    ],
)
def test_a_fault_is_told_where_it_stands(changes: dict[str, Any], code: str, path: Any, words: str) -> None:
    found = faults(**changes)[0]
    assert found[:2] == (code, path)
    assert words in found[2]


def test_which_place_is_right_may_depend_on_the_draw() -> None:
    spots = [
        option("a", "왼쪽 {{n}}", "left {{n}}", correct="n > 1", shape=SPOTS[0]["shape"]),
        option("b", "오른쪽", "right", correct="n == 1", shape=SPOTS[1]["shape"]),
    ]
    drawn = made(variables={"n": ["1", "2"]}, spots=spots)
    assert list(drawn.all_checks()) == []
    assert [text for _, text in drawn.expressions()] == ["n > 1", "n == 1"]
    one = Variant(values={"n": Fraction(1)})
    assert drawn.solution(one) == {"choice": ("b",)}
    assert drawn.grade(one, {"choice": ("a",)}).chosen == ("a!",)
    broken = faults(variables={"n": ["0", "1"]}, spots=spots)
    assert broken[0][2].startswith("0 spots are marked correct in the draw n = 0")


def test_a_sound_question_has_no_fault() -> None:
    assert faults() == faults(**MANY) == []


def test_its_places_are_mixed_and_have_names() -> None:
    assert len({made().draw(Random(seed)).order["choice"] for seed in range(30)}) == 6
    assert [(passage.name, passage.shown) for passage in made().own_passages()][:2] == [
        ("spots.a.text", True),
        ("spots.a.why", False),
    ]
    assert made().shape("c") == shape(circle="80 50 10")
    assert (made().inputs()[0].kind, made(**MANY).inputs()[0].kind) == ("one", "many")
    assert (made().guess(), made(**MANY).guess()) == (Fraction(1, 3), 0)
    assert made().right_choices() == {"b"}
    assert str(made().choice_words("c", "en")) == "The sum"
    assert [text["en"] for text in made().key_texts()] == ["The lower matrix"]
    assert (made().solution(Variant()), made().wrong_answer(Variant())) == ({"choice": ("b",)}, {"choice": ("a",)})
    assert made().shows_image


@pytest.mark.parametrize(
    ("rect", "outside"),
    [
        (["0", "0", "100", "9"], False),
        (["0", "0", "9", "100"], False),
        (["0", "0", "100.5", "9"], True),
        (["0", "99", "9", "1.5"], True),
        (["-0.5", "0", "9", "9"], True),
    ],
)
def test_an_area_ends_where_the_picture_does(rect: list[str], outside: bool) -> None:
    spots = definition("hotspot")["spots"]
    spots[0]["shape"] = {"rect": rect}
    found = [fault.path for fault in question("hotspot", spots=spots).checks() if fault.path[:2] == ("spots", 0)]
    assert bool(found) == outside


def test_one_right_place_is_enough_where_many_may_be_chosen() -> None:
    assert list(question("hotspot", choose="many").faults_of({})) == []


def test_a_condition_of_a_place_is_told_from_where_it_stands() -> None:
    spots = definition("hotspot")["spots"]
    spots[1]["correct"] = "n > 1"
    found = question("hotspot", spots=spots, variables={"n": ["2"]})
    assert (("spots", 1, "correct"), "n > 1") in list(found.expressions())


@pytest.mark.parametrize(
    ("circle", "rect", "meet"),
    [
        (["50", "10", "5"], ["40", "12", "20", "10"], True),
        (["50", "10", "5"], ["40", "16", "20", "10"], False),
        (["10", "50", "5"], ["12", "40", "10", "20"], True),
        (["10", "50", "5"], ["16", "40", "10", "20"], False),
    ],
)
def test_a_circle_meets_a_rectangle_by_its_nearest_point(circle: list[str], rect: list[str], meet: bool) -> None:
    one, other = Shape.model_validate({"circle": circle}), Shape.model_validate({"rect": rect})
    assert (one.overlaps(other), other.overlaps(one)) == (meet, meet)
