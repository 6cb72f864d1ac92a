"""From a document's plain data to the typed models, each fault told with its place and its remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, TypeGuard, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError

from quiz.domain.errors import BankError, Message, Problem, Severity, say, shortened
from quiz.domain.yaml_reader import MAX_PROBLEMS, Document, Path, unknown_key_remedy

M = TypeVar("M", bound=BaseModel)


class Findings:
    """Collects the problems of one document and knows their places; raises ``BankError`` at 200 errors."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self.errors = 0

    def add(
        self,
        code: str,
        path: Sequence[str | int],
        message: Message,
        remedy: Message,
        *,
        severity: Severity = "error",
        of_key: bool = False,
    ) -> None:
        line, column = self.document.place(path, of_key=of_key)
        self.problems.append(
            Problem(
                code=code,
                severity=severity,
                file=self.document.file,
                line=line,
                column=column,
                message=message,
                remedy=remedy,
            )
        )
        self.errors += severity == "error"
        if self.errors >= MAX_PROBLEMS:
            raise BankError(self.in_order())

    def warn(self, code: str, path: Sequence[str | int], message: Message, remedy: Message) -> None:
        self.add(code, path, message, remedy, severity="warning")

    def in_order(self) -> list[Problem]:
        """The problems from the top of the file to its end."""
        return sorted(self.problems, key=lambda problem: (problem.line, problem.column, problem.code))


def read_model(model: type[M], data: Any, path: Path, findings: Findings, languages: Sequence[str]) -> M | None:
    """``data`` as a ``model``, or None with the reasons among the ``findings``."""
    if not is_map(data, path, findings):
        return None
    try:
        return model.model_validate(data, context={"languages": tuple(languages)})
    except ValidationError as error:
        details = error.errors(include_url=False)
        around = {detail["loc"][:depth] for detail in details for depth in range(len(detail["loc"]))}
        for detail in details:
            # A list is counted without its faulty entries, each of which is told already.
            if detail["type"] != "too_short" or detail["loc"] not in around:
                _report(model, detail, path, findings)
        return None


def is_map(data: Any, path: Path, findings: Findings) -> TypeGuard[dict[str, Any]]:
    """Whether ``data`` is a map; the ``findings`` say so where it isn't."""
    if isinstance(data, dict):
        return True
    message = say("a list where a map is wanted") if isinstance(data, list) else say("a text where a map is wanted")
    findings.add("structure", path, message, say("write key: value lines"))
    return False


_NO_STEPS = ("[key]", "[text]", "[number]", "[choice]")
"""What pydantic tells among the steps of a place and no file has: a map's key, and which of several models was read."""


def _report(model: type[BaseModel], detail: Mapping[str, Any], path: Path, findings: Findings) -> None:
    kind = detail["type"]
    within = tuple(step for step in detail["loc"] if step not in _NO_STEPS)
    place = (*path, *within)
    field = str(within[-1]) if within else ""
    if kind == "extra_forbidden":
        known = _fields_at(model, detail["loc"][:-1])
        message = say("unknown key %(key)s", key=shortened(field))
        findings.add("unknown-key", place, message, unknown_key_remedy(field, known), of_key=True)
    elif kind == "missing":
        findings.add(
            "missing",
            place[:-1],
            say("%(field)s is missing", field=repr(field)),
            say("add %(field)s to this part", field=repr(field)),
        )
    else:
        code, message, remedy = _words(kind, field, detail)
        inside = detail.get("ctx", {}).get("inside")
        findings.add(code, (*place, inside) if inside else place, message, remedy, of_key=kind == "text_language")


def _words(kind: str, field: str, detail: Mapping[str, Any]) -> tuple[str, Message, Message]:
    context = detail.get("ctx", {})
    value = shortened(detail.get("input", ""))
    if kind == "text_missing":
        return (
            "languages",
            say("%(field)s lacks %(missing)s", field=repr(field), missing=context["missing"]),
            say("write the text in every language of the series"),
        )
    if kind == "text_language":
        return (
            "languages",
            say("%(key)s is not a language of the series", key=repr(context["inside"])),
            say("use the languages that series.yaml names"),
        )
    if kind == "literal_error":
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
        return (
            "choice",
            say("unknown value %(value)s of %(field)s", value=value, field=repr(field)),
            unknown_key_remedy(str(detail.get("input", "")), allowed),
        )
    template, remedy = _TEMPLATES.get(kind, _OTHER)
    values = {"field": repr(field), "value": value, "reason": detail.get("msg", ""), **_limits(context)}
    return (
        kind.replace("_", "-"),
        Message(template=template.template, values=values),
        Message(template=remedy.template, values=values),
    )


