"""Every number of April's bank, worked out anew: from definitions and published rules, not from the bank."""

from __future__ import annotations

import contextlib
import io
import itertools
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import pytest

from quiz.domain.questions.base import Question, Variant
from quiz.domain.questions.code_output import CodeOutput
from quiz.domain.questions.matrix import Matrix
from quiz.platform.paths import QUESTIONS
from tests.shipped import shipped_banks

Values = Mapping[str, Fraction]
Answer = dict[str, tuple[str, ...]]


@cache
def april() -> Mapping[str, Question]:
    return {one.id: one for bank in shipped_banks() if bank.header.bank == "2024-04" for one in bank.questions}


def draws(question: Question) -> Iterator[Values]:
    """Every draw of the question's values; none is excluded by a condition."""
    assert not question.where
    if question.sets:
        yield from question.sets
    else:
        for chosen in itertools.product(*question.variables.values()):
            yield dict(zip(question.variables, chosen, strict=True))


def rounded(value: float | Fraction, places: int) -> str:
    return str(Fraction(math.floor(Fraction(value) * 10**places + Fraction(1, 2)), 10**places))


def one(option: str) -> Answer:
    return {"choice": (option,)}


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


class Cells(NamedTuple):
    """A confusion matrix: Hardt, Price & Srebro, arXiv:1610.02413, §2."""

    tp: Fraction | int
    fn: Fraction | int
    fp: Fraction | int
    tn: Fraction | int

    def tpr(self) -> Fraction:
        return Fraction(self.tp, self.tp + self.fn)

    def fpr(self) -> Fraction:
        return Fraction(self.fp, self.fp + self.tn)

    def ppv(self) -> Fraction:
        return Fraction(self.tp, self.tp + self.fp)

    def npv(self) -> Fraction:
        return Fraction(self.tn, self.tn + self.fn)

    def selected(self) -> Fraction:
        return Fraction(self.tp + self.fp, sum(self))

    def accuracy(self) -> Fraction:
        return Fraction(self.tp + self.tn, sum(self))


def odds_difference(a: Cells, b: Cells) -> Fraction:
    return max(abs(a.tpr() - b.tpr()), abs(a.fpr() - b.fpr()))


def odds(values: Values) -> Answer:
    a, b = (Cells(*(values[cell + group] for cell in ("tp", "fn", "fp", "tn"))) for group in "AB")
    return {"number": (rounded(odds_difference(a, b), 2),)}


def criteria(values: Values) -> Answer:
    a, b = (Cells(*(values[cell + group] for cell in "tnfu")) for group in "ab")
    met = {
        "a": a.selected() == b.selected(),
        "b": a.tpr() == b.tpr(),
        "c": odds_difference(a, b) == 0,
        "d": a.ppv() == b.ppv(),
    }
    return {"choice": tuple(name for name, holds in met.items() if holds)}


def alarms(values: Values) -> Answer:
    def group(base_rate: Fraction) -> Cells:
        positive, negative = 1000 * base_rate, 1000 * (1 - base_rate)
        tp, fp = positive * Fraction(8, 10), negative * values["f"]
        return Cells(tp, positive - tp, fp, negative - fp)

    a, b = group(Fraction(1, 2)), group(values["q"] / 100)
    assert odds_difference(a, b) == 0
    assert a.selected() != b.selected()
    assert a.ppv() != b.ppv()
    assert b.ppv() != Fraction(1, 2)
    wrong = "a" if b.ppv() < Fraction(1, 2) else "b"
    return {"gap-1": (rounded(a.ppv(), 2),), "gap-2": (rounded(b.ppv(), 2),), "gap-3": (wrong,), "gap-4": ("a",)}


def without_errors(values: Values) -> Answer:
    a, b = (Cells(values[name], 0, 0, 100 - values[name]) for name in "pq")
    return {"choice": ("true" if a.selected() == b.selected() else "false",), "reason": ("a",)}


