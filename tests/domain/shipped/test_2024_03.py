"""Every number of the bank of March, worked out again from first principles."""

from __future__ import annotations

import contextlib
import io
import math
import random
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.domain.questions.parts.variables import every_draw, possible
from quiz.platform.paths import QUESTIONS
from tests.shipped import shipped_banks

BANK = next(bank for bank in shipped_banks() if bank.header.bank == "2024-03")
ASKED: Mapping[str, Question] = {question.id: question for question in BANK.questions}
Draw = Mapping[str, float]
Expected = Mapping[str, float | str | bool]

# Ibrahim et al. 2024 (arXiv:2403.08763v4), Table 2: replay share in per cent -> (loss on old data, loss on new data).
WEAK = {0: (2.44, 2.50), 5: (2.23, 2.51), 50: (2.16, 2.54)}
STRONG = {0: (3.56, 1.11), 1: (2.83, 1.12), 5: (2.57, 1.12), 25: (2.33, 1.16), 50: (2.24, 1.22)}
PILE_ONLY = 2.17  # Table 3: loss on the Pile of the 405M model trained on the Pile alone
MEANS = [(2.37, 2.35), (1.85, 1.75), (1.75, 1.75), (1.89, 1.87)]  # Tables 2 and 4: trained further, joint training


def transfer(just_learnt: Sequence[float], final: Sequence[float]) -> float:
    """Backward transfer (Lopez-Paz & Ranzato 2017, section 2): the mean change over the old tasks."""
    return sum(last - first for first, last in zip(just_learnt, final, strict=True)) / len(final)


def quarters(start: float, more: float, budget: float, *, joint: bool) -> int:
    """How many updates a budget of tokens pays for."""
    done, spent = 0, 0.0
    while True:
        spent += start + (done + 1) * more if joint else more
        if spent > budget:
            return done
        done += 1


def cosine(high: float, low: float, share: float) -> float:
    """Equation 2 of Ibrahim et al."""
    return low + (high - low) / 2 * (1 + math.cos(math.pi * share))


def left_of_decay(d: Draw) -> float:
    """Tokens left when the rate has come down to r, found by halving: equation 2 falls all the time."""
    early, late = 0.0, 1.0
    for _ in range(60):
        share = (early + late) / 2
        early, late = (share, late) if cosine(d["hi"], d["lo"], share) > d["r"] else (early, share)
    return round(d["T"] * (1 - early), 6)


def minimum(new: Callable[[float], float], penalty: Callable[[float], float], bound: float = 100) -> float:
    """Where a convex sum of two terms is lowest, found by thirds alone."""
    low, high = -bound, bound
    for _ in range(200):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        if new(left) + penalty(left) < new(right) + penalty(right):
            high = right
        else:
            low = left
    return low


def room(d: Draw) -> float:
    """Tokens of new data in compute-equivalent replay (Ibrahim et al., section 4.2)."""
    return d["T"] - d["T"] * d["p"] / 100


def smallest_share(limit: float, table: Mapping[int, tuple[float, float]], base: float) -> int:
    """The share with the lowest loss on new data among those that keep to the limit; of equal ones the smaller."""
    held = [share for share, (old, _) in table.items() if old - base <= limit + 1e-9]
    return min(held, key=lambda share: (table[share][1], share))


def shift(d: Draw) -> str:
    """The shift of the paper with the more similar rise of the loss on old data."""
    rise = d["x"] - d["b"]
    weak, strong = (abs(rise - (table[0][0] - PILE_ONLY)) for table in (WEAK, STRONG))
    return "five" if weak < strong else "quarter"


TRIAL = {0: (0.60, 1.40), 5: (0.25, 1.41), 25: (0.10, 1.44), 50: (0.05, 1.50)}
"""The table of plan-for-a-second-language: rise of the English loss, loss on the new language."""


def plan(d: Draw) -> Expected:
    share = smallest_share(d["x"], TRIAL, 0)
    total = next(total for total in range(1, 1000) if math.isclose(room({"T": total, "p": share}), d["N"]))
    times = (total - d["N"]) / d["A"]
    return {"gap-1": share, "gap-2": total, "gap-3": times, "gap-4": "keeps" if times <= 4 else "breaks"}


