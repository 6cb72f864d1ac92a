"""What is said of questions: planted flaws are found in made-up classes of thirty, sound questions are left alone."""

from collections import Counter

import pytest

from quiz.domain.item_analysis.choices import Chosen
from quiz.domain.item_analysis.finishes import ItemSums
from quiz.domain.item_analysis.reading import item_view
from quiz.domain.item_analysis.totals import Interval
from quiz.domain.item_analysis.verdicts import ORDER, Seen, verdicts_of
from quiz.domain.item_stats import facility
from tests.domain.item_analysis.planted import a_class

CLASSES = 200
"""Their seeds are from 1 on; the thresholds were tuned on seeds from 10,000 on."""

FOUND = {"miskey": 0.9, "easy": 0.9, "dead": 0.9, "ambiguous": 0.9}
"""How often a planted flaw is found at least."""
COUNTS_AS = {"ambiguous": {"ambiguous", "miskey"}}
"""Where two options are equally right, thirty coins often fall so that a suspected key is what can be said."""
BLAMED = 0.05
"""How often a verdict is given of a sound question at most."""
BLAMED_AT_ALL = 0.06
"""How often one of them that asks for more than another distractor is."""


@pytest.mark.parametrize("flaw", FOUND)
def test_planted_flaws_are_found_and_sound_questions_left_alone(flaw: str) -> None:
    found, blamed, sound, wronged = 0, Counter[str](), 0, 0
    for seed in range(1, CLASSES + 1):
        for question, view in a_class(seed, [flaw]).values():
            kinds = {verdict.kind for verdict in view.verdicts}
            if question.flaw:
                found += bool(kinds & COUNTS_AS.get(flaw, {flaw}))
            else:
                sound += 1
                blamed.update(kinds - {"fine", "early"})
                wronged += bool(kinds & {"miskey", "ambiguous", "negative", "hard", "easy"})
    assert found / CLASSES >= FOUND[flaw]
    assert {kind: count / sound for kind, count in blamed.items() if count / sound > BLAMED} == {}
    assert wronged / sound <= BLAMED_AT_ALL
    assert blamed["miskey"] / sound <= 0.005


def picked(choice: str, count: int, with_rest: float | None) -> Chosen:
    return Chosen(choice=choice, count=count, with_total=0.0, with_rest=with_rest)


def seen(right: int, n: int, index: float, *chosen: Chosen, guess: float = 0.25) -> Seen:
    return Seen(
        facility=facility(n, right),
        discrimination=Interval(value=index, low=index - 0.2, high=index + 0.2),
        guess=guess,
        right=frozenset("a"),
        one=True,
        options=("a", "b", "c", "d"),
        chosen={one.choice: one for one in chosen},
    )


CASES = [
    ("few", seen(1, 9, -0.9, picked("a", 1, -0.9), picked("b", 8, 0.9))),
    ("miskey", seen(6, 40, -0.3, picked("a", 6, -0.3), picked("b", 30, 0.5), picked("c", 4, -0.2))),
    ("ambiguous", seen(18, 40, 0.2, picked("a", 18, 0.2), picked("b", 17, 0.1), picked("c", 5, -0.4))),
    ("negative", seen(20, 40, -0.4, picked("a", 20, -0.4))),
    ("hard", seen(3, 40, 0.3)),
    ("hard", seen(10, 40, 0.3, guess=0.5)),
    ("easy", seen(40, 40, 0.0)),
    ("dead", seen(22, 40, 0.5, picked("a", 22, 0.5), picked("b", 9, -0.3), picked("c", 9, -0.3))),
    # Many share a misconception, and they are those who know least: nothing is wrong with the question.
    (
        "fine",
        seen(16, 40, 0.5, picked("a", 16, 0.5), picked("b", 14, -0.4), *[picked(c, 5, -0.1) for c in "cd"]),
    ),
    ("early", seen(18, 30, 0.2, picked("a", 18, 0.2), *[picked(c, 4, -0.1) for c in "bcd"])),
    ("fine", seen(30, 40, 0.5, picked("a", 30, 0.5), picked("b", 5, -0.3), picked("c", 5, -0.3))),
]


@pytest.mark.parametrize(("kind", "question"), CASES)
def test_the_verdict_says_what_is_most_urgent(kind: str, question: Seen) -> None:
    verdict = verdicts_of(question)[0]
    assert verdict.kind == kind
    assert verdict.acts == (kind not in ("few", "fine", "early"))
    assert verdict.urgent == (kind in ("miskey", "ambiguous", "negative"))
    assert verdict.choices == {"miskey": ("b",), "ambiguous": ("b",), "dead": ("d",)}.get(kind, ())


def test_without_answers_nothing_is_said() -> None:
    assert verdicts_of(Seen(facility=None, discrimination=None))[0].kind == "few"
    assert set(ORDER) == {"miskey", "negative", "ambiguous", "hard", "easy", "dead", "fine", "early", "few"}


def test_a_question_that_nobody_answered_has_no_figures_and_too_few_answers() -> None:
    view = item_view(ItemSums(), [], right=frozenset(), one=True, options=(), guess=0.25)
    assert (view.facility, view.discrimination, view.seconds, view.sd) == (None, None, None, 0.0)
    assert view.verdict == view.verdicts[0]
