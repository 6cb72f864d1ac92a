"""Ids that are made from titles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from quiz.domain.authoring.series.slugs import free_slug, slug_of
from quiz.domain.bank_format.fields import Slug


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("기초 통계", "gicho-tonggye"),
        ("선형대수 2", "seonhyeongdaesu-2"),
        ("값과 삶", "gapgwa-sam"),
        ("Café & Crème", "cafe-creme"),
        ("２０２６년 봄", "2026nyeon-bom"),
        ("日本語", ""),
        ("  ", ""),
        ("An introduction to everything there is to know", "an-introduction-to-everything-there-is"),
        ("가" * 30, "ga" * 20),
    ],
)
def test_a_title_becomes_an_id(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text())
def test_whatever_is_written_the_id_is_one_or_there_is_none(title: str) -> None:
    slug = slug_of(title)
    assert slug == "" or TypeAdapter(Slug).validate_python(slug) == slug


def test_where_an_id_is_taken_the_next_number_is_proposed() -> None:
    assert free_slug("a", {"b"}.__contains__) == "a"
    assert free_slug("a", {"a", "a-2"}.__contains__) == "a-3"
    assert len(free_slug("a" * 79, {"a" * 79}.__contains__)) == 79
