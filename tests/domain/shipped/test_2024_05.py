"""May's numbers once more, from the definitions of the papers and not from the bank's own expressions."""

from __future__ import annotations

import contextlib
import io
import itertools
import math
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

import pytest

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.domain.questions.code_output import CodeOutput
from quiz.domain.questions.parts.variables import every_draw
from quiz.platform.paths import QUESTIONS
from tests.shipped import shipped_banks

Values = Mapping[str, Fraction]
BANK = next(bank for bank in shipped_banks() if bank.header.bank == "2024-05")
BY_ID = {str(question.id): question for question in BANK.questions}
NOTES: dict[str, Mapping[str, str]] = {name: (section.notes or {}) for name, section in BANK.header.sections.items()}

# Llama-2-7B: hidden dimension, MLP dimension, layers (Touvron et al. 2023, arXiv:2307.09288; its config.json), and all
# its parameters: input and output embeddings of 32,000 tokens, seven matrices and two norms a layer, a last norm.
HIDDEN, MLP, LAYERS, VOCABULARY = 4096, 11008, 32, 32000
LLAMA = 2 * VOCABULARY * HIDDEN + LAYERS * (4 * HIDDEN**2 + 3 * HIDDEN * MLP + 2 * HIDDEN) + HIDDEN

# Biderman et al. 2024 (arXiv:2405.09673v2), §4.1–4.2: scores after full fine-tuning and after LoRA of rank 256.
LEARNT = {
    "code, continued": (Fraction("0.263"), Fraction("0.224")),
    "code, instruction": (Fraction("0.497"), Fraction("0.498")),
    "mathematics, continued": (Fraction("0.293"), Fraction("0.203")),
    "mathematics, instruction": (Fraction("0.642"), Fraction("0.634")),
}
KEPT = {
    "code, continued": (Fraction("0.545"), Fraction("0.617")),
    "mathematics, continued": (Fraction("0.613"), Fraction("0.616")),
    "mathematics, instruction": (Fraction("0.559"), Fraction("0.567")),
}


def factors(matrices: Iterable[tuple[int, int]], rank: int) -> int:
    """The entries of every A (rank × k) and B (d × rank): Hu et al. 2021 (arXiv:2106.09685), §4.1."""
    return sum(rank * k + d * rank for d, k in matrices)


def all_modules(rank: int) -> int:
    attention, mlp = [(HIDDEN, HIDDEN)] * 4, [(HIDDEN, MLP)] * 2 + [(MLP, HIDDEN)]
    return LAYERS * factors(attention + mlp, rank)


def adapter(width: int, bottleneck: int, *, biases: bool) -> int:
    """Houlsby et al. 2019 (arXiv:1902.00751), §2.1: a map down and a map up."""
    down, up = width * bottleneck, bottleneck * width
    return down + up + (bottleneck + width if biases else 0)


def pick(*chosen: str) -> Answer:
    return {"choice": chosen}


def number(value: int | Fraction) -> Answer:
    return {"number": (str(value),)}


def largest_rank(values: Values) -> Answer:
    budget = int(values["b"]) * 10**6
    return number(next(rank for rank in itertools.count(1) if all_modules(rank + 1) > budget))


def equal_bottleneck(values: Values) -> Answer:
    d, r = (int(values[name]) for name in "dr")
    wanted = factors([(d, d)] * 4 + [(4 * d, d), (d, 4 * d)], r)
    return number(next(m for m in itertools.count(1) if 2 * adapter(d, m, biases=False) == wanted))


def fitting(values: Values) -> Answer:
    frozen, trained, gradient, adam = 2, 2, 2, 8  # bytes, as the prompt says
    base, small, modest, middle, large = 13 * 10**9, 3 * 10**8, 8 * 10**8, 12 * 10**8, 16 * 10**8
    whole = trained + gradient + adam
    eighth = base // 8
    bytes_of = {
        "a": base * frozen + small * whole,
        "b": base + large * whole,
        "c": base // 2 + middle * whole,
        "d": base + modest * whole,
        "e": eighth * whole + (base - eighth),
    }
    # Llama 2 13B (arXiv:2307.09288): 40 layers, four 5120 × 5120 matrices and three 5120 × 13824
    assert round(256 * 40 * (4 * (5120 + 5120) + 3 * (5120 + 13824)) / 10**9, 1) == 1.0
    assert [size / 10**9 for size in bytes_of.values()] == [29.6, 32.2, 20.9, 22.6, 30.875]
    return pick(*(name for name, size in bytes_of.items() if size <= values["g"] * 10**9))


