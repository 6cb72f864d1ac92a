"""What the next bank of a series is called."""

import pytest

from quiz.domain.authoring.next_names import next_slug


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        (["2024-06", "2024-01", "final-2"], "2024-07"),
        (["2024-12"], "2025-01"),
        (["unit-03", "unit-02"], "unit-04"),
        (["w9"], "w10"),
        (["intro"], None),
        ([], None),
    ],
)
def test_a_name_goes_on_with_those_that_are_there(known: list[str], wanted: str | None) -> None:
    assert next_slug(known) == wanted
