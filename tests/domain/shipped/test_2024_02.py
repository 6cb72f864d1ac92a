"""Every number of February's bank, worked out anew: from definitions and published constants, not from the bank."""

from __future__ import annotations

import contextlib
import io
import itertools
import math
import random
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache

import pytest

from quiz.domain.questions.base import Question, Variant
from quiz.domain.questions.cloze import Cloze
from quiz.domain.questions.code_output import CodeOutput
from quiz.platform.paths import QUESTIONS
from tests.shipped import shipped_banks

Values = Mapping[str, Fraction]
Answer = dict[str, tuple[str, ...]]

GB = 10**9
ADAM_BYTES = 2 + 2 + 4 + 4 + 4  # 16-bit weight and gradient; 32-bit copy and two moments: ZeRO, arXiv:1910.02054, §3.1


@cache
def february() -> Mapping[str, Question]:
    return {one.id: one for bank in shipped_banks() if bank.header.bank == "2024-02" for one in bank.questions}


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


def softmax(logits: list[float], temperature: float = 1) -> list[float]:
    powers = [math.exp(logit / temperature) for logit in logits]
    return [power / sum(powers) for power in powers]


def cross_entropy(target: list[float], given: list[float]) -> float:
    return -sum(p * math.log(q) for p, q in zip(target, given, strict=True))


def lora_parameters(rows: int, columns: int, rank: int) -> int:
    """The entries of B (rows × rank) and A (rank × columns): LoRA, arXiv:2106.09685, §4.1."""
    return rows * rank + rank * columns


def same_budget(values: Values) -> Answer:
    d = 1024
    square, up = (d, d), (4 * d, d)
    now = int(values["m"]) * lora_parameters(*square, int(values["r"]))
    plans = {
        "a": lora_parameters(*square, 10),
        "b": lora_parameters(*up, 4),
        "c": lora_parameters(*up, 5),
        "d": lora_parameters(*up, 8),
        "e": lora_parameters(*square, 20),
        "f": lora_parameters(*square, 10) + lora_parameters(*up, 4),
    }
    return {"choice": tuple(plan for plan, size in plans.items() if size == now)}


def rank_after_merges(values: Values) -> Answer:
    """A sum of n matrices of rank r at most, as large as the matrix allows."""
    return {"number": (str(min(values["n"] * values["r"], values["d"])),)}


def levers(values: Values) -> Answer:
    weights, adapter, activations = 13 * GB * 2, Fraction(4, 10) * GB, values["a"] * GB
    smaller = adapter / 4  # rank 16 to 4: a quarter of the values, and of all that goes with them
    totals = {
        "a": weights + smaller + activations,
        "b": Fraction(weights, 4) + adapter + activations,
        "c": weights + adapter + activations * 2 / 8,
        "d": weights + adapter / 2 + activations,
    }
    assert weights + adapter + activations > values["g"] * GB
    return {"choice": tuple(lever for lever, total in totals.items() if total <= values["g"] * GB)}


def qlora_memory(values: Values) -> Answer:
    gigabytes = values["p"] * GB * 4 / 8 / GB
    dequantised_by_layer = {"b": values["p"] / 4, "d": values["p"] / 2}
    return one(next(option for option, shown in dequantised_by_layer.items() if shown == gigabytes))


def ratio_at_temperature(values: Values) -> Answer:
    first, second = softmax([math.log(values["R"]), 0.0], float(values["T"]))
    return {"number": (rounded(first / second, 6),)}


def faster_side(values: Values) -> Answer:
    short, long = (values["p"] * tokens < values["n"] + values["s"] * tokens for tokens in (4, 200))
    return one({(True, True): "a", (True, False): "b", (False, True): "c", (False, False): "d"}[short, long])


def met_a_slow_reply(values: Values) -> Answer:
    share = round(100 * (1 - Fraction(99, 100) ** int(values["k"])))
    shown = {"a": Fraction(1), "b": values["q"], "c": values["k"], "d": 100 - values["q"]}
    return one(next(option for option, per_cent in shown.items() if per_cent == share))


def shared_reading(values: Values) -> Answer:
    def tokens_a_second(requests: Fraction) -> Fraction:
        return 1000 * requests / max(values["m"], values["c"] * requests)

    assert values["c"] * values["n"] > values["m"]  # as many times as requests would be wrong
    return {"number": (str(tokens_a_second(values["n"]) / tokens_a_second(Fraction(1))),)}