def departments(values: Values) -> Answer:
    a = Fraction(values["a1"], values["na"]), Fraction(values["a2"], 100 - values["na"])
    b = Fraction(values["b1"], 100 - values["na2"]), Fraction(values["b2"], values["na2"])
    assert values["a1"] + values["a2"] > values["b1"] + values["b2"]
    signs = {(x > y) - (x < y) for x, y in zip(a, b, strict=True)}
    return one("d" if signs == {1, -1} else {-1: "a", 1: "b", 0: "c"}[signs.pop()])


def hiring(values: Values) -> Answer:
    a, b, lowered = Cells(80, 20, 20, 80), Cells(40, 10, 30, 120), Cells(45, 5, 35, 115)
    ratio = b.selected() / a.selected()
    assert lowered.selected() / a.selected() == Fraction(8, 10)
    return {
        "gap-1": (rounded(ratio, 2),),
        "gap-2": ("a" if ratio < Fraction(4, 5) else "b",),  # 29 CFR 1607.4(D)
        "gap-3": (rounded(odds_difference(a, b), 2),),
        "gap-4": (rounded(odds_difference(a, lowered), 2),),
        "gap-5": ("b",),
    }


def shapley(values: Values) -> Answer:
    """The mean over all orders: Lundberg & Lee, arXiv:1705.07874, Eq. 4."""
    worth = {frozenset(): values["z"], frozenset("a"): values["x"], frozenset("b"): values["y"]}
    worth[frozenset("ab")] = values["w"]
    orders = list(itertools.permutations("ab"))
    share = dict.fromkeys("ab", Fraction(0))
    for order in orders:
        for place, feature in enumerate(order):
            share[feature] += (worth[frozenset(order[: place + 1])] - worth[frozenset(order[:place])]) / len(orders)
    assert share["a"] + share["b"] == values["w"] - values["z"]
    joint = (values["w"] - values["z"]) - (values["x"] - values["z"]) - (values["y"] - values["z"])
    assert share["a"] == values["x"] - values["z"] + joint / 2
    return {
        "gap-1": (str(share["a"]),),
        "gap-2": (str(share["b"]),),
        "gap-3": ("a" if joint > 0 else "b",),
        "gap-4": ("a",),
    }


def smallest_change(values: Values) -> Answer:
    possible = {"a": (Fraction("0.4"), 63), "b": (Fraction("0.9"), 68), "d": (Fraction("1.3"), 74)}  # c: age
    return one(min((size, name) for name, (size, score) in possible.items() if score >= values["t"])[1])


def signs(values: Values) -> Answer:
    return {"gap-1": ("과최적화",), "gap-2": (rounded(-math.log(sigmoid(0)), 2),)}


def beta(values: Values) -> Answer:
    """At the optimum of Rafailov et al., arXiv:2305.18290, Eq. 4, a smaller β leads further from the reference."""
    before, after = (optimum(float(values[name]), 1.0) for name in "bc")
    return {"choice": ("true" if after > before else "false",), "reason": ("b",)}


def chain(values: Values) -> Answer:
    gap = sum(math.log(values[name] / (1 - values[name])) for name in "pq")
    return {"number": (rounded(sigmoid(gap), 2),)}


def margin(pi: tuple[Fraction, Fraction], reference: tuple[Fraction, Fraction]) -> Fraction:
    return (pi[0] - reference[0]) - (pi[1] - reference[1])


def dpo_loss(values: Values) -> Answer:
    """Rafailov et al., arXiv:2305.18290, Eq. 7."""
    m = margin((values["pw"], values["pl"]), (values["rw"], values["rl"]))
    return {"number": (rounded(-math.log(sigmoid(float(values["beta"] * m))), 2),)}


def largest_loss(values: Values) -> Answer:
    pairs = [[values[name] for name in names] for names in ("abcd", "efgh", "ijkl")]
    margins = [margin((w, x), (y, z)) for w, x, y, z in pairs]
    assert margins.count(min(margins)) == 1
    return one("abc"[margins.index(min(margins))])


