"""June's numbers once more, from definitions and small simulations and not from the bank's own expressions."""

from __future__ import annotations

import contextlib
import io
import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import pytest

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.domain.questions.cloze import Cloze
from quiz.domain.questions.code_output import CodeOutput
from quiz.domain.questions.parts.variables import every_draw, holds
from tests.shipped import shipped_banks

Values = Mapping[str, Fraction]
BANK = next(bank for bank in shipped_banks() if bank.header.bank == "2024-06")
ASKED: Mapping[str, Question] = {str(question.id): question for question in BANK.questions}

# Penedo et al. 2024 (arXiv:2406.17557v2), App. E.1: 112 hash functions in 14 buckets of 8, over 5-grams of words.
HASHES, BUCKETS, SIZE, GRAM = 112, 14, 8, 5


def text_of(name: str, language: str = "en") -> str:
    """All words of a question, as the bank has them."""
    asked = ASKED[name]
    parts = [asked.prompt, asked.explanation, *(passage.text for passage in asked.passages())]
    alt = [asked.image.alt] if asked.image else []
    return "\n".join(str(part.get(language, "")) for part in [*parts, *alt] if part)


def table(name: str) -> list[list[str]]:
    """The rows of the table in a prompt, without its head."""
    lines = [line for line in str(ASKED[name].prompt["en"]).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def variants(question: Question) -> list[Variant]:
    draws = [values for values in every_draw(question) if not question.where or holds(question.where, values)]
    return [Variant(values=values, order={}) for values in draws or [{}]]


def matched(similarity: float, buckets: int, size: int) -> float:
    """The probability that some bucket agrees throughout, bucket by bucket (Penedo et al., §3.4)."""
    missed = 1.0
    for _ in range(buckets):
        agrees = math.prod(similarity for _ in range(size))
        missed *= 1 - agrees
    return 1 - missed


def grams(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1)}


def overlap(length: int, *replaced: int) -> Fraction:
    """Jaccard similarity (Broder 1997) of a text and its copy with some words replaced, counted from 1."""
    words = [f"w{number}" for number in range(length)]
    copy = [f"new{at}" if at + 1 in replaced else word for at, word in enumerate(words)]
    one, two = grams(words), grams(copy)
    return Fraction(len(one & two), len(one | two))


def best(real: float, made: float) -> float:
    """What maximises real · log D + made · log(1 − D) (Goodfellow et al. 2014, §4.1), by golden section."""
    low, high = 1e-9, 1 - 1e-9
    for _ in range(200):
        left, right = low + (high - low) * 0.382, low + (high - low) * 0.618
        value = [real * math.log(at) + made * math.log(1 - at) for at in (left, right)]
        low, high = (left, high) if value[0] < value[1] else (low, right)
    return (low + high) / 2


def made_where(real: float, verdict: float) -> str:
    """The density of generated data at which the best discriminator gives this verdict, to three places."""
    return str(next(made / 1000 for made in range(1, 5000) if best(real, made / 1000) <= verdict + 1e-6))


def distance(mean: float, variance: float, other_mean: float, other_variance: float) -> float:
    """FID of one feature (Heusel et al. 2017): the matrices are numbers."""
    return (mean - other_mean) ** 2 + variance + other_variance - 2 * math.sqrt(variance * other_variance)


def off_by(real: float, made: float) -> float:
    """How far a mean has to be off to cost as much as another variance does, by bisection."""
    low, high = 0.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if distance(0, real, middle, real) < distance(0, real, 0, made) else (low, middle)
    return low


def apart_by_correlation(rho: float) -> float:
    """FID of two standard features (Heusel et al. 2017): the root of a 2 × 2 matrix by its trace and determinant."""
    trace, determinant = 2.0, 1 - rho**2
    root = math.sqrt(trace + 2 * math.sqrt(determinant))
    return 2 + trace - 2 * root


