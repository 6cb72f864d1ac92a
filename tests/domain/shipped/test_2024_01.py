"""January's bank: every number that decides a key is worked out again, from the papers' figures and not the bank's."""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from fractions import Fraction
from itertools import combinations
from math import comb, exp, log

import pytest

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.domain.questions.cloze import Cloze
from quiz.domain.questions.code_output import CodeOutput
from quiz.domain.questions.matching import Matching
from quiz.domain.questions.numeric import Numeric
from quiz.domain.questions.parts.variables import every_draw, holds
from quiz.domain.rendering import fill_code
from quiz.platform.paths import QUESTIONS as FOLDER
from tests.shipped import shipped_banks

Values = Mapping[str, Fraction]

# Mixtral of Experts (arXiv:2401.04088v1), Table 1.
DIM, LAYERS, HEAD, HIDDEN, HEADS, KV_HEADS, CONTEXT, VOCABULARY, EXPERTS, CHOSEN = (
    4096, 32, 128, 14336, 32, 8, 32768, 32000, 8, 2,
)  # fmt: skip
# The same, Table 2 without the column of active parameters: Llama 2 70B, Mixtral 8x7B.
LLAMA = (69.9, 85.4, 80.4, 82.6, 79.9, 56.5, 25.4, 73.0, 29.3, 49.8, 13.8, 69.6)
MIXTRAL = (70.6, 84.4, 77.2, 83.6, 83.1, 59.7, 30.6, 71.5, 40.2, 60.7, 28.4, 74.4)
MMLU, HELLASWAG, WINOGRANDE, TRIVIA, HUMANEVAL, MATH = 0, 1, 2, 7, 8, 10

EXPERT = 3 * DIM * HIDDEN  # SwiGLU has three matrices (§2.1).
SHARED = (
    LAYERS * (2 * DIM * HEADS * HEAD + 2 * DIM * KV_HEADS * HEAD)  # queries and output, keys and values
    + LAYERS * DIM * EXPERTS  # routers
    + (2 * LAYERS + 1) * DIM  # RMSNorm before attention, before the experts and at the end
    + 2 * VOCABULARY * DIM  # embeddings in and out
)
TOTAL = LAYERS * EXPERTS * EXPERT + SHARED
ACTIVE = LAYERS * CHOSEN * EXPERT + SHARED


def number(value: Fraction | int) -> Answer:
    return {"number": (str(Fraction(value)),)}


def choice(*ids: str) -> Answer:
    return {"choice": ids}


def cache(draw: Values) -> Answer:
    values = sum(2 * KV_HEADS * HEAD for _ in range(LAYERS)) * draw["T"] * draw["n"]
    return number(values * 2 / 2**30)


def third_count(draw: Values) -> Answer:
    """Two equations, shared + 8 experts = T and shared + 2 experts = A."""
    expert = (draw["T"] - draw["A"]) / (8 - 2)
    shared = draw["T"] - 8 * expert
    assert shared > 0
    return number(shared + draw["k"] * expert)


def served(draw: Values) -> Answer:
    weights = draw["N"] * draw["b"] / 8
    conversations = (draw["M"] - draw["r"] - weights) / draw["c"]
    assert conversations.denominator == 1
    assert weights / 2 < conversations * draw["c"]  # half the bits would not double the conversations
    return {"gap-1": (str(weights),), "gap-2": (str(conversations),), "gap-3": ("b",), "gap-4": ("a",)}


def by_chance(experts: int, chosen: int) -> Fraction:
    """How often two choices have an expert in common, by counting them all."""
    pairs = [set(one) for one in combinations(range(experts), chosen)]
    return Fraction(sum(bool(pairs[0] & other) for other in pairs), len(pairs))


def neighbours(draw: Values) -> Answer:
    return choice("a" if draw["m"] / 100 > by_chance(int(draw["E"]), int(draw["k"])) else "b")


def licences(draw: Values) -> Answer:
    users, training = draw["u0"] * 10**8 > 700 * 10**6, draw["d"] > 0
    return choice({(False, False): "a", (True, False): "b", (False, True): "c", (True, True): "d"}[users, training])


