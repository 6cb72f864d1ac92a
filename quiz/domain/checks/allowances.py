"""Findings that an author lets stand, by a comment with a reason on their line or above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quiz.domain.bank_format.validation import Findings
from quiz.domain.checks.policy import POLICY, may_be_allowed
from quiz.domain.errors import Problem, Weight, nearest, say, shortened
from quiz.domain.yaml.commented.comments import ALLOWANCE, lines_of
from quiz.domain.yaml.commented.written_comments import comments_of
from quiz.domain.yaml.document import Place

_CODES = re.compile(r"(?P<codes>[\w-]+(?:\s*,\s*[\w-]+)*)(?:\s+because\b\s*(?P<reason>.*))?")
_FORM = "# quiz: allow CODE because …"


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """A comment that allows findings of ``codes`` in a ``line``, from 1; ``place`` is where it stands itself."""

    place: Place
    line: int
    codes: tuple[str, ...]
    has_reason: bool


def without_allowed(findings: Findings) -> list[Problem]:
    """The problems that no comment of the file allows, and those of the comments themselves, from top to end.

    What a reader of the bank needs can't be allowed: without it a question can't be asked or scored as it is meant.
    """
    allowances = allowances_in(findings.document.text)
    if not allowances:
        return findings.in_order()
    weighed = list(zip(findings.problems, findings.weights, strict=True))
    good = [one for one in allowances if one.has_reason]
    findings.problems = [problem for problem, weight in weighed if not _is_allowed(problem, weight, good)]
    for one in allowances:
        _check(one, weighed, findings)
    return findings.in_order()


def allowances_in(text: str) -> list[Allowance]:
    """The allowances in ``text``, which can be read as YAML."""
    if "quiz:" not in text or "allow" not in text:
        return []
    lines = lines_of(text)
    found = []
    for comment in comments_of(text):
        if words := ALLOWANCE.match(comment.text):
            line = _line_below(lines, comment.line) if comment.is_alone else comment.line
            parts = _CODES.fullmatch(words["rest"].strip())
            codes = tuple(re.split(r"\s*,\s*", parts["codes"])) if parts else ()
            has_reason = parts is not None and bool((parts["reason"] or "").strip())
            place = (comment.line + 1, comment.column + 1)
            found.append(Allowance(place=place, line=line + 1, codes=codes, has_reason=has_reason))
    return found


def _line_below(lines: Sequence[str], number: int) -> int:
    """The next line that holds more than a comment, counted from 0."""
    below = (at for at in range(number, len(lines)) if lines[at].strip() and not lines[at].lstrip().startswith("#"))
    return next(below, number)


def _is_allowed(problem: Problem, weight: Weight, allowances: Sequence[Allowance]) -> bool:
    named = any(problem.line == one.line and problem.code in one.codes for one in allowances)
    return named and may_be_allowed(problem.code, weight)


def _check(one: Allowance, weighed: Sequence[tuple[Problem, Weight]], findings: Findings) -> None:
    if not one.codes:
        findings.add_at(
            one.place, "allow", say("this comment names no code"), say("write %(form)s", form=_FORM), severity="warning"
        )
        return
    if not one.has_reason:
        remedy = say("say why the finding may stand: %(form)s", form=_FORM.replace("CODE", ", ".join(one.codes)))
        findings.add_at(one.place, "allow", say("this comment gives no reason"), remedy, severity="warning")
        return
    for code in one.codes:
        _check_code(one, code, weighed, findings)


def _check_code(one: Allowance, code: str, weighed: Sequence[tuple[Problem, Weight]], findings: Findings) -> None:
    if code not in POLICY:
        message = say("there is no code %(code)s", code=shortened(code))
        close = nearest(code, POLICY)
        remedy = (
            say("did you mean %(known)s?", known=repr(close)) if close else say("write a code as a finding names it")
        )
    elif not may_be_allowed(code):
        message = say("%(code)s can't be allowed: without it the bank can't be used", code=code)
        remedy = say("mend what it finds, and remove this comment")
    elif not list(_found(one, code, weighed)):
        message = say("nothing of code %(code)s is found in line %(line)d", code=code, line=one.line)
        remedy = say("remove this comment, or put it above the line that the finding names")
    else:
        return
    findings.add_at(one.place, "allow", message, remedy, severity="warning")


def _found(one: Allowance, code: str, weighed: Sequence[tuple[Problem, Weight]]) -> Iterator[Problem]:
    for problem, weight in weighed:
        if problem.line == one.line and problem.code == code and may_be_allowed(code, weight):
            yield problem