def divergence(mean: float, variance: float) -> float:
    """KL of a normal distribution from the standard normal, by summing the integral."""

    def normal(at: float, centre: float, spread: float) -> float:
        return math.exp(-((at - centre) ** 2) / (2 * spread)) / math.sqrt(2 * math.pi * spread)

    width = 12 * math.sqrt(variance) / 20000
    places = (mean - 6 * math.sqrt(variance) + width * step for step in range(20001))
    return sum(
        normal(x, mean, variance) * math.log(normal(x, mean, variance) / normal(x, 0, 1)) * width for x in places
    )


def spread(generations: int, *, accumulate: bool) -> Fraction:
    """The variance of an estimated mean, in that of the first: the weight of each generation's sampling error."""
    weights: list[Fraction] = []
    for number in range(1, generations + 1):
        share = Fraction(1, number) if accumulate else Fraction(1)
        weights.append(share)  # what is estimated before stays in the mean; the newest error enters by its share
    return sum((weight**2 for weight in weights), Fraction(0))


def factor(yes: Fraction, yes_without: Fraction) -> float:
    """The largest ratio over both outcomes and both directions (Dwork and Roth 2014, Definition 2.4, δ = 0)."""
    outcomes = [(yes, yes_without), (1 - yes, 1 - yes_without)]
    ratios = [pair for one, two in outcomes for pair in ((one, two), (two, one)) if pair[0] > 0]
    return max(math.inf if under == 0 else float(over / under) for over, under in ratios)


def printed(name: str, values: Values) -> str:
    """What the program of a question prints, run."""
    asked = ASKED[name]
    assert isinstance(asked, CodeOutput)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(asked.filled(str(asked.code.text["en"]), values), {})
    return out.getvalue()


def discarded(values: Values) -> str:
    """The share of good text in what a higher threshold newly discards, in per cent, from the table."""
    kept = {row[0]: (Fraction(row[1]), Fraction(row[2])) for row in table("good-text-thrown-away")}
    (much, pure), (less, purer) = (kept[str(values[name])] for name in ("s", "t"))
    assert (much, pure, less, purer) == tuple(values[name] for name in ("n1", "p1", "n2", "p2"))
    good = much * pure - less * purer
    share = 100 * good / (much - less)
    assert abs(share % 1 - Fraction(1, 2)) > Fraction(2, 100)  # no tie between two roundings
    return str(round(share))


def real_risk(values: Values) -> str:
    """Saerens et al. 2002: counted in a population, of which just the real part is kept."""
    rare, said = values["p"] / 100, values["s"]
    copies = (1 - rare) / rare  # of each default, so that both sides weigh the same
    like = {"default": said, "sound": 1 - said}  # of applicants like this one, in the balanced data
    real = like["default"] / copies
    share = 100 * real / (real + like["sound"])
    assert abs(share % 1 - Fraction(1, 2)) > Fraction(2, 100)
    return str(round(share))


# What four faults of synthetic photos do to a classifier of ten kinds that is right in 90% of cases on real photos.
# Photos come as parts (share, what tells their kind, whether the label is right); a classifier is right on a part if
# the clue was in its training, else it guesses one of ten; labels wrong at random leave it what most labels say.
FAULTS: Mapping[str, Sequence[tuple[float, str, bool]]] = {
    "a": ((0.6, "real", True), (0.4, "real", False)),
    "b": ((1.0, "typical", True),),
    "c": ((1.0, "trace", True),),
    "d": ((0.6, "real", True), (0.4, "odd", True)),
}
KNOWN: Mapping[str, set[str]] = {
    "real": {"real", "typical"},
    "typical": {"typical"},
    "trace": {"trace"},
    "odd": {"odd"},
}


def accuracy(trained: Sequence[tuple[float, str, bool]], tested: Sequence[tuple[float, str, bool]]) -> float:
    clues = set[str]().union(*(KNOWN[clue] for _, clue, _ in trained))
    skill = {"typical": 98.0, "real": 90.0, "trace": 96.0, "odd": 92.0}
    score = 0.0
    for share, clue, right in tested:
        sees = skill[clue] if clue in clues else 61.0 if clue == "real" and "typical" in clues else 10.0
        score += share * (sees if right else (100 - sees) / 9)
    return score