def leak(draw: Values) -> Answer:
    """Nearly all of the lead is gone on new items, or it is still there; nothing in between is asked."""
    before, after = draw["a"] - draw["b"], draw["c"] - draw["d"]
    assert after * 3 <= before or after == before
    return choice("b" if after * 3 <= before else "d")


def all_of_six(draw: Values) -> Answer:
    deficit = max(
        round(LLAMA[place] - MIXTRAL[place], 1) for place in (MMLU, HELLASWAG, WINOGRANDE, TRIVIA, HUMANEVAL, MATH)
    )
    return choice(*["a"] * (deficit > draw["m"]), "d", "e")


def card(draw: Values) -> Answer:
    return choice("a", *["c"] * (30 * 10**9 * draw["b"] / 8 <= draw["M"] * 10**9), "e")


def computing(draw: Values) -> Answer:
    """Chosen by logit, largest first; the fourth expert is full, and its token goes nowhere else."""
    logits = {"a": 1.3, "b": -2.4, "c": 0.2, "d": 1.7, "e": 0.9, "f": -1.5}
    top = sorted(logits, key=lambda name: -logits[name])[: int(draw["k"])]
    assert "d" in top
    return choice(*sorted(set(top) - {"d"}))


def smallest_group(draw: Values) -> Answer:
    """Of g = 16, 32, 64, 128 the first whose weights and scales fit into 24 GB."""
    groups = {"a": 16, "b": 32, "c": 64, "d": 128}
    sizes = {name: draw["N"] * (4 * g + 16) / g / 8 for name, g in groups.items()}
    assert 12 * Fraction(5, 8) < 24  # the active parameters would fit with any
    assert draw["N"] * 4 / 8 < 24 < sizes["a"]  # without the scales any would fit, with them not all do
    return choice(next(name for name in groups if sizes[name] <= 24))


def step(draw: Values) -> Answer:
    loads = [draw[name] for name in "pqrs"]
    assert loads[0] == max(loads)
    half = loads[0] / 2
    after = [half, *loads[1:3], loads[3] + half]
    wrong = {Fraction(50), 100 * max(after[:3]) / loads[0], 25 * sum(loads) / loads[0]}
    right = 100 * max(after) / loads[0]
    assert all(abs(right - other) > 1 for other in wrong)
    return number(right)


def order_of_items(draw: Values) -> Answer:
    """The rank of an order never seen is uniform over 1,001 places: one of the top 5 %, or not."""
    place = (1 + draw["j"]) / 1001
    assert place < Fraction(1, 100) or Fraction(2, 5) < place < Fraction(3, 5)
    return choice("a" if place < Fraction(1, 100) else "b")


def paired(draw: Values) -> Answer:
    """McNemar: of n items that one model got right, the excess has a variance of n between equals."""
    both, ours, theirs, none = (int(draw[name]) for name in "abcd")
    assert both + ours + theirs + none == 1000
    assert ours - theirs == 12
    n = ours + theirs
    tail = sum(comb(n, k) for k in range(ours, n + 1)) / 2**n
    assert tail < 0.006 or tail > 0.1  # the exact test agrees with the rule of two deviations
    assert (tail < 0.006) == (2 * n**0.5 < 12)
    return choice("a" if tail < 0.006 else "b")


def share(experts: int, chosen: int, tokens: int) -> Fraction:
    """How much of a layer is read by so many tokens that choose evenly and independently."""
    return 1 - (1 - Fraction(chosen, experts)) ** tokens


def shortened(draw: Values) -> Answer:
    """Gigabytes that each change saves: 2 shared, 40 in experts at 8 bits, caches at 16 bits."""
    tokens = int(draw["n"])
    saved = {
        "a": (2 + 40 * share(8, 2, tokens)) * Fraction(2, 8),
        "b": tokens * draw["g"] / 2,
        "c": 40 * (share(8, 2, tokens) - share(8, 1, tokens)),
        "d": Fraction(2) / 2,  # no more than half of all that is shared
    }
    first, second = sorted(saved, key=lambda name: -saved[name])[:2]
    assert saved[first] > Fraction(5, 4) * saved[second]
    return choice(first)


