"""A few sentences: ideas are proposed by their words, and what a person confirms is scored."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import Score, Variant
from quiz.domain.questions.essay import Essay, folded
from tests.builders import NAMES, bank_text, both, definition, problems_of, question
from tests.samples import OTHER_TEXT, Sample

_weights = st.sampled_from(["1", "2", "0.5"])


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    if draw(st.booleans()):
        size = draw(st.integers(1, 5))
        rubric = [{"id": name, "points": draw(_weights), "text": f"기준 {name}"} for name in NAMES[:size]]
        return question("essay", ideas=[], full=None, words=None, rubric=rubric)
    return question("essay", full=draw(st.none() | st.sampled_from(["1", "2", "0.5"])), words=None, **_told(draw))


def _told(draw: st.DrawFn) -> dict[str, Any]:
    words = draw(st.lists(st.sampled_from(["memoris", "membership", "records"]), min_size=2, max_size=3, unique=True))
    stems = {"memoris": "외워", "membership": "멤버십", "records": "자료"}
    return {
        "ideas": [
            {"id": word, "patterns": {"ko": [stems[word], f"{word} 은"], "en": [word, f"{word}X"]}, "meaning": word}
            for word in words
        ]
    }


SAMPLE = Sample(
    definition={
        "prompt": both("서로 다른 두 가지 근거를 쓰세요.", "Give two different reasons."),
        "words": {"least": "3", "most": "50"},
        "ideas": [
            {
                "id": "memory",
                "patterns": {"ko": ["암기", "외워"], "en": ["memoris", "memoriz"]},
                "meaning": both("외워서 내놓아요.", "It memorises."),
            },
            {
                "id": "attack",
                "patterns": {"ko": ["멤버십", "재식별"], "en": ["membership", "re-identif"]},
                "meaning": both("누가 있었는지 드러나요.", "One learns who was there."),
            },
            {
                "id": "rare",
                "patterns": {"ko": ["희귀", "드문"], "en": ["rare ", "outlier"]},
                "meaning": both("드문 사람이 드러나요.", "Rare people stand out."),
            },
        ],
        "full": "2",
        "model_answer": both(
            "모델은 자료를 외워 내놓을 수 있고, 멤버십 추론으로 누가 있었는지 드러나요.",
            "A generator can memorise records, and membership inference shows who was there.",
        ),
    },
    made_up=made_up(),
    passages="""
        prompt at prompt, seen
        explanation at explanation
        model_answer at model_answer
        ideas.memory.meaning at ideas.0.meaning, inline
        ideas.attack.meaning at ideas.1.meaning, inline
        ideas.rare.meaning at ideas.2.meaning, inline
    """,
    other_key=lambda question: question.update(model_answer=OTHER_TEXT),
    partial_credit=True,
)
IDEAS = definition("essay")["ideas"]
RUBRIC = {
    "ideas": [],
    "full": None,
    "rubric": [{"id": "thin", "points": "2", "text": "얇은 행렬"}, {"id": "frozen", "text": "고정"}],
}
MODEL = definition("essay")["model_answer"]


def made(**changes: Any) -> Essay:
    found = question("essay", **changes)
    assert isinstance(found, Essay)
    return found


def answer(text: str) -> dict[str, tuple[str, ...]]:
    return {"text": (text,)}


def faults(**changes: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    return [(fault.code, fault.path, f"{fault.message}; {fault.remedy}") for fault in made(**changes).all_checks()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("자료를 외워 내놓고 재식별도 돼요.", ("memory", "attack")),
        ("It MEMORISED a Re-Identified row", ("memory", "attack")),
        ("\u110b\u116c\u110b\u116f 내놓아요", ("memory",)),
        ("Rare people, an outlier", ("rare",)),
        ("rarely", ()),
        ("it is rare", ("rare",)),
        ("re-\nidentif", ()),
        ("", ()),
    ],
)
def test_an_idea_is_proposed_where_one_of_its_words_stands(text: str, found: tuple[str, ...]) -> None:
    assert made().proposal(Variant(), answer(text)) == found


def test_words_are_looked_for_composed_without_case_and_with_single_spaces() -> None:
    assert folded("\u1100\u1161  B\n\tC ") == "가 b c "


# Two ideas of three earn everything; the rubric's points are 2 and 1.
@pytest.mark.parametrize(
    ("changes", "ids", "fraction", "feedback", "chosen"),
    [
        ({}, (), "0", ("ideas.memory.meaning", "ideas.attack.meaning", "ideas.rare.meaning"), ("other",)),
        ({}, ("rare",), "1/2", ("ideas.memory.meaning", "ideas.attack.meaning"), ("rare",)),
        ({}, ("rare", "memory"), "1", ("ideas.attack.meaning",), ("memory", "rare")),
        ({}, ("rare", "memory", "attack", "unknown"), "1", (), ("memory", "attack", "rare")),
        ({"full": None}, ("rare", "memory"), "2/3", ("ideas.attack.meaning",), ("memory", "rare")),
        (
            {"full": "3", "ideas": [{**IDEAS[0], "weight": "2"}, *IDEAS[1:]]},
            ("memory",),
            "2/3",
            ("ideas.attack.meaning", "ideas.rare.meaning"),
            ("memory",),
        ),
        (RUBRIC, ("thin",), "2/3", ("rubric.frozen.text",), ("thin",)),
        (RUBRIC, ("thin", "frozen"), "1", (), ("thin", "frozen")),
    ],
)
def test_what_a_person_confirms_earns_its_weight(
    changes: dict[str, Any], ids: tuple[str, ...], fraction: str, feedback: tuple[str, ...], chosen: tuple[str, ...]
) -> None:
    score = made(**changes).grade_confirmed(ids)
    assert (score.fraction, score.feedback, score.chosen) == (Fraction(fraction), feedback, chosen)
    assert not score.needs_confirmation


def test_an_answer_earns_what_is_proposed_until_a_person_confirms() -> None:
    score = made().grade(Variant(), answer("외워서 그래요."))
    assert (score.fraction, score.verdicts, score.needs_confirmation) == (Fraction(1, 2), {"text": "partly"}, True)
    for empty in ({}, answer(" \n")):
        assert made().grade(Variant(), empty) == Score(fraction=Fraction(0))


def test_of_a_rubric_nothing_is_proposed_but_for_the_model_answer_itself() -> None:
    assert made().proposes
    assert not made(**RUBRIC).proposes
    essay = made(**RUBRIC)
    assert essay.proposal(Variant(), answer("얇은 행렬")) == ()
    for text in (MODEL["ko"], f"  {MODEL['en'].upper()}\n"):
        assert essay.proposal(Variant(), answer(text)) == ("thin", "frozen")


@pytest.mark.parametrize(
    ("changes", "text", "words"),
    [
        ({}, "", ""),
        ({}, "하나 둘", "Write at least 3 words; there are 2."),
        ({}, "하나 둘\n셋", ""),
        ({}, "a " * 51, "Write at most 50 words; there are 51."),
        ({"words": None}, "하나", ""),
        ({"words": None, "characters": {"least": "5"}}, " 가나 다 ", "Write at least 5 characters; there are 4."),
        ({"words": None, "characters": {"most": "3"}}, "\u1100\u1161나 다", "Write at most 3 characters; there are 4."),
        ({"words": None, "characters": {"most": "4"}}, "\u1100\u1161나 다", ""),
        ({"words": {}}, "하나", ""),
    ],
)
def test_a_length_that_is_asked_for_is_told(changes: dict[str, Any], text: str, words: str) -> None:
    assert str(made(**changes).notice(Variant(), answer(text)) or "") == words


@pytest.mark.parametrize(
    ("changes", "code", "path", "words"),
    [
        ({"ideas": [], "full": None}, "S3", (), "not exactly one of ideas and rubric; list ideas"),
        ({"rubric": RUBRIC["rubric"]}, "S3", (), "not exactly one of ideas and rubric"),
        ({"full": "4", "prompt": "왜? Why?"}, "S3", ("full",), "all ideas together are worth 3; lower full"),
        ({"words": {"least": "9", "most": "8"}}, "S3", ("words",), "least is more than most"),
        ({"ideas": [IDEAS[0], *IDEAS]}, "duplicate", ("ideas", 1, "id"), "id 'memory' is used twice"),
        ({**RUBRIC, "rubric": [RUBRIC["rubric"][0]] * 2}, "duplicate", ("rubric", 1, "id"), "id 'thin' is used twice"),
        (
            {"ideas": [{**IDEAS[0], "patterns": {"en": ["memoris", "memoriz"]}}, *IDEAS[1:]]},
            "K11",
            ("ideas", 0, "patterns", "ko"),
            "the idea 'memory' has no pattern for ko; write word stems",
        ),
        (
            {"ideas": [{**IDEAS[0], "patterns": {"ko": ["외워", " "], "en": ["memoris", "x y"]}}, *IDEAS[1:]]},
            "K11",
            ("ideas", 0, "patterns", "ko"),
            "has no pattern for ko",
        ),
        (
            {"ideas": [{**IDEAS[0], "patterns": {"ko": ["외워"], "en": ["memoris", "x y"]}}, *IDEAS[1:]]},
            "K11",
            ("ideas", 0, "patterns", "ko"),
            "the idea 'memory' rests on one pattern; add other words",
        ),
        (
            {"prompt": both("드문 두 가지", "Two reasons")},
            "K13",
            ("prompt", "ko"),
            "the prompt itself holds the idea 'rare'; change the pattern or the prompt",
        ),
        ({"prompt": "두 가지 membership"}, "K13", ("prompt",), "the prompt itself holds the idea 'attack'"),
        (
            {"prompt": both("세 가지를 쓰세요.", "Give two reasons.")},
            "K15",
            ("prompt", "ko"),
            "the prompt asks for 3, the whole score for 2; set full",
        ),
        ({"prompt": both("2가지를 쓰세요.", "Give 3 good reasons.")}, "K15", ("prompt", "en"), "the prompt asks for 3"),
        (
            {"model_answer": both("자료를 외워 내놓아요.", MODEL["en"])},
            "K11",
            ("model_answer", "ko"),
            "in the model answer only these ideas are found: memory; add its words",
        ),
        ({"model_answer": "아무 말이나 써요."}, "K11", ("model_answer",), "only these ideas are found: -"),
        (
            {"words": {"least": "40"}},
            "K11",
            ("model_answer", "ko"),
            "the model answer does not keep to the length: Write at least 40 words",
        ),
    ],
)
def test_a_fault_is_told_where_it_stands(changes: dict[str, Any], code: str, path: Any, words: str) -> None:
    found = faults(**changes)[0]
    assert found[:2] == (code, path)
    assert words in found[2]


@pytest.mark.parametrize("changes", [{}, RUBRIC, {"prompt": "왜 그런가요? Why?"}, {"words": {"most": "40"}}])
def test_a_sound_question_has_no_fault(changes: dict[str, Any]) -> None:
    assert faults(**changes) == []


def test_words_and_characters_are_not_counted_both() -> None:
    text = bank_text(questions=[definition("essay", characters={"most": "9"})])
    assert [str(problem.message) for problem in problems_of(text) if problem.severity == "error"] == [
        "not exactly one of words and characters"
    ]


def test_a_model_answer_may_hold_drawn_values() -> None:
    drawn = made(variables={"n": ["2"]}, model_answer=both("{{n}}번 외워 내놓고 재식별도 돼요.", MODEL["en"]))
    assert list(drawn.all_checks()) == []
    assert drawn.solution(Variant(values={"n": Fraction(2)})) == answer("2번 외워 내놓고 재식별도 돼요.")


def test_its_texts_and_choices_have_names() -> None:
    assert [(passage.name, passage.shown) for passage in made().own_passages()] == [
        ("model_answer", False),
        ("ideas.memory.meaning", False),
        ("ideas.attack.meaning", False),
        ("ideas.rare.meaning", False),
    ]
    assert [(text.name, text.path, text.shown) for text in made(**RUBRIC).own_passages()][1:] == [
        ("rubric.thin.text", ("rubric", 0, "text"), False),
        ("rubric.frozen.text", ("rubric", 1, "text"), False),
    ]
    assert made().right_choices() == {"memory", "attack", "rare"}
    assert str(made().choice_words("memory", "en")) == "It memorises."
    assert [str(made(**RUBRIC).choice_words(choice, "ko")) for choice in ("thin", "other")] == [
        "얇은 행렬",
        "another answer",
    ]


def test_its_model_answers() -> None:
    assert made().inputs()[0].kind == "long"
    assert made().solution(Variant()) == answer(MODEL["ko"])
    assert made().wrong_answer(Variant()) == answer("? ? ?")
    assert made(words=None, characters={"least": "4"}).wrong_answer(Variant()) == answer("????")
    assert made(words=None).wrong_answer(Variant()) == answer("?")


def test_a_rubric_of_drawn_values_knows_its_model_answer() -> None:
    drawn = made(**RUBRIC, words=None, variables={"n": ["2", "3"]}, model_answer=both("행렬 {{n}}개", "{{n}} matrices"))
    three = Variant(values={"n": Fraction(3)})
    assert drawn.proposal(three, answer("행렬 3개")) == ("thin", "frozen")
    assert drawn.proposal(three, answer("3 Matrices")) == ("thin", "frozen")
    assert drawn.proposal(three, answer("행렬 2개")) == ()
    assert list(drawn.faults_of(three.values)) == []


def test_braces_without_variables_stay_as_they_are_written() -> None:
    assert (
        made(model_answer="{{n}}번 외워 내놓고 재식별도 돼요.").model("ko", {}) == "{{n}}번 외워 내놓고 재식별도 돼요."
    )


def test_a_length_of_its_own_is_told_of_a_model_answer_with_drawn_values() -> None:
    text = both("{{n}}번 외워 내놓고 재식별도 돼요.", MODEL["en"])
    told = faults(variables={"n": ["2"]}, model_answer=text, words={"least": "40"})
    assert told[0][2] == (
        "the model answer does not keep to the length: Write at least 40 words; there are 5.; "
        "change it, or the length that is asked for"
    )


def test_characters_in_the_wrong_order_are_told() -> None:
    assert faults(words=None, characters={"least": "9", "most": "8"})[0] == (
        "S3",
        ("characters",),
        "least is more than most; mend the two",
    )
    assert faults(words={"least": "40", "most": "40"}, full="2")[0][0] == "K11"