def fault(values: Values) -> str:
    """The fault whose three scores lie nearest to those of the table."""
    real = ((1.0, "real", True),)

    def off(made: Sequence[tuple[float, str, bool]]) -> float:
        told = {"rs": accuracy(real, made), "sr": accuracy(made, real), "ss": accuracy(made, made)}
        return max(abs(told[name] - float(values[name])) for name in told)

    ranked = sorted(FAULTS, key=lambda name: off(FAULTS[name]))
    assert off(FAULTS[ranked[0]]) < 20 < off(FAULTS[ranked[1]])
    return ranked[0]


def stand_in(values: Values) -> str:
    """Multiplications, in billions of parameters times billions of tokens (Penedo et al. 2024, §4: 70B labels)."""
    whole, large, small, labelled = Fraction(15000), Fraction(70), Fraction(1, 10), values["b"]
    one, scoring, reading = large * whole, large * labelled, small * whole
    assert whole / labelled == values["r"]  # the option that counts the tokens of the language model alone
    times, most = one / (scoring + reading), max(scoring, reading) / (scoring + reading)
    assert most > Fraction(2, 3)
    rounded = {"b": 700, "c": 200}
    key = "b" if reading > scoring else "c"
    assert abs(times / rounded[key] - 1) < Fraction(6, 100)
    assert all(abs(math.log10(times / wrong)) > 0.1 for wrong in (values["r"], 1))
    return key


def settled(share: Fraction) -> float:
    """The variance of an estimated mean, in that of the first year, with part of the samples real and new each year."""
    variance = Fraction(1)
    for _ in range(300):
        real = share**2 / share  # the mean of the real part, by its weight, from so many samples
        made = (1 - share) ** 2 * (variance + 1 / (1 - share))  # drawn around an estimate that is off itself
        variance = Fraction(round((real + made) * 10**12), 10**12)
    return float(variance)


def survey(values: Values) -> dict[str, tuple[str, ...]]:
    """Dwork and Roth 2014, §3.2: the share that answers yes, counted over everything that may happen."""
    truthful, told = values["t"] / 100, values["y"] / 100

    def yes(truth: bool) -> Fraction:
        return truthful * truth + (1 - truthful) * Fraction(1, 2)

    ratio = max(yes(True) / yes(False), (1 - yes(False)) / (1 - yes(True)))
    twice = max(
        math.prod(yes(True) if one else 1 - yes(True) for one in answers)
        / math.prod(yes(False) if one else 1 - yes(False) for one in answers)
        for answers in itertools.product((True, False), repeat=2)
    )
    share = next(
        at for at in range(101) if Fraction(at, 100) * yes(True) + Fraction(100 - at, 100) * yes(False) == told
    )
    return {"gap-1": (str(float(ratio)),), "gap-2": (str(share),), "gap-3": (str(float(twice)),), "gap-4": ("a",)}


def split_for(values: Values) -> list[str]:
    splits = {"a": (56, 2), "b": (28, 4), "c": (14, 8), "d": (7, 16)}
    assert all(buckets * size == HASHES for buckets, size in splits.values())
    high, low, most = (float(values[name]) for name in ("hi", "lo", "up"))
    return [name for name, at in splits.items() if matched(high, *at) >= 0.9 and matched(low, *at) <= most / 100]


def option(row: Sequence[str]) -> str:
    """The id of the option for a row of a table: rows are named P, Q, … or ①, ②, …, options a, b, …"""
    return "abcde"["PQRST".find(row[0]) if row[0] in "PQRST" else "①②③④".index(row[0])]


def violated(values: Values) -> list[str]:
    rows = table("both-outcomes-both-ways")
    return [option(row) for row in rows if factor(Fraction(row[1]), Fraction(row[2])) > math.exp(values["eps"])]


def solutions(values: Values) -> dict[str, tuple[str, ...]]:
    easy, hard = 10 * values["p"], 10 * values["q"]  # of 1,000 problems each
    assert 4 * hard / (4 * easy + 4 * hard) == hard / (easy + hard)
    each = next(number for number in range(1, 100) if number * hard == easy)
    share = float(100 * hard / (easy + hard))
    solved = {name: 1 - (1 - values[name] / 100) ** 4 for name in ("p", "q")}  # at least once in four tries
    assert 100 * solved["q"] / (solved["p"] + solved["q"]) > share + 1
    return {"gap-1": (f"{share:.6f}",), "gap-2": ("a",), "gap-3": (str(each),), "gap-4": ("a",)}


