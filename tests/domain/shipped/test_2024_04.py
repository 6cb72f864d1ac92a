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
from quiz.domain.questions.ordering import Ordering
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


def beyond_chance(values: Values) -> Answer:
    """A rate found in n people is uncertain by at most 1.96·√(¼/n), about 1/√n; n is the rate's denominator."""

    def exceeds(gap: Fraction, n: Fraction, m: Fraction) -> bool:
        return abs(gap) / 100 > 1 / math.sqrt(n) + 1 / math.sqrt(m)

    tpr = exceeds(values["ta"] - values["tb"], values["pa"], values["pb"])
    fpr = exceeds(values["fa"] - values["fb"], values["na"], values["nb"])
    whole = values["pa"] + values["na"], values["pb"] + values["nb"]
    by_group = [exceeds(values[f"{rate}a"] - values[f"{rate}b"], *whole) for rate in ("t", "f")]
    assert by_group != [tpr, fpr]  # the size of the whole group gives another answer
    return one({(True, False): "t", (False, True): "f", (True, True): "b", (False, False): "n"}[tpr, fpr])


def two_steps(values: Values) -> Answer:
    """29 CFR 1607.4(C), (D): the lower rate over the higher, of each step and of the whole."""
    share = {name: value / 100 for name, value in values.items()}
    a, b = share["a1"] * share["a2"], share["b1"] * share["b2"]

    def flagged(x: Fraction, y: Fraction) -> bool:
        return min(x, y) / max(x, y) < Fraction(4, 5)

    step = flagged(share["a1"], share["b1"]) or flagged(share["a2"], share["b2"])
    where = {(False, False): "n", (False, True): "w", (True, False): "s", (True, True): "b"}[step, flagged(a, b)]
    return {"gap-1": (rounded(b / a, 2),), "gap-2": (where,)}


def lottery(values: Values) -> Answer:
    """Mixing two predictors leads to the line between their points: Hardt et al., arXiv:1610.02413."""
    p = (values["f"] - values["f1"]) / (values["f2"] - values["f1"])
    assert 0 < p < 1
    assert (1 - p) * values["t1"] + p * values["t2"] == values["t"]
    return {"number": (rounded(p, 2),)}


def places(values: Values) -> Answer:
    """Of n people with a calibrated score s, s·n are expected to be positive."""
    people = {
        "a": {Fraction(8, 10): Fraction(100), Fraction(5, 10): Fraction(100), Fraction(2, 10): Fraction(100)},
        "b": {Fraction(8, 10): values["b"], Fraction(5, 10): Fraction(100), Fraction(2, 10): Fraction(250)},
    }
    cells = {}
    for group, number in people.items():
        chosen = {s: n for s, n in number.items() if s >= values["t"]}
        rest = {s: n for s, n in number.items() if s < values["t"]}
        tp, fn = (sum(s * n for s, n in part.items()) for part in (chosen, rest))
        cells[group] = Cells(tp, fn, sum(chosen.values()) - tp, sum(rest.values()) - fn)
    a, b = cells["a"], cells["b"]
    return {
        "gap-1": (str(b.tp + b.fn),),
        "gap-2": (rounded(a.tpr(), 2),),
        "gap-3": (rounded(b.tpr(), 2),),
        "gap-4": ("eq" if a.ppv() == b.ppv() else "a" if a.ppv() > b.ppv() else "b",),
    }


