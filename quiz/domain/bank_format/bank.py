"""A bank: one file with a month's objectives, study notes, questions and quizzes, read with every fault's place."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from pydantic import create_model

from quiz.domain.bank_format.field_messages import meant_by
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.series import Series
from quiz.domain.bank_format.validation import Findings, is_map, read_model
from quiz.domain.checks.lint import lint, with_whole_syllables
from quiz.domain.checks.policy import severity_under
from quiz.domain.checks.references import check_references
from quiz.domain.errors import BankError, Problem, say, shortened
from quiz.domain.questions import KINDS, Question
from quiz.domain.yaml.reader import read_yaml, without_collector

MediaSize = Callable[[str], int | None]
"""The size in bytes of a media file, or None where there is none."""


_MONTH = re.compile("[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, kw_only=True)
class Bank:
    """A bank as read: the models, and the plain data of the ``file`` that they were read from."""

    file: str
    header: Header
    questions: tuple[Question, ...]
    data: Mapping[str, Any]
    warnings: tuple[Problem, ...] = ()

    def definition(self, number: int) -> dict[str, Any]:
        """The plain data of question ``number``, as it is stored."""
        return dict(self.data["questions"][number])


def content_hash(data: Any) -> str:
    """The name of a content: equal for equal data, whatever the order of its keys."""
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def question_from(definition: Mapping[str, Any], languages: tuple[str, ...]) -> Question:
    """The question that a stored definition describes."""
    return KINDS[definition["kind"]].model_validate(definition, context={"languages": languages})


def read_bank(raw: bytes, file: str, series: Series, media_size: MediaSize = lambda name: None) -> Bank:
    """The bank in ``raw``.

    ``file`` names it in messages; ``media_size`` says which pictures there are. Raises ``BankError`` with every
    problem of the file, up to 200 errors; warnings come with the bank.
    """
    with without_collector():
        return _read_bank(raw, file, series, media_size)


def _read_bank(raw: bytes, file: str, series: Series, media_size: MediaSize) -> Bank:
    raw, taken_apart = with_whole_syllables(raw)
    document = read_yaml(raw, file)
    findings = Findings(document, severity_under(series.profile))
    data = document.data if isinstance(document.data, dict) else None
    header = _read_header(document.data, findings, series)
    if data is not None:
        _check_file_name(data.get("bank"), file, findings)
    questions = _read_questions(data, findings, series) if data is not None else []
    whole = [(number, question) for number, question in questions if question is not None]
    check_references(header, whole, series, media_size, findings, complete=0 < len(questions) == len(whole))
    lint(header, whole, series.languages, findings, taken_apart=taken_apart)
    problems = findings.in_order()
    if header is None or any(problem.severity == "error" for problem in problems):
        raise BankError(problems)
    return Bank(
        file=file,
        header=header,
        questions=tuple(question for _, question in whole),
        data=document.data,
        warnings=tuple(problems),
    )


def is_named_otherwise(month: str, file: str) -> bool:
    """Whether a bank's file is named like another month: a copy in which the month was not changed."""
    stem = _stem(file)
    return month != stem and bool(_MONTH.fullmatch(month) and _MONTH.fullmatch(stem))


def _stem(file: str) -> str:
    return file.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]


def _check_file_name(month: Any, file: str, findings: Findings) -> None:
    if isinstance(month, str) and is_named_otherwise(month, file):
        stem = _stem(file)
        findings.add(
            "file-name",
            ("bank",),
            say("the file is named %(stem)s and holds bank %(month)s", stem=stem, month=month),
            say("write bank: %(stem)s, or name the file %(month)s.yaml", stem=stem, month=month),
        )


def _read_header(data: Any, findings: Findings, series: Series) -> Header | None:
    rest = {key: value for key, value in data.items() if key != "questions"} if isinstance(data, dict) else data
    return read_model(Header, rest, (), findings, series.languages)


def _read_questions(data: Mapping[str, Any], findings: Findings, series: Series) -> list[tuple[int, Question | None]]:
    entries = data.get("questions")
    if not isinstance(entries, list) or not entries:
        findings.add(
            "missing",
            ("questions",) if "questions" in data else (),
            say("%(field)s is missing", field="'questions'"),
            say("write at least one question, with - before it"),
        )
        return []
    return [(number, _read_question(entry, number, findings, series)) for number, entry in enumerate(entries)]


def _read_question(entry: Any, number: int, findings: Findings, series: Series) -> Question | None:
    path = ("questions", number)
    if not is_map(entry, path, findings):
        return None
    if "kind" not in entry:
        findings.add(
            "missing",
            path,
            say("%(field)s is missing", field="'kind'"),
            say("known here: %(known)s", known=", ".join(KINDS)),
        )
        return None
    kind = str(entry["kind"])
    if kind not in KINDS:
        findings.add(
            "kind",
            (*path, "kind"),
            say("unknown kind %(kind)s", kind=shortened(kind)),
            meant_by(kind, list(KINDS)),
        )
        return None
    return read_model(KINDS[kind], entry, path, findings, series.languages)


@cache
def bank_schema() -> dict[str, Any]:
    """The JSON Schema of a bank file, for editors."""
    whole = create_model("Bank", __base__=Header)
    schema = whole.model_json_schema(by_alias=True)
    definitions = schema.setdefault("$defs", {})
    for kind, model in sorted(KINDS.items()):
        part = model.model_json_schema(by_alias=True)
        definitions.update(part.pop("$defs", {}))
        part["properties"]["kind"] = {"const": kind}
        definitions[model.__name__] = part
    schema["properties"]["questions"] = {
        "type": "array",
        "minItems": 1,
        "items": {"oneOf": [{"$ref": f"#/$defs/{model.__name__}"} for _, model in sorted(KINDS.items())]},
    }
    schema["required"] = [*schema.get("required", []), "questions"]
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Dalmada question bank"}
    return dict(_in_its_words(schema))


_WORDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


def _in_its_words(part: Any) -> Any:
    """``part`` of a schema with the limits that pydantic leaves in its own words behind a converting validator."""
    if isinstance(part, list):
        return [_in_its_words(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    # None stands for a key that was left out: nobody writes it. A limit that is a fraction comes as its text.
    entries = {_WORDS.get(key, key): _in_its_words(value) for key, value in part.items() if value is not None}
    entries |= {key: float(Fraction(entries[key])) for key in _WORDS.values() if isinstance(entries.get(key), str)}
    choices = [choice for choice in entries.pop("anyOf", []) if choice != {"type": "null"}]
    closed = {"additionalProperties": False} if "patternProperties" in part else {}
    return {**entries, **closed, **(choices[0] if len(choices) == 1 else {"anyOf": choices} if choices else {})}