def _limits(context: Mapping[str, Any]) -> dict[str, Any]:
    names = ("ge", "gt", "le", "lt", "min_length", "max_length", "limit", "size", "pattern")
    limits = {name: context[name] for name in names if name in context}
    first = next((limits[name] for name in names if name in limits), "")
    return {"limit": first, **limits}


_TEMPLATES = {
    "text": (say("%(field)s is no text"), say("write one text, or one for each language")),
    "text_empty": (say("%(field)s is empty"), say("write the text")),
    "text_long": (say("%(field)s has %(size)s characters, the limit is %(limit)s"), say("shorten the text")),
    "text_reserved": (
        say("%(field)s holds a reserved private-use character"),
        say("remove the characters U+E000 to U+E00F"),
    ),
    "truth": (say("%(value)s is neither true nor false"), say("write true or false, in small letters")),
    "whole_number": (say("%(value)s is not a whole number"), say("write a whole number such as 2")),
    "number": (say("%(value)s is not a number"), say("write a number such as 0.01 or 4096")),
    "slug": (
        say("%(value)s is no id"),
        say("use lower-case letters a to z, digits and single hyphens, for example router-top-two"),
    ),
    "name": (say("%(value)s is no name"), say("use letters a to z, digits, points, hyphens and underscores")),
    "month": (say("%(value)s is no month"), say("write year and month, for example 2026-11")),
    "arxiv": (say("%(value)s is no arXiv number"), say("write it as in 2106.09685")),
    "url": (say("%(value)s is no web address"), say("write it whole, with https:// before it")),
    "shape": (say("not exactly one shape"), say("give circle: [x, y, r] or rect: [x, y, width, height]")),
    "lengths": (say("not exactly one of words and characters"), say("count either words or characters")),
    "tolerance": (say("not exactly one tolerance"), say("give one of absolute, relative, significant")),
    "quiz_tries": (say("an exam has one try a question"), say("leave tries: out, or set mode: practice")),
    "draw_count": (say("the draw has neither count nor questions"), say("add count: 8, or name the questions")),
    "too_short": (say("%(field)s holds too few entries"), say("write at least %(limit)s")),
    "too_long": (say("%(field)s holds too many entries"), say("write at most %(limit)s")),
    "greater_than": (say("%(value)s is too small for %(field)s"), say("write more than %(limit)s")),
    "greater_than_equal": (say("%(value)s is too small for %(field)s"), say("write %(limit)s or more")),
    "less_than": (say("%(value)s is too large for %(field)s"), say("write less than %(limit)s")),
    "less_than_equal": (say("%(value)s is too large for %(field)s"), say("write %(limit)s or less")),
    "tuple_type": (say("%(field)s is no list"), say("write the entries with - before each")),
    "dict_type": (say("%(field)s is no map"), say("write key: value lines")),
    "model_type": (say("%(field)s is no map"), say("write key: value lines")),
    "string_type": (say("%(field)s is no text"), say("write one plain text")),
    "string_pattern_mismatch": (
        say("%(value)s is no variable's name"),
        say("use a letter, then letters, digits and underscores"),
    ),
}
_OTHER = (say("%(field)s can't be used: %(reason)s"), say("see the reference of the bank format"))


def _fields_at(model: Any, path: Iterable[str | int]) -> list[str]:
    """The keys that the model at ``path`` inside ``model`` knows."""
    for step in path:
        model = _inner(model, step)
    found = _model_in(model) or BaseModel
    return [*(info.alias or name for name, info in found.model_fields.items()), *getattr(found, "beside", ())]


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
    """``annotation`` without what annotates it; of a union that is not wanted ``whole``, the first part."""
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