def counterexample(values: Values) -> Answer:
    """Against reading Kleinberg et al., arXiv:1609.05807, as a theorem about thresholds."""
    assert not values

    def group(high: int, of_them: int, low: int, of_those: int) -> Cells:
        assert Fraction(of_those, low) < Fraction(1, 2) < Fraction(of_them, high)
        return Cells(of_them, of_those, high - of_them, low - of_those)

    def mean_of_positives(cells: Cells) -> Fraction:
        return cells.tpr() * cells.ppv() + (1 - cells.tpr()) * (1 - cells.npv())

    a = group(500, 400, 500, 100)
    tried = {
        "p": group(300, 240, 700, 60),
        "q": group(350, 210, 650, 90),
        "r": group(380, 240, 620, 60),
        "s": group(440, 240, 560, 60),
    }
    assert {sum(cells) for cells in (a, *tried.values())} == {1000}
    assert {cells.tp + cells.fn for cells in tried.values()} == {300}
    [same] = [name for name, cells in tried.items() if odds_difference(a, cells) == 0]
    means = mean_of_positives(a), mean_of_positives(tried[same])
    assert [f"{float(mean):.2f}" for mean in means] == ["0.68", "0.52"]
    assert [f"{float(cells.fpr()):.2f}" for cells in tried.values()] == ["0.09", "0.20", "0.20", "0.29"]
    return {"gap-1": (same,), "gap-2": (rounded(means[0], 2),), "gap-3": ("lo" if means[1] < means[0] else "hi",)}


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
    assert a.selected() > b.selected()
    assert a.ppv() != b.ppv()
    even = values["f"] / (values["f"] + Fraction(8, 10))
    assert group(even).ppv() == Fraction(1, 2)
    return {
        "gap-1": (rounded(a.ppv(), 2),),
        "gap-2": (rounded(b.ppv(), 2),),
        "gap-3": (rounded(even, 2),),
        "gap-4": ("a",),
    }


def departments(values: Values) -> Answer:
    a = Fraction(values["a1"], values["na"]), Fraction(values["a2"], 100 - values["na"])
    b = Fraction(values["b1"], 100 - values["na2"]), Fraction(values["b2"], values["na2"])
    assert values["a1"] + values["a2"] > values["b1"] + values["b2"]
    signs = {(x > y) - (x < y) for x, y in zip(a, b, strict=True)}
    return one("d" if signs == {1, -1} else {-1: "a", 1: "b", 0: "c"}[signs.pop()])


def by_lot(values: Values) -> Answer:
    """Those drawn by lot stand for all who were refused: FN is estimated by scaling them up."""
    fn = (1000 - values["s"]) * values["k"] / values["m"]
    assert fn.denominator == 1
    cells = Cells(values["tp"], fn, values["s"] - values["tp"], 1000 - values["s"] - fn)
    best = min(values["m"], fn)  # a sample that repays more often than refused people on average
    assert (1000 - values["s"]) * best / values["m"] > fn
    return {"gap-1": ("ppv",), "gap-2": (str(fn),), "gap-3": (rounded(cells.tpr(), 2),), "gap-4": ("lo",)}


def guessed_groups(values: Values) -> Answer:
    """Two groups of equal size, of which the share e is taken for the other: solve for the real rates."""
    e, a, b = values["e"], values["ga"], values["gb"]
    real_a, real_b = (((1 - e) * x - e * y) / (1 - 2 * e) for x, y in ((a, b), (b, a)))
    assert (1 - e) * real_a + e * real_b == a
    assert (1 - e) * real_b + e * real_a == b
    seen, real = a - b, real_a - real_b
    half = Fraction(1, 2)
    assert half * real_a + half * real_b == half * real_b + half * real_a
    where = {(True, False): "hidden", (True, True): "inside", (False, False): "outside"}[seen <= 7, real <= 7]
    return {"gap-1": (str(real),), "gap-2": (where,), "gap-3": ("zero",)}


def approval_lines(values: Values) -> Answer:
    """Of n people with a calibrated score s, s·n are expected to repay."""
    assert not values

    def repaid(near: int, line: str) -> Fraction:
        return (near * Fraction(line) + (500 - near) * Fraction("0.9")) / 500

    a = repaid(100, "0.6")
    cases = {"p": (300, "0.5"), "q": (100, "0.7"), "r": (400, "0.7"), "s": (50, "0.5")}
    shares = {name: repaid(*case) for name, case in cases.items()}
    assert [f"{float(share):.2f}" for share in (a, *shares.values())] == ["0.84", "0.66", "0.86", "0.74", "0.86"]
    [found] = [name for name, (_, line) in cases.items() if shares[name] < a and Fraction(line) > Fraction("0.6")]
    return {"gap-1": (found,), "gap-2": (rounded(shares[found], 2),), "gap-3": ("near",)}