def errors(values: Values) -> dict[str, tuple[str, ...]]:
    n = int(values["n"])
    replaced, kept = (spread(n + 1, accumulate=way) - spread(n, accumulate=way) for way in (False, True))
    assert kept.numerator == 1
    assert spread(2000, accumulate=True) < math.pi**2 / 6 < 2
    return {"gap-1": ("b",), "gap-2": (str(replaced),), "gap-3": (str(kept.denominator),), "gap-4": ("a",)}


RECOMPUTED: Mapping[str, Callable[[Values], Answer]] = {
    "good-text-thrown-away": lambda v: {"number": (discarded(v),)},
    "two-words-replaced": lambda v: {"number": (f"{float(overlap(*map(int, (v['n'], v['k'], v['m'])))):.4f}",)},
    "window-of-snapshots": lambda v: {"output": (printed("window-of-snapshots", v),)},
    "cost-of-a-stand-in": lambda v: {"choice": (stand_in(v),)},
    "four-tests-one-fault": lambda v: {"choice": (fault(v),)},
    "curve-for-the-demand": lambda v: {"choice": tuple(split_for(v))},
    "probabilities-after-balancing": lambda v: {"number": (real_risk(v),)},
    "optimal-discriminator": lambda v: {"number": (made_where(float(v["p"]), float(v["d"])),)},
    "fid-with-one-feature": lambda v: {"number": (f"{off_by(float(v['v']), float(v['w'])):.6f}",)},
    "equal-variances-other-correlation": lambda v: {"number": (f"{apart_by_correlation(float(v['rho'])):.4f}",)},
    "checked-solutions": solutions,
    "both-outcomes-both-ways": lambda v: {"choice": tuple(violated(v))},
    "coin-before-the-answer": survey,
    "fresh-share-each-year": lambda v: {"number": (f"{settled(v['a'] / 100):.4f}",)},
    "two-curves-of-error": errors,
}
"""Each question with numbers to be found, with its answer in a draw."""


def has_numbers(question: Question) -> bool:
    gaps = question.gaps.values() if isinstance(question, Cloze) else ()
    return (
        question.kind_name in ("numeric", "code_output")
        or question.has_values()
        or any(gap.kind == "number" for gap in gaps)
    )


def test_each_question_with_numbers_is_recomputed() -> None:
    assert {name for name, question in ASKED.items() if has_numbers(question)} == set(RECOMPUTED)


@pytest.mark.parametrize("name", RECOMPUTED)
def test_the_key_of_each_draw_is_the_recomputed_one(name: str) -> None:
    question = ASKED[name]
    for variant in variants(question):
        mine = RECOMPUTED[name](variant.values)
        assert question.grade(variant, mine).fraction == 1, (variant.values, mine)
        theirs = question.solution(variant)
        picked = {at for at in theirs if at in ("choice", "reason")}
        assert {at: set(theirs[at]) for at in picked} == {at: set(mine[at]) for at in picked}


@pytest.mark.parametrize(
    ("name", "fewest"),
    [
        ("cost-of-a-stand-in", 2),
        ("four-tests-one-fault", 4),
        ("curve-for-the-demand", 2),
        ("both-outcomes-both-ways", 4),
    ],
)
def test_draws_change_what_is_right(name: str, fewest: int) -> None:
    question = ASKED[name]
    keys = {tuple(sorted(question.solution(variant)["choice"])) for variant in variants(question)}
    assert len(keys) >= fewest


def only(name: str) -> Answer:
    return ASKED[name].solution(Variant(values={}, order={}))


def test_which_measure_of_a_classifier_shows_the_loss() -> None:
    good, kept, right, pages = 100, 20, 18, 1000
    dropped = pages - good - (kept - right)
    assert (Fraction(right, kept), Fraction(right + dropped, pages)) == (Fraction(90, 100), Fraction("0.916"))
    assert (Fraction(right, good), dropped) == (Fraction("0.18"), 898)


