"""What each kind of question is for, and an example, for people who choose one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quiz.domain.errors import Message, say


@dataclass(frozen=True, kw_only=True)
class Described:
    """What a kind asks for, and an example in two lines: the question, and what is done."""

    purpose: Message
    question: Message
    answer: Message


DESCRIBED: Mapping[str, Described] = {
    "single_choice": Described(
        purpose=say("One right option among several, each with its own reason."),
        question=say("Which of these is the median of 1, 3 and 8?"),
        answer=say("○ 1 · ● 3 · ○ 4 · ○ 8"),
    ),
    "multiple_choice": Described(
        purpose=say("Several right options are to be picked."),
        question=say("Which of these numbers are prime?"),
        answer=say("☑ 2 · ☐ 4 · ☑ 7 · ☐ 9"),
    ),
    "true_false": Described(
        purpose=say("A statement that is true or false."),
        question=say("The mean is always one of the values."),
        answer=say("○ true · ● false"),
    ),
    "numeric": Described(
        purpose=say("A number to work out, with a tolerance; values can be drawn for each attempt."),
        question=say("What is the mean of {{a}} and {{b}}?"),
        answer=say("(a + b) / 2, with a and b drawn from 2, 4, 8"),
    ),
    "matching": Described(
        purpose=say("What belongs together is paired."),
        question=say("Match each country with its capital."),
        answer=say("Korea – Seoul · France – Paris · spare: Rome"),
    ),
    "short_text": Described(
        purpose=say("A word or short phrase to type, in every spelling that you accept."),
        question=say("What is the value in the middle of sorted data called?"),
        answer=say("median, the median"),
    ),
    "two_tier": Described(
        purpose=say("A statement to judge, and the reason that settles it."),
        question=say("Doubling all values doubles the mean."),
        answer=say("● true – because each summand is doubled"),
    ),
    "categorize": Described(
        purpose=say("Items are sorted into groups."),
        question=say("Sort these measures."),
        answer=say("Centre: mean, median · Spread: range, variance"),
    ),
    "matrix": Described(
        purpose=say("A table in which each row is answered by its columns."),
        question=say("Which hold for each measure?"),
        answer=say("mean: moved by outliers · median: not moved by outliers"),
    ),
    "ordering": Described(
        purpose=say("Items are put in the right order."),
        question=say("Put the steps of a study in order."),
        answer=say("1. Ask · 2. Collect · 3. Analyse · 4. Report"),
    ),
    "cloze": Described(
        purpose=say("A text with gaps: words, numbers or choices."),
        question=say("The middle value is the [[1]], and of 1, 3, 8 it is [[2]]."),
        answer=say("1: median · 2: 3"),
    ),
    "code_output": Described(
        purpose=say("A program is shown, and what it prints is typed."),
        question=say("What does this print? print(2 ** 3)"),
        answer=say("8"),
    ),
    "hotspot": Described(
        purpose=say("Places in a picture to point at."),
        question=say("Where in the diagram is the mode?"),
        answer=say("the highest bar"),
    ),
    "essay": Described(
        purpose=say("A few sentences that a person grades beside a model answer."),
        question=say("Why does one outlier move the mean more than the median?"),
        answer=say("model answer and what you look for"),
    ),
}