def optimum(beta: float, reward: float) -> float:
    weights = 0.8 * math.exp(0 / beta), 0.2 * math.exp(reward / beta)
    return weights[1] / sum(weights)


def best_policy(values: Values) -> Answer:
    p = optimum(float(values["beta"]), float(values["r"]))
    assert abs(optimum(1e6, float(values["r"])) - 0.2) < 1e-4
    return {"gap-1": (rounded(p, 2),), "gap-2": ("b" if p > 0.5 else "a",), "gap-3": ("b",)}


def ceilings(values: Values) -> Answer:
    """Regulation (EU) 2024/1689, Art. 99(3), (4), (6), in millions of euros."""
    t, s = values["t"], values["s"]
    return {
        "gap-1": (str(max(Fraction(35), t * 7 / 100)),),
        "gap-2": (str(max(Fraction(15), t * 3 / 100)),),
        "gap-3": (str(min(Fraction(35), s * 7 / 100)),),
        "gap-4": (str(Fraction(35) / Fraction(7, 100)),),
    }


def loan_model(values: Values) -> Answer:
    opportunity, odds_too = values["ra"] == values["rb"], values["fa"] == values["fb"]
    assert date(2028, 3, 1) > APPLIES["c"]
    return {
        "gap-1": ("a",),
        "gap-2": ("b",),
        "gap-3": ("c",),
        "gap-4": (str(max(Fraction(15), values["t"] * 3 / 100)),),
        "gap-5": (("c" if odds_too else "b") if opportunity else "a",),
    }


# Regulation (EU) 2024/1689, Art. 113, as consolidated on 27 July 2026.
APPLIES = {"a": date(2025, 2, 2), "b": date(2026, 8, 2), "c": date(2027, 12, 2)}


def duties(values: Values) -> Answer:
    day = date(int(values["y"]), int(values["m"]), 15)
    return {"choice": tuple(name for name, start in APPLIES.items() if start <= day)}


def checkpoint(values: Values) -> Answer:
    rates = [values[name] for name in "abcd"]
    return one(("k2", "k8", "k20", "k45")[next(i for i, rate in enumerate(rates) if rate >= max(rates) - 5)])


RECOMPUTED: Mapping[str, Callable[[Values], Answer]] = {
    "equalized-odds-difference": odds,
    "criteria-that-hold": criteria,
    "same-rates-different-alarms": alarms,
    "a-classifier-without-errors": without_errors,
    "rates-by-department": departments,
    "hiring-tool-case": hiring,
    "shapley-of-two-features": shapley,
    "smallest-change-that-flips": smallest_change,
    "two-warning-signs": signs,
    "beta-changed": beta,
    "preference-chain": chain,
    "dpo-loss-of-a-pair": dpo_loss,
    "pair-with-the-largest-loss": largest_loss,
    "optimum-under-a-penalty": best_policy,
    "ceilings-by-turnover": ceilings,
    "loan-model-in-two-places": loan_model,
    "duties-on-a-date": duties,
    "checkpoint-to-ship": checkpoint,
}


def values_of(question: Question) -> Iterator[Values]:
    return draws(question) if question.has_values() else iter([{}])


@pytest.mark.parametrize("name", sorted(RECOMPUTED))
def test_the_key_of_every_draw_is_what_the_definitions_give(name: str) -> None:
    question = april()[name]
    for values in values_of(question):
        variant = Variant(values=values, order={})
        answer = RECOMPUTED[name](values)
        assert question.grade(variant, answer).fraction == 1, (values, answer)
        others = {choice for choice in question.inputs()[0].options if (choice,) != answer.get("choice")}
        if len(answer.get("choice", ())) == 1:
            assert all(question.grade(variant, one(other)).fraction < 1 for other in others), values