def drawn_runs() -> dict[str, tuple[Fraction, Fraction]]:
    """The points of six-dots.svg, which are those of six-runs.svg, read back from the picture by its grid."""
    text = (QUESTIONS / "media" / "six-dots.svg").read_text()
    named = (QUESTIONS / "media" / "six-runs.svg").read_text()
    assert re.findall("<circle.*?/>", text) == re.findall("<circle.*?/>", named)
    assert re.findall(">([P-U])</text>", named) == list("PQRSTU")
    left, right = 70, 580  # where z is 0.40 and 0.70
    top, bottom = 26, 350  # where y is 0.6 and 0
    spots = [(int(x), int(y)) for x, y in re.findall(r'<circle cx="(\d+)" cy="(\d+)"', text)]
    scaled = [
        (
            Fraction("0.40") + Fraction(x - left, right - left) * Fraction("0.30"),
            Fraction(bottom - y, bottom - top) * Fraction("0.6"),
        )
        for x, y in spots
    ]
    return {name: (round(z, 2), round(y, 2)) for name, (z, y) in zip("abcdef", scaled, strict=True)}


def undominated(runs: Mapping[str, tuple[Fraction, Fraction]]) -> set[str]:
    """The Pareto curve: no other run is as good in both scores and better in one."""
    return {
        name
        for name, (z, y) in runs.items()
        if not any(u >= z and v >= y and (u, v) != (z, y) for u, v in runs.values())
    }


def leaves_the_curve(values: Values) -> Answer:
    runs = drawn_runs()
    gone = undominated(runs) - undominated({**runs, "new": (values["z"], values["y"])})
    beaten = {name for name, (z, y) in runs.items() if z <= values["z"] and y <= values["y"]}
    assert len(gone) == 1
    assert gone < beaten, "another point is beaten too, and was never on the curve"
    return pick(*gone)


def where_x_wins(_: Values) -> Answer:
    runs = {**drawn_runs(), "x": (Fraction("0.57"), Fraction("0.36"))}

    def best(measure: Callable[[Fraction, Fraction], Fraction], keep: Callable[[Fraction, Fraction], bool]) -> str:
        kept = {name: measure(*point) for name, point in runs.items() if keep(*point)}
        return max(kept, key=lambda name: kept[name])

    def weighted(w: Fraction) -> str:
        return best(lambda z, y: w * z + (1 - w) * y, lambda z, y: True)

    winners = {
        "a": best(lambda z, y: z + y, lambda z, y: True),
        "b": best(lambda z, y: y, lambda z, y: z >= Fraction("0.56")),
        "c": "x" if any(weighted(Fraction(w, 1000)) == "x" for w in range(1, 1000)) else "",
        "d": best(lambda z, y: z, lambda z, y: y >= Fraction("0.35")),
    }
    return pick(*(criterion for criterion, name in winners.items() if name == "x"))


def factor_moved(values: Values) -> Answer:
    before, now = Fraction(32, 16), values["a"] / values["r"]
    return pick("a" if now < before else "c" if now > before else "b")


def merged_change(values: Values) -> Answer:
    """The change of output for one number each as W0, A and B: merged without the factor, against forward."""
    w0, a, b, x = Fraction(7), Fraction(3), Fraction(5), Fraction(2)
    forward = w0 * x + values["a"] / values["r"] * (b * (a * x))
    merged = (w0 + b * a) * x
    return pick("c" if merged == forward else "a" if merged > forward else "b")


def peak_storage(values: Values) -> Answer:
    """Every file on the server through the whole move, in MB."""
    base, lora, tasks = int(values["G"]) * 1000, int(values["m"]), int(values["N"])
    held, peak = {"old base": base, **{f"old {task}": lora for task in range(tasks)}}, 0
    held["new base"] = base
    for task in range(tasks):
        held[f"new {task}"] = lora
        peak = max(peak, sum(held.values()))
        del held[f"old {task}"]
    del held["old base"]
    return number(Fraction(max(peak, sum(held.values())), 1000))


def rules_for_runs(values: Values) -> Answer:
    """Each rule against the least that was possible, over every length of a run up to 2,000."""
    merge, more = int(values["s"]), int(values["t"])
    wait = next(length for length in itertools.count(1) if length * more == merge)
    lengths = range(1, 2001)

    def cost(rule: int, length: int) -> int:
        """Unmerged for ``rule`` requests; merged if one more comes."""
        return length * more if length <= rule else rule * more + merge

    def worst(rule: int, upto: int) -> Fraction:
        return max(Fraction(cost(rule, n), min(n * more, merge)) for n in lengths[:upto])

    assert worst(10**6, 2000) == 2 * worst(10**6, 1000), "no limit"
    assert [cost(rule, 3) for rule in (10**6, wait)] == [3 * more] * 2
    assert 3 * more < merge
    assert cost(1, 2) == cost(1, 3) == merge + more > cost(0, 3) == merge
    return {
        "gap-1": (str(Fraction(cost(0, 2), min(2 * more, merge))),),
        "gap-2": ("a",),
        "gap-3": (str(worst(wait, 2000)),),
        "gap-4": ("c",),
    }


