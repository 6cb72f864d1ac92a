"""The fields of a form one after another, and what can be typed into each instead of what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quiz.domain.authoring.forms.fields.base import TOKENS, Field, Inputs, joined
from quiz.domain.authoring.forms.fields.groups import Cases, Either, Group
from quiz.domain.authoring.forms.fields.lists import Growing, Named, Ref
from quiz.domain.authoring.forms.fields.pairs import PARTNER, SPARE, Pairs
from quiz.domain.authoring.forms.fields.plain import Choice, Line, Lines, LinesByLanguage, Numbers, Sets, Tick, Truth
from quiz.domain.authoring.forms.fields.texts import Words
from quiz.domain.authoring.forms.filled import Form

Typed = dict[str, tuple[str, ...]]


def shown(form: Form) -> Typed:
    """What stands in the inputs of a form, without what is empty."""
    return {name: tuple(filter(None, values)) for name, values in form.inputs.items()}


def leaves(of: Field, form: Form, at: str = "") -> Iterator[tuple[Field, str]]:
    """Every field in ``of`` that has inputs of its own, with its name in the form."""
    if isinstance(of, Cases):
        case = of.case(form.one(joined(at, of.by)))
        assert case is not None
        yield from leaves(case, form, at)
    elif isinstance(of, Pairs):
        for token in form.tokens(at):
            yield from leaves(of.entry, form, f"{at}.{token}")
            yield of.partner, f"{at}.{token}.{PARTNER}"
        yield from ((of.partner, f"{at}.{SPARE}.{token}") for token in form.tokens(f"{at}.{SPARE}"))
    elif isinstance(of, Growing):
        for token in form.tokens(at):
            yield from leaves(of.of, form, f"{at}.{token}")
    elif isinstance(of, Group):
        for one in of.fields:
            yield from leaves(one, form, joined(at, one.name))
    else:
        yield of, at


def lacking(of: Field, found: list[Any], at: str = "") -> Iterator[str]:
    """The fields in ``of`` that none of the data ``found`` fills in."""
    if isinstance(of, Cases):
        for case in of.cases:
            yield from lacking(case, [one for one in found if one[of.by] == case.name], f"{at}.{case.name}")
    elif isinstance(of, Pairs):
        yield from lacking(of.entry, [entry for one in found for entry in one["left"]], at)
    elif isinstance(of, Group):
        for one in of.fields:
            inner = found if isinstance(one, Pairs) else [data[one.name] for data in found if one.name in data]
            yield from lacking(one, inner, joined(at, one.name))
    elif isinstance(of, Growing):
        lines = [line for one in found for line in (one.values() if isinstance(of, Named) else one)]
        yield from lacking(of.of, lines, at)
    elif not found:
        yield at


def in_order(of: Field, data: Any) -> Any:
    """``data`` with its keys in the order of the fields in ``of``."""
    if isinstance(of, Cases):
        case = of.case(data[of.by])
        assert case is not None
        return in_order(case, data)
    if isinstance(of, Group):
        inner = {key: field for field in of.fields for key in field.own_keys()}
        keys = [key for key in (*of.known, *inner) if key in data]
        return {key: in_order(inner[key], data[key]) if key in inner else data[key] for key in keys}
    if isinstance(of, Growing):
        return _lines_in_order(of.entry if isinstance(of, Pairs) else of.of, data)
    return data


def _lines_in_order(of: Field, data: Any) -> Any:
    if isinstance(data, dict):
        return {key: in_order(of, one) for key, one in data.items()}
    return [in_order(of, one) for one in data]


def others(field: Field, name: str, form: Form) -> Iterator[Typed]:
    """What can be typed, chosen or ticked in place of what stands in a field."""
    match field:
        case Words() | LinesByLanguage():
            names = [f"{name}.{language}" for language in form.around.languages]
            is_one_for_all = len({form.one(one) for one in names}) == 1
            yield from [dict.fromkeys(names, ("다른 글",))] if is_one_for_all else ({one: ("새 글",)} for one in names)
        case Truth():
            off = ("false",) if field.open else ("",)
            yield {name: off if form.one(name) == "true" else ("true",)}
            yield {name: ("",), f"{name}.if": ("n > 1",)}
        case Tick():
            yield {name: ("",) if form.one(name) else ("true",)}
        case Choice():
            yield from ({name: (one.value,)} for one in field.every(form.around) if one.value != form.one(name))
        case Ref():
            tokens = form.tokens(field.to)
            yield {name: (next(token for token in tokens if form.every(name) != (token,)),)}
            yield from [{name: tokens}] if len(form.every(name)) > 1 else ()
        case Either():
            for case in field.cases:
                if case.name != form.one(f"{name}.which"):
                    yield {f"{name}.which": (case.name,), f"{name}.value": ("7, 8",)}
        case Lines():
            yield {name: ("\n".join(f"새 줄 {line}" for line, _ in enumerate(form.one(name).split("\n"))),)}
        case Sets():
            yield {name: ("x = 1\nx = 2, y = 1/2\nx = 3",)}
        case Numbers():
            yield {name: ("7, 8.5",)}
        case Line():
            yield {name: ("7",)}
        case _:
            raise AssertionError(f"say what is typed into a field of type {field.type}")


def emptied(field: Field, name: str, form: Form) -> Typed:
    """Nothing in any input of a field."""
    return {one: ("",) for one, _ in field.show(None, name, form.around)}


def stands_alone(name: str, form: Form) -> bool:
    """Whether the line around the field ``name`` holds nothing else, so that it goes with it."""
    lists = (at for at in _around(name) if f"{at.rpartition('.')[0]}.{TOKENS}" in form.inputs)
    line = next(lists, None)
    inside = {one for one, values in shown(form).items() if values and line and one.startswith(f"{line}.")}
    return line is not None and all(one == name or one.startswith(f"{name}.") for one in inside)


def _around(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def typed_anew(form: Form, blank: Form) -> Inputs:
    """The inputs of ``blank`` once the lines and the texts of ``form`` were put into it, one after another."""
    lines = {"": ""}
    for at in sorted((name[: -len(TOKENS) - 1] for name in form.inputs if name.endswith(f".{TOKENS}")), key=_depth):
        there = _put(at, lines)
        for token in form.tokens(at):
            blank = blank.acted(f"add:{there}:{form.one(f'{at}.{token}.kind')}")
            added = blank.tokens(there)[-1]
            lines[f"{at}.{token}"] = f"{there}.{added}"
            for inner in [name for name in blank.inputs if name.startswith(f"{there}.{added}.")]:
                if inner.endswith(f".{TOKENS}"):
                    blank = _without_lines(blank, inner[: -len(TOKENS) - 1])
    refs = {name: field.to for field, name in leaves(form.fields, form) if isinstance(field, Ref)}
    typed = {
        _put(name, lines): tuple(_put(f"{refs[name]}.{one}", lines).rpartition(".")[2] for one in values)
        if name in refs
        else values
        for name, values in form.inputs.items()
        if not name.endswith(f".{TOKENS}")
    }
    return {**blank.inputs, **typed}


def _without_lines(form: Form, at: str) -> Form:
    for token in form.tokens(at):
        form = form.acted(f"remove:{at}.{token}")
    return form


def _depth(name: str) -> int:
    return name.count(".")


def _put(name: str, lines: dict[str, str]) -> str:
    """The name in the other form of what is called ``name`` in one."""
    line = max((one for one in lines if one and (name == one or name.startswith(f"{one}."))), key=len, default="")
    return lines[line] + name[len(line) :]
