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
        "d": weights + adapter * 8 / 40 + activations * 8 / 40,  # of 40 layers the backward pass reaches 8
        "e": weights + adapter / 2 + activations,
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


def credit(values: Values) -> Answer:
    """Two changes by both routes: whether the effect of one depends on the other."""
    time = {
        ("16", "old"): values["p"],
        ("16", "new"): values["q"],
        ("4", "old"): values["r"],
        ("4", "new"): values["s"],
    }
    bits = {library: time["16", library] - time["4", library] for library in ("old", "new")}
    library = time["16", "old"] - time["16", "new"]
    together = time["16", "old"] - time["4", "new"]
    assert bits["new"] > 2  # quantising saves time with one library at least
    apart = bits["old"] + library
    supported = {
        "a": bits["old"] == bits["new"],
        "b": together > apart + 4,
        "g": bits["new"] / time["16", "new"] > bits["old"] / time["16", "old"],
        "d": True,
        "e": abs(bits["old"] - bits["new"]) > 20 + 4,
        "h": (Fraction("72.1") - Fraction("70.9")) - (72 - 71) > Fraction("0.2"),
    }
    return {"choice": tuple(name for name, holds in supported.items() if holds)}


def longer_phase(values: Values) -> Answer:
    """Twice the arithmetic halves the prompt, twice the bandwidth the reply; the longer of the two gains more."""
    prompt = values["p"] * 2 * 3 * GB / (4 * 10**12)
    reply = values["n"] * (3 * GB * 4 / Fraction(8)) / (50 * GB)
    assert values["p"] > values["n"]  # by the number of tokens alone the prompt would always be longer
    return one("a" if prompt > reply else "b")


def seconds_of_a_step(values: Values) -> Answer:
    """Layer by layer: the forward pass everywhere, gradients of inputs down to the lowest trained layer."""
    passed = [layer for layer in range(32, 0, -1) if layer >= values["f"]]
    return {"number": (str(Fraction(4, 32) * 32 + Fraction(4, 32) * len(passed)),)}


def shared_reading(values: Values) -> Answer:
    def tokens_a_second(requests: Fraction) -> Fraction:
        return 1000 * requests / max(values["m"], values["c"] * requests)

    assert values["c"] * values["n"] > values["m"]  # as many times as requests would be wrong
    return {"number": (str(tokens_a_second(values["n"]) / tokens_a_second(Fraction(1))),)}


def longest_chat(values: Values) -> Answer:
    """Tokens that fit, with 16 + 16 bits a pair of key and value at first."""
    memory, weights = values["M"] * GB, values["W"] * GB
    tokens = {
        "a": (memory - weights * 4 / 8) / (16 + 16),
        "b": (memory - weights) / (8 + 8),
        "c": (memory - weights) / (4 + 16),
        "d": (memory - weights) / (16 + 16),
    }
    best = max(tokens, key=lambda change: tokens[change])
    assert all(tokens[best] > Fraction(6, 5) * tokens[other] for other in tokens if other != best)
    return one(best)


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
        "gap-4": ("b",),
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
    "credit-for-two-changes": credit,
    "seconds-of-a-step-with-lora": seconds_of_a_step,
    "which-chip-for-this-app": longer_phase,
    "room-for-the-longest-chat": longest_chat,
    "requests-that-share-one-reading": shared_reading,
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


SAME_OPTION = {"qlora-storage-and-compute"}  # the numbers of the options change instead


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


@pytest.mark.parametrize(("stored", "times"), [(1, 4), (4, 1), (16, 0.25)])
def test_a_student_takes_on_the_ratio_of_the_two_temperatures(stored: float, times: float) -> None:
    teacher, student = [3.0, 1.0, 0.0], [0.0, 0.0, 0.0]
    for _ in range(4000):
        p, q = softmax(teacher, stored), softmax(student, 4)
        student = [s - (given - wanted) * 4 for s, wanted, given in zip(student, p, q, strict=True)]
    assert [round(student[0] - other, 3) for other in student[1:]] == [2 * times, 3 * times]


