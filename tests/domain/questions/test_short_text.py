"""A word or a short phrase to type; the bank proves its own matching."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import KINDS, Question
from quiz.domain.questions.base import Score, Variant
from quiz.domain.questions.short_text import ShortText
from tests.builders import WORDS, both, question
from tests.samples import Sample


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    words = draw(st.permutations(WORDS))
    scores = ["1", *draw(st.lists(st.sampled_from(["0.25", "0.5", "1"]), max_size=2))]
    return question(
        "short_text",
        answers=[{"text": words[2 * n : 2 * n + 2], "score": score} for n, score in enumerate(scores)],
        matching={"typos": draw(st.sampled_from("01")), "spaces": draw(st.sampled_from(["ignore", "collapse"]))},
        accept=[],
        reject=words[8:],
    )


SAMPLE = Sample(
    definition={
        "answers": [
            {"text": ["치명적 망각", "catastrophic forgetting"], "score": "1"},
            {"text": ["망각", "forgetting"], "score": "0.5", "feedback": both("어떤 망각인가요?", "Which forgetting?")},
        ],
        "matching": {"spaces": "ignore", "case": "fold", "particles": "accept", "typos": "1"},
        "accept": ["치명적망각", "Catastrophic  Forgetting", "치명적 망각이"],
        "reject": ["정규화", "치명타"],
    },
    made_up=made_up(),
    passages="""
        prompt at prompt, seen
        explanation at explanation
        answers.1.feedback at answers.1.feedback, inline
    """,
    other_key=lambda question: question.update(answers=[{"text": ["달", "moon"], "score": "1"}], accept=[], reject=[]),
)


WRONG: list[dict[str, Any]] = [
    {"text": ["과적합", "overfitting"], "why": both("다른 말이에요.", "It is another word."), "misconception": "fit"},
    {"text": "치명타", "why": both("다른 말이에요.", "It is another word.")},
]


@pytest.mark.parametrize(
    ("typed", "feedback", "chosen"),
    [
        ("Overfitting", ("wrong.0.why",), ("wrong.0",)),
        ("과적합이에요", ("wrong.0.why",), ("wrong.0",)),
        ("치명타", ("wrong.1.why",), ("wrong.1",)),
        ("과적합 (치명타)", (), ("other",)),
        ("정규화", (), ("other",)),
    ],
)
def test_a_known_wrong_answer_is_told_why(typed: str, feedback: tuple[str, ...], chosen: tuple[str, ...]) -> None:
    asked = made(**SAMPLE.definition, wrong=WRONG)
    score = asked.judge(Variant(), {"text": (typed,)})
    assert (score.fraction, score.feedback, score.chosen) == (0, feedback, chosen)


def test_a_known_wrong_answer_has_its_words_and_its_misconception() -> None:
    asked = made(**{**SAMPLE.definition, "reject": []}, wrong=WRONG)
    assert str(asked.choice_words("wrong.0", "ko")) == "과적합"
    assert asked.misconceptions() == {"wrong.0": "fit"}
    assert asked.wrong_answer(Variant()) == {"text": ("과적합",)}
    passages = {passage.name: passage for passage in asked.passages()}
    assert (passages["wrong.1.why"].shown, passages["wrong.1.why"].path) == (False, ("wrong", 1, "why"))


def test_what_is_accepted_is_no_known_wrong_answer() -> None:
    wrong = [{"text": ["달", "망각"], "why": "x"}]
    assert [found[:2] for found in faults(**SAMPLE.definition, wrong=wrong)] == [("reject", ("wrong", 0, "text", 1))]


def made(**changes: Any) -> ShortText:
    found = question("short_text", **changes)
    assert isinstance(found, ShortText)
    return found


def faults(**changes: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    return [(fault.code, fault.path, f"{fault.message}; {fault.remedy}") for fault in made(**changes).checks()]


@pytest.mark.parametrize(
    ("typed", "fraction", "word", "feedback", "chosen", "understood"),
    [
        ("치명적 망각", "1", "right", (), ("answers.0",), "치명적 망각"),
        ("치명적망각", "1", "right", (), ("answers.0",), "치명적 망각"),
        ("치명적 망각이에요", "1", "right", (), ("answers.0",), "치명적 망각"),
        ("치명적 망각예요", "0", "wrong", (), ("other",), ""),
        ("치명적 망각(catastrophic forgetting)", "1", "right", (), ("answers.0",), "치명적 망각"),
        ("치명적 망각 (망각)", "1/2", "partly", ("answers.1.feedback",), ("answers.1",), "망각"),
        ("망각 (치명적 망각)", "1/2", "partly", ("answers.1.feedback",), ("answers.1",), "망각"),
        ("치명적 망각을", "1", "right", (), ("answers.0",), "치명적 망각"),
        ("치명적 망곽", "1", "right", (), ("answers.0",), "치명적 망각"),
        ("Catastrophic  Forgeting", "1", "right", (), ("answers.0",), "catastrophic forgetting"),
        ("망각", "1/2", "partly", ("answers.1.feedback",), ("answers.1",), "망각"),
        ("정규화", "0", "wrong", (), ("other",), ""),
        ("치명타", "0", "wrong", (), ("other",), ""),
        ("", "0", "wrong", (), (), ""),
        (" \u200b ", "0", "wrong", (), ("other",), ""),
        ("   ", "0", "wrong", (), (), ""),
    ],
)
def test_what_is_typed_earns_the_score_of_the_answer_it_stands_for(
    typed: str, fraction: str, word: Any, feedback: tuple[str, ...], chosen: tuple[str, ...], understood: str
) -> None:
    assert made().grade(Variant(), {"text": (typed,)}) == Score(
        fraction=Fraction(fraction), verdicts={"text": word}, feedback=feedback, chosen=chosen, understood=understood
    )


@pytest.mark.parametrize(
    ("policy", "typed", "fraction"),
    [
        ({"typos": "0"}, "치명적 망곽", 0),
        ({"particles": "exact"}, "치명적 망각을", 0),
        ({"case": "exact"}, "Catastrophic Forgetting", 0),
        ({"spaces": "collapse"}, "치명적망각", 0),
        ({"spaces": "collapse"}, "치명적  망각", 1),
        ({}, "치명적 망곽", 0),
    ],
)
def test_the_policy_says_what_is_overlooked(policy: dict[str, str], typed: str, fraction: int) -> None:
    assert made(matching=policy).grade(Variant(), {"text": (typed,)}).fraction == fraction


def test_without_a_policy_spaces_case_and_particles_are_overlooked_and_slips_are_not() -> None:
    policy = made(matching=None).matching
    assert (policy.spaces, policy.case, policy.particles, policy.typos) == ("ignore", "fold", "accept", 0)


@pytest.mark.parametrize(
    ("changes", "code", "path", "words"),
    [
        (
            {"accept": ["망각 현상"]},
            "accept",
            ("accept", 0),
            "'망각 현상' is not accepted as this answer; add the spelling to answers, or loosen the matching",
        ),
        ({"accept": ["망각", ""]}, "accept", ("accept", 1), "'' is not accepted as this answer"),
        ({"accept": ["치명타"]}, "accept", ("accept", 0), "'치명타' is not accepted as this answer"),
        (
            {"reject": ["치명타", "파국적망각."], "answers": [{"text": ["파국적 망각", "forgetting"]}], "accept": []},
            "reject",
            ("reject", 1),
            "'파국적망각.' is accepted; tighten the matching or remove the entry",
        ),
        (
            {"answers": [{"text": ["망각", "a"]}, {"text": ["망각", "b"], "score": "0.5"}], "accept": []},
            "accept",
            ("answers", 1, "text", 0),
            "'망각' is not accepted as this answer",
        ),
        ({"answers": [{"text": "망각"}], "accept": []}, "K3", ("answers",), "every accepted spelling is in one script"),
        ({"answers": [{"text": "forgetting"}], "accept": []}, "K3", ("answers",), "add the Korean or the English"),
        (
            {"answers": [{"text": ["망각", "forgetting"], "score": "0.9"}], "accept": []},
            "S3",
            ("answers",),
            "no answer earns the whole score; give one of them score: 1",
        ),
    ],
)
def test_a_fault_is_told_where_it_stands(
    changes: dict[str, Any], code: str, path: tuple[str | int, ...], words: str
) -> None:
    found = faults(**changes)
    assert [(fault[0], fault[1]) for fault in found] == [(code, path)]
    assert words in found[0][2]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"accept": [], "reject": []},
        {"reject": ["치명적 망곽", "치명적 망각은", "forgetting curve"], "accept": ["치명적 망각을"]},
        {
            "answers": [{"text": "4096"}, {"text": "10⁹", "score": "0.5"}],
            "accept": ["4096."],
            "reject": [],
        },
    ],
)
def test_a_sound_question_has_no_fault(changes: dict[str, Any]) -> None:
    assert faults(**changes) == []


def test_its_model_answers_are_the_best_spelling_and_the_first_that_is_refused() -> None:
    assert made().solution(Variant()) == {"text": ("치명적 망각",)}
    assert made().wrong_answer(Variant()) == {"text": ("정규화",)}
    assert made(reject=[]).wrong_answer(Variant()) == {"text": ("?",)}
    later = [{"text": "망각", "score": "0.5"}, {"text": "치명적 망각", "score": "1"}]
    assert made(answers=later).solution(Variant()) == {"text": ("치명적 망각",)}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (["치명적 망각", "파국적 망각", "catastrophic forgetting"], ("치명적 망각", "catastrophic forgetting")),
        (["catastrophic forgetting", "치명적 망각"], ("치명적 망각", "catastrophic forgetting")),
        (["로라(LoRA)", "LoRA"], ("로라(LoRA)",)),
        (["망각"], ("망각",)),
        (["4096", "4,096"], ("4096",)),
    ],
)
def test_the_right_answer_is_shown_once_in_each_script(text: list[str], shown: tuple[str, ...]) -> None:
    assert made(answers=[{"text": text}]).shown_spellings() == shown


def test_its_choices_and_texts_have_names() -> None:
    assert made().right_choices() == {"answers.0"}
    assert [str(made().choice_words(choice, "ko")) for choice in ("answers.1", "other")] == ["망각", "another answer"]
    assert [(passage.name, passage.shown) for passage in made().own_passages()] == [("answers.1.feedback", False)]
    assert made(answers=[{"text": "a", "feedback": both("가", "a")}]).grade(Variant(), {"text": ("a",)}).feedback == (
        "answers.0.feedback",
    )
    assert made().inputs()[0].kind == "text"


@pytest.mark.parametrize("answer", ["망각", "forgetting"])
def test_the_spelling_of_another_language_is_asked_for_only_where_there_is_one(answer: str) -> None:
    term = {"answers": [{"text": answer}], "accept": [], "reject": []}
    assert "K3" in [fault[0] for fault in faults(**term)]
    plain = {"kind": "short_text", "id": "a", "prompt": "무엇인가요?", **term}
    assert [fault.code for fault in read_in("ko", plain).all_checks()] == []
    gap = {"kind": "cloze", "id": "a", "prompt": "채우세요.", "text": "[[1]]", "gaps": {"1": {"kind": "text", **term}}}
    assert [fault.code for fault in read_in("ko", gap).all_checks()] == []


def read_in(language: str, written: dict[str, Any]) -> Question:
    """The question of a series in one language."""
    return KINDS[written["kind"]].model_validate(written, context={"languages": (language,)})


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([{"text": ["망각", "forgetting"]}], True),
        ([{"text": "망각"}, {"text": "forgetting"}], True),
        ([{"text": "망각"}, {"text": "forgetting", "score": "0.5"}], False),
        ([{"text": ["망각", "망각 현상"]}], False),
        ([{"text": "forgetting"}], False),
        ([{"text": ["LoRA 어댑터", "LoRA"]}], False),
        ([{"text": "1945"}], False),
    ],
)
def test_it_can_be_written_in_both_languages_where_both_earn_as_much(answers: list[Any], said: bool) -> None:
    assert made(answers=answers, accept=[], reject=[]).in_korean_and_english == said