def busiest_by_chance(tokens: int) -> float:
    """The mean of the largest of eight loads, as a share, over many random splits."""
    dice = random.Random(8)
    most = [max(Counter(dice.choices(range(8), k=tokens)).values()) for _ in range(4000 if tokens < 100 else 40)]
    return sum(most) / len(most) / tokens


CHANCE = {tokens: busiest_by_chance(tokens) for tokens in (32, 8192)}


def cause(draw: Values) -> Answer:
    tokens, chosen = int(draw["n"]), int(draw["k"])
    room, even = Fraction(5, 4) / 8 / chosen, Fraction(1, 8)  # places of an expert, and an even load, of all choices
    over, within = draw["e"] / 100, draw["b"] / 100
    assert within - room <= draw["o"] / 100 <= 1 - room  # what the busiest expert overflows by itself
    if room < even:
        assert draw["o"] / 100 == 1 - 8 * room  # every expert is full
        return choice("d")
    if over > 2 * even:
        return choice("a")
    assert abs(over - even) < Fraction(1, 100)
    if within <= CHANCE[tokens] + 0.01:
        return choice("c")
    assert within > 1.5 * CHANCE[tokens]
    return choice("b")


def code_or_indentation(draw: Values) -> Answer:
    topic = max(abs(draw["ci"] - draw["bi"]), abs(draw["co"] - draw["bo"])) > 2
    kind = max(abs(draw["ci"] - draw["co"]), abs(draw["bi"] - draw["bo"])) > 2
    whole = draw["ci"] / 5 + draw["co"] * 4 / 5, draw["bi"] / 50 + draw["bo"] * 49 / 50
    assert whole[0] > Fraction(17, 10) * whole[1]  # the colleague's observation holds in each draw
    return choice({(False, True): "a", (True, False): "b", (True, True): "c"}[topic, kind])


def served_weights(draw: Values) -> Answer:
    """The run whose log-probabilities lie nearest, on a scale of factors; further off than 4 bits is another model."""
    runs = {"a": 0.004, "b": 0.110}
    away = {name: abs(log(float(draw["l"]) / run)) for name, run in runs.items()}
    same = {"a": 74, "b": 31}
    if min(away.values()) > log(3):
        assert draw["l"] > 10 * Fraction(11, 100)
        assert draw["t"] < 10
        return choice("c")
    nearest = min(away, key=lambda name: away[name])
    assert abs(draw["t"] - same[nearest]) <= 3  # the share of equal texts agrees
    return choice(nearest)


RECOMPUTED: dict[str, Callable[[Values], Answer]] = {
    "above-chance-or-not": neighbours,
    "busiest-card-sets-the-step": step,
    "cache-of-long-conversations": cache,
    "code-expert-or-indentation-expert": code_or_indentation,
    "from-two-counts-to-a-third": third_count,
    "is-it-the-model-they-say": served_weights,
    "old-items-and-new-items": leak,
    "one-favourite-is-full": computing,
    "one-overflow-four-causes": cause,
    "order-of-the-items": order_of_items,
    "reading-table-2": all_of_six,
    "same-gap-other-items": paired,
    "scales-take-room-too": smallest_group,
    "serving-plan": served,
    "two-licences-one-plan": licences,
    "what-a-model-card-supports": card,
    "what-shortens-a-step": shortened,
}


def questions() -> dict[str, Question]:
    (bank,) = [bank for bank in shipped_banks() if bank.header.bank == "2024-01"]
    return {question.id: question for question in bank.questions}


QUESTIONS = questions()


def draws(question: Question) -> Iterator[Variant]:
    for values in every_draw(question):
        if not question.where or holds(question.where, values):
            yield Variant(values=values)


