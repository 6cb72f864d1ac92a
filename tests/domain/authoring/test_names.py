"""What a new bank may be called."""

from __future__ import annotations

import pytest

from quiz.domain.authoring.names import is_bank_slug


@pytest.mark.parametrize(
    ("name", "may"), [("2024-02", True), ("week-1", True), ("2024-13", False), ("Week 1", False), ("", False)]
)
def test_a_bank_is_called_by_a_slug(name: str, may: bool) -> None:
    assert is_bank_slug(name) is may
