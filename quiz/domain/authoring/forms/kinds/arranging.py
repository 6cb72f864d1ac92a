"""The fields of kinds in which entries are paired, sorted, judged or put in order."""

from __future__ import annotations

from quiz.domain.authoring.forms.fields.base import Field, Offer
from quiz.domain.authoring.forms.fields.groups import Group
from quiz.domain.authoring.forms.fields.lists import Many, Ref
from quiz.domain.authoring.forms.fields.pairs import Pairs
from quiz.domain.authoring.forms.fields.plain import Choice
from quiz.domain.authoring.forms.fields.texts import Words
from quiz.domain.authoring.forms.kinds.common import MISCONCEPTION, SHUFFLE, TEXT, WHY
from quiz.domain.errors import say, say_in

MATCHING: tuple[Field, ...] = (
    Pairs(
        name="pairs",
        label=say("Pairs"),
        hint=say("What belongs together, in one line. The same partner may stand in several lines."),
        one=say("pair"),
        entry=Group(known=("id", "right"), fields=(TEXT, WHY, MISCONCEPTION)),
        blank=3,
    ),
    SHUFFLE,
)
CATEGORIZE: tuple[Field, ...] = (
    Many(
        name="bins",
        label=say_in("things are sorted into", "Groups"),
        one=say_in("things are sorted into", "group"),
        of=Group(
            known=("id",), fields=(Words(name="text", label=say_in("things are sorted into", "Name of the group")),)
        ),
        ids="letters",
        blank=2,
    ),
    Many(
        name="items",
        label=say("What is to be sorted"),
        one=say("item"),
        of=Group(known=("id",), fields=(TEXT, Ref(name="bin", label=say("Belongs to"), to="bins"), WHY, MISCONCEPTION)),
        ids="numbers",
        blank=4,
    ),
    SHUFFLE,
)
MATRIX: tuple[Field, ...] = (
    Many(
        name="columns",
        label=say("Columns: the answers that each row offers"),
        one=say("column"),
        of=Group(known=("id",), fields=(Words(name="text", label=say("Head of the column")),)),
        ids="letters",
        blank=2,
    ),
    Many(
        name="rows",
        label=say("Rows"),
        one=say("row"),
        of=Group(
            known=("id",),
            fields=(
                Words(name="text", label=say("What is to be judged")),
                Ref(name="key", label=say("Right columns"), to="columns", several=True),
                WHY,
                MISCONCEPTION,
            ),
        ),
        ids="numbers",
        blank=3,
    ),
    Choice(
        name="each",
        label=say("Picked in each row"),
        default=say("one column"),
        options=(Offer(value="one", label=say("one column")), Offer(value="many", label=say("all that are right"))),
    ),
    SHUFFLE,
)
ORDERING: tuple[Field, ...] = (
    Many(
        name="items",
        label=say("Items in the right order"),
        hint=say("Learners never see this order first."),
        one=say("item"),
        of=Group(known=("id",), fields=(TEXT,)),
        ids="letters",
        blank=4,
    ),
    Many(
        name="reasons",
        label=say("Why one comes before another"),
        one=say("reason"),
        of=Group(
            fields=(
                Ref(name="before", label=say("First"), to="items"),
                Ref(name="after", label=say("Later"), to="items"),
                Words(name="why", label=say("Why")),
            )
        ),
        folded=True,
        blank=0,
    ),
    Choice(
        name="credit",
        label=say("Partly right orders earn"),
        default=say("the share of pairs that stand the right way round"),
        options=(
            Offer(value="kendall", label=say("the share of pairs that stand the right way round")),
            Offer(value="adjacent", label=say("the share of right neighbours")),
            Offer(value="position", label=say("the share of items in their own place")),
            Offer(value="exact", label=say("nothing")),
        ),
        folded=True,
    ),
)
