"""A changed input changes its own place in the file; what is added, removed and moved in a form is so in the file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quiz.domain.authoring.forms.filled import Form, Refused
from quiz.domain.authoring.forms.kinds.common import ALLOWANCE, CLAIMS, IDEA, SHUFFLE
from quiz.domain.authoring.forms.pieces import piece_of
from quiz.domain.authoring.forms.questions import (
    NoSuchQuestion,
    added,
    blank,
    opened,
    questions_of,
    saved,
)
from quiz.domain.authoring.forms.questions import (
    sent as as_sent,
)
from quiz.domain.bank_format.source_spots import SourceEditError, read
from quiz.domain.questions import KINDS
from tests.builders import both, definition
from tests.domain.authoring.forms.filling import AROUND, after, bank_of, bank_with, changed, lines_of, sent


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_changed_prompt_changes_one_line(kind: str) -> None:
    raw = bank_with(kind)
    found = saved(raw, 1, sent(opened(raw, 1, AROUND), prompt__en="Another one?"), AROUND)
    old, new = lines_of(raw), lines_of(found)
    assert [two.strip() for one, two in zip(old, new, strict=True) if one != two] == ['en: "Another one?"']


def single(**changes: Any) -> dict[str, Any]:
    """What a question of four options becomes."""
    return dict(changed(bank_with("single_choice"), **changes))


def test_texts_in_one_language_in_all_and_in_none() -> None:
    assert single(prompt__en="")["prompt"] == {"ko": "알맞은 것을 찾아보세요."}
    assert single(prompt__en=" ", prompt__ko="").get("prompt") is None
    plain = definition("single_choice", prompt="LoRA")
    assert changed(bank_of(plain), 0, prompt__ko="QLoRA")["prompt"] == {"ko": "QLoRA", "en": "LoRA"}
    assert changed(bank_of(plain), 0, prompt__ko="QLoRA", prompt__en="QLoRA")["prompt"] == "QLoRA"
    assert changed(bank_of(plain), 0, prompt__en="")["prompt"] == {"ko": "LoRA"}
    assert changed(bank_of(plain), 0, prompt__en="", prompt__ko="").get("prompt") is None


def test_a_text_of_a_language_that_the_series_lacks_stays() -> None:
    raw = bank_of(definition("single_choice", prompt={"ko": "가", "de": "A"}))
    form = opened(raw, 0, AROUND)
    assert after(raw, sent(form, prompt__ko="", prompt__en="B"), 0)["prompt"] == {"de": "A", "en": "B"}


def test_what_stands_in_lines_keeps_its_end() -> None:
    raw = bank_with("code_output")
    form = opened(raw, 1, AROUND)
    assert after(raw, sent(form, output="1\r\n2"))["output"] == "1\n2\n"


def test_a_new_field_is_put_in_where_a_bank_has_it() -> None:
    raw = bank_with("single_choice", points=None, difficulty=None)
    found = saved(raw, 1, sent(opened(raw, 1, AROUND), points="2", difficulty="3", hints="", idea="width"), AROUND)
    keys = list(questions_of(found)[1])
    assert keys[:9] == [
        "id", "kind", "section", "objective", "difficulty", "scope", "points", "idea", "prompt",
    ]  # fmt: skip


def test_options_are_added_removed_and_moved() -> None:
    raw = bank_with("single_choice")
    form = opened(raw, 1, AROUND).acted("add:options").acted("up:options.3").acted("remove:options.0")
    assert form.tokens("options") == ("1", "3", "2", "n1")
    inputs = sent(form, options__n1__text__ko="새 보기", options__n1__text__en="New", options__n1__correct=["", "true"])
    found = after(raw, inputs)["options"]
    assert [option["id"] for option in found] == ["b", "d", "c", "e"]
    assert found[-1] == {"id": "e", "text": both("새 보기", "New"), "correct": "true"}
    assert found[1] == questions_of(raw)[1]["options"][3]


def test_an_option_that_was_emptied_is_gone() -> None:
    empty = {f"options__0__{name}__{language}": "" for name in ("text", "why") for language in ("ko", "en")}
    assert [option["id"] for option in single(**empty)["options"]] == ["b", "c", "d"]


def test_a_list_of_which_nothing_stays_is_left_out_and_one_that_is_new_written() -> None:
    raw = bank_of(definition("single_choice", hints=["a", "b"]))
    form = opened(raw, 0, AROUND).acted("remove:hints.0").acted("remove:hints.1")
    assert "hints" not in after(raw, sent(form), 0)
    again = form.acted("add:hints")
    assert after(raw, sent(again, hints__n1__ko="가", hints__n1__en="A"), 0)["hints"] == [both("가", "A")]


@pytest.mark.parametrize(
    ("inputs", "wanted"),
    [
        ({"options__1__correct": [""]}, None),
        ({"options__1__correct__if": "n > 1"}, "n > 1"),
        ({"options__1__correct": ["", "true"]}, "true"),
    ],
)
def test_an_option_is_right_wrong_or_right_under_a_condition(inputs: dict[str, Any], wanted: str | None) -> None:
    assert single(**inputs)["options"][1].get("correct") == wanted


def test_a_statement_is_true_or_false() -> None:
    raw = bank_with("true_false", answer="true")
    assert changed(raw, answer=["", "false"])["answer"] == "false"
    assert changed(raw, answer=[""]).get("answer") is None
    assert opened(bank_with("true_false", answer="n > 1"), 1, AROUND).one("answer.if") == "n > 1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("difficulty", "4"),
        ("answer", "maybe"),
        ("image.file", "none.svg"),
        ("shuffle2", ""),
    ],
)
def test_what_is_not_among_the_choices_is_refused(name: str, value: str) -> None:
    raw = bank_with("true_false", answer="true")
    inputs = {**sent(opened(raw, 1, AROUND)), name: (value,)}
    if name == "shuffle2":
        assert saved(raw, 1, inputs, AROUND) == raw
        return
    with pytest.raises(Refused, match="Choose one of these"):
        saved(raw, 1, inputs, AROUND)


def test_a_value_that_is_no_choice_stays_until_it_is_changed() -> None:
    raw = bank_with("single_choice", difficulty="9")
    assert opened(raw, 1, AROUND).one("difficulty") == "9"
    assert changed(raw, prompt__ko="다른 글")["difficulty"] == "9"


def test_a_tick_is_written_where_it_differs_from_what_holds_without_it() -> None:
    assert single(shuffle=[""])["shuffle"] == "false"
    raw = bank_with("single_choice", shuffle="false")
    assert "shuffle" not in changed(raw, shuffle=["", "true"])
    assert opened(bank_with("single_choice", shuffle="maybe"), 1, AROUND).left_over == ("shuffle",)


def test_a_number_has_a_tolerance_of_one_of_three_kinds() -> None:
    raw = bank_with("numeric", tolerance={"absolute": "0"}, variables={"n": ["1", "2"]}, sets=None)
    assert changed(raw, tolerance__value="0.5")["tolerance"] == {"absolute": "0.5"}
    assert changed(raw, tolerance__which="relative", tolerance__value="0.05")["tolerance"] == {"relative": "0.05"}
    assert "tolerance" not in changed(raw, tolerance__value="")
    with pytest.raises(Refused, match="Choose one"):
        changed(raw, tolerance__which="much")
    odd = opened(bank_with("numeric", tolerance={"absolute": "0", "relative": "1"}), 1, AROUND)
    assert "tolerance" in odd.left_over


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("1, 2,3", ["1", "2", "3"]),
        ("1..4", ["1", "2", "3", "4"]),
        ("0 ~ 1 step 0.25", ["0", "0.25", "0.5", "0.75", "1"]),
        ("10000..10001", ["10000", "10001"]),
        ("5", ["5"]),
    ],
)
def test_a_variable_has_values_or_a_range(typed: str, wanted: list[str]) -> None:
    raw = bank_with("numeric", variables={"n": ["7"]}, sets=None)
    form = opened(raw, 1, AROUND).acted("add:variables")
    inputs = {**sent(form), "variables.n1.@key": ("m",), "variables.n1": (typed,)}
    assert after(raw, inputs)["variables"] == {"n": ["7"], "m": wanted}


@pytest.mark.parametrize("typed", ["4..1", "1..5000", "1..2 step 0", "1..2..3", "-..+"])
def test_a_range_that_leads_nowhere_is_refused(typed: str) -> None:
    raw = bank_with("numeric", variables={"n": ["7"]}, sets=None)
    with pytest.raises(Refused, match="range"):
        changed(raw, variables__0=typed)


def test_variables_are_renamed_and_named_once() -> None:
    raw = bank_with("numeric", variables={"n": ["7"], "m": ["1"]}, sets=None)
    form = opened(raw, 1, AROUND)
    assert after(raw, {**sent(form), "variables.0.@key": ("k",)})["variables"] == {"k": ["7"], "m": ["1"]}
    for key, value, words in (("0.@key", "m", "twice"), ("n1.@key", "x", "Fill in"), ("n1", "3", "Give it a name")):
        name = f"variables.{key}"
        added_line = form.acted("add:variables")
        with pytest.raises(Refused, match=words):
            saved(raw, 1, {**sent(added_line), name: (value,)}, AROUND)


def test_sets_are_lines() -> None:
    raw = bank_with("numeric", variables=None, sets=[{"n": "1", "m": "2"}, {"n": "3", "m": "4"}])
    assert changed(raw, sets="n = 1, m = 2\nn=5,m=6\nn = 7")["sets"] == [
        {"n": "1", "m": "2"},
        {"n": "5", "m": "6"},
        {"n": "7"},
    ]
    assert "sets" not in changed(raw, sets="")
    with pytest.raises(Refused, match="line of its own"):
        changed(raw, sets="n = 1, m")
    assert "sets" in opened(bank_with("numeric", variables=None, sets=[{"n": "1 2"}]), 1, AROUND).left_over


def test_spellings_are_lines_and_one_needs_no_list() -> None:
    raw = bank_with("short_text", answers=[{"text": "LoRA"}], accept=["lora"], reject=None)
    assert changed(raw, answers__0__text="QLoRA")["answers"] == [{"text": "QLoRA"}]
    found = changed(raw, answers__0__text=" QLoRA \n\nLoRA", accept="", reject="a\nb")
    assert found["answers"] == [{"text": ["QLoRA", "LoRA"]}]
    assert "accept" not in found
    assert found["reject"] == ["a", "b"]
    assert opened(bank_with("short_text", accept="lora"), 1, AROUND).left_over == ("accept",)


def test_items_belong_to_groups_by_their_lines() -> None:
    raw = bank_with("categorize")
    form = opened(raw, 1, AROUND).acted("add:bins").acted("add:items")
    inputs = sent(
        form,
        bins__n1__text__ko="새 묶음",
        bins__n1__text__en="New",
        items__0__bin="n1",
        items__n1__text__ko="항목",
        items__n1__bin="0",
    )
    found, before = after(raw, inputs), questions_of(raw)[1]
    made = found["bins"][-1]["id"]
    assert made not in {one["id"] for one in before["bins"]}
    assert found["items"][0]["bin"] == made
    assert found["items"][-1]["bin"] == before["bins"][0]["id"]
    gone = form.acted("remove:bins.0")
    with pytest.raises(Refused, match="not there any more"):
        saved(raw, 1, sent(gone, items__0__bin="0", items__1__bin="1"), AROUND)


def test_a_reference_to_nothing_is_shown_and_stays() -> None:
    raw = bank_with("categorize")
    items = [{**item, "bin": "nowhere"} for item in questions_of(raw)[1]["items"]]
    lost = bank_with("categorize", items=items)
    assert opened(lost, 1, AROUND).one("items.0.bin") == "=nowhere"
    assert changed(lost, prompt__ko="다른 글")["items"] == items
    assert changed(raw, items__0__bin="").get("items")[0].get("bin") is None
    assert opened(bank_with("categorize", bins="none"), 1, AROUND).one("items.0.bin").startswith("=")


def test_a_row_has_one_right_column_or_several() -> None:
    raw = bank_with("matrix")
    names = [column["id"] for column in questions_of(raw)[1]["columns"]]
    assert changed(raw, rows__0__key=["", "1"])["rows"][0]["key"] == names[1]
    found = changed(raw, rows__0__key=["", "0", "1"])["rows"][0]["key"]
    assert found == names[:2]
    several = bank_with(
        "matrix", rows=[{"id": "1", "text": "x", "key": [names[0], names[1]]}, {"id": "2", "text": "y"}]
    )
    assert changed(several, rows__0__key=["", "1"])["rows"][0]["key"] == [names[1]]
    assert changed(several, rows__0__key=[""])["rows"][0].get("key") is None
    assert opened(bank_with("matrix", rows=[{"id": "1", "key": [{}]}]), 1, AROUND).tokens("rows") == ("0",)


def test_gaps_come_with_a_kind_and_a_number() -> None:
    raw = bank_with("cloze")
    form = opened(raw, 1, AROUND)
    before = questions_of(raw)[1]["gaps"]
    more = form.acted("add:gaps:text").acted("add:gaps:choice").acted("add:gaps:riddle")
    new = [token for token in more.tokens("gaps") if token.startswith("n")]
    assert more.one("gaps.n1.kind") == "text"
    assert len(more.tokens("gaps.n2.options")) == 4
    inputs = sent(
        more,
        gaps__n1__answers__n1__text="답",
        gaps__n2__options__n1__text__ko="가",
        gaps__n2__options__n1__correct=["", "true"],
        gaps__n2__options__n2__text__ko="나",
    )
    found = after(raw, inputs)["gaps"]
    names = [name for name in found if name not in before]
    assert new == ["n1", "n2"]
    assert found[names[0]] == {"kind": "text", "answers": [{"text": "답"}]}
    assert [one["id"] for one in found[names[1]]["options"]] == ["a", "b"]
    assert opened(bank_with("cloze", gaps={"1": {"kind": "riddle"}}), 1, AROUND).left_over == ("gaps",)


def test_patterns_of_ideas_stand_by_language() -> None:
    raw = bank_with("essay")
    found = changed(raw, ideas__0__patterns__ko="rare \n암기", ideas__0__patterns__en="")["ideas"][0]["patterns"]
    assert found == {"ko": ["rare ", "암기"]}
    assert "patterns" not in changed(raw, ideas__0__patterns__ko="", ideas__0__patterns__en="")["ideas"][0]


def test_a_new_question_of_every_kind_is_put_in_where_it_is_wanted() -> None:
    raw = bank_with("essay")
    for kind in KINDS:
        form = blank(kind, AROUND, {"section": "2.1"})
        found, number = added(raw, 1, kind, sent(form, prompt__ko="새 문항", prompt__en="New"), AROUND)
        question = questions_of(found)[number]
        assert number == 1
        assert list(question)[:3] == ["id", "kind", "section"]
        assert question["kind"] == kind
        assert question["prompt"] == both("새 문항", "New")
        assert [one for place, one in enumerate(questions_of(found)) if place != 1] == questions_of(raw)


@pytest.mark.parametrize("rest", ["", "questions: []\n", "quizzes: []\n"])
def test_the_first_question_of_a_bank_is_put_in(rest: str) -> None:
    raw = f"bank: x # a comment\n{rest}".encode()
    form = blank("true_false", AROUND, {})
    found, number = added(raw, 9, "true_false", sent(form, prompt__ko="가", answer=["", "true"]), AROUND)
    assert number == 0
    assert questions_of(found)[0]["answer"] == "true"
    assert found.startswith(b"bank: x # a comment\n")
    again, second = added(found, 9, "true_false", sent(form, prompt__ko="가", answer=["", "true"]), AROUND)
    assert second == 1
    assert len({question["id"] for question in questions_of(again)}) == 2


def test_a_form_keeps_what_was_sent_with_what_is_wrong() -> None:
    raw = bank_with("single_choice")
    inputs = sent(opened(raw, 1, AROUND), difficulty="7", prompt__ko="a\x00")
    with pytest.raises(Refused) as refused:
        saved(raw, 1, inputs, AROUND)
    form = as_sent(raw, 1, inputs, AROUND, refused.value.errors)
    assert form.one("prompt.ko") == "a\x00"
    assert str(form.errors["prompt.ko"]) == "This text holds a character that can't be stored: U+0000. Remove it."


@pytest.mark.parametrize("number", [-1, 3, 99])
def test_a_question_that_is_not_there_is_not_opened(number: int) -> None:
    raw = bank_with("essay")
    with pytest.raises(NoSuchQuestion):
        opened(raw, number, AROUND)
    with pytest.raises(NoSuchQuestion):
        opened(b"questions: [riddle, {kind: riddle}]", 0, AROUND)


def test_buttons_that_name_nothing_change_nothing() -> None:
    form = opened(bank_with("cloze"), 1, AROUND)
    for act in ("add:nothing", "add:prompt.x", "remove:options.9", "up:gaps.99", "sing:gaps.0", "add:gaps.0.x.y", "x"):
        assert isinstance(form.acted(act), Form)
        assert form.acted(act).tokens("gaps") == form.tokens("gaps")


def test_a_bank_in_brackets_is_edited_as_a_whole() -> None:
    raw = b"{bank: x, questions: [{kind: true_false, prompt: a, answer: true}]}"
    form = opened(raw, 0, AROUND)
    assert saved(raw, 0, sent(form, answer=["", "false"]), AROUND) == raw.replace(b"true}", b"false}")
    listed = b"bank: x\nquestions: [{kind: true_false, prompt: a, answer: true}]\n"
    assert saved(listed, 0, sent(opened(listed, 0, AROUND), answer=["", "false"]), AROUND).endswith(b"false}]\n")
    indented = b"  bank: x\n  questions:\n  - kind: true_false\n    prompt: a\n    answer: true\n"
    assert saved(indented, 0, sent(opened(indented, 0, AROUND), answer=["", "false"]), AROUND) == indented.replace(
        b"answer: true", b"answer: false"
    )


def test_a_text_for_all_languages_becomes_one_for_each_in_its_place() -> None:
    raw = bank_of(definition("single_choice", hints=["a", "b"]))
    assert changed(raw, 0, hints__1__en="c")["hints"] == ["a", {"ko": "b", "en": "c"}]


def test_a_new_line_of_which_nothing_is_left_is_none() -> None:
    raw = bank_with("hotspot")
    form = opened(raw, 1, AROUND).acted("add:spots")
    assert after(raw, sent(form, spots__n1__shape__which="circle"))["spots"] == questions_of(raw)[1]["spots"]
    cloze = bank_with("cloze")
    strange = opened(cloze, 1, AROUND).acted("add:gaps:text")
    with pytest.raises(Refused, match="Fill in"):
        saved(cloze, 1, sent(strange, gaps__n1__kind="riddle"), AROUND)


def test_one_column_needs_no_list() -> None:
    raw = bank_with("matrix", rows=[{"id": "1", "text": "x", "key": "a"}], columns=[{"id": "a"}, {"id": "b"}])
    assert changed(raw, rows__0__key=["", "1"])["rows"][0]["key"] == "b"
    with pytest.raises(Refused, match="not there any more"):
        changed(raw, rows__0__key=["", "7"])


def test_what_the_file_does_not_allow_is_refused_as_a_whole() -> None:
    raw = b"questions: [kind: essay]\n"
    with pytest.raises(Refused) as refused:
        saved(raw, 0, sent(opened(raw, 0, AROUND), prompt__ko="x"), AROUND)
    assert list(refused.value.errors) == [""]


def test_a_piece_that_reads_otherwise_in_its_bank_is_refused() -> None:
    piece = piece_of(read(bank_with("essay")), 1, marked=False)
    assert piece is not None
    with pytest.raises(SourceEditError, match="reads otherwise"):
        piece.put_back(piece.raw, {})


def test_lines_have_letters_where_others_refer_to_them() -> None:
    form = opened(bank_with("categorize"), 1, AROUND)
    assert form.is_referred("bins")
    assert not form.is_referred("items")
    assert form.name_of("bins", "0").startswith("A · ")
    longer = form.acted("add:bins")
    assert longer.name_of("bins", "n1").isalpha()
    assert longer.first_of("bins.n1").startswith("bins.n1.")
    assert form.first_of("bins.none") == ""
    many = replace(form, inputs={**form.inputs, "bins.@": tuple(f"n{number}" for number in range(30))})
    assert many.letter("bins", "n29") == "30"


def test_what_is_folded_is_open_where_it_holds_something() -> None:
    form = opened(bank_with("single_choice", claims=["x"], idea=None), 1, AROUND)
    assert form.is_filled(CLAIMS)
    assert not form.is_filled(IDEA)
    assert not form.is_filled(SHUFFLE)
    assert replace(form, errors={"idea": CLAIMS.label}).is_filled(IDEA)
    assert [offer.value for offer in ALLOWANCE.options] == ["absolute", "relative", "significant"]
