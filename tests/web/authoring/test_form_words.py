"""What the forms of the studio say to somebody who writes in one language and sees no file."""

from __future__ import annotations

import re

import pytest

from quiz.domain.questions import KINDS
from tests.builders import as_yaml, bank_data, definition
from tests.web.authoring.test_first_quiz import BANK, QUESTION, begun, published, with_bank
from tests.web.authoring.test_studio import editor
from tests.web.pages import Browser, Page, words

__all__ = ["editor"]
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


HEAD, QUIZ = f"{BANK}/head", f"{BANK}/quizzes/new"


@pytest.fixture
def on_offer(korean: Browser) -> Browser:
    """The same with a question that is published."""
    published(korean)
    return korean


def with_section(browser: Browser, **typed: str) -> Page:
    """The head once a section was added, with what was typed into its inputs."""
    form = browser.send(browser.get(HEAD).form(HEAD), "add:sections").form(HEAD)
    for name, text in typed.items():
        form.set(f"f.sections.n1.{name.replace('key', '@key').replace('__', '.')}", text)
    return browser.send(form, "save")


def test_a_section_needs_no_name_and_one_that_can_not_be_is_told_at_its_input(korean: Browser) -> None:
    page = with_section(korean, key="이항분포", title__ko="이항분포")
    assert (page.status, page.faults) == (422, [])
    assert "영문자" in words(page.by_id("f.sections.n1.@key-said"))
    form = page.form(HEAD)
    assert (form.value("f.sections.n1.@key"), form.value("f.sections.n1.title.ko")) == ("이항분포", "이항분포")
    form.set("f.sections.n1.@key", "")
    saved = korean.send(form, "save")
    assert (saved.status, saved.path) == (200, HEAD)
    assert saved.form(HEAD).value("f.sections.0.@key") == "ihangbunpo"


def test_a_name_that_no_bank_takes_is_changed_where_it_is_shown(korean: Browser) -> None:
    form = korean.get(BANK).form(BANK)
    form.set("source", form.value("source").strip() + "\nsections: {이항분포: {title: 이항분포}}\n")
    korean.send(form)
    page = korean.get(HEAD)
    assert (page.status, page.faults) == (200, [])
    form = page.form(HEAD)
    form.set("f.sections.0.@key", "binom")
    page = korean.send(form, "save")
    assert "올바른 이름이 아니에요" not in page.main
    assert "binom" in korean.get(BANK).form(BANK).value("source")


def test_who_adds_the_only_section_reads_what_it_does_to_the_questions(on_offer: Browser) -> None:
    assert "하나뿐일 때는 모든 문항이 여기에 속해요" in on_offer.get(HEAD).main
    page = with_section(on_offer, key="binom", title__ko="이항분포")
    said = "절이 ‘이항분포’ 하나뿐이라 이제 문항 1개가 이 절에 속해요."
    assert said in page.main
    assert said in on_offer.get(f"{BANK}/publish").main
    assert said not in on_offer.send(on_offer.get(HEAD).form(HEAD), "save").main, "it is no news any more"
    listed = on_offer.get(f"{BANK}/questions").main
    assert "· 이항분포" in listed
    assert "binom" not in listed


def test_the_first_quiz_leaves_the_practice_that_learners_have(on_offer: Browser) -> None:
    form = on_offer.get(QUIZ).form(QUIZ)
    form.set("f.title.ko", "쪽지 시험")
    form.set("f.mode", "exam")
    saved = on_offer.send(form, "save")
    assert (saved.path, saved.faults) == (f"{BANK}/quizzes/2", [])
    assert "연습도 그대로 있어요" in saved.main
    page = on_offer.get(f"{BANK}/publish")
    assert "새 퀴즈 쪽지 시험" in page.main
    assert "내리는 퀴즈" not in page.main
    assert "check" not in page.main.split("파일에서 바뀌는 곳")[0]
    on_offer.send(page.form(f"{BANK}/publish"))
    share = on_offer.get(f"{BANK}/share")
    on_offer.send(share.form(f"{BANK}/share"))
    assert "시험을 보려면 계정이 필요해요" in on_offer.get(f"{BANK}/share").main


def test_what_goes_is_named_by_its_words(on_offer: Browser) -> None:
    form = on_offer.get(f"{BANK}/questions/new/true_false").form(f"{BANK}/questions/new/true_false")
    form.set("f.prompt.ko", "둘째 문항이에요.")
    form.set("f.answer", "true")
    on_offer.send(form, "save")
    listed = on_offer.get(f"{BANK}/questions")
    form = listed.form(f"{BANK}/questions")
    on_offer.send(form, "delete:1")
    on_offer.send(on_offer.get(HEAD).form(HEAD), "save")
    form = on_offer.get(HEAD).form(HEAD)
    form.set("f.title.ko", "중앙값")
    on_offer.send(form, "save")
    page = on_offer.get(f"{BANK}/publish")
    assert (page.status, page.faults) == (200, [])
    assert "내리는 문항 평균은 늘 자료 가운데 하나예요. 문항 외 제목" in page.main