def test_what_stored_probabilities_give() -> None:
    teacher, student = [5.0, 3.0, 1.0, -1.0, -2.0, -2.5], [1.0, 2.0, 0.0, 0.0, 1.0, 0.5]
    stored = [math.log(p) for p in softmax(teacher)]
    assert softmax(stored, 4) == pytest.approx(softmax(teacher, 4))
    assert stored[0] - stored[2] == pytest.approx(teacher[0] - teacher[2])
    assert gradient(stored, student, 4) == pytest.approx(gradient(teacher, student, 4))
    assert softmax([logit + 7 for logit in teacher]) == pytest.approx(softmax(teacher))  # the logits are lost
    other = softmax([logit - 2 for logit in teacher])  # of another picture: equal probabilities, other logits
    assert other == pytest.approx(softmax(teacher))


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
    steepness = {"P": 16, "Q": 8, "R": 16, "S": 8}  # bits that a key or a value takes in all chats together
    rows = {"P": 8 * 2, "Q": 16 / 4 * 2, "R": 16, "S": 4 * 2}
    assert rows == steepness


def test_four_runs_are_told_apart_by_what_one_example_adds_and_what_stays() -> None:
    table = {"P": ("14.6", "18.6"), "Q": ("114", "130"), "R": ("5.8", "21.8"), "S": ("16.2", "32.2")}
    slopes = {run: (Fraction(nine) - Fraction(single)) / 8 for run, (single, nine) in table.items()}
    fixed = {run: Fraction(table[run][0]) - slope for run, slope in slopes.items()}
    assert slopes == {"P": Fraction(2) * 8 / 32, "Q": 2, "R": 2, "S": 2}
    assert fixed["Q"] == 7 * ADAM_BYTES
    adapters = fixed["S"] - 7 * 2
    assert 0 < fixed["P"] - 7 * 2 < adapters < Fraction("0.3")
    assert fixed["R"] == Fraction(7 * 4, 8) + adapters + Fraction("0.1")  # and scales
    assert 7 * (2 + 2 + 4 + 1 + 1) not in {round(left) for left in fixed.values()}


def test_accuracies_of_two_changes() -> None:
    assert abs(72.0 - 72.1) < 0.2 < 72.0 - 71.0


