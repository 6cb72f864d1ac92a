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
TEN_B = {"Pile": (1.75, 2.24), "no replay": (1.98, 2.00), "replay": (1.79, 2.00)}  # Table 4
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


def larger(share: float) -> str:
    """Which of two schedules from 1 to 0 has the larger rate, and the larger sum, once a share of the decay is done."""
    steps = [share * (n + 0.5) / 1000 for n in range(1000)]
    rate = cosine(1, 0, share) > 1 - share
    total = sum(cosine(1, 0, step) - (1 - step) for step in steps) > 0
    return {(True, True): "both", (False, True): "sum", (True, False): "rate", (False, False): "line"}[rate, total]


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


def remaining(d: Draw) -> Expected:
    came_in = ["1"] * int(d["a"]) + ["2"] * int(d["b"]) + ["3"] * int(d["c"])
    latest = came_in[-int(d["k"]) :].count("1")
    return {"gap-1": latest, "gap-2": d["k"] * d["a"] / len(came_in), "gap-3": "fewer" if latest else "never"}


def settled(d: Draw) -> float:
    return minimum(lambda w: d["a"] / 2 * (w - d["n"]) ** 2, lambda w: d["l"] * d["F"] / 2 * (w - d["o"]) ** 2)


RECOMPUTED: Mapping[str, Callable[[Draw], Expected]] = {
    "backward-transfer-of-three-tasks": lambda d: {"number": transfer([d["a"], d["c"]], [d["d"], d["e"]])},
    "updates-within-a-budget": updates,
    "cosine-learning-rate": lambda d: {"number": cosine(d["hi"], d["lo"], d["t"] / d["T"])},
    "cosine-against-a-line": lambda d: {"choice": larger(d["t"] / d["T"])},
    "loss-of-the-whole-passage": lambda d: {"choice": likelier(d), "reason": "c"},
    "same-drop-other-data": lambda d: {
        "number": math.exp(math.log(d["c"]) - (math.log(d["a"]) - math.log(d["b"]))),
    },
    "strength-of-an-unknown-shift": lambda d: {"choice": shift(d)},
    "share-in-the-loader": loader,
    "plan-for-a-second-language": plan,
    "how-far-each-weight-moves": lambda d: {"number": round(moved(d["f"]) / moved(d["g"]), 4)},
    "where-the-weight-settles": lambda d: {"number": settled(d)},
    "anchor-that-moves-along": lambda d: {"output": f"0\n{round(3 * d['d'] ** 2 + 1 * 2**2)}"},
    "share-pulls-the-target": lambda d: {"output": f"{round(d['t'])}\n{round(3 * d['t'] / 4)}\n0"},
    "whose-examples-remain": remaining,
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


def test_differences_between_settings_and_between_seeds() -> None:
    cells = [
        [float(n) for n in re.findall(r"\d\.\d\d(?= \|)", line)]
        for line in english("difference-within-the-spread").splitlines()
    ]
    short, long, low = [row for row in cells if len(row) == 3]
    assert min(long) <= max(short)
    assert min(short) <= max(long)
    assert min(low) > max(*short, *long)
    assert round(sum(low) / 3 - sum(short) / 3, 2) == 0.07
    assert [round(max(row) - min(row), 2) for row in (short, long, low)] == [0.03, 0.02, 0.02]


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
    assert [row[1:] for row in rows("replay-table-weak-strong")] == [
        [*losses] for table in (WEAK, STRONG) for share, losses in table.items() if share in WEAK
    ]
    assert [row[0] for row in rows("strength-of-an-unknown-shift")] == [WEAK[0][0], STRONG[0][0]]
    assert rows("same-mean-different-losses") == [[*losses] for losses in TEN_B.values()]
    assert [row[-2:] for row in rows("evidence-for-each-claim")] == [[*pair] for pair in MEANS]
    assert rows("plan-for-a-second-language") == [[share, *losses] for share, losses in TRIAL.items()]


def test_differences_that_decide_a_key() -> None:
    def fell(table: Mapping[int, tuple[float, float]], start: int, end: int) -> float:
        return round(table[start][0] - table[end][0], 2)

    assert [fell(WEAK, 0, 5), fell(WEAK, 5, 50), fell(STRONG, 0, 5), fell(STRONG, 5, 50)] == [0.21, 0.07, 0.99, 0.33]
    assert fell(STRONG, 0, 5) / fell(WEAK, 0, 5) == pytest.approx(5, abs=0.5)
    assert [round(table[0][0] - PILE_ONLY, 2) for table in (WEAK, STRONG)] == [0.27, 1.39]
    assert [round(further - joint, 2) for further, joint in MEANS] == [0.02, 0.1, 0.0, 0.02]
    pile, without, replayed = TEN_B.values()
    assert [round(without[0] - pile[0], 2), round(pile[1] - without[1], 2)] == [0.23, 0.24]
    assert [round(without[0] - replayed[0], 2), replayed[1] - without[1]] == [0.19, 0]


def test_rows_of_drift_and_forgetting_follow_from_their_scores() -> None:
    def happened(row: str) -> str:
        a, b, c, d = map(int, re.findall(r"\d+", row))
        if b == a and d < c:
            return "drift"
        return {(True, True): "forgot", (True, False): "broken", (False, True): "both"}.get((b < a, d > c), "?")

    asked = ASKED["drift-forgetting-or-neither"].model_dump()["rows"]
    assert [happened(row["text"]["en"]) for row in asked] == [row["key"][0] for row in asked]


def test_means_that_tempt() -> None:
    low, warmed = rows("two-teams-disagree")
    assert sum(low) / 2 == sum(warmed[-2:]) / 2 == 2.5
    old, new = rows("memo-before-a-release")
    assert [(old[n] + new[n]) / 2 for n in (0, 1)] == [75, 85]
    assert [old[0] - old[1], new[1] - new[0]] == [18, 38]


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


def test_the_bars_have_one_mean_and_three_histories() -> None:
    numbers = [int(found) for found in re.findall(r'font-size="13"[^>]*>(\d+)<', picture("three-score-histories.svg"))]
    models = [numbers[start : start + 6] for start in (0, 6, 12)]
    assert [sum(model[1::2]) / 3 for model in models] == [80, 80, 80]
    assert [transfer(model[0:4:2], model[1:5:2]) for model in models] == [-15, 0, 8]
