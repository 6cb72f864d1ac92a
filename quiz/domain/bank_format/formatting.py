"""Files of a series in one layout: known fields in their order, comments where they belong, the same data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from quiz.domain.bank_format.fields import Text
from quiz.domain.bank_format.glossary import Glossary
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.series import Series
from quiz.domain.bank_format.source_spots import SourceEditError
from quiz.domain.errors import BankError, say
from quiz.domain.questions import KINDS, Question
from quiz.domain.yaml.commented.commented_tree import Group, Part, Tree, Written, tree_of
from quiz.domain.yaml.document import Document
from quiz.domain.yaml.layout import takes_lines, written
from quiz.domain.yaml.reader import read_yaml

FIRST = (
    *("id", "was", "kind", "idea", "section", "objective", "claims", "difficulty", "scope", "points"),
    *("prompt", "image", "hints", "variables", "sets", "where"),
)
"""The fields with which a question begins; those of its kind follow in the order in which they are written."""
LAST = ("combinations", "explanation", "sources", "read_again", "as_of")
"""The fields with which a question ends."""
SHORT_LIST = 80
"""A list of names or numbers stands in one line of at most so many characters."""
_NAME = re.compile(r"[\w.+-]{1,40}")


def formatted(raw: bytes) -> bytes:
    """The file in ``raw`` in its canonical layout, which reads as the same data; its own result stays as it is.

    Lines end with \\n, and no byte order mark stands before them. Raises ``BankError`` where the file can't be read as
    YAML, and ``SourceEditError`` where it holds something that can't be written otherwise.
    """
    document = read_yaml(raw, "")
    text = document.text.replace("\r\n", "\n").replace("\r", "\n")
    tree = tree_of(text)
    changed = written(_arranged(tree, document.data))
    _require_same(document, changed)
    return changed.encode()


def _require_same(document: Document, changed: str) -> None:
    """Raises ``SourceEditError`` at the first place where ``changed`` reads as something else."""
    try:
        found = read_yaml(changed.encode(), "")
    except BankError:
        path: Sequence[str | int] | None = ()
    else:
        path = _differing(document.data, found.data)
    if path is not None:
        message = say("this place would read otherwise in the canonical layout")
        raise SourceEditError(document.place(path), message, say("write it in another way, such as in quotes"))


def _differing(one: Any, other: Any) -> tuple[str | int, ...] | None:
    """The path of the first place where two data differ; None where they are the same."""
    if type(one) is not type(other):
        return ()
    if isinstance(one, dict | list):
        if len(one) != len(other) or (isinstance(one, dict) and one.keys() != other.keys()):
            return ()
        steps: Iterable[Any] = list(one) if isinstance(one, dict) else range(len(one))
        found = ((step, _differing(one[step], other[step])) for step in steps)
        return next(((step, *path) for step, path in found if path is not None), None)
    return None if one == other else ()


# --- What stands where: the models of the bank format say which fields there are.


def _arranged(tree: Tree, data: Any) -> Tree:
    if not isinstance(tree.root, Group):
        return tree
    model = _model_of(data)
    root = _placed(tree.root, model)
    if model is Header:
        root = replace(root, parts=tuple(_set_apart(part) for part in root.parts))
    return replace(tree, root=root)


def _model_of(data: Any) -> type[BaseModel] | None:
    """The model of a whole file, by the fields that only it has."""
    if not isinstance(data, dict):
        return None
    if "bank" in data or "questions" in data:
        return Header
    return Series if "series" in data or "parts" in data else Glossary if "terms" in data else None


def _set_apart(part: Part) -> Part:
    """A field of a bank with a blank line before it where it takes several lines, and between its questions."""
    value = part.value
    if isinstance(value, Group) and part.name == "questions":
        value = replace(value, parts=tuple(replace(entry, is_apart=True) for entry in value.parts))
    return replace(part, value=value, is_apart=part.is_apart or takes_lines(part))


def _placed(group: Group, annotation: Any) -> Group:
    """``group`` with known fields in their order, and each list of names in one line."""
    forms = list(_forms(annotation))
    if group.is_list:
        inner = next((get_args(form)[0] for form in forms if _is_list(form)), None)
        entries = tuple(_inside(part, inner) for part in group.parts)
        return replace(group, parts=entries, in_flow=group.in_flow or _is_short_list(group, inner))
    model = _model_among(forms, group)
    if model is None:
        inner = next((get_args(form)[1] for form in forms if get_origin(form) is not None and _is_map(form)), None)
        return replace(group, parts=tuple(_inside(part, inner) for part in group.parts))
    fields = {info.alias or name: info.annotation for name, info in model.model_fields.items()}
    if model is Header:
        fields["questions"] = list[Question]
    parts = tuple(_inside(part, fields.get(part.name)) for part in group.parts)
    return replace(group, parts=_in_order(parts, model, list(fields)))


def _inside(part: Part, annotation: Any) -> Part:
    return replace(part, value=_placed(part.value, annotation)) if isinstance(part.value, Group) else part


def _forms(annotation: Any) -> Iterator[Any]:
    """What a field may be, without what annotates it."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _forms(get_args(annotation)[0])
    elif origin in (Union, UnionType):
        for part in get_args(annotation):
            yield from _forms(part)
    elif annotation is not None:
        yield annotation


def _is_list(form: Any) -> bool:
    return get_origin(form) in (tuple, list)


def _is_map(form: Any) -> bool:
    return isinstance(get_origin(form), type) and issubclass(get_origin(form), Mapping)


def _model_among(forms: Sequence[Any], group: Group) -> type[BaseModel] | None:
    """The model that a map is read into: of several the one that knows most of its fields, of a question its kind."""
    models = [form for form in forms if isinstance(form, type) and issubclass(form, BaseModel)]
    names = {part.name for part in group.parts}
    if Question in models:
        kinds = (part.value.value for part in group.parts if part.name == "kind" and isinstance(part.value, Written))
        return KINDS.get(next(kinds, ""), Question)
    return max(models, key=lambda model: len(names & model.model_fields.keys()), default=None)


def _in_order(parts: Sequence[Part], model: type[BaseModel], fields: Sequence[str]) -> tuple[Part, ...]:
    """Known fields in their order; one that is not known stays behind the one that it follows."""
    is_question = issubclass(model, Question)
    ranks = {name: number for number, name in enumerate(FIRST if is_question else fields)}
    if is_question:
        ranks |= {name: len(FIRST) + 1 + number for number, name in enumerate(LAST)}
    found, last = [], len(FIRST) if is_question else -1
    for part in parts:
        if not is_question:
            last = ranks.get(part.name, last)
        found.append(ranks.get(part.name, last))
    return tuple(part for _, part in sorted(zip(found, parts, strict=True), key=lambda pair: pair[0]))


def _is_short_list(group: Group, inner: Any) -> bool:
    """Whether a list holds names or numbers alone, without a comment, so few that they fit one short line."""
    forms = list(_forms(inner))
    if not forms or any(form is Text or not isinstance(form, type) or issubclass(form, BaseModel) for form in forms):
        return False
    values = [part.value for part in group.parts]
    if group.has_comments or any(part.is_apart for part in group.parts[1:]):
        return False
    words = [value.value for value in values if isinstance(value, Written) and _NAME.fullmatch(value.value)]
    return len(words) == len(values) and sum(len(word) + 2 for word in words) <= SHORT_LIST
