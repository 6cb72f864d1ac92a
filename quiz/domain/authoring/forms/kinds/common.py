"""The fields that every question has, in the order in which a bank has them, and those that several kinds share."""

from __future__ import annotations

from quiz.domain.authoring.forms.fields.base import Field, Offer
from quiz.domain.authoring.forms.fields.groups import Allowance, Group
from quiz.domain.authoring.forms.fields.lists import Many, Named
from quiz.domain.authoring.forms.fields.names import VARIABLES as VARIABLE_NAMES
from quiz.domain.authoring.forms.fields.plain import Choice, Line, Lines, Numbers, Sets, Tick, Truth
from quiz.domain.authoring.forms.fields.texts import Words
from quiz.domain.errors import say, say_in

SECTION = Choice(name="section", label=say("Section"), offered="sections")
OBJECTIVE = Choice(name="objective", label=say("Objective"), offered="objectives")
DIFFICULTY = Choice(
    name="difficulty",
    label=say("Difficulty"),
    options=(
        Offer(value="1", label=say("easy")),
        Offer(value="2", label=say("medium")),
        Offer(value="3", label=say("hard")),
    ),
)
SCOPE = Choice(
    name="scope",
    label=say("What the answer rests on"),
    options=(
        Offer(value="article", label=say("the study note")),
        Offer(value="paper", label=say("a cited work")),
        Offer(value="background", label=say("general knowledge of the subject")),
    ),
    folded=True,
)
POINTS = Line(
    name="points", label=say("Points"), hint=say("What the whole answer is worth. Left empty: 1."), short=True
)
PROMPT = Words(name="prompt", label=say_in("what is asked", "Question"), rows=4)
IMAGE = Group(
    name="image",
    label=say("Picture"),
    hint=say("Shown below the question. A picture needs words for those who can't see it."),
    fields=(
        Choice(name="file", label=say("Picture"), offered="pictures", default=say("no picture")),
        Words(name="alt", label=say("What the picture shows")),
    ),
    folded=True,
)
VARIABLES = Named(
    name="variables",
    label=say("Drawn values"),
    hint=say(
        "Each attempt draws one of the values. Write the name in double braces where the value is to stand: {{n}}."
    ),
    one=say("value"),
    of=Numbers(label=say("Values"), hint=say("With commas between, or a range: 2, 4, 8 or 1..10."), ranges=True),
    key_label=say("Name"),
    renames=True,
    rule=VARIABLE_NAMES,
    blank=0,
)
SETS = Sets(
    name="sets",
    label=say("Sets of drawn values"),
    hint=say("Instead: values that are drawn together, each set on a line of its own, as in: n = 3, m = 5"),
    folded=True,
)
WHERE = Line(name="where", label=say("Only draws for which this holds"), hint=say("A condition such as a < b."))
HINTS = Many(
    name="hints",
    label=say("Hints"),
    one=say_in("help for a learner", "hint"),
    of=Words(label=say("Hint"), rows=2),
    blank=0,
)
EXPLANATION = Words(
    name="explanation", label=say("Explanation"), hint=say("Shown after scoring: why the answer is right."), rows=4
)
SOURCES = Many(
    name="sources",
    label=say("Sources"),
    one=say("source"),
    of=Group(
        fields=(
            Choice(name="ref", label=say("Work"), offered="sources"),
            Line(
                name="at",
                label=say("Place in it"),
            ),
        )
    ),
    folded=True,
    blank=0,
)
IDEA = Line(
    name="idea",
    label=say("Idea"),
    hint=say("No attempt gets two questions with the same idea."),
    folded=True,
)
CLAIMS = Lines(
    name="claims", label=say("Claims that it tests"), hint=say("Names of claims, each on a line."), folded=True
)
READ_AGAIN = Line(name="read_again", label=say("Where to read again"), folded=True)
AS_OF = Line(name="as_of", label=say("Last true in"), hint=say("Year and month, such as 2026-11."), folded=True)

BEFORE: tuple[Field, ...] = (
    SECTION, OBJECTIVE, DIFFICULTY, SCOPE, POINTS, IDEA, PROMPT, IMAGE, VARIABLES, SETS, WHERE,
)  # fmt: skip
"""What stands before the fields of the kind."""
AFTER: tuple[Field, ...] = (HINTS, EXPLANATION, SOURCES, CLAIMS, READ_AGAIN, AS_OF)
"""What stands behind them."""