def has_numbers(question: Question) -> bool:
    gaps = question.gaps.values() if isinstance(question, Cloze) else ()
    return isinstance(question, Numeric | CodeOutput) or any(gap.kind == "number" for gap in gaps)


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_drawn_or_numeric_key_is_worked_out_again(name: str) -> None:
    question = QUESTIONS[name]
    if isinstance(question, CodeOutput):
        for variant in draws(question):
            printed = io.StringIO()
            with redirect_stdout(printed):
                exec(fill_code(question.code.text["en"], variant.values), {})
            assert question.judge(variant, {"output": (printed.getvalue(),)}).fraction == 1, variant.values
    elif name in RECOMPUTED:
        for variant in draws(question):
            answer = RECOMPUTED[name](variant.values)
            assert question.judge(variant, answer).fraction == 1, (variant.values, answer)
    else:
        assert not has_numbers(question)
        assert not question.variables
        assert not question.sets


def test_no_recomputation_is_left_over() -> None:
    assert set(RECOMPUTED) <= set(QUESTIONS)


def test_each_option_of_a_drawn_choice_says_another_number_where_it_says_one() -> None:
    for values in every_draw(QUESTIONS["above-chance-or-not"]):
        experts, chosen = int(values["E"]), int(values["k"])
        assert len({by_chance(experts, chosen), Fraction(chosen, experts), Fraction(1, comb(experts, chosen))}) == 3


def test_what_texts_say_of_mixtral_follows_from_its_configuration() -> None:
    assert (round(TOTAL / 1e9, 1), round(ACTIVE / 1e9, 1)) == (46.7, 12.9)
    assert (round(TOTAL / 1e9), round(ACTIVE / 1e9)) == (47, 13)
    experts = LAYERS * EXPERTS * EXPERT
    assert (round(experts / 1e9, 1), round(SHARED / 1e9, 1), round(100 * experts / TOTAL, 1)) == (45.1, 1.6, 96.6)
    assert round(LAYERS * EXPERT / 1e9, 1) == 5.6
    assert round((46.7 - 12.9) / 6, 1) == 5.6
    assert TOTAL < 8 * 7e9
    assert round(46.7 * 4 / 8, 1) == pytest.approx(23.4, abs=0.05)
    assert 2 * LAYERS * KV_HEADS * HEAD * 2 == 128 * 1024
    assert 2 * LAYERS * KV_HEADS * HEAD * 2 * CONTEXT == 4 * 2**30
    assert float(by_chance(EXPERTS, CHOSEN)) == pytest.approx(0.464, abs=0.0005)
    assert 0.46 < float(by_chance(EXPERTS, CHOSEN)) < 0.61
    assert round(100 * (1 - (1 - 2 / 8) ** 16)) == 99


def test_curves_are_drawn_and_told_as_they_are_keyed() -> None:
    question = QUESTIONS["curves-of-experts-touched"]
    assert isinstance(question, Matching)
    shares = {"a": (4, 16), "b": (2, 32), "c": (4, 8), "d": (2, 16), "e": (3, 4)}
    told = {"1": (75, 94, 100), "2": (44, 68, 90), "3": (23, 41, 66)}
    for left in question.left:
        chosen, experts = shares[left.right]
        values = [100 * (1 - (1 - chosen / experts) ** n) for n in (2, 4, 8)]
        assert values == pytest.approx(told[left.id], abs=0.6)
    assert len({chosen / experts for chosen, experts in shares.values()}) == len(shares)


