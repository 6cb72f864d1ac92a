"""What an archive of one's data holds, said in it in every language of the app."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.domain.errors import Message, say
from quiz.language import localizer
from quiz.platform.settings import LANGUAGES

NAME = "README.md"

_LINES: Sequence[Message] = (
    say("# My data from Dalmada"),
    say("Everything that is stored about you. Scores that you can't see yet are left out, and so is your password."),
    say("- data.json: everything, for programs"),
    say("- reviews.json: your scored answers. Another Dalmada reads this file, or the whole archive, under My data."),
    say("- csv/: attempts, questions, answers, late answers, events, sign-ins and reviews, for spreadsheets"),
    say("- xapi/statements.json: your attempts and answers as xAPI 1.0.3 statements, for other learning systems"),
    say("Times are in UTC. A fraction such as 2/3 is exact. Certainty: 1 low, 2 middle, 3 high."),
    say("`share` is how right an answer was, 0 to 1. `marks` is what it earned by the rules of the quiz."),
    say("Options are named by the ids of their author once the score is shown, by their place on the page before."),
)


def readme() -> str:
    """The text in all languages, one after the other."""
    return "\n---\n\n".join(_in(language) for language in LANGUAGES)


def _in(language: str) -> str:
    words = localizer(language)
    lines = [words(line.template, line.values) for line in _LINES]
    first, intro, *files, times, marks, options = lines
    return "\n".join([first, "", intro, "", *files, "", times, marks, options, ""])