def test_every_question_with_a_number_to_find_or_with_draws_is_worked_out() -> None:
    for question in april().values():
        numbers = any(wanted.kind == "number" for wanted in question.inputs())
        if numbers or question.has_values():
            assert question.id in RECOMPUTED or isinstance(question, CodeOutput), question.id


def test_draws_change_the_right_option() -> None:
    for name, worked_out in RECOMPUTED.items():
        question = april()[name]
        if question.kind in ("single_choice", "multiple_choice", "two_tier") and question.has_values():
            keys = {tuple(sorted(worked_out(values).items())) for values in draws(question)}
            assert len(keys) > 1, name


@pytest.mark.parametrize("name", [one.id for one in april().values() if isinstance(one, CodeOutput)])
def test_programs_print_what_the_bank_says(name: str) -> None:
    question = april()[name]
    assert isinstance(question, CodeOutput)
    for values in values_of(question):
        for language in question.prompt:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(question.filled(question.code.text[language], values), {})
            assert printed.getvalue().splitlines() == question.right_lines(values), values


def right(name: str, answer: Answer) -> bool:
    return april()[name].grade(Variant(values={}, order={}), answer).fraction == 1


def test_the_weaker_criterion_alone_is_met() -> None:
    a, b = Cells(30, 10, 6, 54), Cells(45, 15, 12, 28)
    assert a.tpr() == b.tpr() == Fraction(3, 4)
    assert (a.fpr(), b.fpr()) == (Fraction(1, 10), Fraction(3, 10))
    assert right("criterion-from-confusion-matrix", {"text": ("기회 균등",)})


def test_tools_that_the_four_fifths_rule_flags() -> None:
    tools = {"a": (180, 200, 74, 100), "b": (40, 80, 20, 50), "c": (25, 500, 7, 200), "d": (60, 300, 54, 200)}
    rates = {name: sorted((Fraction(s, m), Fraction(t, n))) for name, (s, m, t, n) in tools.items()}
    flagged = tuple(name for name, (low, high) in rates.items() if low / high < Fraction(4, 5))
    assert right("four-fifths-screening", {"choice": flagged})
    assert [f"{float(low / high):.2f}" for low, high in rates.values()] == ["0.82", "0.80", "0.70", "0.74"]


def test_bug_in_the_audit_divides_by_positive_decisions() -> None:
    prompt = april()["bug-in-the-audit"].prompt["en"]
    assert "tpr = tp / (tp + fp)" in prompt
    assert "fpr = fp / (fp + tn)" in prompt
    few_found = Cells(10, 90, 2, 98)
    assert few_found.ppv() == Cells(50, 50, 10, 90).ppv()
    assert few_found.tpr() < Fraction(1, 2)


def with_rates(base: Fraction, fpr: Fraction, fnr: Fraction) -> Cells:
    return Cells(base * (1 - fnr), base * fnr, (1 - base) * fpr, (1 - base) * (1 - fpr))


def test_three_measures_that_cannot_agree_and_three_times_three_that_can() -> None:
    """Chouldechova, arXiv:1703.00056, §2."""
    p, q = Fraction(1, 2), Fraction(3, 10)
    grid = [Fraction(i, 20) for i in range(1, 20)]
    assert all(with_rates(p, f, n).npv() != with_rates(q, f, n).npv() for f in grid for n in grid)
    fifth = Fraction(1, 5)
    assert with_rates(p, fifth, fifth).accuracy() == with_rates(q, fifth, fifth).accuracy() == Fraction(4, 5)
    a, b = Cells(40, 10, 10, 40), Cells(Fraction(40, 3), Fraction(50, 3), Fraction(10, 3), Fraction(200, 3))
    assert (a.ppv(), a.npv(), a.accuracy()) == (b.ppv(), b.npv(), b.accuracy()) == (Fraction(4, 5),) * 3
    assert (a.selected(), b.selected()) == (Fraction(1, 2), Fraction(1, 6))
    c, d = Cells(25, 25, 5, 45), Cells(15, 15, 15, 55)
    assert (c.selected(), c.accuracy()) == (d.selected(), d.accuracy()) == (Fraction(3, 10), Fraction(7, 10))
    assert (f"{float(c.fpr()):.2f}", f"{float(d.fpr()):.2f}") == ("0.10", "0.21")
    for base, fnr in ((p, "0.20"), (q, "0.47")):
        relation = (1 - base) / base * (1 - Fraction(4, 5)) / Fraction(4, 5) * (1 - fifth)
        assert f"{float(relation):.2f}" == fnr
        assert with_rates(base, fifth, relation).npv() == Fraction(4, 5)
    assert right("incompatible-measures", one("b"))


