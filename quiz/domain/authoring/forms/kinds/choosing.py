"""The fields of kinds in which something is picked."""

from __future__ import annotations

from dataclasses import replace

from quiz.domain.authoring.forms.fields.base import Field, Offer
from quiz.domain.authoring.forms.fields.groups import Either, Group
from quiz.domain.authoring.forms.fields.lists import Many
from quiz.domain.authoring.forms.fields.plain import Choice, Numbers, Truth
from quiz.domain.authoring.forms.fields.texts import Words
from quiz.domain.authoring.forms.kinds.common import MISCONCEPTION, OPTION, SHUFFLE, WHY
from quiz.domain.errors import say, say_in

OPTIONS = Many(name="options", label=say("Options"), one=say("option"), of=OPTION, ids="letters", blank=4)
REASONS = Group(
    name="why",
    label=say("What to say"),
    fields=(
        Words(name="true", label=say("To those who said true")),
        Words(name="false", label=say("To those who said false")),
    ),
)
STATEMENT = Truth(name="answer", label=say("The statement is"), open=True)

ONE_RIGHT = replace(
    OPTIONS,
    of=replace(
        OPTION, fields=tuple(replace(one, only=True) if isinstance(one, Truth) else one for one in OPTION.fields)
    ),
)
"""The same where one alone can be right."""

SINGLE_CHOICE: tuple[Field, ...] = (ONE_RIGHT, SHUFFLE)
MULTIPLE_CHOICE: tuple[Field, ...] = (
    OPTIONS,
    SHUFFLE,
    Choice(
        name="credit",
        label=say("Partly right answers earn"),
        default=say("the right picks less the wrong ones"),
        options=(
            Offer(value="proportional", label=say("the right picks less the wrong ones")),
            Offer(value="exact", label=say("nothing")),
            Offer(value="symmetric", label=say("the share of options treated rightly")),
        ),
        folded=True,
    ),
)
TRUE_FALSE: tuple[Field, ...] = (STATEMENT, REASONS)
TWO_TIER: tuple[Field, ...] = (
    STATEMENT,
    replace(
        ONE_RIGHT,
        name="reasons",
        label=say("Reasons to pick from"),
        hint=say("Each is true in itself; exactly one settles the statement."),
        one=say_in("settles a statement", "reason"),
    ),
    replace(REASONS, folded=True),
    SHUFFLE,
)
HOTSPOT: tuple[Field, ...] = (
    Many(
        name="spots",
        label=say("Places in the picture"),
        one=say("place"),
        ids="letters",
        blank=3,
        of=Group(
            known=("id",),
            fields=(
                Words(name="text", label=say("What is there")),
                Truth(name="correct", label=say("right answer")),
                Either(
                    name="shape",
                    label=say("Where it lies"),
                    hint=say("In per cent of the picture's width and height, from its upper left corner."),
                    cases=(
                        Numbers(name="rect", label=say("rectangle: left, top, width, height")),
                        Numbers(name="circle", label=say("circle: middle across, middle down, radius")),
                    ),
                ),
                WHY,
                MISCONCEPTION,
            ),
        ),
    ),
    Choice(
        name="choose",
        label=say("How many places are right"),
        default=say("one"),
        options=(Offer(value="one", label=say("one")), Offer(value="many", label=say("several"))),
        folded=True,
    ),
)