def long_chat(values: Values) -> Answer:
    bytes_per_token = 2 * 30 * values["w"] * 2
    enough = bytes_per_token * values["n"] <= Fraction(3, 2) * GB
    return {
        "gap-1": (rounded(bytes_per_token * 1000 / 10**6, 1),),
        "gap-2": ("a" if enough else "b",),
        "gap-3": ("b",),
    }


def tokens_per_second(values: Values) -> Answer:
    read_per_token = values["p"] * GB * 4 / 8
    return {"number": (rounded(values["w"] * GB / read_per_token, 1),)}


def gain_in_a_long_context(values: Values) -> Answer:
    cache = values["n"] * Fraction(1, 2) * 10**6
    read = [7 * GB * bits / 8 + cache for bits in (Fraction(8), Fraction(4))]
    return {"number": (rounded(read[0] / read[1], 6),)}


def group_scales(values: Values) -> Answer:
    bits = (4 * values["g"] + 16) / values["g"]
    size = 7 * bits / 8
    fits = "a" if size <= Fraction("3.8") else "b"
    return {
        "gap-1": (rounded(bits, 3),),
        "gap-2": (rounded(size, 2),),
        "gap-3": (fits,),
        "gap-4": ("a",),
        "gap-5": ("b",),
    }


def quantised(weights: list[float], scale: float, largest: int = 7) -> list[float]:
    codes = [max(-largest, min(largest, round(weight / scale))) for weight in weights]
    return [code * scale for code in codes]


def squared_errors(weights: list[float], scale: float) -> list[float]:
    return [(w - q) ** 2 for w, q in zip(weights, quantised(weights, scale), strict=True)]


def clip_or_keep(values: Values) -> Answer:
    count = int(values["n"])
    ordinary = [-0.7 + 1.4 * (place + 0.5) / count for place in range(count)]
    fitted, clipped = (sum(squared_errors([*ordinary, 7.0], scale)) for scale in (1.0, 0.1))
    return one("a" if clipped < fitted else "b")


def zeros_needed(values: Values) -> Answer:
    """The break-even share z of (1 − z)(value + position) = value, by halving."""
    low, high = Fraction(0), Fraction(1)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 - middle) * (values["v"] + values["i"]) > values["v"] else (low, middle)
    return {"number": (rounded(100 * low, 1),)}


def smallest_file(values: Values) -> Answer:
    kept = (100 - values["z"]) / 100
    bits = {"a": Fraction(16), "b": 1 + 16 * kept, "c": (16 + 16) * kept}
    return one(min(bits, key=lambda format: bits[format]))


def two_of_four(values: Values) -> Answer:
    """Two values of four are left, each with the 2 bits of its place: arXiv:2104.08378, §3."""
    return {"number": (rounded(36 + 64 * 2 * (values["v"] + 2) / (4 * values["v"]), 1),)}


RECOMPUTED: Mapping[str, Callable[[Values], Answer]] = {
    "rank-after-rounds-of-merging": rank_after_merges,
    "same-budget-other-matrices": same_budget,
    "lever-for-the-overflowing-gpu": levers,
    "qlora-storage-and-compute": qlora_memory,
    "ratio-at-another-temperature": ratio_at_temperature,
    "short-command-and-long-reply": faster_side,
    "one-slow-reply-in-a-day": met_a_slow_reply,
    "memory-of-a-long-chat": long_chat,
    "requests-that-share-one-reading": shared_reading,
    "tokens-per-second-bound": tokens_per_second,
    "quantised-weights-in-a-long-context": gain_in_a_long_context,
    "bits-with-group-scales": group_scales,
    "clip-or-keep-the-outlier": clip_or_keep,
    "dense-mask-or-positions": smallest_file,
    "zeros-needed-for-a-smaller-file": zeros_needed,
    "two-of-four-when-reading-sets-the-time": two_of_four,
}


@pytest.mark.parametrize("name", sorted(RECOMPUTED))
def test_the_key_of_every_draw_is_what_the_definitions_give(name: str) -> None:
    question = february()[name]
    for values in draws(question):
        variant = Variant(values=values, order={})
        answer = RECOMPUTED[name](values)
        assert question.grade(variant, answer).fraction == 1, (values, answer)
        others = {choice for choice in question.inputs()[0].options if (choice,) != answer.get("choice")}
        if "choice" in answer and len(answer["choice"]) == 1:
            assert all(question.grade(variant, one(other)).fraction < 1 for other in others), values