def test_calibrated_scores_with_equal_errors_at_a_threshold() -> None:
    """Against reading Kleinberg et al., arXiv:1609.05807, as a theorem about thresholds."""
    means = []
    for base, share, high, low in ((0.5, 0.5, 0.8, 0.2), (0.3, 0.38, 0.24 / 0.38, 0.06 / 0.62)):
        assert math.isclose(share * high + (1 - share) * low, base)
        assert math.isclose(share * (1 - high) / (1 - base), 0.2)
        assert math.isclose((1 - share) * low / base, 0.2)
        means.append((share * high * high + (1 - share) * low * low) / base)
    assert [f"{m:.2f}" for m in means] == ["0.68", "0.52"]
    assert (f"{0.24 / 0.38:.3f}", f"{0.06 / 0.62:.3f}") == ("0.632", "0.097")


def test_the_worked_example_and_the_model_card() -> None:
    fpr, fnr = Fraction(1, 5), Fraction(1, 10)
    a, b = with_rates(Fraction(1, 2), fpr, fnr), with_rates(Fraction(1, 5), fpr, fnr)
    assert (f"{float(a.ppv()):.2f}", f"{float(b.ppv()):.2f}") == ("0.82", "0.53")
    assert (a.selected(), b.selected()) == (Fraction(55, 100), Fraction(34, 100))
    assert math.isclose(0.86 * 5 + 0.14 * 25, 7.8)
    assert 40 + 20 - 15 + 10 == 55
    assert 50 + 12 - 20 == 42


def test_probabilities_of_preference_when_rewards_change() -> None:
    """Bradley–Terry as in Rafailov et al., arXiv:2305.18290, §3."""
    rewards = {"1": (6.5, 5.5), "2": (3.0, 1.0), "3": (-1.5, -0.5), "4": (0.75, 0.25), "5": (0.0, -1.0)}
    start = sigmoid(1.5 - 0.5)
    shown = {name: sigmoid(a - b) for name, (a, b) in rewards.items()}
    assert [f"{p:.2f}" for p in (start, *(shown[name] for name in "234"))] == ["0.73", "0.88", "0.27", "0.62"]

    def column(p: float) -> str:
        return "same" if math.isclose(p, start) else "up" if p > start else "mid" if p > 0.5 else "flip"

    question = april()["what-changes-the-preference"]
    assert isinstance(question, Matrix)
    assert right(question.id, {f"row-{name}": (column(p),) for name, p in shown.items()})


def test_the_first_loss_that_gives_the_bug_away() -> None:
    beta, w, x = 0.1, -12.0, -15.0
    inside = {"a": beta * (w - x), "b": 0.0, "c": 0.0, "d": beta * (w - x) - (w - x)}
    losses = {name: f"{-math.log(sigmoid(z)):.2f}" for name, z in inside.items()}
    assert losses == {"a": "0.55", "b": "0.69", "c": "0.69", "d": "2.77"}
    assert right("first-loss-too-large", one("d"))
    assert f"{-math.log(sigmoid(0.2 * ((-8 + 9) - (-11 + 10)))):.2f}" == "0.51"