def test_a_move_to_phones() -> None:
    assert rounded(Fraction(4, 10) * Fraction("0.2") + Fraction(6, 10) * 4, 2) == str(Fraction("2.48"))
    assert 2.48 / 0.1 > 20
    assert 0.4 * 600 + 0.6 * 1400 == 1080
    new, old = [600] * 98 + [700] * 2, [800] * 49 + [1400] * 49 + [1600] * 2  # per cent of requests on either model
    mixed = sorted(new * 2 + old * 3)
    assert mixed[int(0.99 * len(mixed))] <= 1600
    assert mixed[len(mixed) // 2] != 1080


def test_a_speed_above_the_limit_of_reading() -> None:
    def limit(parameters: float = 7, bits: int = 16, users: int = 1) -> float:
        return users * 100 / (parameters * bits / 8)

    assert round(limit()) == 7 < 25
    changes = {"a": limit(bits=4), "b": limit(), "c": limit(), "d": limit(users=4), "e": limit(), "f": limit(1.5)}
    assert [name for name, tokens in changes.items() if tokens >= 25] == ["a", "d", "f"]
    assert [int(changes[name]) for name in "adf"] == [28, 28, 33]


def test_identified_people() -> None:
    assert 100 / 1000 == 0.1  # per cent, by a blind guess
    assert 150_000 / 50_000 == 3
    assert 61 > 50


def test_slow_replies_that_gather_on_few_users() -> None:
    assert round(100 * (1 - 0.99**30)) == 26
    assert round(100 * (1 - 0.998**30)) == 6
    assert 100 * 30 * Fraction(1, 100) / 6 == 5
    assert 100 * 30 / 100 == 30  # one each if they were spread evenly


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


def test_one_outlier_on_four_grids() -> None:
    ordinary = [-0.7 + 1.4 * place / 126 for place in range(127)]
    for seed in range(5):
        weights = [12.7, *ordinary]
        random.Random(seed).shuffle(weights)

        def error(largest: int, size: int, weights: list[float] = weights) -> float:
            total = 0.0
            for start in range(0, 128, size):
                group = weights[start : start + size]
                scale = max(map(abs, group)) / largest
                total += sum(abs(w - scale * round(w / scale)) for w in group if w != 12.7)
            return total / 127

        errors = {
            "s": error(127, 64),
            "p": error(127, 128),
            "t": error(7, 32),
            "q": error(7, 64),
            "r": error(7, 128),
        }
        assert sorted(errors, key=lambda method: errors[method]) == ["s", "p", "t", "q", "r"]
        assert all(second > 1.3 * first for first, second in itertools.pairwise(errors.values()))
    question = february()["one-outlier-four-grids"]
    assert question.grade(Variant(values={}, order={}), {"order": ("s", "p", "t", "q", "r")}).fraction == 1


def test_bits_of_a_value_with_and_without_double_quantisation() -> None:
    """QLoRA (arXiv:2305.14314), §3: 32-bit constants for 64 weights; at 8 bits, with 32 bits more for 256 of them."""
    assert 4 + 32 / 64 == 4.5
    assert f"{4 + 8 / 64 + 32 / (64 * 256):.2f}" == "4.13"


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


def test_momentum_moves_pruned_weights_unless_it_is_masked_too() -> None:
    mask = [0.0] * 7 + [1.0] * 3

    def times(one: list[float], other: list[float]) -> list[float]:
        return [x * y for x, y in zip(one, other, strict=True)]

    def zeros(change: str, steps: int = 20) -> int:
        dice = random.Random(1)
        w = times([0.1 * dice.uniform(-1, 1) for _ in range(7)] + [1.0, -2.0, 3.0], mask)
        m = [dice.uniform(0.1, 1) for _ in w]
        if change == "a":
            m = times(m, mask)
        for _ in range(steps):
            if change == "c":
                w = times(w, mask)
            g = [dice.uniform(0.1, 1) for _ in w]
            m = [0.9 * old + new for old, new in zip(m, times(g, mask), strict=True)]
            w = [x - 0.01 * y for x, y in zip(w, times(m, mask) if change == "d" else m, strict=True)]
        return w.count(0)

    assert {change: zeros(change) for change in ("", "a", "b", "c", "d")} == {"": 0, "a": 7, "b": 0, "c": 0, "d": 7}
    assert zeros("e", steps=500) == 0


def pruned(row: list[float]) -> list[float]:
    kept: list[float] = []
    for start in range(0, len(row), 4):
        smallest = sorted(range(start, start + 4), key=lambda at: abs(row[at]))[:2]
        kept += [0.0 if at in smallest else row[at] for at in range(start, start + 4)]
    return kept


def test_what_the_pattern_of_two_in_four_costs() -> None:
    dice = random.Random(13)
    for _ in range(50):
        row = [dice.uniform(-1, 1) for _ in range(16)]
        assert sum(map(abs, pruned(row))) <= sum(sorted(map(abs, row))[8:]) + 1e-9
    even = [9.0, 8, 1, 1, 7, 6, 1, 1]
    assert sum(pruned(even)) == sum(sorted(even)[4:])
    question = february()["what-two-in-four-gives-up"]
    assert question.grade(Variant(values={}, order={}), {"choice": ("false",), "reason": ("c",)}).fraction == 1


def test_orders_of_merging_pruning_and_quantising() -> None:
    dice = random.Random(3)
    start = [dice.uniform(-2, 2) for _ in range(400)]
    change = [dice.choice((-1, 1)) * dice.uniform(0.2, 0.4) for _ in start]  # above half a step of 0.3
    work: dict[str, Callable[[list[float]], list[float]]] = {
        "m": lambda row: [w + c for w, c in zip(row, change, strict=True)],
        "p": pruned,
        "q": lambda row: quantised(row, 0.3),
    }

    def meets_both(order: str) -> bool:
        row = start
        for operation in order:
            row = work[operation](row)
        sparse = all(row[at : at + 4].count(0) >= 2 for at in range(0, len(row), 4))
        return sparse and row == pytest.approx(quantised(row, 0.3), abs=1e-9)

    orders = {"a": "mpq", "b": "mqp", "c": "pmq", "d": "qmp", "e": "pmpq", "f": "pqm"}
    assert [name for name, order in orders.items() if meets_both(order)] == ["a", "b", "e"]
    question = february()["orders-of-merging-pruning-quantising"]
    assert question.grade(Variant(values={}, order={}), {"choice": ("a", "b", "e")}).fraction == 1


def test_a_change_below_half_a_step_is_lost_on_the_grid() -> None:
    dice = random.Random(3)
    grid = quantised([dice.uniform(-2, 2) for _ in range(200)], 0.3)
    assert quantised([w + dice.uniform(-0.04, 0.04) for w in grid], 0.3) == grid


Matrix = list[list[float]]


def product(left: Matrix, right: Matrix) -> Matrix:
    columns = list(zip(*right, strict=True))
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in left]


def combined(left: Matrix, right: Matrix, weight: float = 1) -> Matrix:
    return [[x + weight * y for x, y in zip(*rows, strict=True)] for rows in zip(left, right, strict=True)]