def majority(p: float, answers: int) -> float:
    return sum(comb(answers, n) * p**n * (1 - p) ** (answers - n) for n in range(answers // 2 + 1, answers + 1))


def test_the_majority_of_three_is_as_the_note_says() -> None:
    assert [round(majority(p, 3), 3) for p in (0.7, 0.4)] == [0.784, 0.352]
    assert [round(p**3 + 3 * p**2 * (1 - p), 3) for p in (0.7, 0.4)] == [0.784, 0.352]


def test_curves_of_votes_are_drawn_and_told_as_they_are_keyed() -> None:
    question = QUESTIONS["curves-of-votes"]
    assert isinstance(question, Matching)
    items = {
        "a": ((0.6, 1.0), (0.4, 0.0)),
        "b": ((0.8, 0.75), (0.2, 0.0)),
        "c": ((1.0, 0.6),),
        "d": ((0.5, 0.8), (0.5, 0.4)),
        "e": ((0.5, 1.0), (0.5, 0.2)),
        "f": ((0.4, 1.0), (0.6, 1 / 3)),
    }

    def score(name: str, answers: int) -> float:
        return 100 * sum(weight * majority(p, answers) for weight, p in items[name])

    assert [score(name, 1) for name in items] == pytest.approx([60] * 6)
    ends = {name: 100 * sum(weight for weight, p in parts if p > 0.5) for name, parts in items.items()}
    assert ends == pytest.approx({"a": 60, "b": 80, "c": 100, "d": 50, "e": 50, "f": 40})
    told = {"1": {15: 79, 51: 93}, "2": {9: 51, 51: 50}, "3": {15: 60, 51: 60}, "4": {5: 63, 15: 60, 51: 54}}
    for left in question.left:
        for answers, value in told[left.id].items():
            assert score(left.right, answers) == pytest.approx(value, abs=0.6)
            for other in set(items) - {left.right}:  # no other model fits the curve
                assert any(abs(score(other, n) - v) > 2 for n, v in told[left.id].items())
    assert max(range(1, 52, 2), key=lambda n: score("d", n)) == 5


def test_one_expert_chosen_gives_its_router_nothing_to_learn() -> None:
    def output(logits: list[float], chosen: int, softmax_first: bool) -> float:
        top = sorted(range(len(logits)), key=lambda i: -logits[i])[:chosen]
        over = range(len(logits)) if softmax_first else top
        whole = sum(exp(logits[i]) for i in over)
        return sum(exp(logits[i]) / whole * (i + 1) for i in top)

    logits, moved = [0.3, 1.2, -0.5, 0.9], [0.3, 1.21, -0.5, 0.9]
    changes = {
        (chosen, first): abs(output(moved, chosen, first) - output(logits, chosen, first)) > 1e-6
        for chosen in (1, 2)
        for first in (False, True)
    }
    assert changes == {(1, False): False, (1, True): True, (2, False): True, (2, True): True}
    assert 1 / (1 + exp(-10_000 - 1.2)) == 1


def test_same_numbers_in_two_layers_are_counted_and_renumbered_as_told() -> None:
    table = [[10, 12, 66, 12], [68, 8, 12, 12], [12, 14, 10, 64], [10, 66, 12, 12]]
    assert [sum(row) for row in table] == [100] * 4
    assert sum(table[i][i] for i in range(4)) / 4 == 10
    renamed = [table[i][column] for i, column in enumerate((2, 0, 3, 1))]
    assert renamed == [66, 68, 64, 66]
    assert sum(renamed) / 4 == 66
    assert renamed == [max(row) for row in table]


def test_a_bias_moves_choice_and_gates_as_each_row_says() -> None:
    def layer(logits: list[float], bias: list[float], in_gates: bool) -> tuple[list[int], dict[int, float]]:
        seen = [one + b for one, b in zip(logits, bias, strict=True)]
        top = sorted(range(8), key=lambda i: -seen[i])[:2]
        used = seen if in_gates else logits
        return top, {i: exp(used[i]) / sum(exp(used[j]) for j in top) for i in top}

    zero, raised = [0.0] * 8, [0.0, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0, 0.0]
    had = [0.1, 1.5, -0.2, 1.3, 0.4, 0.0, -1.0, 0.2]  # chooses 2 and 4
    had_not = [0.1, 1.5, -0.2, 1.0, 1.2, 0.0, -1.0, 0.2]  # chooses 2 and 5
    for in_gates in (True, False):
        assert 3 not in layer(had_not, zero, in_gates)[0]
        assert 3 in layer(had_not, raised, in_gates)[0]  # row 1
        before, after = layer(had, zero, in_gates), layer(had, raised, in_gates)
        assert sorted(before[0]) == sorted(after[0]) == [1, 3]
        assert (before[1] != pytest.approx(after[1])) == in_gates  # rows 2 and 4
        alike = layer(had, [0.3] * 8, in_gates)
        assert alike[1] == pytest.approx(before[1])  # row 3
        top, gates = after
        assert (gates[top[0]] < gates[top[1]]) == (not in_gates)  # row 5


def test_chance_makes_small_steps_uneven_as_texts_say() -> None:
    assert {tokens: round(100 * most) for tokens, most in CHANCE.items()} == {32: 22, 8192: 13}
    for tokens, most in CHANCE.items():  # the estimate that the feedback shows
        assert 1 / 8 + 1.6 * (7 / 64 / tokens) ** 0.5 == pytest.approx(most, abs=0.005)


def test_two_conditions_do_not_add_up() -> None:
    told = {("kept", 16): 70.6, ("kept", 4): 70.1, ("other", 16): 66.9, ("other", 4): 58.0}
    lost = {form: round(told[form, 16] - told[form, 4], 1) for form in ("kept", "other")}
    assert lost == {"kept": 0.5, "other": 8.9}
    assert round(told["other", 16] - lost["kept"], 1) == 66.4
    assert round(told["kept", 16] - told["other", 4], 1) == 12.6
    error = 2**0.5 * 0.4
    assert error < 0.6
    assert 10 * error < 8.9
    assert 66.4 - 58.0 > 5 * 0.8  # four cells with 0.4 each


def test_a_model_leads_in_each_part_and_trails_in_all() -> None:
    ours, theirs = (500 * 0.9, 500 * 0.4), (480 * 0.85, 100 * 0.35)
    assert theirs == (408, 35)
    assert round(100 * sum(ours) / 1000, 1) == 65.0
    assert round(100 * sum(theirs) / 580, 1) == 76.4
    assert 1000 - 580 == 420
    assert round(100 * sum(theirs) / 1000, 1) == 44.3
    assert round(100 * (sum(theirs) + 420) / 1000, 1) == 86.3
    assert ((90 + 40) / 2, (85 + 35) / 2) == (65, 60)


def test_table_2_is_counted_and_read_as_texts_say() -> None:
    gaps = [round(ours - theirs, 1) for ours, theirs in zip(MIXTRAL, LLAMA, strict=True)]
    assert (sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)) == (9, 3)
    assert [place for place, gap in enumerate(gaps) if gap < 0] == [HELLASWAG, WINOGRANDE, TRIVIA]
    told = {MMLU: 0.7, HELLASWAG: -1.0, WINOGRANDE: -3.2, TRIVIA: -1.5, HUMANEVAL: 10.9, MATH: 14.6}
    assert {place: gaps[place] for place in told} == told
    assert round(70.6 - 55.6) == 15  # Mixtral and Llama 2 13B on MMLU
    assert 4.5 < 70 / 13 < 5.5


def test_identity_experts_tell_the_changes_apart() -> None:
    logits = [log(share) for share in (0.45, 0.25, 0.1, 0.06, 0.05, 0.04, 0.03, 0.02)]
    exps = [exp(one) for one in logits]
    full = [one / sum(exps) for one in exps]
    top = sorted(range(8), key=lambda i: logits[i])[-2:]
    assert sum(full[i] for i in top) == pytest.approx(0.7)
    kept = [exps[i] / sum(exps[j] for j in top) for i in top]
    assert sum(kept) == pytest.approx(1)
    assert kept[0] / kept[1] == pytest.approx(exps[top[0]] / exps[top[1]])
    assert sum(full[i] for i in sorted(range(8), key=lambda i: logits[i])[:2]) < 0.7
    assert sum(full[i] for i in top) / max(full[i] for i in top) > 1


def test_old_and_new_items_fall_as_the_options_say() -> None:
    for values in every_draw(QUESTIONS["old-items-and-new-items"]):
        fell = values["a"] - values["c"], values["b"] - values["d"]
        assert min(fell) > 0
        assert (fell[0] - fell[1] > 2) == (leak(values) == choice("b"))


def test_the_line_of_llama_2_stands_where_the_picture_and_the_reason_say() -> None:
    """MMLU of Llama 2 7B, 13B and 70B and of Mixtral (Table 2), joined on a logarithmic axis."""
    places, means = (7, 13, 70), (44.4, 55.6, 69.9)

    def line(size: float) -> float:
        left = max(i for i in (0, 1) if places[i] <= size)
        share = log(size / places[left]) / log(places[left + 1] / places[left])
        return means[left] + share * (means[left + 1] - means[left])

    assert [round(line(size)) for size in (20, 30, 50)] == [59, 63, 67]
    assert 66 <= line(TOTAL / 1e9) <= 67
    assert round(70.6 - line(13)) == 15
    assert 4 < 70.6 - line(TOTAL / 1e9) < 5


def test_gates_summed_along_the_wrong_axis_depend_on_other_tokens() -> None:
    rows = [[0.3, 1.1, -0.4, 0.9], [1.5, 0.2, 0.8, -1.0]], [[0.3, 1.1, -0.4, 0.9], [0.1, 2.2, 0.4, 1.9]]

    def gates(logits: list[list[float]], by_row: bool, top_of_row: bool) -> list[list[float]]:
        tops = [sorted(range(4), key=lambda i: row[i])[-2:] for row in logits]
        whole = max(max(row) for row in logits)
        exps = [
            [exp(row[i] - (max(row) if top_of_row else whole)) if i in top else 0.0 for i in range(4)]
            for row, top in zip(logits, tops, strict=True)
        ]
        columns = [sum(row[i] for row in exps) or 1 for i in range(4)]
        return [[row[i] / (sum(row) if by_row else columns[i]) for i in range(4)] for row in exps]

    for top_of_row in (False, True):
        assert gates(rows[0], False, top_of_row)[0] != gates(rows[1], False, top_of_row)[0]
        mended = [gates(batch, True, top_of_row)[0] for batch in rows]
        assert mended[0] == pytest.approx(mended[1])
        assert sum(mended[0]) == pytest.approx(1)


def test_a_sparse_model_gains_at_one_token_and_hardly_at_sixteen() -> None:
    assert round(47 / 13, 1) == 3.6
    share = 1 - (1 - 2 / 8) ** 16
    shared = 1.6
    assert 47 / (shared + (47 - shared) * share) == pytest.approx(1.0, abs=0.02)


def test_a_fresh_sample_of_fourteen_thousand_items_varies_as_told() -> None:
    assert 0.38 < 100 * (0.7 * 0.3 / 14_000) ** 0.5 < 0.42


def test_one_expert_is_a_two_hundred_and_fifty_sixth_of_all() -> None:
    assert LAYERS * EXPERTS == 256


def test_only_two_tests_of_the_layer_tell_a_swapped_pairing() -> None:
    def layer(logits: list[float], outputs: list[float], chosen: int, swapped: bool) -> float:
        order = sorted(range(len(logits)), key=lambda i: logits[i])
        top = order[-chosen:]  # ascending
        kept = [logits[i] for i in (reversed(top) if swapped else top)]
        whole = sum(exp(one) for one in kept)
        return sum(exp(one) / whole * outputs[i] for one, i in zip(kept, top, strict=True))

    logits, outputs = [0.3, 1.2, -0.5, 0.9, 0.1, -1.1, 0.7, 0.0], [3.0, 1.0, 4.0, 1.5, 9.0, 2.0, 6.0, 5.0]
    turn = [5, 2, 7, 0, 1, 6, 3, 4]

    def seen(swapped: bool) -> dict[str, tuple[float, float]]:
        """What each test gets, and what it expects."""
        plain = layer(logits, outputs, 2, swapped)
        shuffled = layer([logits[i] for i in turn], [outputs[i] for i in turn], 2, swapped)
        soft = [exp(one) / sum(map(exp, logits)) for one in logits]
        return {
            "a": (layer(logits, [7.0] * 8, 2, swapped), 7.0),
            "b": (layer(logits, outputs, 1, swapped), outputs[1]),
            "c": (shuffled, plain),
            "d": (layer(logits[:2], [1.0, 0.0], 2, swapped), exp(logits[0]) / (exp(logits[0]) + exp(logits[1]))),
            "e": (layer(logits, outputs, 8, swapped), sum(p * y for p, y in zip(soft, outputs, strict=True))),
        }

    assert [name for name, (got, wanted) in seen(True).items() if got != pytest.approx(wanted)] == ["d", "e"]
    assert all(got == pytest.approx(wanted) for got, wanted in seen(False).values())


def test_scores_by_month_are_drawn_as_told() -> None:
    drawing = (FOLDER / "media" / "score-by-month.svg").read_text(encoding="utf-8")
    ours, theirs = (
        [round((250 - float(point.split(",")[1])) / 225 * 80) for point in line.split()]
        for line in re.findall(r'polyline points="([^"]+)"', drawing)
    )
    assert (min(ours[:6]), max(ours[:6]), min(ours[6:]), max(ours[6:])) == (58, 62, 38, 41)
    assert (min(theirs), max(theirs)) == (48, 51)
    early, late = ([sum(line[part]) / 6 for line in (ours, theirs)] for part in (slice(0, 6), slice(6, 12)))
    assert (round(early[0] - early[1]), round(late[1] - late[0])) == (10, 10)
    assert round(early[0] - late[0]) == 20
    share = (late[1] - late[0]) / (early[0] - late[0] - early[1] + late[1])  # of early months, for a tie
    assert 0.4 < share < 0.6


def test_curves_of_votes_are_drawn_from_the_formula() -> None:
    drawing = (FOLDER / "media" / "votes-on-each-item.svg").read_text(encoding="utf-8")
    items = [((1.0, 0.6),), ((0.5, 1.0), (0.5, 0.2)), ((0.6, 1.0), (0.4, 0.0)), ((0.5, 0.8), (0.5, 0.4))]
    lines = re.findall(r'polyline points="([^"]+)"', drawing)
    for line, parts in zip(lines, items, strict=True):
        drawn = [40 + (250 - float(point.split(",")[1])) / 225 * 60 for point in line.split()]
        worked = [100 * sum(weight * majority(p, n) for weight, p in parts) for n in range(1, 52, 2)]
        assert drawn == pytest.approx(worked, abs=0.05)


def test_an_item_is_right_or_wrong_by_the_way_it_is_scored() -> None:
    answers, right = (24, 18, 24, 18, 18), 18

    def key(counts: bool) -> tuple[str]:
        return ("counts-right" if counts else "counts-wrong",)

    def voted(number: int) -> bool:
        return Counter(answers[:number]).most_common(1)[0][0] == right

    expected = {
        "row-1": key(answers[0] == right),
        "row-2": key(voted(3)),
        "row-3": key(voted(5)),
        "row-4": key(right in answers[:3]),
        "row-5": ("unknown",),  # another prompt
        "row-6": ("unknown",),  # another temperature
    }
    assert QUESTIONS["one-item-scored-six-ways"].judge(Variant(), expected).fraction == 1


def test_equal_experts_give_back_the_dense_model() -> None:
    """Whichever two are chosen, gates that add up to 1 leave the output of equal experts as it is."""
    logits, output = (0.3, -1.2, 2.0, 0.7), 1.7
    for pair in combinations(logits, 2):
        gates = [exp(logit) / sum(map(exp, pair)) for logit in pair]
        assert sum(gate * output for gate in gates) == pytest.approx(output)


def test_shares_of_experts_add_up_in_the_picture_of_imbalance() -> None:
    first = (12, 12, 14, 12, 12, 12, 14, 12)
    last = (2, 1, 46, 2, 1, 3, 43, 2)
    assert sum(first) == sum(last) == 100
    winners = sorted(range(8), key=lambda expert: -last[expert])[:2]
    assert min(first[expert] for expert in winners) > 100 / 8 > max(set(first) - {14})
    picture = (FOLDER / "media" / "expert-load.svg").read_text(encoding="utf-8")
    heights = [
        float(height) for height in re.findall(r'<rect x="\d+" y="[\d.]+" width="20" height="([\d.]+)"', picture)
    ]
    assert [round(height / 3.6) for height in heights] == [*first, *last]