def loader(d: Draw) -> Expected:
    """A batch of new examples with old ones on top."""
    batch = ["new"] * int(d["m"]) + ["old"] * round(d["p"] * d["m"])
    more = 100 * (len(batch) - d["m"]) / d["m"]
    return {"gap-1": round(100 * batch.count("old") / len(batch), 1), "gap-2": more, "gap-3": "replace"}


def likelier(d: Draw) -> bool:
    """Whether Q gives the text the higher probability: the product over its tokens, taken in logarithms."""
    p, q = (sum([-loss] * int(tokens)) for tokens, loss in ((d["m"], d["a"]), (d["n"], d["b"])))
    return q > p


def moved(importance: float) -> float:
    """How far a weight goes from 0 where a line of gradient −1 and EWC's penalty (λ = 1) have the lowest sum."""
    return minimum(lambda w: -w, lambda w: importance / 2 * w**2, 1000)


def updates(d: Draw) -> Expected:
    once, twice = (
        {joint: quarters(d["D"], d["q"], n * d["B"], joint=joint) for joint in (True, False)} for n in (1, 2)
    )
    assert once[True] < twice[True] < 2 * once[True]
    assert twice[False] == 2 * once[False]
    return {"gap-1": once[True], "gap-2": once[False], "gap-3": "less", "gap-4": "double"}


def measures(d: Draw) -> Expected:
    """BWT, and forgetting from the best earlier score (Chaudhry et al. 2018, section 3)."""
    history = [[d["a"], d["b"], d["d"]], [d["c"], d["e"]]]
    bwt = transfer([task[0] for task in history], [task[-1] for task in history])
    lost = sum(max(task[:-1]) - task[-1] for task in history) / len(history)
    said = {(True, True): "hidden", (False, True): "lost", (True, False): "none"}[bwt > 0, lost > 0]
    return {"gap-1": bwt, "gap-2": lost, "gap-3": said}


def halving(d: Draw) -> float:
    """By what factor λ has to grow for half the distance, found by halving intervals."""

    def distance(factor: float) -> float:
        pull = factor * d["l"] * d["F"]
        return minimum(lambda w: d["a"] / 2 * (w - 1) ** 2, lambda w: pull / 2 * w**2, 2)

    low, high, goal = 1.0, 100.0, distance(1) / 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if distance(middle) > goal else (low, middle)
    return round(low, 4)