def kink(values: Values) -> Answer:
    """LIME's weight of one feature is the slope of the least-squares line over the range; thousands of kilometres."""
    car, width, fewer = (int(values[name]) for name in "cwd")

    def predicted(km: int) -> int:
        return 16000 - 80 * min(km, 150)

    def fall(reach: int) -> Fraction:
        assert car - reach >= 0, "no car has a negative mileage"
        inputs = range(car - reach, car + reach + 1)
        above = sum((km - car) * predicted(km) for km in inputs)
        return Fraction(-10 * above, sum((km - car) ** 2 for km in inputs))

    narrow, wide = fall(5), fall(width)
    return {
        "gap-1": (str(narrow),),
        "gap-2": ("more" if wide > narrow else "less" if wide < narrow else "same",),
        "gap-3": (str(predicted(car - fewer) - predicted(car)),),
    }


def advice(values: Values) -> Answer:
    """A linear score; advice as it is carried out: debt, savings, income in millions, months in the job."""
    weights = (Fraction(-2), Fraction(3), Fraction(1), Fraction(1, 2))
    done = {"a": (-4, -4, 0, 0), "b": (3, 3, 0, 0), "c": (0, 2, 0, 12), "d": (0, 0, 8, -24), "e": (-4, 0, 0, 0)}
    scores = {name: 58 + sum(w * x for w, x in zip(weights, moves, strict=True)) for name, moves in done.items()}
    assert scores == {"a": 54, "b": 61, "c": 70, "d": 54, "e": 66}
    return {"choice": tuple(name for name, score in scores.items() if score >= values["t"])}


def overlap(values: Values) -> Answer:
    """Cells of a crossed table, of 100 words: the wrong ones in the overlap, given both margins."""
    both = values["c"]
    words = {"dl": both, "dq": 20 - both, "sl": 20 - both, "sq": 60 + both}
    wrong_dialect, wrong_loud, wrong_quiet = (Fraction(20 * 12, 100), Fraction(20 * 16, 100), Fraction(80 * 5, 100))
    assert wrong_dialect + Fraction(80 * 6, 100) == wrong_loud + wrong_quiet == Fraction(72, 10)

    def possible(x: Fraction) -> bool:
        cells = {"dl": x, "dq": wrong_dialect - x, "sl": wrong_loud - x, "sq": wrong_quiet - (wrong_dialect - x)}
        return all(0 <= cells[name] <= words[name] for name in words)

    shares = [Fraction(i, 100) for i in range(101) if possible(both * Fraction(i, 100))]
    assert min(shares) == 0
    return {"gap-1": (str(100 * max(shares)),), "gap-2": ("zero",), "gap-3": ("dq",)}


def implied_reward(values: Values) -> Answer:
    """Rafailov et al., arXiv:2305.18290, Eq. 5-7: the reward is β·log(π/π_ref), up to a constant."""
    before, after = (0.32, 0.40, 0.02, 0.26), (0.40, 0.08, 0.10, 0.42)
    assert math.isclose(sum(before), 1)
    assert math.isclose(sum(after), 1)
    beta = float(values["beta"])
    rewards = [beta * math.log(p / q) for p, q in zip(after, before, strict=True)]
    best = f"y{rewards.index(max(rewards)) + 1}"
    assert f"{0.42 / 0.26:.1f}" == "1.6"
    return {"gap-1": (best,), "gap-2": (rounded(sigmoid(rewards[2] - rewards[0]), 2),), "gap-3": ("same",)}


def limit_of_prediction(values: Values) -> Answer:
    """Two independent labellers agree with probability p² + (1 − p)²; naming the majority's answer is right in p."""
    a = values["a"]
    [p] = [Fraction(i, 100) for i in range(51, 100) if Fraction(i, 100) ** 2 + (1 - Fraction(i, 100)) ** 2 == a]
    five = sum(math.comb(5, k) * p**k * (1 - p) ** (5 - k) for k in (3, 4, 5))
    assert five > p > a
    return {"gap-1": (str(p),), "gap-2": ("p",), "gap-3": ("up",)}


def same_loss(values: Values) -> Answer:
    """Rafailov et al., arXiv:2305.18290, Eq. 7: the loss is −log σ(βm), so m follows from loss and β."""
    product = math.log(math.exp(-0.3) / (1 - math.exp(-0.3)))
    assert math.isclose(-math.log(sigmoid(product)), 0.3)
    assert math.isclose(product, 1.0502, abs_tol=5e-4)
    m = {name: product / float(values[name]) for name in "bc"}
    assert all(f"{m[name]:.1f}" == f"{1.0502 / float(values[name]):.1f}" for name in "bc")
    return {"choice": ("true" if m["c"] > m["b"] else "false",), "reason": ("b",)}


