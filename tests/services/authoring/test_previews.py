"""A bank that nobody has published as learners will see it: no store is asked."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.series import read_series
from quiz.domain.delivery import variant_of
from quiz.domain.questions import KINDS
from quiz.platform.paths import QUESTIONS
from quiz.services.authoring import previews
from quiz.services.authoring.previewing.papers import paper
from quiz.services.authoring.previewing.proofs import Case, cases_of
from quiz.services.authoring.previews import PreviewedBank
from quiz.services.content.media import MediaFolder
from tests.builders import bank_text, definition, media_size, option, series
from tests.shipped import shipped_banks

EVERY = tuple(sorted(KINDS))


@cache
def shipped() -> tuple[PreviewedBank, ...]:
    """The banks of the repository, with their pictures."""
    frame = read_series((QUESTIONS / "series.yaml").read_bytes())
    media = MediaFolder(source=QUESTIONS / "media")
    return tuple(PreviewedBank(bank=one, series=frame, media=media) for one in shipped_banks())


def example(kind: str) -> tuple[PreviewedBank, int]:
    """A bank with the number of a question of that kind."""
    return next(
        (of, number)
        for of in shipped()
        for number, question in enumerate(of.bank.questions, 1)
        if question.kind_name == kind
    )


def written(*questions: dict[str, object]) -> PreviewedBank:
    """A bank of these questions."""
    text = bank_text(questions=list(questions), quizzes=None)
    frame = series(profile="open")
    read = read_bank(text.encode(), "2024-02.yaml", frame, media_size)
    return PreviewedBank(bank=read, series=frame, media=MediaFolder(source=Path("nowhere")))


def cases(of: PreviewedBank, number: int = 1) -> tuple[Case, ...]:
    return cases_of(previews.with_everything(of, previews.asked(of, number, 1, "en")))


@pytest.mark.parametrize("kind", EVERY)
def test_a_question_of_every_kind_is_asked_without_its_key_and_shown_with_it(kind: str) -> None:
    of, number = example(kind)
    for language in ("ko", "en"):
        asked = previews.asked(of, number, 1, language, "x-")
        assert asked.place == "x-"
        assert not asked.scored
        assert "explanation" not in asked.passages
        with_key = previews.with_key(of, asked)
        assert with_key.verdict == "right" or asked.question.judged_by_person
        assert with_key.html("explanation")


@pytest.mark.parametrize("kind", EVERY)
def test_everything_that_a_bank_says_of_its_questions_holds(kind: str) -> None:
    of, number = example(kind)
    found = cases(of, number)
    assert found[0].group == "key"
    assert all(case.holds for case in found)
    assert len(found) > 1 or of.question(number).judged_by_person


def test_a_draw_is_the_one_that_quiz_try_shows_for_the_same_number() -> None:
    of, number = example("numeric")
    question = of.question(number)
    assert previews.variant_at(of, number, 7) == variant_of(question, of.bank.header.bank, "7")


def test_there_is_no_question_before_the_first_and_after_the_last() -> None:
    of = shipped()[0]
    for number in (0, -1, len(of.bank.questions) + 1):
        with pytest.raises(IndexError):
            of.question(number)
    assert of.number_of(of.question(3).id) == 3
    assert of.number_of("no-such-question") is None


@pytest.mark.parametrize(
    ("raw", "refused", "verdict"),
    [
        ({"choice": ["1"]}, "", True),
        ({"choice": ["5"]}, "malformed", False),
        ({"choice": ["1", "2"]}, "malformed", False),
        ({"choice": [""]}, "empty", False),
        ({}, "empty", False),
        ({"other": ["x"]}, "empty", False),
    ],
)
def test_an_answer_is_judged_or_refused(raw: dict[str, list[str]], refused: str, verdict: bool) -> None:
    of, number = example("single_choice")
    tried = previews.tried(of, previews.asked(of, number, 1, "en"), raw)
    assert (tried.refused, tried.scored is not None) == (refused, verdict)


def test_every_place_of_a_page_is_the_option_that_stands_there() -> None:
    of, number = example("single_choice")
    asked = previews.asked(of, number, 4, "en")
    shown = asked.variant.order["choice"]
    for place, wanted in enumerate(shown, 1):
        tried = previews.tried(of, asked, {"choice": [str(place)]})
        assert tried.scored is not None
        assert tried.scored.answer == {"choice": (wanted,)}


@pytest.mark.parametrize(("text", "refused"), [("x" * 30_000, "too_long"), ("a" + "\u0301" * 60, "marks")])
def test_what_is_too_much_is_refused_with_its_limit(text: str, refused: str) -> None:
    of, number = example("short_text")
    tried = previews.tried(of, previews.asked(of, number, 1, "en"), {"text": [text]})
    assert (tried.refused, tried.limit > 0) == (refused, True)


def test_what_can_t_be_read_is_said_and_stays() -> None:
    of, number = example("numeric")
    tried = previews.tried(of, previews.asked(of, number, 1, "en"), {"number": ["1,5"]})
    assert tried.notice is not None
    assert tried.asked.value("number") == "1,5"


def test_what_a_person_judges_is_proposed() -> None:
    of, number = example("essay")
    asked = previews.asked(of, number, 1, "en")
    solution = {name: list(values) for name, values in asked.question.solution(asked.variant).items()}
    tried = previews.tried(of, asked, solution)
    assert tried.proposed
    assert tried.scored is not None
    assert tried.scored.fraction > 0


def test_proofs_that_fail_are_told_from_those_that_hold() -> None:
    term = {
        "text": ["median", "중앙값"],
        "feedback": {"ko": "값을 순서대로 나열했을 때 가운데예요.", "en": "It stands in the middle."},
    }
    of = written(definition("short_text", answers=[term], accept=["Median", "중앙 값"], reject=["mean"]))
    by_group: dict[str, list[Case]] = {}
    for case in cases(of):
        by_group.setdefault(case.group, []).append(case)
    assert [case.verdict for case in by_group["accept"]] == ["right", "right"]
    assert [case.verdict for case in by_group["reject"]] == ["wrong"]
    assert [case.verdict for case in by_group["spelling"]] == ["right", "right"]
    assert by_group["spelling"][0].why


def test_options_are_tried_one_by_one_with_what_each_says() -> None:
    of = written(
        definition("single_choice", options=[option("a", "가", "one", correct="true"), option("b", "나", "two")])
    )
    found = [case for case in cases(of) if case.group == "option"]
    assert sorted(case.verdict for case in found) == ["right", "wrong"]


def test_the_draws_of_a_question_are_listed_with_their_keys() -> None:
    of, number = next(
        (of, number)
        for of in shipped()
        for number, question in enumerate(of.bank.questions, 1)
        if question.has_values() and question.kind_name == "numeric"
    )
    draws = previews.draws_of(of, number, "en")
    assert 1 < len(draws) <= previews.MOST_LISTED
    assert len({tuple(draw.values.items()) for draw in draws}) == len(draws)
    assert all(draw.key for draw in draws)
    assert previews.possible_draws(of.question(number)) >= len(draws)
    fixed, first = example("true_false")
    assert previews.draws_of(fixed, first, "en") == ()
    assert previews.possible_draws(fixed.question(first)) == 1


def test_a_mark_changes_with_the_question_and_with_what_stands_around_it() -> None:
    one = written(definition("true_false"))
    same = written(definition("true_false"))
    other = written(definition("true_false", answer="false"))
    assert one.mark_of(1) == same.mark_of(1)
    assert one.mark_of(1) != other.mark_of(1)


def test_a_paper_is_drawn_by_its_number_and_has_the_keys_of_its_draw() -> None:
    of = shipped()[1]
    quiz = next(quiz for quiz in of.bank.header.quizzes if quiz.mode == "exam")
    drawn = paper(of, quiz, 3, ("ko", "en"))
    assert [one.number for one in drawn.questions] == list(range(1, quiz.size() + 1))
    assert drawn == paper(of, quiz, 3, ("ko", "en"))
    ids = [[one.asked["ko"].question.id for one in paper(of, quiz, seed, ("ko",)).questions] for seed in (3, 4)]
    assert ids[0] != ids[1]
    assert drawn.possible == sum(one.points for one in drawn.questions)


@pytest.mark.parametrize("kind", EVERY)
def test_the_letters_of_a_key_are_those_of_the_options_on_paper(kind: str) -> None:
    of, number = example(kind)
    one = paper(of, None, 5, ("en",)).questions[number - 1]
    view = one.asked["en"]
    inputs = {wanted.name: wanted for wanted in view.question.inputs()}
    solution = view.question.solution_in(view.variant, "en")
    letters = [letter for part in one.keys["en"] for letter in part.letters]
    wanted = [
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[view.variant.shown(inputs[name]).index(option)]
        for name in view.names_on_page
        for option in solution.get(name, ())
        if inputs[name].options
    ]
    assert letters == wanted


def test_a_quiz_that_can_t_be_drawn_says_so() -> None:
    of = shipped()[0]
    quiz = of.bank.header.quizzes[0]
    few = quiz.model_copy(update={"draw": (quiz.draw[0].model_copy(update={"count": 90, "questions": ()}),)})
    assert paper(of, few, 1, ("ko",)).too_few
