"""The words for what the code names by a key: scopes, levels, verdicts, modes, kinds of questions, months."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.domain.errors import SEVERITIES, say
from quiz.domain.questions import KINDS

WORDS: Mapping[str, Mapping[str, str]] = {
    "scope": {
        "article": say("Article").template,
        "paper": say("Paper").template,
        "background": say("Background").template,
    },
    "found": {
        "note": say("Study note").template,
        "question": say("Question").template,
        "term": say("Term").template,
    },
    "level": {
        "remember": say("remember").template,
        "understand": say("understand").template,
        "apply": say("apply").template,
        "analyze": say("analyse").template,
        "evaluate": say("evaluate").template,
        "create": say("create").template,
    },
    "verdict": {
        "right": say("Right").template,
        "partly": say("Partly right").template,
        "wrong": say("Wrong").template,
        "second_try": say("Right at the second try").template,
        "later_try": say("Right at a later try").template,
        "blank": say("Not answered").template,
        "unknown": say("You said you don’t know").template,
    },
    "so_far": {
        "right": say("Right").template,
        "partly": say("Partly right").template,
        "wrong": say("Not yet").template,
    },
    "rated": {
        "wrong": say("wrong").template,
        "hint": say("right, with a hint").template,
        "second_try": say("right, at a later try").template,
        "unsure": say("right, but not very sure").template,
        "right": say("right at the first try").template,
        "quick": say("right at the first try, very sure and quick").template,
    },
    "mode": {
        "practice": say("practice").template,
        "review": say("review").template,
        "exam": say("test").template,
    },
    "severity": {name: words.template for name, words in SEVERITIES.items()},
    "kind": {name: kind.label.template for name, kind in KINDS.items() if kind.label is not None},
    "case": {
        "key": say("Key").template,
        "spelling": say("Accepted spelling").template,
        "accept": say("From accept").template,
        "reject": say("From reject").template,
        "known": say("Known wrong answer").template,
        "option": say("This option alone").template,
        "likely": say("A likely wrong answer").template,
    },
    "standing": {
        "open": say("open to learners").template,
        "hidden": say("hidden from learners").template,
        "withdrawn": say("withdrawn").template,
    },
    "origin": {
        "command": say("quiz publish").template,
        "start": say("first start").template,
        "studio": say("studio").template,
        "challenge": say("an accepted challenge").template,
        "upgrade": say("before revisions were kept").template,
    },
    "state": {
        "asked": say("asked").template,
        "answered": say("answered").template,
        "unreadable": say("not readable").template,
        "tried": say("one more try").template,
        "right": say("right").template,
        "partly": say("partly right").template,
        "wrong": say("wrong").template,
        "unanswered": say("left blank").template,
        "waiting": say("to be confirmed").template,
    },
    "report": {
        "key": say("The key seems wrong").template,
        "ambiguous": say("It is unclear: more than one answer fits, or none").template,
        "display": say("A typo, or a picture or something else is shown wrong").template,
        "outdated": say("It is out of date").template,
        "other": say("Something else").template,
    },
    "challenge_state": {
        "open": say("Waiting for a decision").template,
        "passed_on": say("Passed on to an editor").template,
        "accepted": say("Accepted: the answer counts").template,
        "refused": say("Refused").template,
    },
    "way": {
        "spelling": say("Accept this spelling").template,
        "tolerance": say("Widen the tolerance, so that this number counts as well").template,
        "also": say("What was picked is right as well").template,
        "key": say("This answer becomes the key").template,
        "reject": say("Write into the bank that this never counts").template,
        "known": say("A known wrong answer, with a reason that learners read").template,
        "published": say("Score again: what is published lets it count already").template,
    },
    "report_state": {
        "open": say("Waiting for an answer").template,
        "answered": say("Question explained").template,
        "corrected": say("Question corrected").template,
        "declined": say("Left as it is").template,
    },
    "grading": {
        "second": say("waits for a second grader").template,
        "disputed": say("to be settled").template,
        "ready": say("held until released").template,
    },
    "grade": {
        "first": say("First grade").template,
        "second": say("Second grade").template,
        "settled": say("Settled").template,
        "changed": say("Changed").template,
    },
    "kappa": {
        "nothing": say("not defined: nothing was decided by both").template,
        "constant": say("not defined: both decided the same everywhere").template,
    },
    "month": {
        "01": say("January").template,
        "02": say("February").template,
        "03": say("March").template,
        "04": say("April").template,
        "05": say("May").template,
        "06": say("June").template,
        "07": say("July").template,
        "08": say("August").template,
        "09": say("September").template,
        "10": say("October").template,
        "11": say("November").template,
        "12": say("December").template,
    },
}
