"""The head of a bank as a form: its title, sections, objectives, sources and misconceptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from quiz.domain.authoring.forms.fields.base import Around, Inputs, Offer, Reading, plain
from quiz.domain.authoring.forms.fields.groups import Group
from quiz.domain.authoring.forms.fields.lists import Named
from quiz.domain.authoring.forms.fields.names import NAMES, SLUGS, from_words, numbered
from quiz.domain.authoring.forms.fields.plain import Choice, Line
from quiz.domain.authoring.forms.fields.texts import Words
from quiz.domain.authoring.forms.filled import Form, Refused, in_form
from quiz.domain.authoring.forms.naming import with_names_kept, with_renamed
from quiz.domain.authoring.forms.rewriting import rewritten
from quiz.domain.authoring.forms.seen import mark_of
from quiz.domain.bank_format.header import Level
from quiz.domain.bank_format.short_forms.long_form import long_data, long_parts
from quiz.domain.bank_format.source_edit import SourceEditError
from quiz.domain.errors import Message, say
from quiz.domain.yaml.reader import read_yaml

LEVELS: dict[str, Message] = {
    "remember": say("remember"),
    "understand": say("understand"),
    "apply": say("apply"),
    "analyze": say("analyse"),
    "evaluate": say("evaluate"),
    "create": say("create"),
}
ALONE = say("As long as there is only one, every question belongs to it. With a second one, you choose for each.")
NAME_HINT = say("Letters a to z and digits. Left empty, a name is made.")
TITLE = Words(name="title", label=say("Title"))
SECTIONS = Named(
    name="sections",
    label=say("Sections"),
    hint=ALONE,
    one=say("section"),
    key_label=say("Number or short name"),
    key_hint=NAME_HINT,
    rule=NAMES,
    makes=from_words("title", "section-"),
    of=Group(
        fields=(
            Words(name="title", label=say("Title")),
            Words(name="notes", label=say("Study note"), rows=5),
            Named(
                name="claims",
                label=say("What the section says"),
                one=say("claim"),
                of=Words(label=say("Claim")),
                key_hint=NAME_HINT,
                rule=NAMES,
                makes=from_words("", "claim-"),
                folded=True,
                blank=0,
            ),
        )
    ),
    blank=0,
)
OBJECTIVES = Named(
    name="objectives",
    label=say("Objectives"),
    hint=ALONE,
    one=say("objective"),
    key_label=say("Short name, such as LO-1"),
    key_hint=NAME_HINT,
    rule=NAMES,
    makes=numbered("LO-"),
    of=Group(
        fields=(
            Choice(
                name="level",
                label=say("Level"),
                options=tuple(Offer(value=level, label=LEVELS[level]) for level in get_args(Level)),
            ),
            Words(name="text", label=say("What a learner can do who has reached it")),
        )
    ),
    blank=0,
)
SOURCES = Named(
    name="sources",
    label=say("Sources"),
    one=say("source"),
    key_label=say("Short name"),
    key_hint=NAME_HINT,
    rule=NAMES,
    makes=from_words("title", "source-"),
    of=Group(
        fields=(
            Words(name="title", label=say("Title")),
            Line(name="authors", label=say("Authors")),
            Line(name="year", label=say("Year"), short=True),
            Line(name="url", label=say("Web address")),
            Line(name="doi", label=say("DOI"), short=True, folded=True),
            Line(name="arxiv", label=say("arXiv number"), short=True, folded=True),
        )
    ),
    folded=True,
    blank=0,
)
MISCONCEPTIONS = Named(
    name="misconceptions",
    label=say("Mistakes in plain words"),
    one=say("mistake"),
    key_label=say("Short name"),
    key_hint=NAME_HINT,
    rule=SLUGS,
    makes=from_words("", "mistake-"),
    of=Words(label=say("What is thought wrongly")),
    folded=True,
    blank=0,
)
HEADER = Group(fields=(TITLE, SOURCES, OBJECTIVES, SECTIONS, MISCONCEPTIONS), known=("bank", "quizzes", "questions"))
"""The fields of a bank's head, in the order of a bank."""
SHOWN = (TITLE, SECTIONS, OBJECTIVES, SOURCES, MISCONCEPTIONS)
"""The same in the order of the page."""


def opened(raw: bytes, around: Around) -> Form:
    """The form of the head of the bank in ``raw``."""
    data = long_data(raw, around.languages)
    data = data if isinstance(data, dict) else {}
    head = {key: value for key, value in data.items() if key not in HEADER.known}
    return replace(Form.of(HEADER, "bank", data, around), mark=mark_of(head))


def saved(raw: bytes, inputs: Inputs, around: Around) -> bytes:
    """The file with its head as it was sent; raises ``Refused``.

    Of what is written short that alone is written out which was changed.
    """
    data = long_data(raw, around.languages)
    reading = Reading(in_form(around, data), inputs)
    wanted = HEADER.read(data, "", reading)
    if reading.errors:
        raise Refused(reading.errors)
    try:
        if plain(wanted) == data:
            return raw
        return with_renamed(_changed(raw, data, wanted, around.languages), reading.renamed)
    except SourceEditError as error:
        raise Refused({"": error.message}) from error


def _changed(raw: bytes, data: Mapping[str, Any], wanted: Mapping[str, Any], languages: Sequence[str]) -> bytes:
    written = read_yaml(raw, "").data
    same = {key for key in written if key in wanted and plain(wanted[key]) == data[key]}
    short = [(key,) for key in written if key not in same and written[key] != data[key]]
    edited = long_parts(raw, short, languages)
    now = read_yaml(edited, "").data
    edited = rewritten(edited, (), now, {key: now[key] if key in same else value for key, value in wanted.items()})
    return with_names_kept(raw, edited, languages)