def overhead(d: int, k: int, r: int) -> Fraction:
    """Multiplications of Ax (r × k) and B(Ax) (d × r) beside those of Wx, in per cent."""
    return Fraction(100 * (r * k + d * r), d * k)


OVERHEADS = {
    "a": overhead(4096, 4096, 16),
    "b": overhead(4096, 4096, 256),
    "c": overhead(4096, 11008, 64),
    "d": overhead(512, 512, 64),
    "e": overhead(1024, 1024, 8),
}


def cheap_enough(values: Values) -> Answer:
    return pick(*(name for name, share in OVERHEADS.items() if share <= values["t"]))


def best_pair(values: Values) -> Answer:
    times = {name: values[name] for name in "abcd"} | {"e": Fraction(3)}

    def response(halved: tuple[str, ...]) -> Fraction:
        one = {name: time / 2 if name in halved else time for name, time in times.items()}
        return max(one["a"], one["b"]) + one["c"] + one["d"]

    pairs = sorted(itertools.combinations(times, 2), key=response)
    assert response(pairs[0]) < response(pairs[1])
    return pick(*pairs[0])


def what_was_measured(values: Values) -> Answer:
    """Availability in per cent under each account, from the probabilities that main part and backup are down."""
    main, backup = Fraction("0.02"), Fraction("0.02")
    accounts = {
        "a": 1 - Fraction("0.04") * backup,
        "b": 1 - main * Fraction("0.20"),
        "c": 1 - main * Fraction("0.40"),
        "d": Fraction("0.99") * (1 - main * backup),
    }
    assert 1 - main * backup == Fraction("0.9996")
    return pick(*(name for name, share in accounts.items() if round(100 * share, 2) == values["m"]))


def merged_or_apart_by_tokens(values: Values) -> Answer:
    """Multiplications counted by the rule that p × q times q × s takes pqs, on top of those of the base."""
    d, k = int(values["d"]), int(values["k"])

    def merging(rank: int) -> int:
        return d * rank * k

    def apart(rank: int, tokens: int) -> int:
        return rank * k * tokens + d * rank * tokens

    def equal(rank: int, shared: int = 1) -> Fraction:
        """Tokens of one request, where a merge serves so many requests."""
        return next(Fraction(n) for n in itertools.count(1) if apart(rank, n * shared) >= merging(rank))

    length = equal(16)
    assert apart(16, int(length)) == merging(16), "equal at a whole number of tokens"
    assert equal(32) == equal(64) == length, "the rank cancels"
    assert abs(equal(16, shared=10) - length / 10) <= 1
    assert all(apart(rank, n) < n * merging(rank) for rank in (1, 16, 64) for n in (1, 10, 10**6))
    return {"gap-1": (str(length),), "gap-2": ("a",), "gap-3": ("a",), "gap-4": ("a",)}


def lowest_threshold(values: Values) -> Answer:
    rows = [("a", 300, 3), ("b", 200, 7), ("c", 250, 20), ("d", 150, 30)]
    kept = [
        name
        for at, (name, _, _) in enumerate(rows, 1)
        if Fraction(100 * sum(wrong for _, _, wrong in rows[:at]), sum(calls for _, calls, _ in rows[:at]))
        <= values["e"]
    ]
    assert sum(calls for _, calls, _ in rows) + 100 == 1000
    return pick(kept[-1])


def beyond_the_sum(values: Values) -> Answer:
    """The three effects of the pilot (values made up), added up, and how the run of all three differs from that."""
    first = (Fraction("0.21"), Fraction("0.60"))
    rows = {"whole": ("0.25", "0.56"), "warm": ("0.29", "0.53"), "replay": ("0.20", "0.64")}
    effect = {name: [Fraction(x) - y for x, y in zip(row, first, strict=True)] for name, row in rows.items()}
    expected = [start + sum(moved[at] for moved in effect.values()) for at, start in enumerate(first)]
    assert expected == [Fraction("0.32"), Fraction("0.53")]
    assert effect["warm"] == [Fraction("0.08"), Fraction("-0.07")]
    noise = Fraction("0.01")

    def sign(off: Fraction) -> int:
        return 0 if abs(off) <= noise else 1 if off > 0 else -1

    signs = sign(values["n"] - expected[0]), sign(values["o"] - expected[1])
    # what each account would do to the new and to the source domain
    return pick({(0, 1): "a", (1, -1): "b", (0, 0): "c", (-1, 1): "d"}[signs])


