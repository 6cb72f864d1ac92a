"""A bank: one file with objectives, study notes, questions and quizzes, read with every fault's place."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from quiz.domain.bank_format.fields import is_month
from quiz.domain.bank_format.glossary import Glossary
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.question_ids import WrittenQuestion, ids_of
from quiz.domain.bank_format.quizzes import MOST_DRAWN, Quiz
from quiz.domain.bank_format.remedies.keys import alias_of, meant_by, meant_word
from quiz.domain.bank_format.remedies.values import said_instead
from quiz.domain.bank_format.series import Series
from quiz.domain.bank_format.short_forms.writing_out import written_out
from quiz.domain.bank_format.validation import Findings, is_map, read_model
from quiz.domain.checks.allowances import without_allowed
from quiz.domain.checks.avoided_forms import avoided_forms
from quiz.domain.checks.lint import lint, with_whole_syllables
from quiz.domain.checks.pictures import MediaSize
from quiz.domain.checks.policy import severity_under
from quiz.domain.checks.references import check_references
from quiz.domain.checks.taught_terms import taught_terms
from quiz.domain.errors import BankError, Problem, say, shortened
from quiz.domain.questions import KINDS, Question
from quiz.domain.yaml.document import Path, Place
from quiz.domain.yaml.reader import read_yaml, without_collector

NOT_IN_VERSIONS = ("claims", "drafted")
"""Fields of a question that no learner sees and no answer depends on: they are no part of what is stored of it."""
PRACTICE = {"ko": "연습", "en": "Practice"}
"""The title of the practice that a bank without quizzes gets."""


@dataclass(frozen=True, kw_only=True)
class Bank:
    """A bank as read: the models, and the plain data of the ``file`` that they were read from."""

    file: str
    header: Header
    questions: tuple[Question, ...]
    data: Mapping[str, Any]
    warnings: tuple[Problem, ...] = ()
    unnamed: Mapping[int, Place] = field(default_factory=dict)
    """Where the questions stand that the file gives no id, by number: they have those that they would get as new."""

    def definition(self, number: int) -> dict[str, Any]:
        """The plain data of question ``number``, as it is stored."""
        written = {key: value for key, value in self.data["questions"][number].items() if key not in NOT_IN_VERSIONS}
        return {**written, "id": self.questions[number].id}

    def written(self) -> list[WrittenQuestion]:
        """The questions as the file has them, to find those of them that are published."""
        return [
            _written(number, "" if number in self.unnamed else question.id, self.data["questions"][number])
            for number, question in enumerate(self.questions)
        ]

    def with_ids(self, ids: Sequence[str]) -> Bank:
        """The bank with ``ids``, one for each question in their order."""
        pairs = zip(self.questions, ids, strict=True)
        return replace(self, questions=tuple(question.model_copy(update={"id": name}) for question, name in pairs))

    def looked_at(self) -> Bank:
        """The bank without the questions that a machine drafted and nobody has looked at: what can be published."""
        pairs = list(zip(self.questions, self.data["questions"], strict=True))
        kept = [(question, written) for question, written in pairs if question.drafted is None]
        data = {**self.data, "questions": [written for _, written in kept]}
        return replace(self, questions=tuple(question for question, _ in kept), data=data, unnamed={})

    def ids_to_write(self) -> tuple[tuple[int, str], ...]:
        """The numbers of the questions that the file gives no id, each with the id that it lacks."""
        return tuple((number, self.questions[number].id) for number in sorted(self.unnamed))


def content_hash(data: Any) -> str:
    """The name of a content: equal for equal data, whatever the order of its keys."""
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def content_without_ids(definition: Mapping[str, Any]) -> str:
    """The name of a question's content, whatever it is called."""
    left_out = ("id", "was", *NOT_IN_VERSIONS)
    return content_hash({key: value for key, value in definition.items() if key not in left_out})


