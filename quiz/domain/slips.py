"""What YAML or the format reads otherwise than its author meant: seen in what was written, not in what was read."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from quiz.domain.errors import say, shortened
from quiz.domain.fields import Text
from quiz.domain.questions import Question
from quiz.domain.quizzes import Quiz
from quiz.domain.validation import Findings
from quiz.domain.yaml_reader import Path

if TYPE_CHECKING:
    from quiz.domain.bank import Header

Numbered = Sequence[tuple[int, Question]]

_HANGUL = re.compile("[가-힣]")
_NOT_WORDS = re.compile(r"\$[^$]*\$|`[^`]*`|\{\{[^{}]*\}\}")
_LEADING_ZERO = re.compile(r"[+-]?0[0-9]+(?:\.[0-9]*)?")

_CODE = re.compile(r"(`+).*?\1", re.S)
# What an escape of double quotes makes of a command: "\times" a tab and imes, "\rho" a return, "\neq" a new line.
_ESCAPED = re.compile("\\$[^$]*?(?:[\t\r\x85\u2028\u2029]|\n(?=(?:abla|eq|otin)\\b))[^$]*\\$")
# What begins with a digit is an amount of money.
_COMMAND = re.compile(r"\$(?!\s*[0-9])[^$<]*?(?:\\[A-Za-z]{2,}|[_^]\{)[^$<]*")
_BRACES = re.compile(r"\{\{|\}\}")
_NAMED = re.compile(r"\{\s*([A-Za-z]\w*)\s*\}")
_PLACEHOLDER = re.compile(r"\{\{\s*[A-Za-z]\w*\s*\}\}")


def cut_at_commas(lists: Mapping[str, Sequence[str]], path: Path, findings: Findings) -> None:
    """Adds to ``findings`` the values of ``variables`` that are the second half of a number with a comma in it."""
    for name, values in lists.items():
        for place, value in enumerate(values):
            if _LEADING_ZERO.fullmatch(value):
                findings.add(
                    "variables",
                    (*path, name, place),
                    say("the value %(value)s begins with a zero", value=repr(value)),
                    say("leave leading zeros out; a comma parts values, so write 10000 for 10,000"),
                )


def control_in_formula(text: str, path: Path, findings: Findings) -> bool:
    """Whether double quotes took a command of a formula for an escape; the ``findings`` say so."""
    found = _ESCAPED.search(_CODE.sub(" ", text))
    if found is None:
        return False
    findings.add(
        "formula",
        path,
        say("a control character stands in the formula %(value)s", value=repr(found[0])),
        say("write the text in single quotes or as a block, or double the backslash: \\\\times"),
    )
    return True


def left_over(prose: str, path: Path, findings: Findings, variables: Collection[str] | None) -> None:
    """Adds to ``findings`` what was meant as a formula or a placeholder and is shown as it was written.

    ``prose`` is a rendered text without its code, formulas and placeholders. ``variables`` are those of the question;
    None for a text that belongs to no question.
    """
    if formula := _COMMAND.search(prose):
        findings.add(
            "formula",
            path,
            say("the formula %(value)s is not closed", value=shortened(html.unescape(formula[0]).strip())),
            say("close it with $, without a space inside; a plain dollar sign is written \\$"),
        )
    elif variables and (braces := _BRACES.search(prose)):
        findings.add(
            "placeholder",
            path,
            say("%(braces)s is left over in the text", braces=braces[0]),
            say("write {{n}} with two braces on either side; braces that are meant stand in code"),
        )
    elif variables and (named := next((name for name in _NAMED.findall(prose) if name in variables), None)):
        findings.warn(
            "placeholder",
            path,
            say("{%(name)s} is shown as it is written", name=named),
            say("write two braces on either side, or put it into code"),
        )
    elif variables is not None and not variables and (written := _PLACEHOLDER.search(prose)):
        findings.warn(
            "placeholder",
            path,
            say("%(written)s stands in a question without variables", written=written[0]),
            say("define the variable, or put it into code"),
        )


def idle_settings(quiz: Quiz, path: Path, findings: Findings) -> None:
    """Adds to ``findings`` the settings of a quiz that do nothing beside its others."""
    practice = quiz.mode == "practice"
    for idle, field, remedy in (
        (practice, "minutes", say("leave it out, or write mode: exam; practice is never timed")),
        (practice, "grace", say("leave it out, or write mode: exam; practice is never timed")),
        (not practice and quiz.minutes is None, "grace", say("add minutes:, or leave it out")),
        (practice and quiz.tries == 1, "penalty", say("add tries:, or leave it out")),
        (not practice, "penalty", say("leave it out; an exam has one try a question")),
        (quiz.negative == 0 and quiz.certainty != "counted", "floor", say("add negative:, or leave it out")),
    ):
        if idle and getattr(quiz, field) != Quiz.model_fields[field].default:
            findings.warn("no-effect", (*path, field), say("%(field)s does nothing here", field=repr(field)), remedy)


def untranslated(header: Header | None, questions: Numbered, findings: Findings) -> None:
    """Adds to ``findings`` the plain texts that hold Hangul: they are shown in every language."""
    for path, text in (*_of_header(header), *_of_questions(questions)):
        # The texts of a Text are one and the same where it is plain.
        words = next(iter(text.values()))
        if text.plain and not words.isascii() and _HANGUL.search(_NOT_WORDS.sub(" ", words)):
            findings.warn(
                "C8",
                path,
                say("this text is the same in all languages: %(text)s", text=shortened(words)),
                say("give one for each: {ko: …, en: …}"),
            )


def _of_header(header: Header | None) -> Iterator[tuple[Path, Text]]:
    if header is None:
        return
    yield ("title",), header.title
    for name, objective in header.objectives.items():
        yield ("objectives", name, "text"), objective.text
    for name, section in header.sections.items():
        yield ("sections", name, "title"), section.title
        yield ("sections", name, "notes"), section.notes
    for number, quiz in enumerate(header.quizzes):
        yield ("quizzes", number, "title"), quiz.title


def _of_questions(questions: Numbered) -> Iterator[tuple[Path, Text]]:
    for number, question in questions:
        for passage in question.passages():
            if not passage.code:
                yield ("questions", number, *passage.path), passage.text
