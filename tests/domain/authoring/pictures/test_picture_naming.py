"""Names of pictures, made from what files are called."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.authoring.pictures.naming import name_for
from quiz.domain.checks.pictures import MEDIA_NAME


@pytest.mark.parametrize(
    ("called", "taken", "expected"),
    [
        ("graph.PNG", [], "graph.png"),
        ("점그래프.png", [], "점그래프.png"),
        (unicodedata.normalize("NFD", "점그래프.png"), [], "점그래프.png"),
        ("점 그래프 (2).jpeg", [], "점-그래프-(2).png"),
        ("C:\\fakepath\\graph.png", [], "graph.png"),
        ("../../etc/passwd", [], "passwd.png"),
        ("...", [], "picture.png"),
        ("", [], "picture.png"),
        ('a"><script>.png', [], "a-script.png"),
        ("graph", ["Graph.png"], "graph-2.png"),
        ("graph", ["graph.png", "graph-2.png"], "graph-3.png"),
        ("😀.png", [], "picture.png"),
    ],
)
def test_a_name_keeps_letters_of_any_script_and_is_new_in_the_bank(
    called: str, taken: list[str], expected: str
) -> None:
    assert name_for(called, "png", taken) == expected


@given(st.text(), st.sampled_from(["png", "jpg", "webp"]))
def test_every_name_passes_the_check_of_banks(called: str, ending: str) -> None:
    name = name_for(called, ending, [])
    assert MEDIA_NAME.fullmatch(name)
    assert MEDIA_NAME.fullmatch(name_for(called, ending, [name]))
