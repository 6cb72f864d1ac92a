"""Made-up questions of the kinds that sort, put in order and judge with a reason."""

from __future__ import annotations

from hypothesis import strategies as st

from quiz.domain.questions import Question
from tests.builders import option, question

NAMES = "abcdefghijkl"


@st.composite
def two_tier(draw: st.DrawFn) -> Question:
    size = draw(st.integers(2, 5))
    key = draw(st.integers(0, size - 1))
    reasons = [
        option(NAMES[place], f"까닭 {NAMES[place]}", f"reason {NAMES[place]}", correct=str(place == key).lower())
        for place in range(size)
    ]
    return question("two_tier", answer=draw(st.sampled_from(["true", "false"])), reasons=reasons)


@st.composite
def categorize(draw: st.DrawFn) -> Question:
    bins = draw(st.integers(2, 6))
    places = draw(st.lists(st.sampled_from(NAMES[:bins]), min_size=3, max_size=12))
    return question(
        "categorize",
        bins=[{"id": name, "text": f"자리 {name}"} for name in NAMES[:bins]],
        items=[
            {"id": str(number), "text": f"물건 {number}", "bin": place, "why": "x"}
            for number, place in enumerate(places)
        ],
    )


@st.composite
def matrix(draw: st.DrawFn) -> Question:
    columns = NAMES[: draw(st.integers(2, 6))]
    each = draw(st.sampled_from(["one", "many"]))
    most = 1 if each == "one" else len(columns) - 1
    keys = st.lists(st.sampled_from(columns), min_size=1, max_size=most, unique=True)
    rows = draw(st.lists(keys, min_size=2, max_size=8))
    return question(
        "matrix",
        each=each,
        columns=[{"id": name, "text": f"열 {name}"} for name in columns],
        rows=[{"id": str(place), "text": f"행 {place}", "key": key, "why": "x"} for place, key in enumerate(rows)],
    )


@st.composite
def ordering(draw: st.DrawFn) -> Question:
    ids = draw(st.permutations(NAMES[: draw(st.integers(3, 8))]))
    pairs = [(one, other) for place, one in enumerate(ids) for other in ids[place + 1 :]]
    reasons = draw(st.lists(st.sampled_from(pairs), max_size=4))
    return question(
        "ordering",
        items=[{"id": name, "text": f"단계 {name}"} for name in ids],
        reasons=[{"before": one, "after": other, "why": "x"} for one, other in reasons],
        credit=draw(st.sampled_from(["kendall", "adjacent", "exact", "position"])),
    )


KINDS = {"two_tier": two_tier(), "categorize": categorize(), "matrix": matrix(), "ordering": ordering()}


def orders(options: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """What a form sends for an order: nothing, a whole one, or (without script) places left open or items twice."""
    places = st.sampled_from(["", *options])
    return st.just([]) | st.permutations(options) | st.lists(places, min_size=len(options), max_size=len(options))