def _written(position: int, name: str, definition: Mapping[str, Any]) -> WrittenQuestion:
    return WrittenQuestion(
        id=name,
        was=definition.get("was", ""),
        content_hash=content_without_ids(definition),
        kind=definition["kind"],
        position=position,
    )


def question_from(definition: Mapping[str, Any], languages: tuple[str, ...]) -> Question:
    """The question that a stored definition describes."""
    return KINDS[definition["kind"]].model_validate(definition, context={"languages": languages})


def read_bank(
    raw: bytes,
    file: str,
    series: Series,
    media_size: MediaSize = lambda name: None,
    glossary: Glossary | None = None,
) -> Bank:
    """The bank in ``raw``.

    ``file`` names it in messages; ``media_size`` says which pictures there are, ``glossary`` which forms to avoid.
    Raises ``BankError`` with every problem of the file, up to 200 errors; warnings come with the bank.
    """
    with without_collector():
        return _read_bank(raw, file, series, media_size, glossary)


def _read_bank(raw: bytes, file: str, series: Series, media_size: MediaSize, glossary: Glossary | None) -> Bank:
    raw, taken_apart = with_whole_syllables(raw)
    written = written_out(read_yaml(raw, file), series.languages)
    document = written.document
    findings = Findings(document, severity_under(series.profile))
    for problem in written.problems:
        place = (problem.line, problem.column)
        findings.add_at(place, problem.code, problem.message, problem.remedy)
    data = document.data if isinstance(document.data, dict) else None
    header = _read_header(document.data, findings, series)
    if data is not None:
        _check_file_name(data.get("bank"), file, findings)
    questions = _read_questions(data, findings, series) if data is not None else []
    whole = [(number, question) for number, question in questions if question is not None]
    unnamed = {number: document.place(("questions", number)) for number, question in whole if not question.id}
    if unnamed and data is not None:
        whole = _with_new_ids(whole, data)
    check_references(header, whole, series, media_size, findings, complete=0 < len(questions) == len(whole))
    lint(header, whole, series.languages, findings, taken_apart=taken_apart)
    if glossary is not None:
        avoided_forms(glossary, header, whole, findings)
        taught_terms(glossary, header, whole, findings)
    if header is not None and data is not None and "quizzes" not in data and whole:
        ready = sum(question.drafted is None for _, question in whole)
        data, header = _with_practice(data, header, max(1, ready), series.languages)
    problems = without_allowed(findings)
    if header is None or any(problem.severity == "error" for problem in problems):
        raise BankError(problems)
    return Bank(
        file=file,
        header=header,
        questions=tuple(question for _, question in whole),
        data=data or {},
        warnings=tuple(problems),
        unnamed=unnamed,
    )


def read_parts(raw: bytes, file: str, series: Series) -> tuple[Header | None, list[Question]]:
    """What can be read of a bank that may have errors: its header, None where it can't be used, and its questions.

    Raises ``BankError`` where the file can't be read as YAML.
    """
    document = written_out(read_yaml(with_whole_syllables(raw)[0], file), series.languages).document
    findings = Findings(document, severity_under(series.profile))
    try:
        header = _read_header(document.data, findings, series)
        found = _read_questions(document.data, findings, series) if isinstance(document.data, dict) else []
    except BankError:
        # As many errors as are counted: what follows is not read.
        return None, []
    whole = [(number, question) for number, question in found if question is not None]
    return header, [question for _, question in (_with_new_ids(whole, document.data) if whole else ())]


def _with_new_ids(whole: Sequence[tuple[int, Question]], data: Mapping[str, Any]) -> list[tuple[int, Question]]:
    """The questions, those without an id with the one that they would get as new ones of this bank."""
    written = [_written(number, question.id, data["questions"][number]) for number, question in whole]
    found = ids_of(written, (), seed=str(data.get("bank")))
    return [
        (number, question.model_copy(update={"id": name}))
        for (number, question), name in zip(whole, found.ids, strict=True)
    ]


def is_named_otherwise(month: str, file: str) -> bool:
    """Whether a month's file is named like another month: a copy in which the month was not changed."""
    stem = _stem(file)
    return month != stem and is_month(month) and is_month(stem)