def test_data_that_changes_one_of_two_things() -> None:
    read = {size: Fraction(350, size) for size in (200, 40)}
    assert read == {200: Fraction("1.75"), 40: Fraction("8.75")}
    scores = [[float(cell) for cell in row[1:]] for row in table("wins-early-loses-late")]
    assert [one < two for one, two in scores] == [True, True, False]
    settings = {"whole": ("all kinds", 200), "picked": ("kept kinds", 40), "random": ("all kinds", 40)}

    def differing(one: str, two: str) -> int:
        return sum(a != b for a, b in zip(settings[one], settings[two], strict=True))

    assert differing("whole", "picked") == 2
    assert differing("random", "picked") == differing("random", "whole") == 1


def test_renderings_against_what_explains_them() -> None:
    rows = [[int(cell) for cell in row[1:]] for row in table("unlike-reality-yet-better")]
    best = max(rows, key=lambda row: row[2])
    assert best == rows[2]
    assert best[0] == max(row[0] for row in rows)  # farthest from real pictures
    assert best[1] == min(row[1] for row in rows)  # and hardest for its own detector


def test_the_best_discriminator_of_a_collapsed_generator() -> None:
    real, made = 0.1, 1.0
    assert best(real, made) == pytest.approx(1 / 11, abs=1e-4)
    assert (1 - real) / 2 + made / 2 == pytest.approx(0.95)  # kinds that are missing are real, the one kind is made


def test_which_term_of_the_loss_moves() -> None:
    """One latent variable, two inputs at μ = ±1.5 and σ = 0.3, and a decoder that gives back z."""

    def terms(means: Sequence[float], width: float, taken_off: float = 0.0, gain: float = 1.0) -> tuple[float, float]:
        error = [
            (gain * (mean - taken_off) - true) ** 2 + (gain * width) ** 2
            for mean, true in zip(means, (-1.5, 1.5), strict=True)
        ]
        return sum(error) / 2, sum(divergence(mean, width**2) for mean in means) / 2

    before = terms((-1.5, 1.5), 0.3)
    after = {
        "1": terms((-1.5, 1.5), 0.01),
        "2": terms((1.5, 4.5), 0.3, taken_off=3.0),
        "3": terms((0, 0), 1.0),
        "4": terms((-1.5, 1.5), 0.3),
        "5": terms((-1.5, 1.5), 0.3, gain=-0.4),
    }

    def sign(change: float) -> int:
        return 0 if abs(change) < 1e-6 else round(math.copysign(1, change))

    columns = {(1, 0): "rec", (0, 1): "kl", (1, -1): "less", (-1, 1): "more", (0, 0): "none"}
    moved = {name: (sign(pair[0] - before[0]), sign(pair[1] - before[1])) for name, pair in after.items()}
    mine = {f"row-{name}": (columns[signs],) for name, signs in moved.items()}
    assert ASKED["which-term-moves"].grade(Variant(values={}, order={}), mine).fraction == 1


def test_what_a_guarantee_is_worth() -> None:
    # Dwork and Roth 2014: post-processing (Proposition 2.1), groups (Theorem 2.2), composition (Theorem 3.14)
    looks = {"1": [1], "2": [1, 1], "3": None, "4": [1], "5": [1] * 3, "6": [1]}
    columns = {1: "one", 2: "two", 3: "three"}
    mine = {f"row-{name}": (columns[sum(at)] if at else "none",) for name, at in looks.items()}
    asked = ASKED["what-still-holds"]
    assert asked.grade(Variant(values={}, order={}), mine).fraction == 1


def test_a_little_real_data_each_year() -> None:
    assert settled(Fraction(10, 100)) == pytest.approx(5.26, abs=0.005)


