"""What forms and pages of assignments say of dates, and which dates they take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from quiz.services.identity import accounts
from quiz.web.classes.assignments import forms
from tests.conftest import NOW, PASSWORD
from tests.web.classes.rooms import make_class
from tests.web.classes.test_assignments import DAY, SEOUL, assigned, filled, hand_in, typed
from tests.web.pages import Browser, Form
from tests.web.store import session_of


@pytest.mark.parametrize("given", ["2026-12-05T12:00+25:00", "2026-12-05T12:00+09:00", "2026-12-05T12:00Z", "soon"])
def test_a_date_with_an_offset_is_no_date_in_the_zone_of_a_class(given: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        forms.moment(given, "Asia/Seoul")


def test_a_time_that_the_clocks_pass_over_is_refused_with_its_reason() -> None:
    with pytest.raises(forms.NoSuchTime) as caught:
        forms.moment("2026-03-29T02:30", "Europe/Berlin")
    assert "go forward" in str(forms.fault_of_moment(caught.value))
    # Where they go back a time comes twice, and the first one is meant.
    twice = forms.moment("2026-10-25T02:30", "Europe/Berlin")
    assert twice is not None
    assert twice.astimezone(ZoneInfo("Europe/Berlin")).utcoffset() == timedelta(hours=2)
    assert forms.moment("", "Europe/Berlin") is None


def test_a_form_says_what_is_wrong_with_an_offset(app: Flask, tae_ri: Browser) -> None:
    form: Form = filled(tae_ri, make_class(app, "Tae-ri"))
    form.set("due_at", "2026-12-05T12:00+25:00")
    page = tae_ri.send(form, "keep")
    assert page.status == 422
    assert page.by_id("due_at").get("aria-invalid") == "true"


def test_feedback_that_waits_for_late_work_says_so_and_when_it_opened_is_a_date(
    app: Flask, alice: Browser, tae_ri: Browser
) -> None:
    form = filled(tae_ri, make_class(app, "Tae-ri", "Alice"))
    now = datetime.now(SEOUL)
    for name, value in (("late_policy", "marked"), ("feedback", "after_due"), ("closes_at", typed(now + 9 * DAY))):
        form.set(name, value)
    page = assigned(app, tae_ri, form)
    address = f"/assignments/{page.rpartition('/')[2]}"
    hand_in(alice, address)
    for shown in (tae_ri.get(page), alice.get(address)):
        assert "늦게 내는 것이 끝나면" in shown.main
        assert "마감이 지나면" not in shown.main
        assert "게시하는 대로" not in shown.main
    assert "늦게 내는 것이 끝나면 점수와 해설이 나와요" in alice.get(address).main


def test_first_steps_without_a_class_say_to_make_one_first(app: Flask, at: Callable[[str], Browser]) -> None:
    with session_of(app) as session:
        accounts.sign_up(session, "Otto", PASSWORD, now=NOW, role="teacher")
    assert at("Otto").get("/teach").main.count("먼저 반을 만드세요.") == 2
    make_class(app, "Otto")
    assert "먼저 반을 만드세요." not in at("Otto").get("/teach").main
