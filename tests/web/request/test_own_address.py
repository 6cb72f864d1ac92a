"""What is handed out says where its address leads nowhere from another device."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from quiz.web.request.own_address import is_here_only
from tests.web.classes.rooms import make_class
from tests.web.pages import Browser


@pytest.mark.parametrize(
    ("address", "here_only"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.8.0.1", True),
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("http://192.168.0.7:8000", False),
        ("https://quiz.example.org", False),
        ("http://localhost.example.org", False),
    ],
)
def test_an_address_of_this_computer_alone_is_known(app: Flask, address: str, here_only: bool) -> None:
    with app.test_request_context("/", base_url=address):
        assert is_here_only() is here_only


@pytest.mark.parametrize(("url", "said"), [("http://127.0.0.1:8000", True), ("https://quiz.example.org", False)])
def test_the_way_into_a_class_says_that_it_works_on_this_computer_only(
    app: Flask, tae_ri: Browser, url: str, said: bool
) -> None:
    # Set back before the app goes to the next test.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(app.extensions, "settings", replace(app.extensions["settings"], url=url))
        page = tae_ri.get(f"/classes/{make_class(app, 'Tae-ri')}/join")
    assert ("QUIZ_URL" in page.main) is said
    assert [one.get("data-copy") for one in page.all("button") if one.get("data-copy")] == ["link"]