def test_pictures_of_filters_and_of_runs() -> None:
    points = re.findall(r"([P-S]) at x (\d+), y (\d\.\d)", text_of("gains-that-do-not-add"))
    lost = {name: int(x) for name, x, _ in points}
    gained = {name: Fraction(y) for name, _, y in points}
    both = lost["P"] + lost["Q"] - lost["R"]
    assert both == 1 < lost["P"] / 2  # not mostly the same text
    assert lost["R"] - lost["P"] == 29
    assert gained["R"] - gained["P"] == Fraction("0.1") > 0  # what Q adds was not needed, and Q adds little
    assert gained["R"] == Fraction("1.3") < gained["P"] + gained["Q"] == Fraction("2.2")
    assert lost["S"] > lost["P"]
    assert gained["S"] < gained["P"]  # the amount does not decide
    told = re.findall(r"line (\d)(?: stands)? at (4\d\.\d)", text_of("difference-or-noise"))
    ends = {int(number): Fraction(height) for number, height in told}
    assert sorted(ends) == [1, 2, 3, 4]
    with_it, without = (ends[1] + ends[2]) / 2, (ends[3] + ends[4]) / 2
    assert (with_it, without) == (Fraction("42.55"), Fraction("41.9"))
    assert with_it - without == Fraction("0.65") < min(ends[1] - ends[2], ends[3] - ends[4]) == Fraction("1.2")
    assert ends[1] - ends[2] == Fraction("1.3")


def test_matches_of_unlike_and_like_pairs() -> None:
    assert matched(0.05, HASHES, 1) == pytest.approx(0.997, abs=5e-4)  # any of the hashes is enough
    assert matched(0.05, BUCKETS, SIZE) < 1e-9
    assert matched(0.05, 1, HASHES) < 1e-100  # all buckets have to agree
    told = [(0.6, 28, 4, 0.98), (0.3, 28, 4, 0.20), (0.8, 14, 8, 0.92), (0.5, 14, 8, 0.05)]
    for similarity, buckets, size, share in told:
        assert matched(similarity, buckets, size) == pytest.approx(share, abs=0.005)
    assert [round(matched(s, *at), 1) for s, at in ((0.1, (56, 2)), (0.4, (28, 4)), (0.7, (14, 8)))] == [0.4, 0.5, 0.6]
    assert pytest.approx(0.168, abs=5e-4) == 0.8**8
    assert pytest.approx(0.08, abs=0.005) == 0.832**14


def test_a_split_after_synthesis() -> None:
    made, real, share = 5000, 120, Fraction(20, 100)
    assert [int(number * share) for number in (made + real, real, made)] == [1024, 24, 1000]


def test_verdicts_of_the_best_discriminator() -> None:
    heights = {"a": (0.50, 0.01), "b": (0.21, 0.21), "c": (0.02, 0.61), "d": (0.0002, 0.11)}
    verdicts = {name: best(*pair) for name, pair in heights.items()}
    assert verdicts["a"] > 0.97
    assert verdicts["b"] == pytest.approx(0.5)
    assert verdicts["c"] == pytest.approx(0.03, abs=0.01)
    assert verdicts["d"] < 0.005
    assert only("surest-that-it-is-fake")["choice"] == (min(verdicts, key=verdicts.__getitem__),)
    assert best(3, 1) == pytest.approx(0.75)

    def normal(at: float, centre: float, width: float) -> float:
        return math.exp(-((at - centre) ** 2) / (2 * width**2)) / (width * math.sqrt(2 * math.pi))

    drawn = [(normal(x, -0.8, 0.8), normal(x, 1.2, 0.65)) for x in (-0.8, 0.25, 1.2, 2.4)]  # the curves of the picture
    rounded = [(round(one, 2), round(two, 2)) for one, two in drawn]
    assert rounded == [(0.50, 0.01), (0.21, 0.21), (0.02, 0.61), (0.0, 0.11)]
    assert [round(one / (one + two), 3) for one, two in drawn] == [0.989, 0.5, 0.034, 0.001]


def test_divergence_and_information_of_latent_variables() -> None:
    rows = table("latent-that-carries")
    costs: dict[str, float] = {}
    told_apart: dict[str, float] = {}
    for row in rows:
        name, cells = option(row), row[1:]
        (m1, v1), (m2, v2) = ([float(x.replace("−", "-")) for x in re.findall(r"= (−?[\d.]+)", cell)] for cell in cells)
        costs[name] = (divergence(m1, v1) + divergence(m2, v2)) / 2
        told_apart[name] = abs(m1 - m2) / math.sqrt((v1 + v2) / 2)
    assert [round(costs[name], 3) for name in "abcd"] == [0.0, 2.0, 2.148, 0.005]
    useless = [name for name in "abcd" if costs[name] > 0.1 and told_apart[name] < 0.5]
    assert tuple(useless) == only("latent-that-carries")["choice"] == ("b",)