def one_score(values: Values) -> Answer:
    """Bradley–Terry: with one reward each, log-odds add up."""
    p, q, s = (values[name] / 100 for name in "pqs")
    fits = p / (1 - p) * (q / (1 - q)) == s / (1 - s)
    return {"choice": ("true" if fits else "false",), "reason": ("a",)}


def majority(values: Values) -> Answer:
    """Rafailov et al., arXiv:2305.18290, §3 and Eq. 4, with a reference model that gives both answers alike."""
    p, beta = float(values["p"]), float(values["beta"])
    gap = math.log(p / (1 - p))
    assert math.isclose(sigmoid(gap), p)
    weights = 0.5 * math.exp(gap / beta), 0.5
    given = weights[0] / sum(weights)
    assert math.isclose(0.5 * math.exp(gap / 1) / (0.5 * math.exp(gap / 1) + 0.5), p)
    assert not math.isclose(given, p)
    assert (given > p) == (beta < 1)
    few, many = (math.log(p * n / ((1 - p) * n)) for n in (100, 1000))
    assert math.isclose(few, many)
    return {"gap-1": (rounded(gap, 2),), "gap-2": (rounded(given, 2),), "gap-3": ("same",), "gap-4": ("1",)}


def chain(values: Values) -> Answer:
    gap = sum(math.log(values[name] / (1 - values[name])) for name in "pq")
    return {"number": (rounded(sigmoid(gap), 2),)}


def margin(pi: tuple[Fraction, Fraction], reference: tuple[Fraction, Fraction]) -> Fraction:
    return (pi[0] - reference[0]) - (pi[1] - reference[1])


def optimum(beta: float, reward: float) -> float:
    weights = 0.8 * math.exp(0 / beta), 0.2 * math.exp(reward / beta)
    return weights[1] / sum(weights)


def best_policy(values: Values) -> Answer:
    p = optimum(float(values["beta"]), float(values["r"]))
    even = float(values["r"]) / math.log(0.8 / 0.2)
    assert math.isclose(optimum(even, float(values["r"])), 0.5)
    assert abs(optimum(1e6, float(values["r"])) - 0.2) < 1e-4
    return {"gap-1": (rounded(p, 2),), "gap-2": (rounded(even, 2),), "gap-3": ("b",)}


# Regulation (EU) 2024/1689, Art. 113, as consolidated on 27 July 2026.
APPLIES = {"a": date(2025, 2, 2), "b": date(2026, 8, 2), "c": date(2027, 12, 2)}


def duties(values: Values) -> Answer:
    day = date(int(values["y"]), int(values["m"]), 15)
    return {"choice": tuple(name for name, start in APPLIES.items() if start <= day)}


