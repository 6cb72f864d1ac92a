"""What is typed into a field is read as it is meant, or refused at the input that it stands in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from quiz.domain.authoring.forms.fields.base import plain
from quiz.domain.authoring.forms.fields.groups import Either
from quiz.domain.authoring.forms.filled import Form, Refused
from quiz.domain.authoring.forms.kinds.register import form_of
from quiz.domain.authoring.forms.questions import read_form
from tests.domain.authoring.forms.filling import as_values, sent
from tests.domain.authoring.forms.full import TWO_OF_EACH, full
from tests.domain.authoring.forms.walking import leaves

TYPED = yaml.safe_load((Path(__file__).parent / "typed.yaml").read_text())


def form_for(question: dict[str, Any]) -> Form:
    return Form.of(form_of(question["kind"]), question["kind"], question, TWO_OF_EACH)


def named(case: dict[str, Any]) -> str:
    return f"{case['kind']}-{case['typed']}"


def inputs_of(case: dict[str, Any], question: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    form = form_for(question)
    for act in case.get("press", ()):
        form = form.acted(act)
    return sent(form) | {name: as_values(text) for name, text in case["typed"].items()}


def at(data: Any, path: str) -> Any:
    """What stands at a path; None where nothing does."""
    for step in path.split("."):
        inside = dict(enumerate(data)) if isinstance(data, list) else data
        data = inside.get(int(step) if isinstance(data, list) else step)
    return data


@pytest.mark.parametrize("case", [case for case in TYPED if "refused" not in case], ids=named)
def test_what_is_typed_is_read_as_it_is_meant(case: dict[str, Any]) -> None:
    question = full(case["kind"])
    found = plain(read_form(case["kind"], question, inputs_of(case, question), TWO_OF_EACH))
    assert at(found, case["at"]) == case.get("is")
    touched = {case["at"].partition(".")[0], *(act.split(":")[1] for act in case.get("press", ()))}
    assert {**found, **dict.fromkeys(touched)} == {**question, **dict.fromkeys(touched)}
    again = form_for(found)
    assert plain(read_form(case["kind"], found, sent(again), TWO_OF_EACH)) == found


@pytest.mark.parametrize("case", [case for case in TYPED if "refused" in case], ids=named)
def test_what_is_refused_is_said_at_its_input_and_stays_typed(case: dict[str, Any]) -> None:
    question = full(case["kind"])
    inputs = inputs_of(case, question)
    with pytest.raises(Refused) as refused:
        read_form(case["kind"], question, inputs, TWO_OF_EACH)
    errors = refused.value.errors
    assert errors.keys() == case["refused"].keys()
    assert [str(errors[name]) for name, words in case["refused"].items() if words not in str(errors[name])] == []
    again = form_for(question).with_sent(inputs, errors)
    assert [again.every(name) for name in case["typed"]] == [
        tuple(filter(None, as_values(text))) for text in case["typed"].values()
    ]


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("hotspot", "spots.0.shape", {"rect": "rectangle: left", "circle": "circle: middle"}),
        ("numeric", "tolerance", {"absolute": "so much", "relative": "share", "significant": "figures"}),
    ],
)
def test_keys_of_which_there_is_one_are_offered_in_words(kind: str, name: str, words: dict[str, str]) -> None:
    form = form_for(full(kind))
    (field,) = [one for one, at in leaves(form.fields, form) if at == name]
    assert isinstance(field, Either)
    assert [offer.value for offer in field.options] == list(words)
    assert [str(offer.label) for offer in field.options if words[offer.value] not in str(offer.label)] == []


@pytest.mark.parametrize(
    ("kind", "changes", "left"),
    [
        ("numeric", {"tolerance": "5%"}, "tolerance"),
        ("numeric", {"tolerance": {}}, "tolerance"),
        ("numeric", {"tolerance": {"absolute": "1", "relative": "2"}}, "tolerance"),
        ("numeric", {"tolerance": {"riddle": "1"}}, "tolerance"),
        ("numeric", {"tolerance": {"absolute": ["1"]}}, "tolerance"),
        ("essay", {"variables": {"n": ["1, 2"]}}, "variables"),
        ("essay", {"sets": [{"n": "1, 2"}]}, "sets"),
        ("cloze", {"gaps": {"1": {"kind": "riddle"}}}, "gaps"),
        ("cloze", {"gaps": {"1": {"kind": "number", "riddle": "1"}}}, "gaps.0.riddle"),
        ("matrix", {"rows": [{"id": "1", "key": [["a"]]}]}, "rows.0.key"),
        ("categorize", {"items": [{"id": "1", "bin": ["a"]}]}, "items.0.bin"),
    ],
)
def test_what_no_input_can_show_stays_and_is_named(kind: str, changes: dict[str, Any], left: str) -> None:
    question = {**full(kind), **changes}
    form = form_for(question)
    assert form.left_over == (left,)
    found = plain(read_form(kind, question, sent(form, prompt__ko="다른 글"), TWO_OF_EACH))
    assert found == {**question, "prompt": {**question["prompt"], "ko": "다른 글"}}


def test_a_reference_to_nothing_stays_until_another_line_is_chosen() -> None:
    question = full("categorize")
    question["items"][0]["bin"] = "gone"
    form = form_for(question)
    assert form.every("items.0.bin") == ("=gone",)
    assert plain(read_form("categorize", question, sent(form), TWO_OF_EACH)) == question
    chosen = plain(read_form("categorize", question, sent(form) | {"items.0.bin": ("1",)}, TWO_OF_EACH))
    assert chosen["items"][0]["bin"] == "b"


def test_an_unchanged_reference_stays_where_its_list_was_not_sent() -> None:
    question = full("ordering")
    inputs = {name: values for name, values in sent(form_for(question)).items() if not name.startswith("items")}
    assert plain(read_form("ordering", question, inputs, TWO_OF_EACH)) == question
