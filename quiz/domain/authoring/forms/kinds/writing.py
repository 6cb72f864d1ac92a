"""The fields of kinds in which something is typed."""

from __future__ import annotations

from typing import get_args

from quiz.domain.authoring.forms.fields.base import Field, Offer
from quiz.domain.authoring.forms.fields.groups import Cases, Group
from quiz.domain.authoring.forms.fields.lists import Many, Named
from quiz.domain.authoring.forms.fields.plain import Choice, Line, LinesByLanguage
from quiz.domain.authoring.forms.fields.texts import Words
from quiz.domain.authoring.forms.kinds.choosing import OPTIONS
from quiz.domain.authoring.forms.kinds.common import MISCONCEPTION, NUMBER, SHUFFLE, TERM, TEXT
from quiz.domain.errors import say
from quiz.domain.questions import code_output

NUMERIC: tuple[Field, ...] = NUMBER
SHORT_TEXT: tuple[Field, ...] = TERM

_OF_EACH_GAP: tuple[Field, ...] = (
    Line(name="weight", label=say("Weight beside other gaps"), short=True, folded=True),
    Words(name="why", label=say("What to say to everybody"), folded=True),
)
CLOZE: tuple[Field, ...] = (
    Words(
        name="text",
        label=say("Text with gaps"),
        hint=say("Write [[1]] where the gap named 1 is to be, each gap once."),
        rows=6,
    ),
    Named(
        name="gaps",
        label=say("Gaps"),
        one=say("gap"),
        made=True,
        blank=0,
        of=Cases(
            cases=(
                Group(name="text", known=("kind",), label=say("a word to type"), fields=(*TERM, *_OF_EACH_GAP)),
                Group(name="number", known=("kind",), label=say("a number to type"), fields=(*NUMBER, *_OF_EACH_GAP)),
                Group(
                    name="choice",
                    known=("kind",),
                    label=say("a choice from a list"),
                    fields=(OPTIONS, SHUFFLE, *_OF_EACH_GAP),
                ),
            )
        ),
    ),
)
CODE_OUTPUT: tuple[Field, ...] = (
    Group(
        name="code",
        label=say("Program"),
        fields=(
            Choice(
                name="language",
                label=say("Programming language"),
                options=tuple(
                    Offer(value=name, label=say("%(text)s", text=name)) for name in get_args(code_output.Language)
                ),
            ),
            Words(name="text", label=say("The program itself"), rows=8),
        ),
    ),
    Line(
        name="output",
        label=say("What it prints"),
        hint=say("Letter by letter, each line on its own."),
        rows=4,
        trimmed=False,
    ),
    Choice(
        name="lines",
        label=say("Order of the lines"),
        default=say("has to fit"),
        options=(
            Offer(value="in_order", label=say("has to fit")),
            Offer(value="any_order", label=say("makes no difference")),
        ),
        folded=True,
    ),
    Choice(
        name="credit",
        label=say("Partly right outputs earn"),
        default=say("a share for each right line"),
        options=(
            Offer(value="lines", label=say("a share for each right line")),
            Offer(value="exact", label=say("nothing")),
        ),
        folded=True,
    ),
    Many(
        name="wrong",
        label=say("Known wrong outputs"),
        one=say("wrong output"),
        of=Group(
            fields=(
                Line(name="output", label=say("The whole output"), rows=3, trimmed=False),
                Words(name="why", label=say("Feedback")),
                MISCONCEPTION,
            )
        ),
        blank=0,
    ),
)


_BOUNDS: tuple[Field, ...] = (
    Line(name="least", label=say("at least"), short=True),
    Line(name="most", label=say("at most"), short=True),
)
ESSAY: tuple[Field, ...] = (
    Group(name="words", label=say("Words wanted"), fields=_BOUNDS),
    Group(name="characters", label=say("Or characters wanted"), fields=_BOUNDS, folded=True),
    Words(name="model_answer", label=say("Model answer"), rows=5),
    Many(
        name="rubric",
        label=say("What a teacher looks for"),
        hint=say("You tick these when you grade. Leave them out where ideas are listed below."),
        one=say("criterion"),
        of=Group(
            known=("id",),
            fields=(
                TEXT,
                Line(name="points", label=say("Share of the whole"), hint=say("Left empty: 1."), short=True),
            ),
        ),
        ids="letters",
        blank=2,
    ),
    Many(
        name="ideas",
        label=say("Ideas that are found by their words"),
        hint=say("The app proposes which of them an answer holds, and a person confirms."),
        one=say("idea"),
        of=Group(
            known=("id",),
            fields=(
                Words(name="meaning", label=say("The idea in one sentence")),
                LinesByLanguage(name="patterns", label=say("Word stems, each on a line")),
                Line(name="weight", label=say("Weight"), short=True, folded=True),
            ),
        ),
        ids="letters",
        blank=0,
        folded=True,
    ),
    Line(
        name="full",
        label=say("Weight of ideas that earns everything"),
        hint=say("2 where two ideas are asked for. Left empty: all."),
        short=True,
        folded=True,
    ),
)
