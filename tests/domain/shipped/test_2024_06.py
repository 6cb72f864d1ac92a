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
from quiz.platform.paths import QUESTIONS
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


def overlap(length: int, replaced: int) -> Fraction:
    """Jaccard similarity (Broder 1997) of a text and its copy with one word replaced, counted from 1."""
    words = [f"w{number}" for number in range(length)]
    copy = [*words[: replaced - 1], "new", *words[replaced:]]
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


def kept_by_filters(values: Values) -> list[str]:
    kept = []
    for name, ending, repeated, short in table("passing-the-custom-filters"):
        thrown = Fraction(ending) <= values["p"] or Fraction(repeated) >= values["d"] or Fraction(short) >= values["k"]
        kept += [] if thrown else [name.lower()]
    return kept


def threshold(values: Values) -> str:
    rows = table("threshold-for-a-token-budget")
    enough = [row for row in rows if Fraction(row[1]) * values["rep"] >= values["need"]]
    return "abcd"[rows.index(max(enough, key=lambda row: Fraction(row[2])))]


def split_for(values: Values) -> list[str]:
    splits = {"a": (56, 2), "b": (28, 4), "c": (14, 8), "d": (7, 16)}
    assert all(buckets * size == HASHES for buckets, size in splits.values())
    high, low, most = (float(values[name]) for name in ("hi", "lo", "up"))
    return [name for name, at in splits.items() if matched(high, *at) >= 0.9 and matched(low, *at) <= most / 100]


def shares(values: Values) -> tuple[Fraction, Fraction]:
    few, many = 5 * values["a"], 95 * values["b"]
    return Fraction(5, 100), few / (few + many)


def releases(values: Values) -> list[str]:
    rows = [row for row in table("which-release-meets-both") if row[1] != "not used"]
    return [row[0].lower() for row in rows if Fraction(row[1]) <= values["lim"] and Fraction(row[3]) >= values["m"]]


def violated(values: Values) -> list[str]:
    rows = table("both-outcomes-both-ways")
    return [row[0].lower() for row in rows if factor(Fraction(row[1]), Fraction(row[2])) > math.exp(values["eps"])]


def absent(values: Values) -> float:
    return math.prod([1 - float(values["p"]) / 100] * int(values["n"]))


def solutions(values: Values) -> dict[str, tuple[str, ...]]:
    easy, hard = 10 * values["p"], 10 * values["q"]  # of 1,000 problems each
    assert 4 * hard / (4 * easy + 4 * hard) == hard / (easy + hard)
    each = next(number for number in range(1, 100) if number * hard == easy)
    share = float(100 * hard / (easy + hard))
    return {"gap-1": (f"{share:.6f}",), "gap-2": ("a",), "gap-3": (str(each),), "gap-4": ("a",)}


def errors(values: Values) -> dict[str, tuple[str, ...]]:
    n = int(values["n"])
    replaced, kept = (spread(n, accumulate=way) for way in (False, True))
    assert replaced > kept
    assert spread(2000, accumulate=True) < math.pi**2 / 6 < 2
    rounded = f"{float(kept):.2f}"
    return {"gap-1": ("b",), "gap-2": (str(replaced),), "gap-3": (rounded,), "gap-4": ("a",)}


RECOMPUTED: Mapping[str, Callable[[Values], Answer]] = {
    "passing-the-custom-filters": lambda v: {"choice": tuple(kept_by_filters(v))},
    "threshold-for-a-token-budget": lambda v: {"choice": (threshold(v),)},
    "one-word-replaced": lambda v: {"number": (f"{float(overlap(int(v['n']), int(v['k']))):.4f}",)},
    "minhash-match-probability": lambda v: {"number": (f"{1 - matched(float(v['s']), int(v['b']), int(v['r'])):.4f}",)},
    "buckets-that-agree": lambda v: {"output": (printed("buckets-that-agree", v),)},
    "what-is-left-of-old-snapshots": lambda v: {"output": (printed("what-is-left-of-old-snapshots", v),)},
    "curve-for-the-demand": lambda v: {"choice": tuple(split_for(v))},
    "ten-times-the-loan-records": lambda v: {
        "choice": (str(shares(v)[1] > shares(v)[0]).lower(),),
        "reason": ("b",),
    },
    "optimal-discriminator": lambda v: {"number": (made_where(float(v["p"]), float(v["d"])),)},
    "fid-with-one-feature": lambda v: {"number": (f"{off_by(float(v['v']), float(v['w'])):.6f}",)},
    "a-rare-class-in-a-sample": lambda v: {"choice": (str(absent(v) > 0.5).lower(),), "reason": ("c",)},
    "checked-solutions": solutions,
    "both-outcomes-both-ways": lambda v: {"choice": tuple(violated(v))},
    "which-release-meets-both": lambda v: {"choice": tuple(releases(v))},
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
        ("passing-the-custom-filters", 4),
        ("threshold-for-a-token-budget", 4),
        ("curve-for-the-demand", 4),
        ("ten-times-the-loan-records", 2),
        ("a-rare-class-in-a-sample", 2),
        ("both-outcomes-both-ways", 4),
        ("which-release-meets-both", 3),
    ],
)
def test_draws_change_what_is_right(name: str, fewest: int) -> None:
    question = ASKED[name]
    keys = {tuple(sorted(question.solution(variant)["choice"])) for variant in variants(question)}
    assert len(keys) >= fewest