def rank_of(matrix: Matrix) -> int:
    """By elimination with the largest pivot; what is far below the largest entry counts as 0."""
    rows, found = [list(row) for row in matrix], 0
    while rows:
        size, at, column = max((abs(x), i, j) for i, row in enumerate(rows) for j, x in enumerate(row))
        if size < 1e-3:
            break
        pivot, found = rows.pop(at), found + 1
        rows = [[x - y * row[column] / pivot[column] for x, y in zip(row, pivot, strict=True)] for row in rows]
    return found


def noise(rows: int, columns: int, dice: random.Random) -> Matrix:
    return [[dice.gauss(0, 1) for _ in range(columns)] for _ in range(rows)]


def test_which_starts_keep_the_output_and_reach_the_full_rank() -> None:
    d, r, dice = 6, 4, random.Random(4)
    target = noise(d, d, dice)
    zero_b, zero_a = [[0.0] * r for _ in range(d)], [[0.0] * d for _ in range(r)]
    b, a = noise(d, r, dice), noise(r, d, dice)
    half_b = [[0.0] * 2 + row[2:] for row in b]
    half_a = [*a[:2], *zero_a[:2]]
    tiny_b, tiny_a = ([[x / 100 for x in row] for row in matrix] for matrix in (b, a))
    starts: dict[str, tuple[Matrix, Matrix, Matrix]] = {
        "a": (b, zero_a, product(zero_b, a)),
        "b": (zero_b, zero_a, product(zero_b, a)),
        "c": (b, a, product(b, a)),
        "d": (tiny_b, tiny_a, product(zero_b, a)),
        "e": (zero_b, [a[0]] * r, product(zero_b, a)),
        "f": (half_b, half_a, product(zero_b, a)),
    }
    right = []
    for name, (first_b, first_a, taken) in starts.items():
        one_b, one_a = first_b, first_a
        unchanged = combined(product(one_b, one_a), taken, -1) == product(zero_b, a)
        for _ in range(300):
            error = combined(combined(product(one_b, one_a), taken, -1), target, -1)
            down = product(error, [list(row) for row in zip(*one_a, strict=True)])
            left = product([list(row) for row in zip(*one_b, strict=True)], error)
            one_b, one_a = combined(one_b, down, -0.02), combined(one_a, left, -0.02)
        if unchanged and rank_of(product(one_b, one_a)) == r:
            right.append(name)
        assert rank_of(product(one_b, one_a)) == {"b": 0, "e": 1}.get(name, r), name
    assert right == ["a", "c", "f"]


def test_a_tenth_more_of_every_weight_needs_full_rank_or_lengths() -> None:
    w = noise(6, 6, random.Random(12))
    target = [[1.1 * x for x in row] for row in w]
    assert rank_of(combined(target, w, -1)) == 6
    lengths = [math.hypot(*column) for column in zip(*w, strict=True)]
    dora = [[1.1 * length * x / length for x, length in zip(row, lengths, strict=True)] for row in w]
    assert all(row == pytest.approx(wanted) for row, wanted in zip(dora, target, strict=True))
    assert lora_parameters(4096, 4096, 4096) == 2 * 4096 * 4096


def test_which_ways_give_the_mean_of_two_changes() -> None:
    dice = random.Random(6)
    (b1, b2), (a1, a2) = (noise(5, 2, dice), noise(5, 2, dice)), (noise(2, 5, dice), noise(2, 5, dice))
    w = noise(5, 5, dice)

    def half(matrix: Matrix) -> Matrix:
        return [[x / 2 for x in row] for row in matrix]

    mean = half(combined(product(b1, a1), product(b2, a2)))
    stacked = half(product([x + y for x, y in zip(b1, b2, strict=True)], a1 + a2))
    copies = combined(half(combined(combined(w, product(b1, a1)), combined(w, product(b2, a2)))), w, -1)
    for matrix in (stacked, copies):
        assert all(row == pytest.approx(wanted) for row, wanted in zip(matrix, mean, strict=True))
    factors = product(half(combined(b1, b2)), half(combined(a1, a2)))
    assert factors[0] != pytest.approx(mean[0])
    assert rank_of(mean) == 4 > 2
    turned = [[-x for x in row] for row in b1], [[-x for x in row] for row in a1]
    assert product(*turned) == product(b1, a1)
    assert rank_of(product(combined(b1, turned[0]), combined(a1, turned[1]))) == 0


def test_multiplications_of_a_request_with_an_adapter() -> None:
    d, r = 4096, 8
    base, forming, applying, brackets = d * d, d * r * d, d * d, r * d + d * r
    assert (base + forming + applying) / base == 10
    assert f"{100 * brackets / base:.1f}" == "0.4"
    assert (base + applying) / base == 2