def test_every_question_with_a_number_to_find_or_with_draws_is_worked_out() -> None:
    for question in february().values():
        numbers = any(wanted.kind == "number" for wanted in question.inputs())
        if numbers or question.has_values():
            assert question.id in RECOMPUTED or isinstance(question, CodeOutput), question.id


SAME_OPTION = {"qlora-storage-and-compute", "one-slow-reply-in-a-day"}  # the numbers of the options change instead


def test_draws_change_the_right_option_wherever_options_depend_on_them() -> None:
    for name, worked_out in RECOMPUTED.items():
        question = february()[name]
        keys = {tuple(sorted(worked_out(values).items())) for values in draws(question)}
        if question.kind in ("single_choice", "multiple_choice") and name not in SAME_OPTION:
            assert len(keys) > 1, name


@pytest.mark.parametrize("name", [one.id for one in february().values() if isinstance(one, CodeOutput)])
def test_programs_print_what_the_bank_says(name: str) -> None:
    question = february()[name]
    assert isinstance(question, CodeOutput)
    for values in draws(question) if question.has_values() else [{}]:
        for language in question.prompt:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(question.filled(question.code.text[language], values), {})
            assert printed.getvalue().splitlines() == question.right_lines(values), values


def figure(name: str) -> list[str]:
    """The words of a picture, in their order."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", (QUESTIONS / "media" / name).read_text(encoding="utf-8"))


def test_bars_show_the_softmax_at_four_two_and_one_and_one_chart_that_no_temperature_gives() -> None:
    shown = {temperature: [f"{p:.3f}" for p in softmax([5, 3, 1], temperature)] for temperature in (4, 1, 2)}
    words = figure("temperature-bars.svg")
    assert words == [*shown[4], "P", "0.608", "0.298", "0.094", "Q", *shown[1], "R", *shown[2], "S"]
    assert not math.isclose(0.608 / 0.298, 0.298 / 0.094, rel_tol=0.1)
    for temperature in (0.1, 0.5, 1, 2, 4, 50, 1000):
        first, second, third = softmax([5, 3, 1], temperature)
        assert first > second > third
        assert math.isclose(first / second, second / third, rel_tol=1e-9)


def test_losses_of_teacher_and_students() -> None:
    teacher, p, q = [0.70, 0.28, 0.02], [0.72, 0.02, 0.26], [0.62, 0.33, 0.05]
    assert [f"{-math.log(student[0]):.2f}" for student in (p, q)] == ["0.33", "0.48"]
    assert [f"{cross_entropy(teacher, student):.2f}" for student in (p, q)] == ["1.35", "0.70"]
    wolf = -0.28 * math.log(0.02)
    assert f"{wolf:.2f}" == "1.10"
    assert wolf > cross_entropy(teacher, p) / 2
    assert -0.70 * math.log(p[0]) < -0.70 * math.log(q[0])
    assert cross_entropy(teacher, [0.72, 0.26, 0.02]) < cross_entropy(teacher, p) / 1.5  # car and wolf swapped
    assert cross_entropy(p, p) < cross_entropy(teacher, teacher) + 0.01  # the entropies hardly differ


def test_probabilities_of_two_teachers() -> None:
    sharp = [0.950, 0.045, 0.005]
    softer = softmax([math.log(p) for p in sharp], 2)
    assert [f"{p:.3f}" for p in softer] == ["0.775", "0.169", "0.056"]
    assert [round(p[1] / p[2]) for p in (sharp, softer, [0.900, 0.050, 0.050])] == [9, 3, 1]


def gradient(teacher: list[float], student: list[float], temperature: float) -> list[float]:
    """Of the soft loss by the student's logits: (q − p)/T, Hinton et al., arXiv:1503.02531, §2.1."""
    p, q = softmax(teacher, temperature), softmax(student, temperature)
    return [(given - wanted) / temperature for wanted, given in zip(p, q, strict=True)]


def test_gradients_of_the_soft_loss_shrink_about_as_one_over_the_square_of_the_temperature() -> None:
    low, high = (max(map(abs, gradient([1, 0, -1], [0, 0.5, 0], t))) for t in (2, 8))
    assert 12 < low / high < 20