def only(name: str) -> Answer:
    return ASKED[name].solution(Variant(values={}, order={}))


def test_comparisons_that_change_one_thing() -> None:
    rows = {row[0]: row[1:] for row in table("one-change-at-a-time")}
    fair = []
    pairs = [("1", "2"), ("1", "5"), ("3", "4"), ("2", "3"), ("1", "3"), ("1", "6")]
    for option, (one, two) in zip("abcdef", pairs, strict=True):
        differing = [at for at, pair in enumerate(zip(rows[one], rows[two], strict=True)) if pair[0] != pair[1]]
        fair += [option] if differing == [0] else []
    assert tuple(fair) == only("one-change-at-a-time")["choice"]


def test_pictures_of_filters_and_of_runs() -> None:
    points = re.findall(r"([A-D]) at x (\d+), y (\d\.\d)", text_of("filters-gain-and-cost"))
    lost = {name: int(x) for name, x, _ in points}
    gained = {name: Fraction(y) for name, _, y in points}
    assert gained["C"] - gained["A"] == Fraction("0.1")
    assert lost["C"] - lost["A"] == 29
    assert lost["B"] > 4 * lost["A"]
    assert lost["A"] < lost["D"]
    assert gained["A"] > gained["D"]
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


def test_shares_of_groups_over_the_draws() -> None:
    asked = ASKED["ten-times-the-loan-records"]
    found = [round(float(100 * shares(variant.values)[1]), 1) for variant in variants(asked)]
    assert found == [5.0, 50.0, 1.7, 9.5]


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
    for name, *cells in rows:
        (m1, v1), (m2, v2) = ([float(x.replace("−", "-")) for x in re.findall(r"= (−?[\d.]+)", cell)] for cell in cells)
        costs[name.lower()] = (divergence(m1, v1) + divergence(m2, v2)) / 2
        told_apart[name.lower()] = abs(m1 - m2) / math.sqrt((v1 + v2) / 2)
    assert [round(costs[name], 3) for name in "abcd"] == [0.0, 2.0, 2.148, 0.005]
    useless = [name for name in "abcd" if costs[name] > 0.1 and told_apart[name] < 0.5]
    assert tuple(useless) == only("latent-that-carries")["choice"] == ("b",)


def test_chances_of_missing_a_class() -> None:
    assert absent({"p": Fraction(1), "n": Fraction(100)}) == pytest.approx(0.37, abs=0.005)
    for variant in variants(ASKED["a-rare-class-in-a-sample"]):
        assert variant.values["p"] * variant.values["n"] / 100 < 1  # fewer than one on average, in each draw


def test_generations_in_the_picture() -> None:
    drawn = (QUESTIONS / "media" / "three-generations.svg").read_text()
    found = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="18" height="([\d.]+)"', drawn)
    bars = [(float(x), float(height) / 4.1) for x, height in found]
    groups = [list(group) for _, group in itertools.groupby(bars, key=lambda bar: int((bar[0] - 30) // 190))]
    assert [len(group) for group in groups] == [9, 6, 4]
    assert {round(sum(height for _, height in group)) for group in groups} == {79}
    assert [max(round(height) for _, height in group) for group in groups] == [22, 30, 52]


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
    assert found == {"A": 2.5, "B": 4.0, "C": 1.25, "D": math.inf, "E": 2.0}


def test_clipping_before_and_after_the_mean() -> None:
    n, limit = 100, 1.0
    gradients = [300.0] + [0.0] * (n - 1)

    def clip(value: float) -> float:
        return value * min(1, limit / abs(value)) if value else 0.0

    after = clip(sum(gradients) / n) - clip(sum(gradients[1:]) / n)
    before = sum(map(clip, gradients)) / n - sum(map(clip, gradients[1:])) / n
    assert after == 1
    assert before == pytest.approx(limit / n)
    assert after / before == pytest.approx(100)


def test_models_by_distance_and_quality() -> None:
    fair = []
    for name, *cells in table("low-fid-copies"):
        score, near, far = map(float, cells)
        fair += [name.lower()] if near > 0.9 * far and score < 20 else []
    assert tuple(fair) == only("low-fid-copies")["choice"]
