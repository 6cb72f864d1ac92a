"""Every field of every kind: filled in, changed, emptied and put back, and what the question says then."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from quiz.domain.authoring.forms.fields.base import TOKENS, plain
from quiz.domain.authoring.forms.fields.groups import Group
from quiz.domain.authoring.forms.fields.lists import KEY, Ref
from quiz.domain.authoring.forms.filled import Form, Refused
from quiz.domain.authoring.forms.kinds.common import AFTER, BEFORE
from quiz.domain.authoring.forms.kinds.register import FIELDS, form_of
from quiz.domain.authoring.forms.questions import added, opened, questions_of, read_form, saved
from quiz.domain.questions import KINDS
from tests.builders import as_yaml, definition
from tests.domain.authoring.forms.filling import bank_of, sent
from tests.domain.authoring.forms.full import TWO_OF_EACH, full
from tests.domain.authoring.forms.walking import emptied, lacking, leaves, others, shown, stands_alone, typed_anew

EACH_KIND = pytest.mark.parametrize("kind", sorted(KINDS))
OWN = [pytest.param(kind, Group(fields=FIELDS[kind]), id=kind) for kind in sorted(KINDS)]
OF_ALL = pytest.param("essay", Group(fields=(*BEFORE, *AFTER)), id="fields of every question")
EACH_FIELD = pytest.mark.parametrize(("kind", "fields"), [*OWN, OF_ALL])


def form_for(question: dict[str, Any]) -> Form:
    return Form.of(form_of(question["kind"]), question["kind"], question, TWO_OF_EACH)


def read(question: dict[str, Any], inputs: Any) -> dict[str, Any]:
    """The data of a question once its form was sent."""
    return dict(plain(read_form(question["kind"], question, inputs, TWO_OF_EACH)))


@EACH_KIND
def test_the_question_of_these_tests_has_every_field(kind: str) -> None:
    lacks = list(lacking(form_of(kind), [full(kind)]))
    assert lacks == [], f"give {kind} these in tests/domain/authoring/forms/full.py"
    form = form_for(full(kind))
    assert not form.left_over
    assert read(full(kind), sent(form)) == full(kind)


@EACH_FIELD
def test_what_is_typed_instead_stands_in_its_field_alone_and_can_be_put_back(kind: str, fields: Group) -> None:
    question = full(kind)
    form = form_for(question)
    for field, name in leaves(fields, form):
        for typed in others(field, name, form):
            changed = read(question, sent(form) | typed)
            wanted = shown(form) | {one: tuple(filter(None, values)) for one, values in typed.items()}
            assert shown(form_for(changed)) == wanted, (name, typed)
            assert as_yaml(read(changed, sent(form_for(changed)) | sent(form))) == as_yaml(question), (name, typed)


@EACH_FIELD
def test_a_field_that_is_emptied_leaves_the_question_and_comes_back_to_its_place(kind: str, fields: Group) -> None:
    question = full(kind)
    form = form_for(question)
    for field, name in leaves(fields, form):
        if name.startswith("pairs.") or stands_alone(name, form) or field.type == "tick":
            continue
        changed = read(question, sent(form) | emptied(field, name, form))
        nothing = {one: tuple(filter(None, values)) for one, values in field.show(None, name, TWO_OF_EACH)}
        assert shown(form_for(changed)) == shown(form) | nothing, name
        assert as_yaml(read(changed, sent(form_for(changed)) | sent(form))) == as_yaml(question), name


@EACH_KIND
def test_what_one_form_shows_and_another_is_given_is_the_same_question(kind: str) -> None:
    question = full(kind)
    inputs = typed_anew(form_for(question), form_for({"kind": kind}))
    found = plain(read_form(kind, {}, inputs, TWO_OF_EACH))
    whole = {"id": question["id"], "kind": kind, **found}
    assert (whole, list(whole)) == (question, list(question))


@EACH_KIND
def test_a_file_with_every_field_is_written_anew_and_back_again(kind: str) -> None:
    raw = bank_of(definition("true_false"), full(kind), definition("true_false", id="last"))
    form = opened(raw, 1, TWO_OF_EACH)
    typed: dict[str, tuple[str, ...]] = {}
    for field, name in leaves(form.fields, form):
        typed |= next(others(field, name, form), {})
    changed = saved(raw, 1, sent(form) | typed, TWO_OF_EACH)
    again = opened(changed, 1, TWO_OF_EACH)
    assert {name: shown(again)[name] for name in typed} == {
        name: tuple(filter(None, values)) for name, values in typed.items()
    }
    assert [questions_of(changed)[place] for place in (0, 2)] == [questions_of(raw)[place] for place in (0, 2)]
    back = saved(changed, 1, sent(again) | sent(form), TWO_OF_EACH)
    assert questions_of(back) == questions_of(raw)
    new, number = added(changed, 9, kind, typed_anew(form, form_for({"kind": kind})), TWO_OF_EACH)
    assert number == 3
    assert questions_of(new)[:3] == questions_of(changed)
    assert {**questions_of(new)[3], "id": full(kind)["id"]} == full(kind)


def lists(form: Form) -> list[str]:
    return [name.removesuffix(f".{TOKENS}") for name in form.inputs if name.endswith(f".{TOKENS}")]


def said(form: Form, at: str) -> list[dict[str, tuple[str, ...]]]:
    """The texts in each line of a list, by the names that they have in it."""
    texts = {name: text for name, text in shown(form).items() if name.endswith((".ko", ".en", f".{KEY}"))}
    lines = [f"{at}.{token}." for token in form.tokens(at)]
    return [{name.removeprefix(line): texts[name] for name in texts if name.startswith(line)} for line in lines]


@EACH_KIND
def test_a_line_that_is_taken_away_goes_alone_and_not_while_others_refer_to_it(kind: str) -> None:
    question = full(kind)
    form = form_for(question)
    for at in lists(form):
        for place, token in enumerate(form.tokens(at)):
            less = form.acted(f"remove:{at}.{token}")
            refs = [(name, field) for field, name in leaves(less.fields, less) if isinstance(field, Ref)]
            if referring := {name for name, field in refs if field.to == at and token in form.every(name)}:
                with pytest.raises(Refused, match="Choose again") as refused:
                    read(question, sent(less))
                assert refused.value.errors.keys() == referring
                continue
            found = form_for(read(question, sent(less)))
            assert said(found, at) == [*said(form, at)[:place], *said(form, at)[place + 1 :]]
            assert {name: said(found, name) for name in others_than(at, found)} == {
                name: said(form, name) for name in others_than(at, form)
            }


def others_than(at: str, form: Form) -> list[str]:
    """The lists of a form, but for one, and what is around it or in it."""
    return [name for name in lists(form) if not f"{name}.".startswith(f"{at}.") and not at.startswith(f"{name}.")]


@EACH_KIND
def test_lines_change_places_and_stay_what_they_are(kind: str) -> None:
    question = full(kind)
    form = form_for(question)
    for at in lists(form):
        for first, second in pairwise(form.tokens(at)):
            moved = read(question, sent(form.acted(f"down:{at}.{first}")))
            assert moved == read(question, sent(form.acted(f"up:{at}.{second}")))
            place = form.tokens(at).index(first)
            before = said(form, at)
            assert said(form_for(moved), at) == [
                *before[:place],
                before[place + 1],
                before[place],
                *before[place + 2 :],
            ]


@EACH_KIND
def test_a_line_that_is_added_and_left_empty_is_none(kind: str) -> None:
    question = full(kind)
    form = form_for(question)
    for at in lists(form):
        more = form.acted(f"add:{at}")
        assert len(more.tokens(at)) == len(form.tokens(at)) + (at != "gaps")
        assert read(question, sent(more)) == question, at


@pytest.mark.parametrize("case", ["text", "number", "choice"])
def test_a_gap_is_of_the_kind_that_was_chosen_and_gets_the_next_number(case: str) -> None:
    question = full("cloze")
    more = form_for(question).acted(f"add:gaps:{case}")
    assert read(question, sent(more))["gaps"] == {**question["gaps"], "4": {"kind": case}}
    assert len(more.tokens("gaps.n1.options")) == (4 if case == "choice" else 0)
