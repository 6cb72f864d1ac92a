"""What the forms of the studio say to somebody who writes in one language and sees no file."""

from __future__ import annotations

import pytest

from tests.web.authoring.test_first_quiz import BANK, begun, with_bank
from tests.web.pages import Browser, Page, words

pytestmark = pytest.mark.any_database


@pytest.fixture
def korean(tae_ri: Browser) -> Browser:
    """A teacher with an empty bank in Korean alone."""
    begun(tae_ri)
    with_bank(tae_ri)
    return tae_ri


def form_of(browser: Browser, kind: str, *press: str) -> Page:
    """The form of a new question, in which buttons of lines were pressed."""
    address = f"{BANK}/questions/new/{kind}"
    page = browser.get(address)
    for button in press:
        page = browser.send(page.form(address), button)
        assert (page.status, page.faults) == (200, [])
    return page


def labels(page: Page) -> list[str]:
    return [words(one) for tag in ("label", "legend", "button") for one in page.all(tag)]


@pytest.mark.parametrize(
    ("kind", "press", "wanted", "unwanted"),
    [
        ("essay", ("add:hints",), ["+ 힌트 추가", "힌트 1"], "+ 제안 추가"),
        ("numeric", (), ["단위", "입력란 옆의 단위"], "단원"),
        ("cloze", ("add:gaps:number",), ["단위", "입력란 옆의 단위"], "단원"),
        ("matching", ("add:pairs.spare",), ["짝이 없는 보기", "보기 1"], "한국어"),
        ("essay", ("add:ideas",), ["어간을 한 줄에 하나씩"], "한국어"),
        ("categorize", (), ["그룹 A", "그룹 이름", "+ 그룹 추가"], "모둠 이름"),
        ("two_tier", (), ["근거 1", "+ 근거 추가"], "+ 이유 추가"),
        ("single_choice", (), ["질문"], "문항"),
    ],
)
def test_a_word_with_two_meanings_has_the_one_of_the_form(
    korean: Browser, kind: str, press: tuple[str, ...], wanted: list[str], unwanted: str
) -> None:
    found = labels(form_of(korean, kind, *press))
    assert [one for one in wanted if one not in found] == []
    assert unwanted not in found
