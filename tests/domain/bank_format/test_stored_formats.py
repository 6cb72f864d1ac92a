"""The formats of stored definitions: an older one is brought on step by step, one that is not known is refused."""

from __future__ import annotations

from typing import Any

import pytest

from quiz.domain.bank_format.stored_formats import (
    UPCASTERS,
    Kind,
    NewerFormat,
    Upcaster,
    content_of,
    latest,
    numbered,
    read,
)

KINDS: tuple[Kind, ...] = ("question", "quiz", "series", "header")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_stored_carries_its_number_and_is_read_without_it(kind: Kind) -> None:
    stored = numbered(kind, {"id": "a", "points": 2})
    assert stored == {"format": 1, "id": "a", "points": 2}
    assert content_of(stored) == read(kind, stored) == {"id": "a", "points": 2}
    assert read(kind, {"id": "a"}) == {"id": "a"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_step_takes_a_definition_one_format_on(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    def step(name: str) -> Upcaster:
        return lambda stored: {**stored, "steps": [*stored.get("steps", ()), name]}

    monkeypatch.setitem(UPCASTERS, kind, (step("to 2"), step("to 3")))  # type: ignore[arg-type]  # it is a dict
    assert latest(kind) == 3
    assert read(kind, {})["steps"] == ["to 2", "to 3"]
    assert read(kind, {"format": 2})["steps"] == ["to 3"]
    assert read(kind, {"format": 3, "a": 1}) == {"a": 1}


@pytest.mark.parametrize("number", [2, 0, -1, "1", None, True, 1.0])
@pytest.mark.parametrize("kind", KINDS)
def test_a_format_that_is_not_known_is_refused(kind: Kind, number: Any) -> None:
    with pytest.raises(NewerFormat, match="this release reads") as refused:
        read(kind, {"format": number})
    words = f"The store holds a {kind} in format {number!r}; this release reads up to 1."
    assert str(refused.value) == f"{words} Install the newer release that wrote it."
    assert refused.value.notice.values == {"kind": kind, "number": repr(number), "known": 1}