def test_a_finding_speaks_of_fields_and_not_of_the_file(korean: Browser) -> None:
    address = f"{BANK}/questions/new/single_choice"
    form = korean.get(address).form(address)
    form.set("f.prompt.ko", "둘 중 무엇인가요?")
    for token in ("n1", "n2"):
        form.set(f"f.options.{token}.text.ko", f"보기 {token}")
        form.tick(f"f.options.{token}.correct")
    page = korean.send(form, "save")
    assert "하나에만 ‘정답’을 표시하세요" in page.main
    assert "correct" not in page.main
    address = f"{BANK}/questions/new/numeric"
    form = korean.get(address).form(address)
    form.set("f.prompt.ko", "소수 둘째 자리까지 반올림해 쓰세요.")
    form.set("f.answer", "1/3")
    form.set("f.decimals", "3")
    page = korean.send(form, "save")
    assert "‘소수 자릿수’에 같은 수를 쓰세요" in page.main
    assert "decimals" not in page.main


def test_places_of_texts_are_called_as_their_forms_call_them(editor: Browser) -> None:
    form = editor.get("/studio/ai-2024/2024-02").form("/studio/ai-2024/2024-02")
    form.set("source", as_yaml(bank_data(questions=[definition(kind) for kind in KINDS])))
    editor.send(form)
    main = editor.get("/studio/ai-2024/2024-02/replace?find=e").main
    places = {place.split(" · ", 1)[1] for place in re.findall(r"(?:\d+번 문항|문제 은행) · [^A-Za-z]*? · 영어", main)}
    assert {"질문 · 영어", "해설 · 영어", "보기 1 · 내용 · 영어", "절 1 · 제목 · 영어", "제목 · 영어"} <= places
    assert {"피드백 · 참을 고른 사람에게 · 영어", "짝 1 · 영어", "1번 퀴즈 · 제목 · 영어"} <= places


def test_what_is_saved_says_when_learners_see_it(korean: Browser) -> None:
    saved = korean.send(korean.get(HEAD).form(HEAD), "save")
    assert "초안에 저장했어요. 게시하고 공개하면 학습자에게 보여요." in saved.main
    page = published(korean)
    korean.send(page.form(f"{BANK}/share"))
    saved = korean.send(korean.get(HEAD).form(HEAD), "save")
    assert "초안에 저장했어요. 게시하면 학습자에게 보여요." in saved.main


def test_publishing_what_learners_do_not_find_yet_says_so(korean: Browser) -> None:
    form = korean.get(BANK).form(BANK)
    form.set("source", form.value("source").strip() + "\n" + QUESTION)
    page = korean.send(form, "publish")
    assert "게시해도 아직 학습자에게 보이지 않아요" in page.main


@pytest.mark.parametrize(
    ("which", "typed", "kept"),
    [("absolute", "5%", "relative 0.05"), ("relative", "0.1", "relative 0.1"), ("absolute", "0.5", "absolute 0.5")],
)
def test_a_tolerance_in_per_cent_is_a_share(korean: Browser, which: str, typed: str, kept: str) -> None:
    address = f"{BANK}/questions/new/numeric"
    form = korean.get(address).form(address)
    for name, text in (
        ("prompt.ko", "몇인가요?"),
        ("answer", "20"),
        ("tolerance.which", which),
        ("tolerance.value", typed),
    ):
        form.set(f"f.{name}", text)
    saved = korean.send(form, "save")
    form = saved.form(saved.path)
    assert f"{form.value('f.tolerance.which')} {form.value('f.tolerance.value')}" == kept
    assert "허용 오차" not in "".join(words(one) for one in saved.all("p", class_="err"))


PRINTED = """questions:
  - {kind: true_false, prompt: 늘 그래요., answer: false, why: {true: 3과 4의 평균을 보세요., false: 맞아요.}}
  - {kind: short_text, prompt: 가운데 값은?, answers: [{text: [중앙값, 중앙수, median]}, {text: 중위값, score: 0.5}]}
  - {kind: numeric, prompt: 얼마인가요?, answer: "20", tolerance: 5%, unit: {text: cm}}
  - {kind: numeric, prompt: 얼마인가요?, answer: "2.5", tolerance: 0.05}
  - {kind: numeric, prompt: 얼마인가요?, answer: "3"}
  - {kind: single_choice, prompt: 무엇인가요?, options: [{text: 분산, why: 퍼짐이에요.}, 평균], answer: 평균}
"""


def test_a_printed_key_has_all_that_counts_and_the_reasons(korean: Browser) -> None:
    form = korean.get(BANK).form(BANK)
    form.set("source", form.value("source").strip() + "\n" + PRINTED)
    korean.send(form)
    page = korean.get(f"{BANK}/print?keys=reasons")
    assert (page.status, page.faults) == (200, [])
    keys = [
        words(one)
        for one in page.all("section", class_="key-sheet")[0].iter()
        if "printed-text" in (one.get("class") or "")
    ]
    assert "참 : 3과 4의 평균을 보세요." in keys[0]
    assert "이것도 정답: 중앙수" in keys[1]
    assert "중위값 (50%)" in keys[1]
    assert "(±5%)" in keys[2]
    assert "(±0.05)" in keys[3]
    assert "±" not in keys[4]
    assert "분산 : 퍼짐이에요." in keys[5]
    assert "퍼짐이에요" not in korean.get(f"{BANK}/print?keys=keys").main


def test_publishing_says_how_many_drafts_stay_out(korean: Browser) -> None:
    form = korean.get(BANK).form(BANK)
    drafted = "  - {kind: true_false, drafted: machine, prompt: 초안이에요., answer: true}\n"
    form.set("source", form.value("source").strip() + "\n" + QUESTION + drafted)
    page = korean.send(form, "publish")
    assert (page.status, page.faults) == (200, [])
    assert "문항 1개는 아직 게시하지 않아요" in page.main