def left(d: Draw) -> str:
    """The rule under which most examples of the middle task are left."""
    came_in = ["P"] * int(d["a"]) + ["Q"] * int(d["b"]) + ["R"] * int(d["c"])
    size = int(d["k"])
    assert size < len(came_in)
    kept: dict[str, float] = {
        "latest": came_in[-size:].count("Q"),
        "reservoir": size * came_in.count("Q") / len(came_in),
        "equal": min(came_in.count("Q"), size // 3),
        "first": came_in[:size].count("Q"),
    }
    best, second = sorted(kept.values(), reverse=True)[:2]
    assert best > second + 5
    return max(kept, key=lambda rule: kept[rule])


def storage(d: Draw) -> Expected:
    def gigabytes(model: float, tokens: float) -> tuple[float, float]:
        old = round(tokens * 1e9 * d["p"] / 100)
        return (2 + 2) * model * 1e9 / 1e9, old * 2 / 1e9

    ewc, replay = gigabytes(d["M"], d["T"])
    larger_model, more_tokens = gigabytes(10 * d["M"], d["T"]), gigabytes(d["M"], 10 * d["T"])
    flips = {
        "model": (larger_model[0] < larger_model[1]) != (ewc < replay),
        "tokens": (more_tokens[0] < more_tokens[1]) != (ewc < replay),
    }
    (change,) = [name for name, flipped in flips.items() if flipped]
    return {"gap-1": ewc, "gap-2": replay, "gap-3": change}


RECOMPUTED: Mapping[str, Callable[[Draw], Expected]] = {
    "backward-transfer-of-three-tasks": lambda d: {"number": transfer([d["a"], d["c"]], [d["d"], d["e"]])},
    "score-that-rose-and-fell": measures,
    "updates-within-a-budget": updates,
    "cosine-learning-rate": lambda d: {"number": left_of_decay(d)},
    "loss-of-the-whole-passage": lambda d: {"choice": likelier(d), "reason": "c"},
    "same-drop-other-data": lambda d: {
        "number": math.exp(math.log(d["c"]) - (math.log(d["a"]) - math.log(d["b"]))),
    },
    "strength-of-an-unknown-shift": lambda d: {"choice": shift(d)},
    "share-in-the-loader": loader,
    "plan-for-a-second-language": plan,
    "how-far-each-weight-moves": lambda d: {"number": round(moved(d["f"]) / moved(d["g"]), 4)},
    "how-much-stronger": lambda d: {"number": halving(d)},
    "anchor-that-moves-along": lambda d: {"output": f"0\n{round(3 * d['d'] ** 2 + 1 * 2**2)}"},
    "share-pulls-the-target": lambda d: {"output": f"{round(d['t'])}\n{round(3 * d['t'] / 4)}\n0"},
    "rule-for-the-middle-task": lambda d: {"choice": left(d)},
    "storage-of-two-guards": storage,
}


def draws(question: Question) -> list[dict[str, Fraction]]:
    return every_draw(question) if question.has_values() else [{}]


def written(value: float | str | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.9f}" if isinstance(value, float | int) else value


def printed(program: str) -> str:
    """What a program of the bank prints when it is really run."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(program, {})  # the bank's own text
    return output.getvalue().strip()


def filled(text: str, values: Mapping[str, Fraction]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda found: f"{float(values[found[1]]):g}", text)


def english(name: str) -> str:
    return ASKED[name].prompt["en"]


def rows(name: str) -> list[list[float]]:
    """The numbers of each row of the table in a prompt; cells that hold none are left out."""
    lines = [line for line in english(name).splitlines() if line.startswith("|")][2:]
    return [[float(n) for n in re.findall(r"(?<=\| )[+-]?\d+\.?\d*(?=%? \|)", line)] for line in lines]


def test_every_question_with_a_number_to_find_is_worked_out_again() -> None:
    asks = {name for name, one in ASKED.items() if one.has_values() or one.kind in ("numeric", "code_output")}
    asks |= {name for name, one in ASKED.items() if any(wanted.kind == "number" for wanted in one.inputs())}
    assert asks == set(RECOMPUTED)


@pytest.mark.parametrize("name", RECOMPUTED)
def test_each_draw_has_the_key_that_follows_from_first_principles(name: str) -> None:
    question = ASKED[name]
    assert not question.where
    assert len(draws(question)) == possible(question)
    for values in draws(question):
        expected = RECOMPUTED[name]({key: float(value) for key, value in values.items()})
        variant = Variant(values=values, order=question.order(random.Random(0)))
        answer = {key: (written(value),) for key, value in expected.items()}
        assert set(answer) == {wanted.name for wanted in question.inputs()}
        assert question.grade(variant, answer).fraction == 1, (values, answer, question.solution(variant))
        for key, value in expected.items():
            if isinstance(value, float | int) and not isinstance(value, bool):
                shown = question.solution(variant)[key][0].replace(",", "").replace("−", "-")
                assert float(shown) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("name", [name for name, one in ASKED.items() if one.has_values()])
def test_draws_lead_to_more_than_one_answer(name: str) -> None:
    question = ASKED[name]
    variants = [Variant(values=values, order=question.order(random.Random(0))) for values in draws(question)]
    assert len({str(question.solution(variant)) for variant in variants}) > 1


@pytest.mark.parametrize("name", ["anchor-that-moves-along", "share-pulls-the-target"])
def test_the_programs_print_what_the_key_says(name: str) -> None:
    question = ASKED[name]
    for values in draws(question):
        program = filled(question.model_dump()["code"]["text"]["en"], values)
        key = question.solution(Variant(values=values, order={}))["output"][0]
        assert printed(program) == key.strip()


def program(name: str) -> str:
    found = re.search(r"```python\n(.*?)```", english(name), re.DOTALL)
    assert found
    return found[1]


def test_the_report_of_the_last_step_is_mended_by_the_key_alone() -> None:
    text = program("report-of-the-last-step")
    others = [
        text.replace("last[i] - before[i]", "before[i] - last[i]"),
        text.replace("/ len(changes)", "/ len(R)"),
    ]
    assert float(printed(text)) == -8.5
    assert float(printed(text.replace("before[i]", "R[i][i]"))) == transfer([88, 92], [70, 85]) == -12.5
    assert [f"{float(printed(other)):.2f}" for other in others] == ["8.50", "-5.67"]
    with pytest.raises(IndexError):
        printed(text.replace("range(len(before))", "range(len(last))"))
    two = text.replace("R = [[88], [80, 92], [70, 85, 90]]", "R = [[88], [80, 92]]")
    assert float(printed(two)) == transfer([88], [80]) == -8


def test_a_fixed_chance_leaves_only_late_examples_in_the_buffer() -> None:
    survives = 1 - 0.5 / 100
    assert survives == 0.995
    assert survives**1000 < 0.01
    assert survives**9900 * 100 < 1e-15, "of the first hundred none is to be expected"
    names: dict[str, Callable[[range], list[int]]] = {}
    text = program("buffer-with-a-fixed-chance").replace(
        "import random", "from random import Random\nrandom = Random(3)"
    )
    exec(text.replace("0.5", "k / n"), names)  # the bank's own text, mended
    fair = names["fill"](range(10_000))
    exec(text, names)
    late = names["fill"](range(10_000))
    assert len(fair) == len(late) == 100
    assert min(late) > 8_000
    assert sum(fair) / 100 == pytest.approx(5_000, abs=1_000)


def test_a_filter_can_fall_by_its_mix_alone() -> None:
    table = [
        [float(n) for n in re.findall(r"(\d+)%", line)] for line in english("rule-or-mix").splitlines() if "%" in line
    ]
    overall = [share / 100 * adverts + (1 - share / 100) * rest for share, adverts, rest in table[1:]]
    assert overall == pytest.approx([80, 74, 80, 74])


def test_pairs_agree_although_the_ranges_overlap() -> None:
    (_, *without), (_, *replayed) = rows("pairs-that-agree")
    pairs = [round(b - a, 2) for a, b in zip(without, replayed, strict=True)]
    assert set(pairs) == {0.01, 0.02}
    assert round(sum(pairs) / 6, 2) == 0.02
    assert max(min(without), min(replayed)) < min(max(without), max(replayed))
    assert max(without) - min(without) > 3 * sum(pairs) / 6
    assert round(2 * 0.5**6, 2) == 0.03


def test_a_guard_is_judged_where_as_much_was_learnt() -> None:
    five, twenty, fifty, sixty, p, q = rows("least-forgetting-least-learning")
    assert p[0] == five[0]
    assert p[1] > five[1]
    assert min(sixty[1], p[1], q[1]) == p[1], "of the three runs of 60B it forgets least"
    assert q[0] == fifty[0]
    assert q[1] < fifty[1] == 0.25
    net = [round(learnt - lost, 2) for learnt, lost in (five, twenty, fifty, sixty, p, q)]
    assert max(net) == net[1]
    assert min(row[1] for row in (five, twenty, fifty, sixty, p, q)) == five[1] == 0.02


def test_the_best_of_twenty_fall_without_any_update() -> None:
    top, rest = rows("best-five-fell")
    assert [(5 * top[n] + 15 * rest[n]) / 20 for n in (0, 1)] == [80, 80]
    chance = random.Random(1)
    fell, rose = [], []
    for _ in range(300):
        able = [chance.gauss(0.8, 0.05) for _ in range(20)]
        first, second = ([sum(chance.random() < a for _ in range(40)) / 0.4 for a in able] for _ in range(2))
        order = sorted(range(20), key=lambda field: -first[field])
        fell.append(sum(first[field] - second[field] for field in order[:5]) / 5)
        rose.append(sum(second[field] - first[field] for field in order[5:]) / 15)
    assert sum(fell) / 300 > 3
    assert sum(rose) / 300 > 1


def test_a_checkpoint_is_compared_in_the_same_state() -> None:
    (february,), (released,), (march,) = rows("released-against-unfinished")
    assert round(february - march, 2) == 0.05
    assert round(february - released, 2) == 0.12
    assert round(march - (february - released), 2) == 2.25 < released


def test_each_record_lacks_what_the_key_says() -> None:
    (old, new), (full_old, full_new) = rows("what-was-left-out")
    said = {}
    for one in ASKED["what-was-left-out"].model_dump()["left"]:
        first, second, *after = [float(n) for n in re.findall(r"\d\.\d\d", one["text"]["en"])]
        if after:
            assert after == [full_old, full_new]
            said[one["id"]] = "redecay"
        elif abs(second - full_new) < 0.05:
            said[one["id"]] = "replay" if first > full_old + 0.1 else "?"
        else:
            assert second > (new + full_new) / 2
            said[one["id"]] = "rewarm" if first < old else "both"
    keys = {one["id"]: one["right"] for one in ASKED["what-was-left-out"].model_dump()["left"]}
    assert {name: key if isinstance(key, str) else key[0] for name, key in keys.items()} == said


def test_two_means_choose_two_models() -> None:
    x, y = rows("two-means-two-winners")
    assert [sum(x) / 2, sum(y) / 2] == [25, 21]
    losses = [sum(map(math.log, model)) / 2 for model in (x, y)]
    assert losses[0] < losses[1]
    assert [round(math.exp(loss), 1) for loss in losses] == [20.0, 20.8]
    assert [x[1] - y[1], y[0] - x[0]] == [16, 8]
    assert [round(x[1] / y[1], 2), y[0] / x[0]] == [1.67, 1.8]


def test_mean_gradients_vanish_where_training_has_ended() -> None:
    chance = random.Random(2)
    inputs = [chance.gauss(0, 1) for _ in range(400)]
    data = [(x, float(chance.random() < 1 / (1 + math.exp(-x)))) for x in inputs]

    def right(w: float, x: float) -> float:
        return 1 / (1 + math.exp(-w * x))

    def gradients(w: float) -> list[float]:
        return [(y - right(w, x)) * x for x, y in data]

    w = 0.0
    for _ in range(500):
        w += sum(gradients(w)) / len(data)
    g = gradients(w)
    mean, squares = sum(g) / len(g), sum(v**2 for v in g) / len(g)
    assert abs(mean) < 1e-9, "so abs(mean(g)) is no better than its square"
    assert squares > 0.1
    drawn = [right(w, x) * (1 - right(w, x)) * x + (1 - right(w, x)) * (0 - right(w, x)) * x for x in inputs]
    assert abs(sum(drawn)) < 1e-9, "labels drawn from the model have a mean gradient of 0 as well"
    assert abs(sum(gradients(w + 1)) / len(g)) > 0.05


def test_what_comes_last_under_a_cosine_moves_little() -> None:
    def share(start: float, end: float, low: float = 0.1) -> float:
        rates = [cosine(1, low, (n + 0.5) / 10_000) for n in range(10_000)]
        return sum(rates[round(start * 10_000) : round(end * 10_000)]) / sum(rates)

    assert [round(100 * share(0.9, 1), 1), round(100 * share(0, 0.1), 1)] == [2.0, 18.0]
    assert round(100 * share(0.9, 1)) == round(10 * 0.1 / 0.55) == 2
    assert round(100 * share(0.9, 1, 0), 1) == 0.2
    ended = 0.1 * 0.1 / (0.9 * (1 + 0.1) / 2 + 0.1 * 0.1)
    assert round(100 * ended) == 2


def test_a_new_output_layer_tells_where_the_loss_sits() -> None:
    before, p, q, chance = rows("where-the-loss-sits")
    assert p[0] == q[0] == before[0] - 40
    assert p[1] - q[1] == 32
    assert before[1] - p[1] < 5
    assert q[1] - chance[-1] == 2


def test_two_causes_do_not_add_up() -> None:
    (_, data), (rate, both) = [row[-2:] for row in rows("effect-of-the-data")]
    assert [data, round(both - rate, 2), round((data + both - rate) / 2, 2)] == [0.1, 0.3, 0.2]
    assert rate + data < both


def test_the_schedule_past_its_end_rises_from_its_lowest_to_its_highest_value() -> None:
    names: dict[str, Callable[[int], float]] = {}
    exec(program("schedule-past-its-end"), names)  # the bank's own text
    rates = [names["rate"](step) for step in range(1000, 2001, 50)]
    assert rates == sorted(rates)
    assert rates[0] == pytest.approx(3e-5)
    assert rates[-1] == pytest.approx(3e-4)


def test_tables_hold_the_figures_of_the_paper() -> None:
    assert [row[0] for row in rows("strength-of-an-unknown-shift")] == [WEAK[0][0], STRONG[0][0]]
    assert [row[-2:] for row in rows("evidence-for-each-claim")] == [[*pair] for pair in MEANS]
    assert rows("plan-for-a-second-language") == [[share, *losses] for share, losses in TRIAL.items()]


def test_differences_that_decide_a_key() -> None:
    assert [round(table[0][0] - PILE_ONLY, 2) for table in (WEAK, STRONG)] == [0.27, 1.39]
    assert [round(further - joint, 2) for further, joint in MEANS] == [0.02, 0.1, 0.0, 0.02]


def test_rows_of_drift_and_forgetting_follow_from_their_scores() -> None:
    def happened(row: str) -> str:
        a, b, c, d = map(int, re.findall(r"\d+", row))
        if b == a and d < c:
            return "drift"
        return {(True, True): "forgot", (True, False): "broken", (False, True): "both"}.get((b < a, d > c), "?")

    asked = ASKED["drift-forgetting-or-neither"].model_dump()["rows"]
    assert [happened(row["text"]["en"]) for row in asked] == [row["key"][0] for row in asked]


def test_the_height_of_the_loss_points_to_the_wrong_shift_in_every_draw() -> None:
    for values in draws(ASKED["strength-of-an-unknown-shift"]):
        d = {name: float(value) for name, value in values.items()}
        nearer = "five" if abs(d["x"] - WEAK[0][0]) < abs(d["x"] - STRONG[0][0]) else "quarter"
        assert nearer != shift(d)


def test_wrong_ways_to_compare_two_vocabularies_do_not_always_fail_or_always_work() -> None:
    every = [{name: float(value) for name, value in d.items()} for d in draws(ASKED["loss-of-the-whole-passage"])]
    assert all(d["b"] < d["a"] and d["n"] > d["m"] for d in every)
    assert {likelier(d) for d in every} == {True, False}


def test_the_run_inside_the_curve_had_a_third_more_tokens() -> None:
    total = 200 / (1 - 0.25)
    assert round(total) == 267
    assert 200 - 0.75 * 200 == 50
    assert total / 200 == pytest.approx(4 / 3)


def test_examples_of_the_notes() -> None:
    assert transfer([90, 86], [75, 84]) == -8.5
    assert [150 / 0.75, 150 * 1.25, 0.25 * 200, 0.25 * 200 / 10] == [200, 187.5, 50, 5]
    assert [300 / (300 + 300), 200 / (300 + 200), 0.05 * 300] == [0.5, 0.4, 15]
    for language in ("ko", "en"):
        text = " ".join(section.notes[language] for section in BANK.header.sections.values() if section.notes)
        assert all(number in text for number in ("−8.5", "187.5", "200B", "40%", "600B", "500B"))


def picture(name: str) -> str:
    return (QUESTIONS / "media" / name).read_text()


def dots(name: str) -> dict[str, tuple[float, float]]:
    """The labelled points of a picture; its vertical axis points down."""
    found = re.findall(r'<circle cx="(\d+)" cy="(\d+)" r="11"[^>]*/><text[^>]*>(\d)</text>', picture(name))
    return {label: (float(x), float(y)) for x, y, label in found}


def centre(spot: Mapping[str, Any]) -> list[float]:
    """Where a spot lies, in per cent of its picture."""
    return [float(Fraction(number)) for number in spot["shape"]["circle"][:2]]


def test_points_lie_as_the_keys_and_the_words_say() -> None:
    text = picture("replay-at-one-peak.svg")
    places = [(float(x), float(y)) for x, y in re.findall(r'<circle cx="(\d+)" cy="(\d+)" r="13"', text)]
    for spot, (x, y) in zip(ASKED["run-with-replay-added"].model_dump()["spots"], places, strict=True):
        assert centre(spot) == pytest.approx([x / 4.4, y / 3.6], abs=0.3)
    starred = (245, 210)
    _, inside, both, _ = places
    assert inside[0] < starred[0]
    assert 0 < starred[1] - inside[1] < 10, "the loss on new data is a little higher"
    assert both[1] > starred[1] + 50
    runs = dots("five-runs.svg")
    assert sorted("1234", key=lambda label: runs[label][0]) == sorted("1234", key=lambda label: runs[label][1])
    assert runs["1"][0] < runs["5"][0] < runs["2"][0]
    assert runs["3"][1] < runs["5"][1] < runs["4"][1]


def test_the_endpoints_lie_in_the_valleys_that_the_reasons_name() -> None:
    text = picture("two-valleys.svg")
    valleys = [
        tuple(map(float, found)) for found in re.findall(r'<ellipse cx="(\d+)" cy="(\d+)" rx="(\d+)" ry="(\d+)"', text)
    ]
    places = [(float(x), float(y)) for x, y in re.findall(r'<circle cx="(\d+)" cy="(\d+)" r="8"/>', text)]
    inside = [tuple(((x - a) / w) ** 2 + ((y - b) / h) ** 2 < 1 for a, b, w, h in valleys) for x, y in places]
    assert inside == [(False, True), (True, False), (True, True), (True, False)]
    (start_x, start_y), (goal_x, goal_y) = (150.0, 250.0), valleys[1][:2]
    pull = 1.78  # λ with all importances 1; the new loss is a bowl around the middle of Q
    assert places[1] == pytest.approx(
        (start_x + (goal_x - start_x) / (1 + pull), start_y + (goal_y - start_y) / (1 + pull)), abs=1
    )
    flat = (valleys[0][2] / valleys[0][3]) ** 2  # the old loss is steeper across P than along it
    assert places[2] == pytest.approx(
        (start_x + (goal_x - start_x) / 1.25, start_y + (goal_y - start_y) / (1 + 0.25 * flat)), abs=1
    )
    for spot, (x, y) in zip(ASKED["endpoint-without-importance"].model_dump()["spots"], places, strict=True):
        assert centre(spot) == pytest.approx([x / 5, y / 3.6], abs=0.3)


def test_old_classes_are_named_as_new_ones() -> None:
    p, q, r, s = rows("old-classes-named-as-new")
    assert [sum(row) for row in (p, q, r, s)] == [100, 100, 100, 100]
    assert sum(p[2:]) + sum(q[2:]) == 162
    assert sum(r[:2]) + sum(s[:2]) == 2
    assert p[0] + q[1] == 33


def test_the_log_of_two_releases_shows_each_phase() -> None:
    tokens, rate = (
        [float(n) for n in re.findall(r"[\d.]+(?=B? \||B \|)", line)]
        for line in english("log-of-two-releases").splitlines()
        if line.startswith(("| Tokens", "| Rate"))
    )
    assert len(tokens) == len(rate) == 8
    at = dict(zip(tokens, rate, strict=True))
    assert at[60] == at[200] == at[300] == 1.6, "the first new data come in the constant phase"
    assert at[300] > at[330] < at[332], "annealed, then raised again for the second"
    key = {"choice": ("second", "annealed")}
    assert ASKED["log-of-two-releases"].grade(Variant(values={}, order={}), key).fraction == 1