def what_follows(values: Values) -> Answer:
    """An example shows that something exists; a failed one shows nothing about all the others."""
    base, full = Fraction("0.13"), Fraction("0.26")
    near = full - values["s"] < values["s"] - base
    return pick("b" if near else "d")


def printed(values: Values, question: str) -> Answer:
    """What the program of the question prints when it is run."""
    asked = BY_ID[question]
    assert isinstance(asked, CodeOutput)
    program = asked.code.text["en"]
    for name, value in values.items():
        program = program.replace("{{" + name + "}}", str(value))
    assert "{{" not in program
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(program, {})
    return {"output": (out.getvalue().rstrip("\n"),)}


RECOMPUTED: dict[str, Callable[[Values], Answer]] = {
    "largest-rank-in-the-budget": largest_rank,
    "adapter-as-large-as-a-lora": equal_bottleneck,
    "training-that-fits-the-memory": fitting,
    "run-that-leaves-the-curve": leaves_the_curve,
    "when-a-middling-run-wins": where_x_wins,
    "higher-rank-lower-score": factor_moved,
    "merge-without-the-factor": merged_change,
    "threshold-for-a-new-scale": lowest_threshold,
    "more-than-the-sum": beyond_the_sum,
    "cut-down-to-rank-sixteen": what_follows,
    "merged-for-one-request": merged_or_apart_by_tokens,
    "both-bases-for-a-while": peak_storage,
    "run-of-unknown-length": rules_for_runs,
    "price-of-staying-unmerged": cheap_enough,
    "two-parts-to-speed-up": best_pair,
    "backup-that-did-not-help": what_was_measured,
    "two-tasks-on-one-base": lambda values: printed(values, "two-tasks-on-one-base"),
}


def has_numbers(question: Question) -> bool:
    return question.has_values() or question.kind in ("numeric", "code_output", "cloze")


def test_each_question_with_numbers_of_its_own_is_recomputed() -> None:
    assert {name for name, question in BY_ID.items() if has_numbers(question)} <= set(RECOMPUTED)


@pytest.mark.parametrize("name", RECOMPUTED)
def test_the_key_of_each_draw_is_the_recomputed_one(name: str) -> None:
    question = BY_ID[name]
    for values in every_draw(question) or [{}]:
        variant = Variant(values=values, order={})
        mine = RECOMPUTED[name](values)
        assert question.grade(variant, mine).fraction == 1, (values, mine)
        theirs = question.solution(variant)
        assert {at: set(given) for at, given in theirs.items() if at == "choice"} == {
            at: set(given) for at, given in mine.items() if at == "choice"
        }


@pytest.mark.parametrize(
    ("name", "fewest"),
    [
        ("training-that-fits-the-memory", 3),
        ("run-that-leaves-the-curve", 4),
        ("higher-rank-lower-score", 3),
        ("merge-without-the-factor", 3),
        ("price-of-staying-unmerged", 3),
        ("two-parts-to-speed-up", 4),
        ("backup-that-did-not-help", 4),
        ("threshold-for-a-new-scale", 3),
        ("more-than-the-sum", 4),
        ("cut-down-to-rank-sixteen", 2),
    ],
)
def test_another_draw_has_another_option_right(name: str, fewest: int) -> None:
    question = BY_ID[name]
    keys = {frozenset(RECOMPUTED[name](values)["choice"]) for values in every_draw(question)}
    assert len(keys) >= fewest


def said(name: str, language: str) -> str:
    return "\n".join(str(passage.text.get(language, "")) for passage in BY_ID[name].passages())


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("claims-against-a-results-table", [str(float(score)) for pair in LEARNT.values() for score in pair][:2]),
        ("claims-against-a-results-table", [f"{float(score):.3f}" for pair in KEPT.values() for score in pair]),
        ("two-blog-posts-disagree", ["0.498", "0.497", "0.224", "0.263"]),
        ("largest-rank-in-the-budget", [f"{all_modules(1):,}", f"{all_modules(1) // LAYERS:,}"]),
        ("training-that-fits-the-memory", ["29.6", "32.2", "20.9", "22.6", "30.875"]),
        ("price-of-staying-unmerged", [f"{float(share):.4g}"[:4] for share in OVERHEADS.values()]),
        ("threshold-for-a-new-scale", ["1.0", "2.0", "4.0", f"{100 * 60 / 900:.1f}"]),
        ("more-than-the-sum", ["0.32", "0.53", "+0.08", "−0.07"]),
        ("backup-that-did-not-help", ["99.92", "99.6", "99.2", "98.96"]),
        ("same-at-one-try", [f"{0.40 / 0.55:.2f}", f"{0.40 / 0.80:.2f}", f"{0.40 + 0.55 - 0.40 - 0.20:.2f}"]),
        ("two-halves-swapped", [f"−{0.82 - 0.76:.2f}", f"−{0.82 - 0.74:.2f}", "−0.14", f"+{0.90 - 0.82:.2f}"]),
    ],
)
def test_the_numbers_of_explanations_are_those_of_the_literature_or_recomputed(
    name: str, numbers: list[str], language: str
) -> None:
    for given in numbers:
        assert given in said(name, language), given