def drifted(generations: int, cases: int = 100) -> list[float]:
    """How likely each count of a class of one case in a hundred is, when each generation draws from the one before."""
    chances = [float(count == 1) for count in range(cases + 1)]
    for _ in range(generations):
        drawn = [0.0] * (cases + 1)
        for had, chance in enumerate(chances):
            share = had / cases
            for count in range(cases + 1):
                drawn[count] += chance * math.comb(cases, count) * share**count * (1 - share) ** (cases - count)
        chances = drawn
    return chances


def test_a_class_that_drifts_to_nothing_while_its_mean_stays() -> None:
    assert pytest.approx(0.37, abs=0.005) == 0.99**100
    for generation, gone, mean in (map(float, row) for row in table("expected-share-stays")):
        chances = drifted(int(generation))
        assert round(100 * chances[0]) == gone
        assert sum(count * chance for count, chance in enumerate(chances)) == pytest.approx(mean)
    assert 1 / (1 - chances[0]) == pytest.approx(24, abs=0.5)  # the mean share where the class is left, in per cent
    assert only("expected-share-stays") == {"choice": ("false",), "reason": ("c",)}


def test_a_limit_that_tells_two_data_sets_apart() -> None:
    rows: list[tuple[str, str, int, int]]
    rows = [(name[0], span, int(good), int(poor)) for name, span, good, poor in table("limit-from-two-data-sets")]
    for statistic in "①②③":
        totals = [sum(part) for part in zip(*(row[2:] for row in rows if row[0] == statistic), strict=True)]
        assert totals == [100, 100]
    rules = {"a": rows[:2], "b": rows[5:6], "c": rows[:1], "d": rows[4:5]}
    lost = {name: (sum(row[2] for row in cut), sum(row[3] for row in cut)) for name, cut in rules.items()}
    assert lost == {"a": (44, 57), "b": (30, 48), "c": (3, 19), "d": (4, 3)}
    poor = {name: two / (one + two) for name, (one, two) in lost.items()}
    assert only("limit-from-two-data-sets")["choice"] == (max(poor, key=poor.__getitem__),)
    assert poor["c"] > 0.8
    assert [name for name, (_, two) in lost.items() if two > 50] == ["a"]
    assert max(rows, key=lambda row: row[3] - row[2])[:2] == ("③", "under 200")
    assert max(rows, key=lambda row: abs(row[3] - row[2]))[0] == "③"


def test_a_chain_joins_texts_that_are_not_alike() -> None:
    program = re.findall(r"```python\n(.*?)```", text_of("a-chain-of-near-copies"), re.DOTALL)[0]
    windows = {text: set(range(text, text + 9)) for text in range(1, 6)}  # each lost one 5-gram, gained one
    texts = {**windows, 6: set(range(100, 109)), 7: set(range(101, 110))}

    def alike(one: int, two: int) -> Fraction:
        return Fraction(len(texts[one] & texts[two]), len(texts[one] | texts[two]))

    pairs = list(itertools.combinations(texts, 2))
    caught = [pair for pair in pairs if alike(*pair) >= Fraction(8, 10)]
    assert sorted(caught) == sorted([(1, 2), (2, 3), (6, 7), (4, 5), (3, 4)])
    assert all(alike(*pair) < Fraction(7, 10) for pair in pairs if pair not in caught)
    assert float(alike(1, 5)) == pytest.approx(0.38, abs=0.005)
    assert 1 - alike(1, 5) <= 4 * (1 - alike(1, 2))  # the distance can grow by no more than that
    for order in itertools.permutations(caught):
        room: dict[str, object] = {}
        exec(re.sub(r"caught = .*", f"caught = {list(order)}", program), room)
        assert room["kept"] == {1, 6}
    kept: list[int] = []
    for text in texts:
        kept += [text] if all(alike(text, other) < Fraction(8, 10) for other in kept) else []
    assert kept == [1, 3, 5, 6]


