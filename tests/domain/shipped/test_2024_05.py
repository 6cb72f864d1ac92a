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
    d, n, r = (int(values[name]) for name in "dnr")
    wanted = factors([(d, d)] * n, r)
    return number(next(m for m in itertools.count(1) if 2 * adapter(d, m, biases=False) == wanted))


def fitting(values: Values) -> Answer:
    frozen, trained, gradient, adam = 2, 2, 2, 8  # bytes, as the prompt says
    base, small, large = 8 * 10**9, 5 * 10**7, 7 * 10**8
    whole = trained + gradient + adam
    bytes_of = {
        "a": base * frozen + small * whole,
        "b": base * frozen + large * whole,
        "c": base // 2 + small * whole,
        "d": base * whole,
        "e": base + large * whole,
    }
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


def left_out(values: Values) -> Answer:
    d, m, places = 768, 64, 12 * 2
    whole = adapter(d, m, biases=True)
    missing = {
        "a": places * (whole - adapter(d, m, biases=False)),
        "b": places * m,
        "c": places * d,
        "d": places * m * d,
        "e": 12 * whole,
    }
    assert len(set(missing.values())) == len(missing)
    assert (whole, missing["e"]) == (99136, 1189632)
    return pick(*(name for name, count in missing.items() if count == values["x"]))


def merging_or_not(values: Values) -> Answer:
    swap, more, run = (int(values[name]) for name in "stn")
    unmerged = sum(more for _ in range(run))
    equal = next(length for length in itertools.count(1) if length * more == swap)
    assert unmerged != swap
    return {"gap-1": (str(unmerged),), "gap-2": ("a" if swap < unmerged else "b",), "gap-3": (str(equal),)}


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


def fastest_gain(values: Values) -> Answer:
    times = {name: values[name] for name in "abcd"} | {"e": Fraction(3)}

    def response(one: Mapping[str, Fraction]) -> Fraction:
        start = max(one["a"], one["b"])
        return start + one["c"] + one["d"]

    gains = {name: response(times) - response({**times, name: times[name] / 2}) for name in times}
    first, second = sorted(gains.values(), reverse=True)[:2]
    assert first > second
    return pick(max(gains, key=lambda name: gains[name]))


def works(parts: Mapping[str, Fraction], doubled: str) -> Fraction:
    """The probability that of each part at least one piece works, by going through all that may be up or down."""
    pieces = [part for part in parts for _ in range(2 if part in doubled else 1)]
    total = Fraction(0)
    for state in itertools.product([True, False], repeat=len(pieces)):
        up = {part for part, on in zip(pieces, state, strict=True) if on}
        if up == set(parts):
            total += math.prod(
                (parts[part] if on else 1 - parts[part] for part, on in zip(pieces, state, strict=True)),
                start=Fraction(1),
            )
    return total


AVAILABILITY = {
    option: 100 * works({"s": Fraction("0.99"), "i": Fraction("0.98"), "g": Fraction("0.99")}, doubled)
    for option, doubled in {"a": "", "b": "s", "c": "i", "d": "sig"}.items()
}


def available(values: Values) -> Answer:
    return pick(*(name for name, share in AVAILABILITY.items() if share >= values["q"]))


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
    "both-bases-for-a-while": peak_storage,
    "count-that-is-short": left_out,
    "merge-for-a-run-of-requests": merging_or_not,
    "price-of-staying-unmerged": cheap_enough,
    "which-part-to-speed-up": fastest_gain,
    "stand-in-for-one-part": available,
    "tests-that-relu-passes": lambda values: printed(values, "tests-that-relu-passes"),
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
        ("count-that-is-short", 4),
        ("price-of-staying-unmerged", 3),
        ("which-part-to-speed-up", 4),
        ("stand-in-for-one-part", 3),
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
        ("training-that-fits-the-memory", ["16.6", "24.4", "4.6", "96", "16.4"]),
        ("price-of-staying-unmerged", [f"{float(share):.4g}"[:4] for share in OVERHEADS.values()]),
        ("stand-in-for-one-part", [f"{float(share):.2f}" for share in AVAILABILITY.values()]),
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


def test_repairs_of_the_server() -> None:
    """Each repair on every order of four requests by two clients; change and input are plain numbers."""
    changes, base = {1: 3, 2: 5}, 10

    def served(clients: tuple[int, ...], repair: str) -> list[int]:
        if repair == "c":
            clients = tuple(sorted(clients))
        w, last, answers = base, 0, []
        for client in clients:
            if repair == "b":
                w = base
            if repair != "a" or client != last:
                w = w + changes[client]
            last = client
            answers.append(w)
        return [answer - base - changes[client] for answer, client in zip(answers, clients, strict=True)]

    orders = list(itertools.product([1, 2], repeat=4))
    right = [name for name in "abcd" if not any(any(served(order, name)) for order in orders)]
    assert right == list(BY_ID["server-that-forgets-to-subtract"].solution(Variant(values={}, order={}))["choice"])


def test_numbers_of_the_notes() -> None:
    assert all_modules(16) == 39_976_960
    assert round(100 * all_modules(16) / LLAMA, 2) == 0.59
    assert round(6.7 * 12, 1) == 80.4
    assert round(6.7 * 2 + 0.04 * 12, 1) == 13.9
    assert 30 * 14 == 420
    assert 14 + 30 * Fraction("0.08") == Fraction("16.4")
    assert works({"p": Fraction("0.9")}, "p") == Fraction("0.99")
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