def test_claims_against_the_table() -> None:
    lag = {setting: full - lora for setting, (full, lora) in LEARNT.items()}
    kept = {setting: lora - full for setting, (full, lora) in KEPT.items()}
    assert max(kept, key=lambda setting: lag[setting]) == min(kept, key=lambda setting: kept[setting])
    assert (lag["mathematics, continued"], lag["code, continued"]) == (Fraction("0.090"), Fraction("0.039"))
    assert lag["mathematics, instruction"] == Fraction("0.008")
    assert kept["mathematics, continued"] == Fraction("0.003")
    solved = BY_ID["claims-against-a-results-table"].solution(Variant(values={}, order={}))
    assert [solved[f"row-{row}"] for row in range(1, 6)] == [("no",), ("yes",), ("open",), ("yes",), ("open",)]


def test_what_refutes_the_critic() -> None:
    """Values made up for the question: at equal learning LoRA (0.22, 0.61) is ahead in the source domain."""
    lora, full = (Fraction("0.22"), Fraction("0.61")), (Fraction("0.26"), Fraction("0.54"))
    at_equal_learning = Fraction("0.57")
    assert full[1] < at_equal_learning < lora[1]
    assert BY_ID["less-forgotten-or-only-less-learnt"].solution(Variant(values={}, order={}))["choice"] == ("b",)


def test_swaps_by_the_factor_of_the_new_lora() -> None:
    """What is left of the old change, for each account of the LoRAs on the server (α and r of each)."""
    accounts = {
        "a": [(16, 16), (32, 16), (64, 16)],
        "b": [(16, 8), (32, 16), (128, 64)],
        "c": [(32, 8), (32, 16), (32, 64)],
        "d": [(16, 16), (32, 16)],
    }
    unseen = [
        name
        for name, loras in accounts.items()
        if all(Fraction(a, r) == Fraction(b, s) for (a, r), (b, s) in itertools.permutations(loras, 2))
    ]
    assert unseen == list(BY_ID["swap-with-the-wrong-factor"].solution(Variant(values={}, order={}))["choice"])


def test_first_values_of_a_lora() -> None:
    """Gradient descent on (b·a·x − y)² for plain numbers: the gradients are 2(bax − y)·bx and 2(bax − y)·ax."""
    solved = BY_ID["where-training-starts"].solution(Variant(values={}, order={}))
    for row, start in enumerate([(0.7, 0.0), (0.0, 0.7), (0.0, 0.0), (0.7, 0.4)], 1):
        a, b = start
        for _ in range(50):
            slope = 2 * (b * a * 1.5 - 2)
            a, b = a - 0.05 * slope * b * 1.5, b - 0.05 * slope * a * 1.5
        same, learns = start[0] * start[1] == 0, abs(a * b - start[0] * start[1]) > 0.1
        assert solved[f"row-{row}"] == (("both" if learns else "base") if same else "learn",)
        assert same or learns


def test_a_small_change_is_lost_in_bfloat16() -> None:
    """bfloat16 keeps 8 significant bits (7 of them stored): near 1 neighbours are 2**-7 apart."""

    def bfloat16(value: float) -> float:
        mantissa, exponent = math.frexp(value)
        return math.ldexp(round(mantissa * 2**8), exponent - 8)

    assert f"{2**-7:.4f}" == "0.0078"
    assert bfloat16(1 + 2**-7) == 1 + 2**-7
    assert bfloat16(1 + 0.002) == 1
    assert abs(bfloat16(0.002) - 0.002) < 0.00001


