"""One's data as tables for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from quiz.services.reporting.spreadsheets import csv_of

Plain = Mapping[str, Any]
Line = Sequence[object]

_ATTEMPT = ("quiz", "mode", "purpose", "scope", "state", "started_at", "deadline_at", "handed_in_at", "finished_at")
_POINTS = ("points", "points_possible")
_SIGN_IN = ("created_at", "expires_at", "agent")
_QUESTION = ("position", "series", "bank", "question", "kind")
_JUDGED = ("certainty", "tries", "hints", "answered", "waiting", "fraction", "share", "marks", "scored_at")
_GIVEN = ("revision", "certainty", "late", "conflict", "client_at", "received_at")
_LATE = ("base_revision", "certainty", "client_at", "received_at", "counted", "decided_at")
_REVIEW = ("series", "bank", "question", "hash", "measures", "scored_at", "day", "share", "tries", "hints")
_REVIEWED = ("certainty", "quick", "guess", "slip", "seconds_in_view", "stands_for", "brought")


def tables_of(data: Plain, reviews: Plain) -> Iterator[tuple[str, str]]:
    """The name of each table with its CSV, from what ``export_account`` and ``reviews_of`` give."""
    attempts = list(enumerate(reversed(data["attempts"]), 1))
    yield "attempts", csv_of([("attempt", *_ATTEMPT, *_POINTS), *_attempts(attempts)])
    yield "questions", csv_of([("attempt", *_QUESTION, *_JUDGED, "verdicts"), *_questions(attempts)])
    yield "answers", csv_of([("attempt", *_QUESTION, *_GIVEN, "answer"), *_given(attempts, "answers", _GIVEN)])
    yield "late-answers", csv_of([("attempt", *_QUESTION, *_LATE, "answer"), *_given(attempts, "late_answers", _LATE)])
    yield "events", csv_of([("attempt", "kind", "at", "detail"), *_events(attempts)])
    yield "sign-ins", csv_of([_SIGN_IN, *([_cell(one[name]) for name in _SIGN_IN] for one in data["sign_ins"])])
    columns = (*_REVIEW, *_REVIEWED)
    yield "reviews", csv_of([columns, *([_cell(one[name]) for name in columns] for one in reviews["reviews"])])


def _cell(value: Any) -> object:
    """A value as a cell: nothing where there is none, text where it has parts."""
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _attempts(attempts: Iterable[tuple[int, Plain]]) -> Iterator[Line]:
    for number, one in attempts:
        yield [number, *(_cell(one[name]) for name in (*_ATTEMPT, *_POINTS))]


def _questions(attempts: Iterable[tuple[int, Plain]]) -> Iterator[Line]:
    for number, one in attempts:
        for asked in one["questions"]:
            verdicts = (asked["score"] or {}).get("verdicts")
            yield [number, *(_cell(asked[name]) for name in (*_QUESTION, *_JUDGED)), _cell(verdicts)]


def _given(attempts: Iterable[tuple[int, Plain]], which: str, columns: Sequence[str]) -> Iterator[Line]:
    for number, one in attempts:
        for asked in one["questions"]:
            place = [_cell(asked[name]) for name in _QUESTION]
            for given in asked[which]:
                yield [number, *place, *(_cell(given[name]) for name in columns), _cell(given["answer"])]


def _events(attempts: Iterable[tuple[int, Plain]]) -> Iterator[Line]:
    for number, one in attempts:
        for event in one["events"]:
            yield [number, event["kind"], event["at"], _cell(event["detail"])]
