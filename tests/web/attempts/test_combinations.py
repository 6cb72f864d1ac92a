"""What is said to a combination of options, on the page after the check."""

import pytest
from flask import Flask

from tests.web.pages import Browser
from tests.web.store import as_sent, asked, whole_bank

pytestmark = pytest.mark.any_database

SAID = "고른 근거는 오히려 참이라는 쪽을 뒷받침해요."


def test_a_combination_is_spoken_to_once_it_was_checked(app: Flask, alice: Browser) -> None:
    token = whole_bank(app, "Alice", "2024-05")
    (one,) = [one for one in asked(app, token) if one.question.id == "adapter-without-its-relu"]
    page = alice.get(one.path)
    assert SAID not in page.html
    given = as_sent(one.question, one.variant, {"choice": ("false",), "reason": ("c",)})
    assert SAID in alice.send(page.answer_form.answer(given), "check").html


def test_another_combination_is_not(app: Flask, alice: Browser) -> None:
    token = whole_bank(app, "Alice", "2024-05")
    (one,) = [one for one in asked(app, token) if one.question.id == "adapter-without-its-relu"]
    given = as_sent(one.question, one.variant, {"choice": ("false",), "reason": ("a",)})
    page = alice.send(alice.get(one.path).answer_form.answer(given), "check")
    assert page.has_id("verdict")
    assert SAID not in page.html