def test_changes_added_to_one_matrix() -> None:
    asked = BY_ID["two-changes-in-one-matrix"]
    solved = asked.solution(Variant(values={}, order={}))
    names = {(False, False): "none", (True, False): "one", (False, True): "two", (True, True): "both"}
    rows = [passage for passage in asked.passages() if "a_1 = (" in str(passage.text.get("en"))]
    found = []
    for row in rows:
        vectors = re.findall(r"\((-?\d+), (-?\d+)\)", str(row.text["en"]))
        (p, q), (r, s) = (tuple(map(int, vector)) for vector in vectors)
        first, second = (1, 0), (0, 1)  # inputs of task 1 and of task 2
        disturbs_first = r * first[0] + s * first[1] != 0
        disturbs_second = p * second[0] + q * second[1] != 0
        found.append((names[disturbs_first, disturbs_second],))
    assert found == [solved[f"row-{row}"] for row in range(1, 5)]


Matrix = list[list[Fraction]]


def product(left: Matrix, right: Matrix) -> Matrix:
    return [
        [sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in zip(*right, strict=True)]
        for row in left
    ]


def matrix(*rows: tuple[int, ...]) -> Matrix:
    return [[Fraction(value) for value in row] for row in rows]


def scaled(by: Fraction, given: Matrix) -> Matrix:
    return [[by * value for value in row] for row in given]


def total(left: Matrix, right: Matrix) -> Matrix:
    return [[a + b for a, b in zip(one, two, strict=True)] for one, two in zip(left, right, strict=True)]


def test_the_mean_of_two_loras() -> None:
    """Two LoRAs of rank 1 on 2 × 2 matrices with α = 3, and the files of the options."""
    half, rank, alpha = Fraction(1, 2), 1, 3
    first = (matrix((1,), (2,)), matrix((3, -1)))
    second = (matrix((4,), (-1,)), matrix((2, 5)))
    changes = [scaled(Fraction(alpha, rank), product(*one)) for one in (first, second)]
    mean = scaled(half, total(*changes))
    beside = [[*one, *two] for one, two in zip(first[0], second[0], strict=True)]
    stacked = [*first[1], *second[1]]
    files = {
        "a": (scaled(half, total(first[0], second[0])), scaled(half, total(first[1], second[1])), alpha, rank),
        "b": (beside, stacked, 2 * alpha, 2 * rank),
        "c": (beside, stacked, alpha, 2 * rank),
        "d": (scaled(half, beside), stacked, alpha, 2 * rank),
    }
    added = {name: scaled(Fraction(a, r), product(b, down)) for name, (b, down, a, r) in files.items()}
    assert [name for name in files if added[name] == mean] == ["c"]
    assert added["b"] == total(*changes)
    assert added["d"] == scaled(half, mean)
    assert BY_ID["averages-of-the-factors"].solution(Variant(values={}, order={}))["choice"] == ("c",)


def test_reordered_units_leave_the_outputs_and_spoil_a_lora() -> None:
    """An MLP of two hidden units with ReLU: both orders compute the same; the LoRA on its first matrix does not."""
    up, down, change = matrix((1, 2), (3, -1)), matrix((1, 4)), matrix((0, 0), (5, 1))

    def mlp(first: Matrix, second: Matrix, x: Matrix) -> Matrix:
        return product(second, [[max(Fraction(0), value) for value in row] for row in product(first, x)])

    other_up, other_down = up[::-1], [row[::-1] for row in down]
    for x in (matrix((p,), (q,)) for p, q in itertools.product(range(-2, 3), repeat=2)):
        assert mlp(up, down, x) == mlp(other_up, other_down, x)
        assert mlp(total(up, change), down, x) == mlp(total(other_up, change[::-1]), other_down, x)
    x = matrix((1,), (1,))
    assert mlp(total(up, change), down, x) != mlp(total(other_up, change), other_down, x)
    solved = BY_ID["same-outputs-other-weights"].solution(Variant(values={}, order={}))
    assert [solved[f"row-{row}"] for row in range(1, 6)] == [("run",), ("good",), ("no",), ("run",), ("good",)]