RECOMPUTED: Mapping[str, Callable[[Values], Answer]] = {
    "gap-beyond-chance": beyond_chance,
    "two-steps-one-rule": two_steps,
    "decisions-by-lottery": lottery,
    "counterexample-for-thresholds": counterexample,
    "places-by-score": places,
    "same-loss-two-betas": same_loss,
    "majority-amplified": majority,
    "win-rates-and-one-score": one_score,
    "criteria-that-hold": criteria,
    "same-rates-different-alarms": alarms,
    "rejected-by-lot": by_lot,
    "bar-behind-the-averages": approval_lines,
    "groups-by-guess": guessed_groups,
    "rates-by-department": departments,
    "price-with-a-kink": kink,
    "advice-carried-out": advice,
    "how-bad-could-it-be": overlap,
    "reward-never-shown": implied_reward,
    "as-good-as-people": limit_of_prediction,
    "preference-chain": chain,
    "optimum-under-a-penalty": best_policy,
    "duties-on-a-date": duties,
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


def test_the_worked_example_and_the_model_card() -> None:
    fpr, fnr = Fraction(1, 5), Fraction(1, 10)
    a, b = with_rates(Fraction(1, 2), fpr, fnr), with_rates(Fraction(1, 5), fpr, fnr)
    assert (f"{float(a.ppv()):.2f}", f"{float(b.ppv()):.2f}") == ("0.82", "0.53")
    assert (a.selected(), b.selected()) == (Fraction(55, 100), Fraction(34, 100))
    assert 40 + 30 - 20 + 5 == 55
    assert 40 + 30 + 5 == 75
    assert 50 + 12 - 20 == 42
    assert 100 / math.sqrt(25) == 20


def test_cases_at_the_edge_of_the_impossible_triples() -> None:
    """Accuracy = SR·PPV + (1 − SR)·NPV, and accuracy + SR = 1 + p(1 − 2·FNR)."""
    for cells in (Cells(40, 10, 10, 40), Cells(25, 25, 5, 45), Cells(15, 15, 15, 55), Cells(36, 4, 24, 36)):
        p, fnr = Fraction(cells.tp + cells.fn, sum(cells)), 1 - cells.tpr()
        assert cells.accuracy() == cells.selected() * cells.ppv() + (1 - cells.selected()) * cells.npv()
        assert cells.accuracy() + cells.selected() == 1 + p * (1 - 2 * fnr)


def test_two_models_with_the_same_predictions_and_unlike_bars() -> None:
    """For a linear model a SHAP value is weight · (value − mean): arXiv:1705.07874, Corollary 1."""
    models = ({"u": 10, "d": 0}, {"u": 5, "d": 5})
    bars = [{name: weight * (2 - 0) for name, weight in model.items()} for model in models]
    assert bars == [{"u": 20, "d": 0}, {"u": 10, "d": 10}]
    assert all(40 + model["u"] * x + model["d"] * x == 40 + 10 * x for model in models for x in range(-3, 4))
    assert right("same-predictions-other-bars", {"choice": ("false",), "reason": ("c",)})


def test_probabilities_of_preference_when_rewards_change() -> None:
    """Bradley–Terry as in Rafailov et al., arXiv:2305.18290, §3."""
    rewards = {"1": (6.5, 5.5), "2": (3.0, 1.0), "3": (-1.5, -0.5), "4": (0.75, 0.25), "5": (2.0, 1.5)}
    start = sigmoid(1.5 - 0.5)
    shown = {name: sigmoid(a - b) for name, (a, b) in rewards.items()}
    assert [f"{p:.2f}" for p in (start, *(shown[name] for name in "2345"))] == ["0.73", "0.88", "0.27", "0.62", "0.62"]

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


def test_pairs_in_the_order_of_their_losses() -> None:
    """Rafailov et al., arXiv:2305.18290, Eq. 7: chosen and rejected answer, policy then reference model."""
    pairs = {
        "p1": (-9, -12, -8, -15),
        "p2": (-20, -25, -18, -24),
        "p3": (-33, -38, -30, -34),
        "p4": (-14, -10, -18, -11),
    }
    margins = {name: (w - v) - (x - y) for name, (w, x, v, y) in pairs.items()}
    assert list(margins.values()) == [-4, -1, 1, 3]
    assert 9.5 < math.log(math.exp(-0.31) / (1 - math.exp(-0.31))) / 0.1 < 10.5  # loss-falls-answers-stay
    losses = {name: -math.log(sigmoid(0.1 * m)) for name, m in margins.items()}
    order = tuple(sorted(losses, key=lambda name: losses[name], reverse=True))
    question = april()["pairs-by-loss"]
    assert isinstance(question, Ordering)
    for item in question.items:
        numbers = [int(found.replace("−", "-")) for found in re.findall(r"−\d+", item.text["en"])]
        assert tuple(numbers) == pairs[item.id]
    assert right(question.id, {"order": order})


def test_bugs_that_cancel_and_bugs_that_do_not() -> None:
    def m(pw: int, pl: int, rw: int, rl: int) -> int:
        return (pw - rw) - (pl - rl)

    pw, pl, rw, rl = -12, -19, -13, -16  # any values with m ≠ 0 and pw − pl ≠ rl − rw
    broken = {
        "1": m(pw - 7, pl - 7, rw - 9, rl - 9),
        "2": m(rw, rl, pw, pl),
        "3": m(pw, pl, rl, rw),
        "4": m(pw, pl, rw + 3, rl + 3),
        "5": m(pw - 5, pl, rw, rl),
        "6": m(pl, pw, rl, rw),
    }
    correct = m(pw, pl, rw, rl)
    assert correct != 0
    names = {correct: "same", -correct: "flip"}
    assert right("bugs-that-cancel", {f"row-{row}": (names.get(value, "other"),) for row, value in broken.items()})


def test_mean_shap_values_split_the_gap_between_two_groups() -> None:
    """Local accuracy, arXiv:1705.07874, Property 1: the values sum to prediction minus base value."""
    a, b = {"income": 10, "postcode": 5, "missed": -5}, {"income": -14, "postcode": -7, "missed": 7}
    means = 50 + sum(a.values()), 50 + sum(b.values())
    assert means == (60, 36)
    parts = {name: a[name] - b[name] for name in a}
    assert parts == {"income": 24, "postcode": 12, "missed": -12}
    assert sum(parts.values()) == means[0] - means[1] == 24
    assert 7 * means[0] + 5 * means[1] == 12 * 50
    assert all(7 * a[name] + 5 * b[name] == 0 for name in a), "over everybody each feature averages to nothing"
    assert right("gap-by-feature", {"choice": ("a", "d", "e")})


def test_equal_bars_and_unlike_answers() -> None:
    """Two features: a Shapley value is the mean of what is added first and second, arXiv:1705.07874, Eq. 4."""
    question = april()["same-bars-other-answers"]
    assert isinstance(question, Matrix)
    answer: Answer = {}
    for row in question.rows:
        formula = row.text["en"].strip("`")

        def score(a: int, b: int, formula: str = formula) -> int:
            return int(eval(formula, {"max": max, "a": a, "b": b}))

        assert (score(0, 0), score(1, 1)) == (0, 100)
        bar = Fraction(score(1, 0) + score(1, 1) - score(0, 1), 2)
        left = score(1, 0)
        place = "below" if left < 50 else "above" if left > 50 else "half"
        answer[f"row-{row.id}"] = (place if bar == 50 else "no",)
    assert right(question.id, answer)


def test_the_distance_of_best_of_n() -> None:
    """KL = ln n − (n − 1)/n: Gao, Schulman & Hilton, arXiv:2210.10760, §2."""
    assert f"{math.log(16) - 15 / 16:.1f}" == "1.8"
    assert math.isclose(math.log(math.exp(39)) - 1, 38)
    assert 0.5e17 < math.exp(39) < 2e17
    assert right("compare-at-equal-distance", one("c"))


def test_compute_of_training_runs() -> None:
    """C ≈ 6ND: Kaplan et al., arXiv:2001.08361, §2.1. Thresholds: Art. 51(2) of the AI Act; decree to Korea's act."""
    runs = {"1": (70e9, 15e12), "2": (400e9, 15e12), "3": (40e9, 15e12), "4": (2e12, 20e12), "5": (8e9, 15e12)}
    flop = {name: 6 * n * d for name, (n, d) in runs.items()} | {"6": 6 * 200e9 * (8e12 + 4e12)}
    assert [f"{flop[name]:.1e}" for name in "123456"] == [
        "6.3e+24",
        "3.6e+25",
        "3.6e+24",
        "2.4e+26",
        "7.2e+23",
        "1.4e+25",
    ]
    assert 6 * 600e9 * 15e12 > 1e25 > 6 * 200e9 * 8e12

    def column(c: float) -> str:
        return {(False, False): "none", (True, False): "eu", (True, True): "both"}[c > 1e25, c > 1e26]

    assert right("compute-by-rule-of-thumb", {f"row-{name}": (column(c),) for name, c in flop.items()})


def test_pairs_of_a_ranking_and_win_rates_by_length() -> None:
    assert (math.comb(9, 2), 9 - 1) == (36, 8)  # InstructGPT, arXiv:2203.02155, §3.5
    assert math.isclose((400 * 0.51 + 1600 * 0.65) / 2000, 0.622)
    assert 0.045 < 1.96 * math.sqrt(0.25 / 400) < 0.05
    # Xu et al., arXiv:2404.10719, Table 3
    assert 18.0 < 38.1 < 38.6 < 42.3 < 44.4


def figure(name: str) -> str:
    return (QUESTIONS / "media" / name).read_text(encoding="utf-8")


def points(name: str) -> list[list[tuple[float, float]]]:
    lines = re.findall(r'<polyline points="([^"]+)"', figure(name))
    return [[(float(x), float(y)) for x, y in (pair.split(",") for pair in line.split())] for line in lines]


def marks(name: str) -> list[tuple[float, float]]:
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="8"', figure(name))
    return [(float(x), float(y)) for x, y in found]


def test_points_below_both_curves_can_be_reached() -> None:
    solid, dashed = points("two-rocs.svg")

    def level(line: list[tuple[float, float]], x: float) -> float:
        return min(line, key=lambda point: abs(point[0] - x))[1]

    spots = marks("two-rocs.svg")
    assert len(spots) == 5
    slack = 2  # the picture is drawn to within a pixel or two; y grows downwards
    reached = [all(y >= level(line, x) - slack for line in (solid, dashed)) for x, y in spots]
    assert reached == [False, True, False, False, True]
    for line in (solid, dashed):  # bent upwards, so that a line between two points lies below
        slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in itertools.pairwise(line)]
        assert all(later >= earlier - 0.04 for earlier, later in itertools.pairwise(slopes))
    assert right("points-both-can-reach", {"choice": ("q", "t")})