WHY = Words(name="why", label=say("Feedback"), hint=say("Shown after scoring."))
MISCONCEPTION = Line(name="misconception", label=say("Mistake behind it"), offered="misconceptions", folded=True)
SHUFFLE = Tick(name="shuffle", label=say("Mix the order in each attempt"), default=True, folded=True)


TEXT = Words(name="text", label=say("Text"))


OPTION = Group(
    label=say("Option"),
    known=("id",),
    fields=(TEXT, Truth(name="correct", label=say("right answer")), WHY, MISCONCEPTION),
)
ALLOWANCE = Allowance(
    name="tolerance",
    label=say("Tolerance"),
    hint=say("How far from the answer still counts, such as 0.01 or 5%%. 0 wants the very value."),
    cases=(
        Line(name="absolute", label=say("up to so much away")),
        Line(name="relative", label=say("up to this share away (0.05 is 5 per cent)")),
        Line(name="significant", label=say("right to so many figures")),
    ),
)
UNIT = Group(
    name="unit",
    label=say_in("of a measured number", "Unit"),
    fields=(
        Words(name="text", label=say("Unit beside the input")),
        Lines(
            name="accept",
            label=say("Other spellings of the unit"),
            hint=say("Each on a line."),
            rows=2,
            single=True,
            folded=True,
        ),
        Tick(name="required", label=say("Send a number back that has no unit"), folded=True),
    ),
)
DECIMALS = Line(
    name="decimals",
    label=say("Decimal places asked for"),
    hint=say("Left empty: the exact number."),
    short=True,
)
NUMBER: tuple[Field, ...] = (
    Line(name="answer", label=say("Right answer"), hint=say("A number, or a formula of drawn values such as 2 * n.")),
    DECIMALS,
    ALLOWANCE,
    UNIT,
    Many(
        name="wrong",
        label=say("Known wrong answers"),
        one=say("wrong answer"),
        of=Group(
            fields=(
                Line(name="value", label=say("Value"), short=True),
                Words(name="why", label=say("Feedback")),
                MISCONCEPTION,
            )
        ),
        blank=0,
    ),
)
MATCHING_POLICY = Group(
    name="matching",
    label=say("How the answer is compared"),
    folded=True,
    fields=(
        Choice(
            name="spaces",
            label=say("Spaces"),
            default=say("make no difference"),
            options=(
                Offer(value="ignore", label=say("make no difference")),
                Offer(value="collapse", label=say("several count as one")),
            ),
        ),
        Choice(
            name="case",
            label=say("Capital letters"),
            default=say("make no difference"),
            options=(
                Offer(value="fold", label=say("make no difference")),
                Offer(value="exact", label=say("have to fit")),
            ),
        ),
        Choice(
            name="particles",
            label=say("Korean particles"),
            default=say("are overlooked"),
            options=(
                Offer(value="accept", label=say("are overlooked")),
                Offer(value="exact", label=say("are not overlooked")),
            ),
        ),
        Choice(
            name="typos",
            label=say("A slip of the finger"),
            default=say("is wrong"),
            options=(
                Offer(value="0", label=say("is wrong")),
                Offer(value="1", label=say("is overlooked in longer answers")),
            ),
        ),
    ),
)
TERM: tuple[Field, ...] = (
    Many(
        name="answers",
        label=say("Accepted answers"),
        one=say("answer"),
        of=Group(
            fields=(
                Lines(name="text", label=say("Spellings"), hint=say("Each spelling on a line."), rows=2, single=True),
                Line(
                    name="score",
                    label=say("Share of the points"),
                    hint=say("1 is all, 0.5 is half. Left empty: 1."),
                    short=True,
                    folded=True,
                ),
                Words(name="feedback", label=say("Feedback"), folded=True),
            )
        ),
    ),
    MATCHING_POLICY,
    Lines(
        name="accept",
        label=say("Has to be accepted"),
        hint=say("Answers to try when the bank is checked, each on a line."),
        folded=True,
    ),
    Lines(
        name="reject", label=say("Never accepted"), hint=say("Wrong answers that look alike, each on a line."), rows=2
    ),
    Many(
        name="wrong",
        label=say("Known wrong answers"),
        one=say("wrong answer"),
        of=Group(
            fields=(
                Lines(name="text", label=say("Spellings"), hint=say("Each spelling on a line."), rows=2, single=True),
                Words(name="why", label=say("Feedback")),
                MISCONCEPTION,
            )
        ),
        blank=0,
    ),
)
