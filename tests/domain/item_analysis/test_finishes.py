"""Sums that move one attempt at a time are those of all attempts at once, in whichever order they come and go."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.item_analysis.finishes import LONGEST, Asked, Finish, Judged, Moves, finish_of, moves_of

JUDGED = st.builds(
    Judged,
    version_id=st.integers(1, 6),
    share=st.sampled_from([0.0, 1 / 3, 0.5, 2 / 3, 1.0]),
    points=st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(5)]),
    chosen=st.lists(st.sampled_from("abc"), max_size=3),
    seconds=st.none() | st.integers(0, 10_000),
)
FINISHES = st.lists(
    st.tuples(
        st.integers(1, 2),
        st.lists(JUDGED, min_size=1, max_size=5, unique_by=lambda one: one.version_id).map(finish_of),
    ),
    max_size=8,
)


def counted(moves: Moves) -> tuple[object, ...]:
    """What counts anything: a row that came down to nothing is as good as none."""
    return (
        {key: n for key, n in moves.totals.items() if n},
        {key: sums for key, sums in moves.items.items() if any(sums)},
        {place: n for place, n in moves.places.items() if n},
    )


@given(kept=FINISHES, gone=FINISHES, order=st.randoms())
def test_sums_are_the_same_however_attempts_come_and_go(
    kept: list[tuple[int, Finish]], gone: list[tuple[int, Finish]], order: object
) -> None:
    moves = Moves()
    for version, finish in [*gone, *kept]:
        moves.add(version, finish)
    for version, finish in gone:
        moves.add(version, finish, -1)
    order.shuffle(kept)  # type: ignore[attr-defined]  # a strategy of random.Random
    assert counted(moves) == counted(moves_of(kept))


@given(FINISHES)
def test_what_is_stored_of_an_attempt_is_read_again(finishes: list[tuple[int, Finish]]) -> None:
    for _, finish in finishes:
        assert tuple(Asked.of(one.plain()) for one in finish.asked) == finish.asked
        assert 0 <= finish.total <= 1000
        assert all(0 <= one.rest <= 1_000_000 and (one.seconds or 0) <= LONGEST for one in finish.asked)


def test_the_total_is_weighted_by_points_and_the_rest_leaves_the_question_out() -> None:
    found = finish_of(
        [
            Judged(version_id=1, share=1.0, points=Fraction(3), chosen=("b", "a", "b")),
            Judged(version_id=2, share=0.5, points=Fraction(1), seconds=4_000),
        ]
    )
    assert found.total == 875
    one, other = found.asked
    assert (one.x, one.rest, one.weight, one.chosen) == (1_000_000, 500_000, 750_000, ("a", "b"))
    assert (other.x, other.rest, other.weight, other.seconds) == (500_000, 1_000_000, 250_000, LONGEST)