def test_policies_that_bring_the_loss_of_one_pair_to_zero() -> None:
    """Xu et al., arXiv:2404.10719, Table 1: the loss of the only pair is log(1 + (b/a)^β)."""
    policies = {"a": (1.0, 0.0), "b": (0.9, 0.1), "c": (0.1, 0.0), "d": (0.5, 0.5), "e": (0.3, 0.2)}
    for weight in (0.1, 0.5):
        zero = tuple(name for name, (a, b) in policies.items() if math.log(1 + (b / a) ** weight) == 0)
        assert right("answers-the-pair-does-not-name", {"choice": zero})


def test_pairs_of_a_ranking_and_win_rates_by_length() -> None:
    assert (math.comb(9, 2), 9 - 1) == (36, 8)  # InstructGPT, arXiv:2203.02155, §3.5
    assert math.isclose((400 * 0.51 + 1600 * 0.65) / 2000, 0.622)
    assert 0.045 < 1.96 * math.sqrt(0.25 / 400) < 0.05
    # Xu et al., arXiv:2404.10719, Tables 2 and 3
    help_before, help_iterated = -2.62, -2.96
    assert help_iterated < help_before
    assert 18.0 < 38.1 < 38.6 < 42.3 < 44.4


def figure(name: str) -> str:
    return (QUESTIONS / "media" / name).read_text(encoding="utf-8")


def points(name: str) -> list[list[tuple[float, float]]]:
    lines = re.findall(r'<polyline points="([^"]+)"', figure(name))
    return [[(float(x), float(y)) for x, y in (pair.split(",") for pair in line.split())] for line in lines]


def marks(name: str) -> list[tuple[float, float]]:
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="8"', figure(name))
    return [(float(x), float(y)) for x, y in found]


def distance(mark: tuple[float, float], line: list[tuple[float, float]]) -> float:
    return min(math.dist(mark, point) for point in line)


def test_both_groups_reach_only_the_point_where_the_curves_meet() -> None:
    solid, dashed = points("two-rocs.svg")
    reached = [(distance(mark, solid) < 4, distance(mark, dashed) < 4) for mark in marks("two-rocs.svg")]
    assert reached == [(True, False), (True, True), (False, True), (False, False)]
    assert right("two-curves-one-point", one("q"))


def test_people_like_the_model_best_at_the_second_mark() -> None:
    proxy, human = points("reward-and-kl.svg")
    assert all(y >= later for (_, y), (_, later) in itertools.pairwise(proxy))
    top = min(human, key=lambda point: point[1])
    nearest = min(marks("reward-and-kl.svg"), key=lambda mark: math.dist(mark, top))
    assert marks("reward-and-kl.svg").index(nearest) == 1
    assert right("where-to-stop", one("q"))


def test_both_log_probabilities_fall_while_their_difference_grows() -> None:
    chosen, rejected = points("both-fall.svg")
    scale = 60 / 250  # the axis: 0 at 30, −60 at 280
    ends = [round(-(line[place][1] - 30) * scale) for line in (chosen, rejected) for place in (0, -1)]
    assert ends == [-20, -28, -22, -54]
    assert (ends[0] - ends[2], ends[1] - ends[3]) == (2, 26)
    gaps = [b[1] - a[1] for a, b in zip(chosen, rejected, strict=True)]
    assert all(later > earlier for earlier, later in itertools.pairwise(gaps))


def test_nothing_can_be_punished_at_the_line_of_the_timeline() -> None:
    picture = figure("rules-timeline.svg")
    [line] = [float(x) for x in re.findall(r'<line x1="([\d.]+)" y1="14"', picture)]
    solid = [float(x) for x in re.findall(r'<circle cx="([\d.]+)" cy="\d+" r="7" fill="#1b1f24"', picture)]
    adopted = [float(x) for x in re.findall(r'<circle cx="([\d.]+)" cy="\d+" r="7" fill="#fff"', picture)]
    assert len(solid) == 2
    assert all(x > line for x in solid)
    assert sum(x < line for x in adopted) == 4
    assert right("rules-at-the-end-of-may-2024", one("d"))