def test_which_branches_are_linear_in_the_input() -> None:
    """Every branch as a function of plain numbers (a vector where it has to be one): linear, or not, by trial."""

    def column_norms(x: tuple[float, float]) -> tuple[float, float]:
        w = ((1 + 0.5, 2.0), (-1.0, 3 + 0.25))
        norms = [math.hypot(w[0][j], w[1][j]) for j in (0, 1)]
        m = (2.0, 0.5)
        first, second = (sum(w[i][j] * m[j] / norms[j] * x[j] for j in (0, 1)) for i in (0, 1))
        return first, second

    def normalised(x: tuple[float, float]) -> tuple[float, float]:
        z = (x[0] + 2 * x[1], 3 * x[0] - x[1])
        mean = sum(z) / 2
        spread = math.sqrt(sum((value - mean) ** 2 for value in z) / 2)
        return (z[0] - mean) / spread, (z[1] - mean) / spread

    def times(m: float) -> Callable[[tuple[float, float]], tuple[float, float]]:
        return lambda x: (m * (2 * x[0] - x[1]), m * (x[0] + x[1]))

    branches: dict[str, Callable[[tuple[float, float]], tuple[float, float]]] = {
        "dropout": times(1),
        "gate": lambda x: times(1 / (1 + math.exp(-x[0] - 2 * x[1])))(x),
        "norm of columns": column_norms,
        "normalised": normalised,
        "matrix between": times(3.5),
        "router": lambda x: times(1 if x[0] > x[1] else 4)(x),
        "constants": lambda x: (
            0.7 * times(1)(x)[0] + 0.3 * times(2)(x)[0],
            0.7 * times(1)(x)[1] + 0.3 * times(2)(x)[1],
        ),
    }
    p, q = (1.0, 0.5), (0.25, 2.0)
    linear = {
        name: all(
            math.isclose(a + b, c, abs_tol=1e-9)
            for a, b, c in zip(run(p), run(q), run((p[0] + q[0], p[1] + q[1])), strict=True)
        )
        for name, run in branches.items()
    }
    assert [name for name, holds in linear.items() if not holds] == ["gate", "normalised", "router"]
    solved = BY_ID["variants-that-still-merge"].solution(Variant(values={}, order={}))
    assert sum(given == ("apart",) for given in solved.values()) == 3


def test_faults_of_each_version() -> None:
    """What each part ought to give by its documentation, for what it received; the box is 40 cm long."""
    logs = [(40, 40, 4), (400, 400, 40), (40, 400, 400), (400, 4000, 400), (40, 400, 40)]
    names = {(): "none", ("ana",): "ana", ("code",): "code", ("gen",): "gen", ("ana", "code"): "both"}
    solved = BY_ID["faults-that-cancel"].solution(Variant(values={}, order={}))
    for row, (given, passed, written) in enumerate(logs, 1):
        wrong = {"ana": given != 40, "code": passed != 10 * given, "gen": written != passed / 10}
        assert solved[f"row-{row}"] == (names[tuple(part for part, is_wrong in wrong.items() if is_wrong)],)
        assert f"Analyser {given} → connecting code {passed} → notice “{written} cm”" in said(
            "faults-that-cancel", "en"
        )


def test_settings_that_were_kept() -> None:
    new, source = (
        [Fraction(x) for x in row.split()] for row in ("0.20 0.31 0.34 0.42 0.46 0.50", "0.66 0.58 0.62 0.50 0.55 0.44")
    )
    runs = {str(at): (z, y) for at, (y, z) in enumerate(zip(new, source, strict=True), 1)}
    assert undominated(runs) == {"1", "3", "5", "6"}
    assert min(runs, key=lambda at: sum(runs[at])) == "1"
    for language in ("ko", "en"):
        asked = said("settings-that-none-beats", language)
        assert all(f"| {' | '.join(f'{float(x):.2f}' for x in row)} |" in asked for row in (new, source))


def test_shares_of_adapters_in_larger_and_smaller_models() -> None:
    """Two adapters a layer (Houlsby et al. 2019, §2.1) beside a base whose layers hold 12d² (any constant will do)."""

    def share(d: int, m: int, layers: int, adapters: float) -> float:
        return layers * adapters * adapter(d, m, biases=True) / (layers * 12 * d**2)

    before = share(2048, 64, 24, 2)
    changed = [
        share(2048, 64, 48, 2),
        share(4096, 64, 24, 2),
        share(4096, 128, 24, 2),
        share(1024, 128, 24, 2),
        share(2048, 256, 24, 1),
        share(2048, 64, 24, 1),
    ]
    names = {0.5: "half", 1: "same", 2: "two", 4: "four"}
    solved = BY_ID["share-as-models-grow"].solution(Variant(values={}, order={}))
    for row, after in enumerate(changed, 1):
        nearest = min(names, key=lambda times: abs(math.log(after / before / times)))
        assert after / before == pytest.approx(nearest, rel=0.02)
        assert solved[f"row-{row}"] == (names[nearest],)


