"""What a prompt needs to know of a section, read from a bank's file that may have no question yet."""

from __future__ import annotations

from typing import Any

from quiz.domain.authoring.asking.prompts import Brief
from quiz.domain.authoring.coverage import coverage_of
from quiz.domain.authoring.starting.templates import shows_picture
from quiz.domain.bank_format.fields import Text
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.series import Series
from quiz.domain.bank_format.short_forms.long_form import long_document
from quiz.domain.bank_format.validation import Findings, read_model
from quiz.domain.checks.policy import severity_under
from quiz.domain.errors import BankError
from quiz.domain.questions import KINDS, Question, kind_in
from quiz.domain.yaml.reader import read_yaml

PROMPTED = tuple(kind for kind in KINDS if not shows_picture(kind))
"""The kinds that can be asked for: one that shows a picture needs one of the teacher's."""


def header_in(raw: bytes, file: str, series: Series) -> tuple[Header, list[Question]]:
    """All of a bank but its questions, and those of its questions that can be read.

    Raises ``BankError`` where the header can't be read; faults of questions don't matter here.
    """
    document = long_document(read_yaml(raw, file), series.languages)
    findings = Findings(document, severity_under(series.profile))
    data = document.data if isinstance(document.data, dict) else {}
    rest = {key: value for key, value in data.items() if key != "questions"}
    header = read_model(Header, rest, (), findings, series.languages)
    if header is None:
        raise BankError(findings.in_order())
    written = data.get("questions")
    found = (_question(entry, series) for entry in (written if isinstance(written, list) else ()))
    return header, [question for question in found if question is not None]


def _question(entry: Any, series: Series) -> Question | None:
    kind = kind_in(entry)
    if kind is None:
        return None
    try:
        found: Question = KINDS[kind].model_validate(entry, context={"languages": series.languages})
    except ValueError:
        return None
    return found


def brief_of(header: Header, questions: list[Question], section: str, series: Series) -> Brief:
    """What is known of ``section``, one of the header's."""
    covered = next(one for one in coverage_of(header, questions).sections if one.id == section)
    asked: tuple[Text, ...] = tuple(question.prompt for question in questions if question.section == section)
    return Brief(
        section=section,
        title=covered.title,
        notes=header.sections[section].notes,
        claims=covered.claims,
        objectives=header.objectives,
        asked=asked,
        languages=series.languages,
    )