def _stem(file: str) -> str:
    return file.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]


def _check_file_name(month: Any, file: str, findings: Findings) -> None:
    if isinstance(month, str) and (meant := re.fullmatch(r"(20)?([0-9]{2})-?(0[1-9]|1[0-2])", month)):
        form = f"20{meant[2]}-{meant[3]}"
        if form != month:
            message = say("%(value)s is read as the name of a unit, not as a month", value=repr(month))
            findings.warn("month", ("bank",), message, say("write it as %(form)s", form=form))
    if isinstance(month, str) and is_named_otherwise(month, file):
        stem = _stem(file)
        findings.add(
            "file-name",
            ("bank",),
            say("the file is named %(stem)s and holds bank %(month)s", stem=stem, month=month),
            say("write bank: %(stem)s, or name the file %(month)s.yaml", stem=stem, month=month),
        )


def _read_header(data: Any, findings: Findings, series: Series) -> Header | None:
    if not isinstance(data, dict):
        _without_fields(data, findings)
        return None
    rest = {key: value for key, value in data.items() if key != "questions"}
    return read_model(Header, rest, (), findings, series.languages)


def _without_fields(data: Any, findings: Findings) -> None:
    if isinstance(data, list):
        remedy = say("write bank: and questions: above it, each in a line of its own")
        findings.add("structure", (), say("the file holds a list alone"), remedy)
        return
    remedy = say(
        "a bank begins with the lines bank: and questions:; texts from other programs go into those of questions"
    )
    findings.add("structure", (), say("the file holds no fields, only text"), remedy)


_OF_BANKS = (*Header.model_fields, *Header.beside)


def _read_questions(data: Mapping[str, Any], findings: Findings, series: Series) -> list[tuple[int, Question | None]]:
    entries = data.get("questions")
    if "questions" not in data and any(meant_word(key, _OF_BANKS) == "questions" for key in data):
        # The key says itself what it should be.
        return []
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
        _without_kind(entry, path, findings)
        return None
    kind = entry["kind"]
    if odd := said_instead("name", kind, say("%(text)s", text="'kind'")):
        findings.add("kind", (*path, "kind"), odd[0], odd[1] or say("known here: %(known)s", known=", ".join(KINDS)))
        return None
    if kind not in KINDS:
        findings.add(
            "kind",
            (*path, "kind"),
            say("unknown kind %(kind)s", kind=shortened(kind)),
            meant_by(kind, list(KINDS)),
        )
        return None
    return read_model(KINDS[kind], entry, path, findings, series.languages)


def _without_kind(entry: Mapping[str, Any], path: Path, findings: Findings) -> None:
    other = next((key for key in entry if alias_of(key, ["kind"])), None)
    if other is not None:
        message = say("unknown key %(key)s", key=shortened(other))
        findings.add("unknown-key", (*path, other), message, meant_by(other, ["kind"]), of_key=True)
        return
    message, known = say("%(field)s is missing", field="'kind'"), ", ".join(KINDS)
    findings.add("missing", path, message, say("known here: %(known)s", known=known))


def practice(languages: Sequence[str]) -> dict[str, Any]:
    """What a bank without quizzes gets, but for the questions that it draws: all of them."""
    named = {language: PRACTICE[language] for language in languages if language in PRACTICE}
    title = named if len(named) == len(languages) else PRACTICE["en"]
    return {"id": "practice", "title": title, "mode": "practice"}


def _with_practice(
    data: dict[str, Any], header: Header, size: int, languages: tuple[str, ...]
) -> tuple[dict[str, Any], Header]:
    """The bank with a practice over all its questions, as far as one quiz can hold them."""
    quiz = {**practice(languages), "draw": [{"count": str(min(size, MOST_DRAWN))}]}
    read = Quiz.model_validate(quiz, context={"languages": languages})
    return {**data, "quizzes": [quiz]}, header.model_copy(update={"quizzes": (read,)})
