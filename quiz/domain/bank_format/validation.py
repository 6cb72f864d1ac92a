"""From a document's plain data to the typed models, each fault reported with its place and its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, TypeGuard, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError

from quiz.domain.bank_format import field_messages
from quiz.domain.bank_format.remedies.keys import meant_word
from quiz.domain.bank_format.remedies.numbers import for_values
from quiz.domain.errors import BankError, Message, Problem, Severity, Weight, say
from quiz.domain.yaml.composer import MAX_PROBLEMS
from quiz.domain.yaml.document import Document, Path, Place

M = TypeVar("M", bound=BaseModel)


class Findings:
    """Collects the problems of one document and knows their places; raises ``BankError`` at 200 errors.

    ``severity_of`` says how a finding of a code and a weight is reported.
    """

    def __init__(self, document: Document, severity_of: Callable[[str, Weight], Severity] | None = None) -> None:
        self.document = document
        self.severity_of = severity_of or _as_found
        self.problems: list[Problem] = []
        self.weights: list[Weight] = []
        """What the check itself calls each of the problems."""
        self.errors = 0
        self._known: set[tuple[object, ...]] = set()

    def add(
        self,
        code: str,
        path: Sequence[str | int],
        message: Message,
        remedy: Message,
        *,
        severity: Weight = "error",
        of_key: bool = False,
    ) -> None:
        place = self.document.place(path, of_key=of_key)
        self.add_at(place, code, message, remedy, severity=severity)

    def add_at(self, place: Place, code: str, message: Message, remedy: Message, *, severity: Weight = "error") -> None:
        """Adds a problem; one that is known already is not said again, as a plain text stands for every language."""
        line, column = place
        finding = (line, column, code, str(message), str(remedy))
        if finding in self._known:
            return
        self._known.add(finding)
        reported = self.severity_of(code, severity)
        self.problems.append(
            Problem(
                code=code,
                severity=reported,
                file=self.document.file,
                line=line,
                column=column,
                message=message,
                remedy=remedy,
            )
        )
        self.weights.append(severity)
        self.errors += reported == "error"
        if self.errors >= MAX_PROBLEMS:
            raise BankError(self.in_order())

    def warn(self, code: str, path: Sequence[str | int], message: Message, remedy: Message) -> None:
        self.add(code, path, message, remedy, severity="warning")

    def in_order(self) -> list[Problem]:
        """The problems from the top of the file to its end."""
        return sorted(self.problems, key=lambda problem: (problem.line, problem.column, problem.code))


def _as_found(code: str, weight: Weight) -> Severity:
    return "warning" if weight == "warning" else "error"


def read_model(model: type[M], data: Any, path: Path, findings: Findings, languages: Sequence[str]) -> M | None:
    """``data`` as a ``model``, or None with the reasons among the ``findings``."""
    if not is_map(data, path, findings):
        return None
    # What a profile asks for is reported first; where that is no error, the model is read without it.
    asks = True
    while True:
        try:
            return model.model_validate(data, context={"languages": tuple(languages), "asks": asks})
        except ValidationError as error:
            if not _only_asked(model, error, path, findings) or not asks:
                return None
        asks = False


def _only_asked(model: type[BaseModel], error: ValidationError, path: Path, findings: Findings) -> bool:
    """Whether no more is wrong than that something lacks that the profile asks for, without refusing the bank."""
    before, details = findings.errors, error.errors(include_url=False)
    around = {detail["loc"][:depth] for detail in details for depth in range(len(detail["loc"]))}
    # A list is counted without its faulty entries, which are reported already.
    details = [detail for detail in details if detail["type"] != "too_short" or detail["loc"] not in around]
    meant = set(_meant(model, details))
    details = [detail for detail in details if detail["type"] not in _LACKING or detail["loc"] not in meant]
    for detail in details:
        _report(model, detail, path, findings)
    return findings.errors == before and all(detail["type"].startswith("asked_") for detail in details)


_LACKING = ("missing", "asked_field")


def _meant(model: type[BaseModel], details: Sequence[Mapping[str, Any]]) -> Iterator[Path]:
    """The fields for which an unknown key stands: that key says what to do, and they don't lack besides."""
    for detail in details:
        if detail["type"] == "extra_forbidden":
            *around, key = detail["loc"]
            if word := meant_word(str(key), _fields_at(model, around)):
                yield (*around, word)


def is_map(data: Any, path: Path, findings: Findings) -> TypeGuard[dict[str, Any]]:
    """Whether ``data`` is a map; the ``findings`` say so where it isn't."""
    if isinstance(data, dict):
        return True
    message = say("a list stands where fields are wanted")
    if not isinstance(data, list):
        message = (
            say("a text stands where fields are wanted") if data else say("nothing stands where fields are wanted")
        )
    findings.add("structure", path, message, say("write key: value lines"))
    return False


_NO_STEPS = ("[key]", "[text]", "[number]", "[choice]", "[claim]")
"""What pydantic has among the steps of a place and no file has: a map's key, and which of several models was read."""


