"""Whatever is sent with a form: an input is refused by name, or the file says exactly that, and nothing else moves."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.authoring.forms.fields.base import plain
from quiz.domain.authoring.forms.filled import Form, Refused
from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.authoring.forms.questions import added, blank, opened, questions_of, read_form, saved
from quiz.domain.errors import Message
from quiz.domain.questions import KINDS
from quiz.domain.yaml.reader import read_yaml
from tests.domain.authoring.forms.filling import AROUND, bank_with, sent
from tests.hostile import STACKED

HOSTILE = (
    "",
    " ",
    "a # b",
    "a: b",
    "- a",
    "'a'",
    '"a" \\times',
    "{{n}} [a]",
    "no",
    "012",
    "  leading",
    "trailing  ",
    "line\nline\n\n  line",
    "\n\nfirst",
    "🙂 e\u0301",
    "\u202eright to left\u202c שלום",
    "|",
    ">",
    "a\tb",
    "\u2028\x85",
    "한" * 300,
    "true",
    "1..5",
    "n = 1, m = 2",
)
REFUSED = ("a\x00b", "\x1b", "\ue000", STACKED, "가" * 20_001)
values = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12).filter(lambda text: text.isprintable()))
SEEDS = {kind: bank_with(kind) for kind in KINDS}


@st.composite
def posts(draw: st.DrawFn) -> tuple[str, Form, dict[str, tuple[str, ...]]]:
    """A kind, its form, and what is sent of it once lines came and went and something was typed."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    form = opened(SEEDS[kind], 1, AROUND)
    for _ in range(draw(st.integers(0, 4))):
        lists = sorted(name[:-2] for name in form.inputs if name.endswith(".@"))
        at = draw(st.sampled_from(lists))
        acts = [f"add:{at}", f"add:{at}:text"]
        acts += [f"{verb}:{at}.{token}" for token in form.tokens(at) for verb in ("remove", "up", "down")]
        form = form.acted(draw(st.sampled_from(acts)))
    names = sorted(name for name in form.inputs if not name.endswith("@"))
    typed = draw(st.dictionaries(st.sampled_from(names), values, max_size=6))
    return kind, form, sent(form) | {name: (value.replace("\n", "\r\n"),) for name, value in typed.items()}


@given(posts())
def test_a_post_is_refused_by_name_or_reads_back_as_it_was_typed(post: tuple[str, Form, dict[str, Any]]) -> None:
    kind, form, inputs = post
    raw = SEEDS[kind]
    errors: Mapping[str, Message] = {}
    try:
        found = saved(raw, 1, inputs, AROUND)
    except Refused as refused:
        found, errors = raw, refused.errors
    if errors:
        assert errors.keys() <= inputs.keys()
        return
    wanted = plain(read_form(kind, questions_of(raw)[1], inputs, AROUND))
    before, after = read_yaml(raw, "").data, read_yaml(found, "").data
    assert after == {**before, QUESTIONS: [before[QUESTIONS][0], wanted, before[QUESTIONS][2]]}
    _others_are_as_they_were(raw, found)
    if plain(wanted) != before[QUESTIONS][1]:
        assert _texts(opened(found, 1, AROUND), {}) == _texts(form, inputs)


def _others_are_as_they_were(raw: bytes, found: bytes) -> None:
    marker = b"- id: one-"
    first = raw.index(marker, raw.index(marker) + 1)
    last = raw.index(b"- id: last")
    assert found.startswith(raw[:first])
    assert found.endswith(raw[last:])


def _texts(form: Form, inputs: dict[str, tuple[str, ...]]) -> set[str]:
    """The texts in inputs of a language, of lines that are there."""
    whole = form.with_sent(inputs, {})
    named = (name for name in whole.inputs if name.endswith((".ko", ".en")) and ".patterns." not in name)
    alive = (name for name in named if _is_alive(name, whole))
    return {unicodedata.normalize("NFC", whole.one(name)) for name in alive if whole.one(name).strip()}


def _is_alive(name: str, form: Form) -> bool:
    steps = name.split(".")
    lists = [(".".join(steps[:size]), steps[size]) for size in range(1, len(steps))]
    return all(token in form.tokens(at) for at, token in lists if f"{at}.@" in form.inputs and token != "spare")


@pytest.mark.parametrize("value", REFUSED, ids=range(len(REFUSED)))
def test_what_no_bank_can_hold_is_refused_at_its_input(value: str) -> None:
    raw = SEEDS["single_choice"]
    form = opened(raw, 1, AROUND)
    for name in ("prompt.ko", "options.0.text.en", "claims", "idea", "options.1.correct.if"):
        with pytest.raises(Refused) as refused:
            saved(raw, 1, sent(form) | {name: (value,)}, AROUND)
        assert list(refused.value.errors) == [name]


@given(st.lists(values, min_size=3, max_size=3))
def test_a_new_question_says_what_was_typed(texts: list[str]) -> None:
    raw = SEEDS["essay"]
    form = blank("single_choice", AROUND, {"objective": "LO-2.1"})
    found, number = added(
        raw, 1, "single_choice", sent(form, prompt__ko=texts[0], options__n1__text__ko=texts[1], idea=texts[2]), AROUND
    )
    question = questions_of(found)[number]
    assert question.pop("id").startswith("q-")
    shown = opened(found, number, AROUND)
    typed = [unicodedata.normalize("NFC", text).rstrip("\n") if text.strip() else "" for text in texts]
    assert [shown.one("prompt.ko"), shown.one("options.0.text.ko")] == typed[:2]
    assert shown.one("idea") == typed[2].strip()
    assert questions_of(found)[0] == questions_of(raw)[0]
    assert questions_of(found)[2] == questions_of(raw)[1]