def test_a_student_fitted_to_an_unsoftened_teacher_has_differences_four_times_as_large() -> None:
    teacher, student = [3.0, 1.0, 0.0], [0.0, 0.0, 0.0]
    for _ in range(4000):
        p, q = softmax(teacher), softmax(student, 4)
        student = [s - (given - wanted) * 4 for s, wanted, given in zip(student, p, q, strict=True)]
    assert [round(student[0] - other, 3) for other in student[1:]] == [8, 12]


def test_a_column_of_dora() -> None:
    def merged(change: tuple[float, float]) -> tuple[float, float]:
        x, y = 3 + change[0], 4 + change[1]
        return 5 * x / math.hypot(x, y), 5 * y / math.hypot(x, y)

    assert merged((3, 4)) == (3, 4)
    turned = merged((-4, 3))
    assert math.isclose(math.hypot(*turned), 5)
    assert not math.isclose(turned[0] / turned[1], 3 / 4)


def test_figures_of_lora_and_qlora_that_the_papers_report() -> None:
    assert 175 * GB * 2 == 350 * GB
    # GPT-3: 96 layers of width 12,288; LoRA, arXiv:2106.09685v2, Tables 4 and 15.
    for matrices, rank in ((2, 1), (1, 2)):
        assert f"{96 * matrices * lora_parameters(12288, 12288, rank) / 10**6:.1f}" == "4.7"
    # QLoRA, arXiv:2305.14314, §3: 32-bit constants for 64 weights; then 8 bits for 64 and 32 for 64 × 256.
    assert f"{32 / 64 - (8 / 64 + 32 / (64 * 256)):.2f}" == "0.37"
    assert 5 * 1 / (2 * 1) == 2.5  # r(4d + d) against r(d + d)


def test_the_rank_of_a_product_stays_at_the_inner_size() -> None:
    def rank(rows: list[list[Fraction]]) -> int:
        found = 0
        for column in range(len(rows[0])):
            pivot = next((row for row in rows[found:] if row[column]), None)
            if pivot is None:
                continue
            rows.remove(pivot)
            rows.insert(found, pivot)
            found += 1
            rows[found:] = [
                [x - y * row[column] / pivot[column] for x, y in zip(row, pivot, strict=True)] for row in rows[found:]
            ]
        return found

    dice = random.Random(2)
    b, a = ([[Fraction(dice.randint(1, 9)) for _ in range(n)] for _ in range(m)] for m, n in ((12, 3), (3, 12)))
    product = [[sum((x * a[k][j] for k, x in enumerate(row)), Fraction()) for j in range(12)] for row in b]
    assert all(entry != 0 for row in product for entry in row)
    assert rank(product) == 3
    assert (1 * 3, 1 * 4, 2 * 3, 2 * 4) == (3, 4, 6, 8)  # the hint's product holds no 0


def test_errors_of_fitting_and_of_clipping_the_outlier() -> None:
    ordinary = [-0.7 + 1.4 * (place + 0.5) / 10000 for place in range(10000)]
    fitted, clipped = (sum(squared_errors(ordinary, scale)) / len(ordinary) for scale in (1.0, 0.1))
    assert [f"{fitted:.3f}", f"{clipped:.3f}"] == ["0.106", "0.001"]
    assert [f"{squared_errors([7.0], scale)[0]:.1f}" for scale in (1.0, 0.1)] == ["0.0", "39.7"]


def test_lines_of_memory_start_at_the_weights_and_climb_with_the_cache() -> None:
    words = next(iter(february()["lines-of-memory-by-length"].image.alt.values()))  # type: ignore[union-attr]
    for weight_bits, cache_bits, ends in ((16, 16, "18.2"), (16, 8, "16.1"), (4, 16, "7.7"), (4, 8, "5.6")):
        start = 7 * weight_bits / 8
        # 32 layers with 1,024 keys and values each, as with 8 heads of 128 numbers, over 32,000 tokens
        end = start + 2 * 32 * 1024 * cache_bits / 8 * 32000 / GB
        assert f"{end:.1f}" == ends
        assert ends in words
        assert f"{start:g}" in words