def stored(value: float, bits: int) -> float:
    """To the nearest value with so many significant bits, as bfloat16 (8) and 32-bit floats (24) keep."""
    fraction, exponent = math.frexp(value)
    return math.ldexp(round(fraction * 2**bits), exponent - bits)


def test_adding_and_subtracting_changes_piles_up_rounding_at_16_bits() -> None:
    def drift(bits: int, switches: int) -> float:
        dice = random.Random(8)
        first = [stored(dice.gauss(0, 1), bits) for _ in range(50)]
        tasks = [[stored(dice.gauss(0, 0.1), bits) for _ in first] for _ in range(20)]
        w = first
        for _ in range(switches):
            change = dice.choice(tasks)
            w = [stored(stored(x + c, bits) - c, bits) for x, c in zip(w, change, strict=True)]
        return math.sqrt(sum((x - y) ** 2 for x, y in zip(w, first, strict=True)) / len(w))

    assert 0 < drift(8, 100) < drift(8, 2000)
    assert drift(24, 2000) < drift(8, 100) / 1000


def test_errors_of_rounding_cancel_and_those_of_rounding_down_do_not() -> None:
    """Errors spread evenly over one step: variance 1/12; the mean is 0 or half a step."""
    for n, nearest, down in ((64, "2.3", "32"), (1024, "9.2", "512"), (16384, "37", "8192")):
        assert f"{math.sqrt(n / 12):.2g}" == nearest
        assert f"{math.sqrt((n / 2) ** 2 + n / 12):.0f}" == down
    dice = random.Random(9)
    weights = [dice.uniform(-100, 100) for _ in range(1024)]
    assert abs(sum(math.floor(w) - w for w in weights)) > 20 * abs(sum(round(w) - w for w in weights))
    assert all(0 <= w - math.floor(w) < 1 for w in weights)


def test_a_loud_channel_may_move_into_its_column() -> None:
    dice = random.Random(10)
    w, x = noise(4, 6, dice), noise(6, 1, dice)
    x[2][0] = 100.0
    smaller = [[value / 10] if at == 2 else [value] for at, [value] in enumerate(x)]
    column = [[v * 10 if at == 2 else v for at, v in enumerate(row)] for row in w]
    row_three = [[v * 10 for v in row] if at == 2 else row for at, row in enumerate(w)]
    y = [value for [value] in product(w, x)]
    assert [value for [value] in product(column, smaller)] == pytest.approx(y)
    assert all(value != pytest.approx(y[at], rel=0.01) for at, [value] in enumerate(product(row_three, smaller)))


def test_neighbours_in_another_order_keep_all_large_values() -> None:
    row = [9.0, 8, 7, 6, 1, 1, 1, 1]
    order = [0, 1, 4, 5, 2, 3, 6, 7]  # columns 3 and 4 swapped with 5 and 6
    assert {9.0, 8, 7, 6} <= set(pruned([row[at] for at in order]))
    w1 = [[float(at), -1.0] for at in range(8)]

    def output(first: Matrix, second: list[float]) -> float:
        hidden = [max(0.0, 0.7 * one + other) for one, other in first]
        return sum(h * w for h, w in zip(hidden, second, strict=True))

    both = output([w1[at] for at in order], [row[at] for at in order])
    assert both == pytest.approx(output(w1, row))
    assert output(w1, [row[at] for at in order]) != pytest.approx(output(w1, row))
    smaller = [w / 10 if at < 4 else w for at, w in enumerate(row)]
    larger = [[10 * x for x in weights] if at < 4 else weights for at, weights in enumerate(w1)]
    assert output(larger, smaller) == pytest.approx(output(w1, row))
    assert sum(w == 0 for w in pruned(smaller)[:4]) == 2


def test_a_channel_of_the_stream_outlives_the_row_of_one_block() -> None:
    dice = random.Random(11)
    blocks = [(noise(5, 4, dice), noise(4, 5, dice)) for _ in range(2)]
    blocks[0][1][2] = [0.0] * 5  # the row that wrote channel 2 in the first block

    def run(column: int | None) -> list[float]:
        x = [1.0, 2.0, 3.0, 4.0]
        for number, (first, second) in enumerate(blocks):
            read = [0.0 if number == 1 and at == column else value for at, value in enumerate(x)]
            hidden = [max(0.0, sum(w * v for w, v in zip(row, read, strict=True))) for row in first]
            x = [v + sum(w * h for w, h in zip(row, hidden, strict=True)) for v, row in zip(x, second, strict=True)]
        return x

    assert run(2) != pytest.approx(run(None))


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