def test_signs_of_share_and_slope() -> None:
    """With one feature the SHAP value is f(x) minus the mean, and LIME's weight is the slope at x."""
    [curve] = points("share-and-slope.svg")
    base = 270 - 3 * 40
    answer: Answer = {}
    for row, (x, y) in enumerate(marks("share-and-slope.svg"), 1):
        place = min(range(len(curve)), key=lambda i: abs(curve[i][0] - x))
        rising = curve[place + 1][1] < curve[place - 1][1]
        answer[f"row-{row}"] = (("p" if y < base else "m") + ("p" if rising else "m"),)
    assert len(set(answer.values())) == 4
    assert right("share-and-slope", answer)


def test_the_dashed_scores_overstate_the_risk() -> None:
    solid, dashed = points("reliability.svg")

    def share(line: list[tuple[float, float]], score: float) -> float:
        (x0, y0), (x1, y1) = next(
            (a, b) for a, b in itertools.pairwise(line) if a[0] <= 60 + 320 * score <= b[0] + 1e-6
        )
        return (350 - (y0 + (y1 - y0) * (60 + 320 * score - x0) / (x1 - x0))) / 320

    assert [f"{share(dashed, score):.2f}" for score in (0.2, 0.4, 0.6, 0.8)] == ["0.08", "0.23", "0.44", "0.70"]
    assert math.isclose(share(solid, 0.6), 0.6, abs_tol=1e-3)
    assert math.isclose(share(dashed, 0.65), 0.5, abs_tol=0.01)
    assert right("reliability-by-group", one("a"))