def test_the_record_of_the_release() -> None:
    assert 72 - 61 == 11
    assert 72 - 71 == 1
    assert 7 * 16 / 8 == 14
    assert 3.5 < 3.7 < 7 * (4 + 16 / 32) / 8
    assert min(72 - 61, 72 - 71) > 0.2


def test_changes_of_lora_shrink_when_their_terms_cancel_and_are_divided_by_the_rank() -> None:
    """A sum of r independent terms grows like √r: arXiv:2312.03732."""
    assert [rounded(math.sqrt(8 / r), 2) for r in (8, 64, 512)] == ["1", "7/20", "13/100"]
    dice = random.Random(5)
    sizes = [math.sqrt(sum(sum(dice.gauss(0, 1) for _ in range(r)) ** 2 for _ in range(400)) / 400) for r in (8, 512)]
    assert 6 < sizes[1] / sizes[0] < 10


def test_the_wrong_output_of_the_tiny_lora_is_that_of_one_update_after_the_other() -> None:
    for values in draws(february()["first-steps-of-a-tiny-lora"]):
        a, b = values["a"], values["b"]
        for first, second in (("s", "t"), ("y", "z")):
            error = 1 + b * a - 5
            a = a - error * b / 2
            b = b - error * a / 2
            assert (a, b) == (values[first], values[second])


def test_a_batch_makes_a_mixture_of_experts_read_nearly_all_experts() -> None:
    shared, expert, bandwidth = 1, 1, 3 * 40  # GB; 2 of 8 experts and what all tokens use make 3 GB
    read = shared + expert * 8 * (1 - (6 / 8) ** 16)  # each request chooses 2 of 8 at random
    assert shared + 8 * expert == 9
    assert round(bandwidth / read) == 13


def test_grids_from_the_finest_to_the_coarsest() -> None:
    scales = {
        "s": Fraction("12.7") / 127,
        "p": Fraction("1.4") / 7,
        "q": Fraction("38.1") / 127,
        "r": Fraction("2.8") / 7,
    }
    assert sorted(scales, key=lambda group: scales[group]) == ["s", "p", "q", "r"]
    question = february()["from-finest-to-coarsest-grid"]
    assert question.grade(Variant(values={}, order={}), {"order": ("s", "p", "q", "r")}).fraction == 1


def test_scales_of_rows_that_divide_columns_leave_the_range() -> None:
    w = [[0.7, -0.3, 0.2, 0.1], [7.0, 2.0, -5.0, 3.0], [1.4, 0.4, -0.9, 1.0], [2.8, -0.4, 1.5, 2.0]]
    s = [max(map(abs, row)) / 7 for row in w]
    assert [round(scale, 6) for scale in s] == [0.1, 1.0, 0.2, 0.4]
    wrong = [[round(x / s[column]) for column, x in enumerate(row)] for row in w]
    right = [[round(x / s[row]) for x in w[row]] for row in range(4)]
    assert wrong[1][0] == 70
    assert max(abs(x) for row in right for x in row) == 7
    assert sum(abs(row[1]) <= 0.5 for row in wrong) >= 3


def test_a_removed_channel_frees_its_column_of_the_next_matrix_and_nothing_else() -> None:
    dice = random.Random(7)
    first = [[dice.uniform(-1, 1) for _ in range(4)] for _ in range(6)]
    second = [[dice.uniform(-1, 1) for _ in range(6)] for _ in range(3)]
    first[2] = [0.0] * 4

    def output(one: list[list[float]], two: list[list[float]]) -> list[float]:
        hidden = [max(0.0, sum(w * x for w, x in zip(row, (1, 2, 3, 4), strict=True))) for row in one]
        return [sum(w * h for w, h in zip(row, hidden, strict=True)) for row in two]

    def without_column(matrix: list[list[float]], column: int) -> list[list[float]]:
        return [[0.0 if at == column else w for at, w in enumerate(row)] for row in matrix]

    assert output(first, without_column(second, 2)) == output(first, second)
    assert output(without_column(first, 2), second) != output(first, second)
    assert any(output(first, without_column(second, column)) != output(first, second) for column in (0, 1, 3, 4, 5))
    assert figure("pruned-channel.svg") == ["P", "Q", "R", "S", "W₁", "W₂"]


