"""One's attempts and answers as statements of xAPI 1.0.3, which other systems for learners read.

Source: https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

Plain = dict[str, Any]

VERB = "http://adlnet.gov/expapi/verbs/"
ACTIVITY = "http://adlnet.gov/expapi/activities/"
VERSION = "1.0.3"
PLATFORM = "Dalmada"


def statements_of(data: Mapping[str, Any], site: str) -> Iterator[Plain]:
    """The statements of what ``export_account`` gave, in the order of what happened.

    ``site`` is the address of the instance, which with the name says who it is about. Scores that are not shown yet
    are in none of them, as they are in none of ``data``.
    """
    home = site.rstrip("/")
    alike: Counter[tuple[str, str]] = Counter()
    for attempt in reversed(data["attempts"]):
        begun = attempt["quiz"], attempt["started_at"]
        yield from _Sitting(attempt, home, data["name"] or "guest", alike[begun]).statements()
        alike[begun] += 1


class _Sitting:
    """One attempt; each statement is about a part of it."""

    def __init__(self, attempt: Mapping[str, Any], home: str, name: str, number: int) -> None:
        self._attempt, self._home = attempt, home
        self._actor = {"objectType": "Agent", "account": {"homePage": home, "name": name}}
        self._key = f"{home}/{quote(name)}/{attempt['quiz']}/{attempt['started_at']}/{number}"
        self._quiz = f"{home}/xapi/quizzes/{quote(attempt['quiz'], safe='/')}"

    def statements(self) -> Iterator[Plain]:
        yield self._statement("initialized", self._attempt["started_at"], self._about_quiz())
        answered = [one for one in self._attempt["questions"] if one["scored_at"] and one["answered"]]
        for one in sorted(answered, key=lambda one: (one["scored_at"], one["position"])):
            yield self._answered(one)
        if self._attempt["state"] == "finished":
            yield from self._finished()

    def _answered(self, one: Mapping[str, Any]) -> Plain:
        extensions = {f"{self._home}/xapi/{name}": one[name] for name in ("certainty", "tries", "hints")}
        result = {
            "score": {"scaled": _scaled(Fraction(one["fraction"]))},
            "success": Fraction(one["fraction"]) == 1,
            "completion": True,
            "response": json.dumps(one["answers"][-1]["answer"] if one["answers"] else {}, ensure_ascii=False),
            "extensions": {name: value for name, value in extensions.items() if value is not None},
        }
        if one["seconds_in_view"] is not None:
            result["duration"] = duration(timedelta(seconds=one["seconds_in_view"]))
        return self._statement("answered", one["scored_at"], self._about_question(one), result, f"/{one['position']}")

    def _finished(self) -> Iterator[Plain]:
        attempt = self._attempt
        if attempt["points"] is None:
            # They are held back.
            return
        earned, possible = Fraction(attempt["points"]), Fraction(attempt["points_possible"])
        share = earned / possible
        result = {
            "score": {
                "scaled": _scaled(share),
                "raw": float(earned),
                "min": float(min(earned, Fraction(0))),
                "max": float(max(earned, possible)),
            },
            "completion": True,
            "duration": duration(_moment(attempt["finished_at"]) - _moment(attempt["started_at"])),
        }
        yield self._statement("completed", attempt["finished_at"], self._about_quiz(), result)
        if attempt["pass_mark"] is not None:
            passed = share >= Fraction(attempt["pass_mark"])
            verb = "passed" if passed else "failed"
            judged = {**result, "success": passed}
            yield self._statement(verb, attempt["finished_at"], self._about_quiz(), judged)

    def _statement(self, verb: str, at: str, about: Plain, result: Plain | None = None, part: str = "") -> Plain:
        parent = {"contextActivities": {"parent": [{"objectType": "Activity", "id": self._quiz}]}}
        return {
            "id": str(uuid5(NAMESPACE_URL, f"{self._key}/{verb}{part}")),
            "actor": self._actor,
            "verb": {"id": VERB + verb, "display": {"en-US": verb}},
            "object": about,
            **({"result": result} if result is not None else {}),
            "context": {
                "registration": str(uuid5(NAMESPACE_URL, self._key)),
                "platform": PLATFORM,
                **(parent if about["id"] != self._quiz else {}),
            },
            "timestamp": at,
            "version": VERSION,
        }

    def _about_quiz(self) -> Plain:
        definition = {"type": f"{ACTIVITY}assessment", "name": dict(self._attempt["title"])}
        return {"objectType": "Activity", "id": self._quiz, "definition": definition}

    def _about_question(self, one: Mapping[str, Any]) -> Plain:
        place = "/".join(quote(one[name], safe="") for name in ("series", "bank", "question"))
        definition = {"type": f"{ACTIVITY}question", "name": dict(one["prompt"])}
        return {"objectType": "Activity", "id": f"{self._home}/xapi/questions/{place}", "definition": definition}


def _scaled(share: Fraction) -> float:
    """A share as a score that xAPI takes: -1 to 1."""
    return float(min(max(share, Fraction(-1)), Fraction(1)))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def duration(time: timedelta) -> str:
    """A duration by ISO 8601, in seconds to the hundredth."""
    seconds = max(time.total_seconds(), 0.0)
    return f"PT{seconds:.2f}S"