def test_calls_between_old_and_new_versions() -> None:
    """Each part as a function of a call: what it makes of it, or None for an error; services mean what they send."""

    def fields(*known: str, needed: tuple[str, ...] = (), strict: bool = False) -> Callable[[set[str]], bool]:
        return lambda sent: set(needed) <= sent and (not strict or sent <= set(known))

    changes = [
        (fields("text", strict=True), fields("text", "tone"), {"text"}, {"text", "tone"}),
        (fields("text"), fields("text", "lang", needed=("lang",)), {"text"}, {"text", "lang"}),
        (fields("text"), fields("text", "memo"), {"text"}, {"text", "memo"}),
        (
            fields(needed=("limit in characters",)),
            fields(needed=("limit in words",)),
            {"limit in characters"},
            {"limit in words"},
        ),
    ]
    names = {(True, False): "back", (False, True): "forw", (True, True): "both", (False, False): "none"}
    solved = BY_ID["which-order-of-update"].solution(Variant(values={}, order={}))
    found = [(names[new(old_call), old(new_call)],) for old, new, old_call, new_call in changes]
    assert found == [solved[f"row-{row}"] for row in range(1, 5)]


def test_a_switch_whose_checks_pass_in_one_order_alone() -> None:
    steps = ["stop", "subtract", "base", "add", "second", "start"]

    def passes(order: tuple[str, ...]) -> bool:
        weights, open_to_requests = {"base", "first"}, True
        for step in order:
            if step in ("stop", "start"):
                open_to_requests = step == "start"
            elif open_to_requests:
                return False
            elif step == "subtract":
                weights -= {"first"}
            elif step == "add":
                weights |= {"second"}
            elif weights != {"base": {"base"}, "second": {"base", "second"}}[step]:
                return False
        return open_to_requests

    assert [list(order) for order in itertools.permutations(steps) if passes(order)] == [steps]
    solved = BY_ID["switch-with-two-checks"].solution(Variant(values={}, order={}))
    assert [list(given) for given in solved.values()] == [steps]


def test_what_the_four_combinations_show() -> None:
    old_old, new_old, old_new, new_new = (Fraction(x) for x in ("0.82", "0.76", "0.74", "0.90"))
    both_orders_worse = max(new_old, old_new) < old_old
    not_additive = (new_old - old_old) + (old_new - old_old) != new_new - old_old
    sign_turns = (old_new - old_old) * (new_new - new_old) < 0
    assert (both_orders_worse, not_additive, sign_turns) == (True, True, True)
    assert set(BY_ID["two-halves-swapped"].solution(Variant(values={}, order={}))["choice"]) == {"b", "c", "e"}


def test_equal_accuracy_at_one_answer() -> None:
    once, solved_f, solved_l = Fraction("0.40"), Fraction("0.55"), Fraction("0.80")
    assert once / solved_f > once / solved_l
    assert solved_f + solved_l - 1 == Fraction("0.35"), "so many problems at least are common to both"
    assert 1 - Fraction("0.6") ** 50 > Fraction("0.999")
    solved = BY_ID["same-at-one-try"].solution(Variant(values={}, order={}))
    assert [solved[f"row-{row}"] for row in range(1, 6)] == [("yes",), ("open",), ("no",), ("no",), ("open",)]


def test_numbers_of_the_notes() -> None:
    assert all_modules(16) == 39_976_960
    assert round(100 * all_modules(16) / LLAMA, 2) == 0.59
    assert round(6.7 * 12, 1) == 80.4
    assert round(6.7 * 2 + 0.04 * 12, 1) == 13.9
    assert 30 * 14 == 420
    assert 14 + 30 * Fraction("0.08") == Fraction("16.4")
    assert 1 - (1 - Fraction("0.9")) ** 2 == Fraction("0.99")
    assert 60 == 12 * 5
    for language in ("ko", "en"):
        first, second = (str(NOTES[name][language]) for name in ("5.1", "5.2"))
        assert all(given in first for given in ("39{,}976{,}960", "0.59%", "80.4", "13.9", "8192", "15104"))
        assert all(given in second for given in ("420 GB", "16.4", "0.99", "60 ms", "5 ms", "12"))


def test_an_adapter_without_its_non_linear_function_is_one_matrix() -> None:
    w, down, up = [[2, -1], [1, 3]], [[1, 2]], [[3], [-1]]

    def times(matrix: list[list[int]], vector: list[int]) -> list[int]:
        return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]

    def output(x: list[int], bend: Callable[[int], int]) -> list[int]:
        h = times(w, x)
        return [a + b for a, b in zip(h, times(up, [bend(z) for z in times(down, h)]), strict=True)]

    columns = [output(unit, lambda z: z) for unit in ([1, 0], [0, 1])]
    bent = [output(unit, lambda z: max(0, z)) for unit in ([1, 0], [0, 1])]
    for x in itertools.product(range(-3, 4), repeat=2):
        linear = [x[0] * columns[0][i] + x[1] * columns[1][i] for i in range(2)]
        assert output(list(x), lambda z: z) == linear
    assert output([-1, 0], lambda z: max(0, z)) != [-value for value in bent[0]]