def _report(model: type[BaseModel], detail: Mapping[str, Any], path: Path, findings: Findings) -> None:
    kind = detail["type"]
    within = tuple(step for step in detail["loc"] if step not in _NO_STEPS)
    place = (*path, *within)
    if kind == "extra_forbidden":
        key, known = str(within[-1]), _fields_at(model, detail["loc"][:-1])
        in_flow, beside = findings.document.in_flow(place[:-1]), findings.document.at(place[:-1])
        alone = isinstance(beside, dict) and len(beside) == 1
        words = field_messages.unknown(key, detail["input"], known, in_flow=in_flow, alone=alone)
        findings.add("unknown-key", place, *words, of_key=True)
    elif kind in ("missing", "asked_field"):
        weight: Weight = "error" if kind == "missing" else "asked"
        words = field_messages.missing(str(within[-1]), place[:-1])
        findings.add("missing", place[:-1], *words, severity=weight)
    elif kind in ("model_type", "tuple_type", "dict_type", "model_attributes_type"):
        _form(model, detail, place, findings)
    else:
        inside = detail.get("ctx", {}).get("inside")
        if kind == "text_language":
            detail["ctx"]["bare"] = detail["input"][inside] == "" and findings.document.in_flow(place)
            detail["ctx"]["alone"] = detail["ctx"]["bare"] and len(detail["input"]) == 1
        code, message, remedy = field_messages.words_of(kind, place, detail)
        findings.add(
            code,
            (*place, inside) if inside else place,
            message,
            remedy,
            severity="asked" if kind.startswith("asked_") else "error",
            of_key=kind == "text_language",
        )


_SHORT = {
    "tolerance": say("write a number such as 0.01, or a share such as 5%%"),
    "questions": say("write all, or the ids of questions in square brackets"),
}
"""The short form of a field, where it is the shorter way to say how it is written."""


def _form(model: type[BaseModel], detail: Mapping[str, Any], place: Path, findings: Findings) -> None:
    """A text, list or map where another of the three is wanted, with the form that is."""
    code, message, remedy = field_messages.words_of(detail["type"], place, detail)
    written, field = detail["input"], str(place[-1])
    fields = _needed_at(model, detail["loc"])
    as_list = detail["type"] == "tuple_type"
    if written == "":
        message = say("%(field)s is empty", field=field_messages.named(place))
    if short := _SHORT.get(field):
        remedy = short
    elif fields:
        form = field_messages.form_of(fields, written)
        if detail["type"] == "dict_type":
            form = f"{{{_NAMES.get(field, 'a')}: {form}}}"
        remedy = say("write it as %(form)s", form=f"[{form}]" if as_list else form)
    elif as_list and "variables" in place:
        if field.isdecimal() and not written:
            # The comma before it is reported already, where the name of a variable is wanted.
            return
        remedy = for_values(written if isinstance(written, str) else "")
    elif field in _SHAPES:
        remedy = say("write it as %(form)s", form=_SHAPES[field])
    elif field == "variables":
        remedy = say("write it as %(form)s", form="{a: [2, 5, 8]}")
    elif as_list and isinstance(written, str) and written:
        remedy = say("write it as %(form)s", form=f"[{written}]")
    findings.add(code, place, message, remedy)


_NAMES = {"sources": "book", "objectives": "LO-1", "sections": '"1"', "gaps": '"1"'}
"""A name for what stands in these maps, as an example."""
_SHAPES = {"circle": "[x, y, r]", "rect": "[x, y, width, height]"}


def _needed_at(model: type[BaseModel], path: Iterable[str | int]) -> dict[str, bool]:
    """The keys that the model at ``path`` inside ``model`` knows, and whether each is needed."""
    found = _model_at(model, path)
    fields = found.model_fields.items() if found else ()
    return {info.alias or name: info.is_required() for name, info in fields}


def _fields_at(model: Any, path: Iterable[str | int]) -> list[str]:
    """The keys that the model at ``path`` inside ``model`` knows, its own before those that it shares."""
    found = _model_at(model, path) or BaseModel
    own = [name for name in found.model_fields if name in found.__annotations__]
    ordered = [*own, *(name for name in found.model_fields if name not in own)]
    return [*(found.model_fields[name].alias or name for name in ordered), *getattr(found, "beside", ())]


def _model_at(model: Any, path: Iterable[str | int]) -> type[BaseModel] | None:
    for step in path:
        model = _inner(model, step)
    return _model_in(model)


def _inner(annotation: Any, step: str | int) -> Any:
    tagged = next((part for part in get_args(_bare(annotation, whole=True)) if Tag(str(step)) in get_args(part)), None)
    if tagged is not None:
        return tagged
    model = _model_in(annotation) if not isinstance(step, int) else None
    if model is not None and isinstance(step, str):
        for name, info in model.model_fields.items():
            if step in (name, info.alias):
                return info.annotation
    return next((part for part in get_args(_bare(annotation)) if _model_in(part) is not None), None)


def _bare(annotation: Any, *, whole: bool = False) -> Any:
    """``annotation`` without what annotates it; of a union that is not wanted ``whole_account``, the first part."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if not whole and get_origin(annotation) in (Union, UnionType):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return _bare(inner[0])
    return annotation


def _model_in(annotation: Any) -> type[BaseModel] | None:
    bare = _bare(annotation)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return bare
    for part in get_args(bare):
        found = _model_in(part)
        if found is not None:
            return found
    return None
