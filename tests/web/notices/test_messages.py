"""A teacher writes to a learner: it is in their inbox, and nowhere else."""

from __future__ import annotations

import pytest

from tests.web.pages import Browser, Page

TEXT = "<b>2월</b>을 풀어 보세요.\n{{ 7*7 }} %(a)s"


def sent(teacher: Browser, to: str, text: str) -> Page:
    form = teacher.get("/teach/message").form("/teach/message")
    form.set("to", to)
    form.set("text", text)
    return teacher.send(form)


def test_a_message_is_in_the_inbox_of_its_learner_alone(alice: Browser, charlie: Browser, tae_ri: Browser) -> None:
    assert "/teach/message" in tae_ri.get("/teach/learners").links()
    assert "alice의 알림함에" in sent(tae_ri, "alice", TEXT).main
    page = alice.get("/inbox")
    assert "Tae-ri의 메시지" in page.main
    assert "&lt;b&gt;2월&lt;/b&gt;을 풀어 보세요.\n{{ 7*7 }} %(a)s" in page.html
    assert "메시지" not in charlie.get("/inbox").main.replace("메시지를 보내면", "")


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("to", "text", "words"),
    [
        ("Nobody", TEXT, "이 이름을 쓰는 사람이 없어요"),
        ("", TEXT, "이 이름을 쓰는 사람이 없어요"),
        ("Alice", "  ", "메시지를 입력하세요"),
        ("Alice", "가" * 2001, "2,000자"),
    ],
)
def test_what_can_not_be_sent_is_refused_and_kept(
    to: str, text: str, words: str, alice: Browser, tae_ri: Browser
) -> None:
    page = sent(tae_ri, to, text)
    assert page.status == 422
    assert words in page.main
    assert (page.by_id("to").get("value"), page.by_id("text").text) == (to, text)
    assert "아직 알림이 없어요" in alice.get("/inbox").main


@pytest.mark.any_database
def test_learners_write_no_messages(alice: Browser, charlie: Browser) -> None:
    assert alice.get("/teach/message").status == 404
    assert alice.client.post("/teach/message", data={"to": "Charlie", "text": TEXT}).status_code == 404