def test_both_log_probabilities_fall_while_their_difference_grows() -> None:
    chosen, rejected = points("both-fall.svg")
    scale = 60 / 250  # the axis: 0 at 30, −60 at 280
    ends = [round(-(line[place][1] - 30) * scale) for line in (chosen, rejected) for place in (0, -1)]
    assert ends == [-20, -28, -22, -54]
    assert (ends[0] - ends[2], ends[1] - ends[3]) == (2, 26)
    gaps = [b[1] - a[1] for a, b in zip(chosen, rejected, strict=True)]
    assert all(later > earlier for earlier, later in itertools.pairwise(gaps))


def test_duties_in_both_places_begin_with_the_later_law() -> None:
    picture = figure("rules-timeline.svg")
    [line] = [float(x) for x in re.findall(r'<line x1="([\d.]+)" y1="14"', picture)]
    solid = [float(x) for x in re.findall(r'<circle cx="([\d.]+)" cy="\d+" r="7" fill="#1b1f24"', picture)]
    adopted = [float(x) for x in re.findall(r'<circle cx="([\d.]+)" cy="\d+" r="7" fill="#fff"', picture)]
    later = [float(x) for x in re.findall(r'<polygon points="[\d.]+,50 [\d.]+,50 ([\d.]+),64"', picture)]
    assert len(solid) == 2
    assert all(x > line for x in solid)
    assert sum(x < line for x in adopted) == 4
    assert all(abs(x - line) > 15 for x in solid + adopted), "no mark touches the line"
    europe, korea = solid
    first = min(later)
    assert len(later) == 4
    assert europe < first < korea < sorted(later)[2]
    # Regulation (EU) 2024/1689, Art. 113; Law No. 20676, supplementary provisions, Art. 1
    assert max("2025-02-02", "2026-01-22") == "2026-01-22"
    assert right("duties-in-both-places", one("d"))