def test_levels_of_nf4_in_the_picture() -> None:
    """From QLoRA's appendix, arXiv:2305.14314, App. E; the picture spans −1 to 1 over 343.2 units."""
    nf4 = [-1, -0.6962, -0.5251, -0.3949, -0.2844, -0.1848, -0.0911, 0]
    nf4 += [0.0796, 0.1609, 0.2461, 0.3379, 0.4407, 0.5626, 0.7230, 1]
    picture = (QUESTIONS / "media" / "quantisation-grids.svg").read_text(encoding="utf-8")
    drawn = [float(x) for x in re.findall(r'x1="([\d.]+)" y1="274"', picture)]
    assert [round((x - 240) / 171.6, 3) for x in drawn] == [pytest.approx(level, abs=1e-3) for level in nf4]
    assert figure("quantisation-grids.svg") == ["P", "Q", "R"]


def test_zeros_come_back_unless_a_mask_protects_them() -> None:
    def trained(keep: Callable[[list[float], list[int]], list[float]], on_gradient: bool, rate: float = 0.1) -> int:
        mask = [0] * 7 + [1] * 3
        weights = [0.0] * 7 + [1.0, -2.0, 3.0]
        dice = random.Random(1)
        for _ in range(20):
            steps = [rate * dice.uniform(0.1, 1) * (m if on_gradient else 1) for m in mask]
            weights = keep([w - step for w, step in zip(weights, steps, strict=True)], mask)
        return weights.count(0)

    def masked(weights: list[float], mask: list[int]) -> list[float]:
        return [w * m for w, m in zip(weights, mask, strict=True)]

    def left(weights: list[float], mask: list[int]) -> list[float]:
        return weights

    assert trained(left, on_gradient=False) == trained(left, on_gradient=False, rate=0.01) == 0
    assert trained(masked, on_gradient=False) == trained(left, on_gradient=True) == 7
    assert masked([0.5, 1.0], [0, 1]) == [0.0, 1.0]
    assert all(w - 0.1 for w in masked([0.5, 1.0], [0, 1]))  # masked before the update, nothing is 0 after it


def test_adding_a_dense_change_breaks_two_of_four_and_a_coarse_grid_loses_it() -> None:
    dice = random.Random(3)
    sparse = [weight for _ in range(50) for weight in (dice.uniform(1, 2), 0.0, dice.uniform(-2, -1), 0.0)]
    change = [dice.uniform(-0.04, 0.04) for _ in sparse]
    assert sum(w + c == 0 for w, c in zip(sparse, change, strict=True)) == 0
    grid = quantised(sparse, 0.3)
    assert quantised([w + c for w, c in zip(grid, change, strict=True)], 0.3) == grid


def test_the_patterns_of_pruning() -> None:
    picture = (QUESTIONS / "media" / "pruning-patterns.svg").read_text(encoding="utf-8")
    cells = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="22" height="22" fill="(#\w+)"', picture)
    assert len(cells) == 3 * 64
    grids = [[fill != "#fff" for _, _, fill in cells[64 * n : 64 * (n + 1)]] for n in range(3)]
    fours = [[sum(grid[start : start + 4]) for start in range(0, 64, 4)] for grid in grids]
    assert set(fours[1]) == {2}
    assert len(set(fours[0])) > 2
    columns = [[sum(grid[column::8]) for column in range(8)] for grid in grids]
    assert sorted(columns[2]) == [0] * 4 + [8] * 4
    assert all(0 < count < 8 for grid in columns[:2] for count in grid)


def test_worked_examples_of_the_notes() -> None:
    assert 7 * ADAM_BYTES == 112
    assert 7 * 4 / 8 == 3.5
    ratios = [first / second for first, second in (softmax([3, 0], t) for t in (1, 3))]
    assert [round(ratios[0]), f"{ratios[1]:.1f}"] == [20, "2.7"]
    assert 51 / (3 * 4 / 8) == 34
    scale = 1.4 / 7
    weights = [0.43, -1.4, 0.05, 0.87]
    codes = [round(weight / scale) for weight in weights]
    assert codes == [2, -7, 0, 4]
    assert max(abs(w - code * scale) for w, code in zip(weights, codes, strict=True)) <= scale / 2
    assert 100 - 40 / 2 == 80


def test_the_gaps_of_every_cloze_are_worked_out() -> None:
    for question in february().values():
        if isinstance(question, Cloze):
            given = RECOMPUTED[question.id](next(draws(question)))
            assert set(given) == {wanted.name for wanted in question.inputs()}