def test_each_condition_rules_out_a_way() -> None:
    splits = [(56, 2), (28, 4), (14, 8), (7, 16)]
    for variant in variants(ASKED["curve-for-the-demand"]):
        high, low, most = (float(variant.values[name]) for name in ("hi", "lo", "up"))
        enough = {at for at in splits if matched(high, *at) >= 0.9}
        few = {at for at in splits if matched(low, *at) <= most / 100}
        assert len(enough & few) == 1
        assert len(enough) > 1
        assert len(few) > 1
    assert matched(0.2, 56, 2) == pytest.approx(0.9, abs=0.005)
    assert matched(0.85, 7, 16) < 0.5


def test_what_a_score_leaves_wrong() -> None:
    told = text_of("edu-gain-claim")
    assert "from 33% to 37%" in told
    assert f"{100 - 37}%" in told


def test_accuracy_of_always_saying_no() -> None:
    told = text_of("plan-for-korean-scores")
    rare = Fraction(re.findall(r"(\d+)% have 3 points", told)[0]) / 100
    assert 1 - rare == Fraction("0.94")
    assert "94%" in told


def test_a_gap_that_is_no_chance() -> None:
    rows = [[int(cell.replace(",", "")) for cell in row[1:]] for row in table("gap-left-by-a-filter")]
    fixed, other = zip(*rows, strict=True)
    assert sum(fixed) == sum(other) == 8000
    assert fixed[2] == 0
    assert all(abs(number - 1600) < 4 * math.sqrt(8000 * 0.2 * 0.8) for number in other)
    assert all(abs(number - 2000) < 4 * math.sqrt(8000 * 0.25 * 0.75) for number in fixed if number)
    assert 8000 * math.log10(0.8) < -700


def test_a_worked_example_of_odds() -> None:
    assert real_risk({"p": Fraction(10), "s": Fraction(1, 2)}) == "10"


def test_errors_of_generations() -> None:
    assert float(spread(10, accumulate=True)) == pytest.approx(1.55, abs=0.005)
    assert spread(10, accumulate=False) == 10
    assert float(spread(5000, accumulate=True)) == pytest.approx(math.pi**2 / 6, abs=1e-3)
    assert math.pi**2 / 6 == pytest.approx(1.64, abs=0.005)


def test_an_average_that_hides_fifty_people() -> None:
    sure, others = Fraction("0.92") * 50, Fraction("0.505") * 4950
    assert sure == 46
    assert float((sure + others) / 5000) == pytest.approx(0.509, abs=5e-4)


def test_factors_of_the_mechanisms() -> None:
    found = {row[0]: factor(Fraction(row[1]), Fraction(row[2])) for row in table("both-outcomes-both-ways")}
    assert found == {"P": 2.5, "Q": 4.0, "R": 1.25, "S": math.inf, "T": 2.0}
    least = min(variant.values["eps"] for variant in variants(ASKED["both-outcomes-both-ways"]))
    assert max(1.25, 1.2) < math.exp(least)


def test_clipping_before_and_after_the_mean() -> None:
    limit = 1.0

    def clip(value: float) -> float:
        return value * min(1, limit / abs(value)) if value else 0.0

    for n in (100, 10_000):  # a larger batch is no cure
        gradients = [300.0 * n] + [0.0] * (n - 1)
        after = clip(sum(gradients) / n) - clip(sum(gradients[1:]) / n)
        before = sum(map(clip, gradients)) / n - sum(map(clip, gradients[1:])) / n
        assert after == 1
        assert before == pytest.approx(limit / n)
    assert clip(300 / 100) == 1  # the example of the explanation


def test_models_by_distance_and_quality() -> None:
    fair = []
    for row in table("low-fid-copies"):
        score, near, far = map(float, row[1:])
        fair += [option(row)] if near > 0.9 * far and score < 20 else []
    assert tuple(fair) == only("low-fid-copies")["choice"]
