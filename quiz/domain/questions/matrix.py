"""A table: each row is answered by one or by several of the columns."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field
from pydantic.json_schema import WithJsonSchema

from quiz.domain.bank_format.fields import Asked, Model, PartId, Slug, Text, Truth, left_out
from quiz.domain.bank_format.schema_words.shared import ID_OF_PART, MISCONCEPTION
from quiz.domain.errors import Message, say
from quiz.domain.grading.partial_credit import proportional
from quiz.domain.questions.base import Answer, Input, Passage, Question, Score, Variant, shuffled, verdict
from quiz.domain.questions.parts.entries import crowded, regular, revealing_order, unknown_group
from quiz.domain.questions.parts.faults import Fault
from quiz.domain.questions.parts.options import duplicate_ids, duplicate_texts, equal_texts, pair_misconceptions
from quiz.domain.questions.parts.variables import Values


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_ID = {"type": ["string", "number", "boolean"]}
Keys = Annotated[
    tuple[PartId, ...],
    BeforeValidator(_listed),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [_ID, {"type": "array", "items": _ID, "minItems": 1}]}),
]
"""One id, or a list of them."""


class Column(Model):
    """An answer that every row can be given."""

    id: PartId
    text: Text


class Row(Model):
    """Something to judge; ``key`` names the columns that are right, ``why`` says why."""

    id: PartId
    text: Text
    key: Keys
    why: Asked[Text] = left_out()
    misconception: Slug | None = None


class Matrix(Question, kind="matrix"):
    """Answer each of 2 to 8 rows by the columns; each row counts alike."""

    label: ClassVar[Message] = say("table")
    partial_credit: ClassVar[bool] = True
    feedback_reveals_key: ClassVar[bool] = True
    field_words: ClassVar[Mapping[str, str]] = {
        "rows": "What is to be judged; each row counts alike.",
        "columns": "The answers that every row offers, shown in this order.",
        "each": "Whether one column is picked in each row, or as many as are right.",
        "shuffle": "Each attempt mixes the rows.",
        "Column.id": ID_OF_PART,
        "Column.text": "The head of the column. Markdown of one line.",
        "Row.id": f"{ID_OF_PART} It stands in the page, so a number is best.",
        "Row.text": "What is to be judged. Markdown of one line.",
        "Row.key": ("The id of the right column, or a list of ids; with `each: many` at least one column stays out."),
        "Row.why": "Why that is right, shown after scoring.",
        "Row.misconception": MISCONCEPTION,
    }

    rows: Annotated[tuple[Row, ...], Field(min_length=2, max_length=8)]
    columns: Annotated[tuple[Column, ...], Field(min_length=2, max_length=6)]
    each: Literal["one", "many"] = "one"
    shuffle: Truth = True

    def inputs(self) -> tuple[Input, ...]:
        return tuple(Input(name=f"row-{row.id}", kind=self.each, options=self._ids(), listed=True) for row in self.rows)

    def order(self, rng: random.Random) -> dict[str, tuple[str, ...]]:
        """The rows are mixed, by their inputs' names; the columns stand as their author wrote them."""
        names = tuple(f"row-{row.id}" for row in self.rows)
        return {"rows": shuffled(names, rng) if self.shuffle else names}

    def _ids(self) -> tuple[str, ...]:
        return tuple(column.id for column in self.columns)

    def own_passages(self) -> Iterator[Passage]:
        for number, column in enumerate(self.columns):
            text = ("columns", number, "text")
            yield Passage(name=f"columns.{column.id}.text", text=column.text, path=text, shown=True)
        for number, row in enumerate(self.rows):
            text, why = ("rows", number, "text"), ("rows", number, "why")
            yield Passage(name=f"row-{row.id}.text", text=row.text, path=text, shown=True)
            if row.why is not None:
                yield Passage(name=f"row-{row.id}.why", text=row.why, path=why, shown=False)

    def checks(self) -> Iterator[Fault]:
        for part, entries in (("rows", self.rows), ("columns", self.columns)):
            yield from duplicate_ids([entry.id for entry in entries], part)
            yield from duplicate_texts(entries, part)
        for number, row in enumerate(self.rows):
            for name in row.key:
                yield from unknown_group(name, self._ids(), ("rows", number, "key"))
            yield from self._key_faults(row, number)
        if self.each == "one":
            pairs = [(row.id, row.key[0]) for row in self.rows]
            yield from crowded(pairs, self._ids(), "rows")
            yield from revealing_order(pairs, "rows")
            yield from regular(pairs, "rows")

    def _key_faults(self, row: Row, number: int) -> Iterator[Fault]:
        path = ("rows", number, "key")
        if len(set(row.key)) < len(row.key):
            yield Fault(
                code="duplicate",
                path=path,
                message=say("the key names a column twice"),
                remedy=say("name each once"),
            )
        elif self.each == "one" and len(row.key) > 1:
            yield Fault(
                code="S3",
                path=path,
                message=say("%(count)d columns are right in a row that takes one", count=len(row.key)),
                remedy=say("name one, or write each: many"),
            )
        elif set(row.key) >= set(self._ids()):
            yield Fault(
                code="S3",
                path=path,
                message=say("every column is right"),
                remedy=say("leave at least one out of the key, or add a column"),
            )

    def faults_of(self, values: Values) -> Iterator[Fault]:
        if values:
            yield from equal_texts(self.rows, "rows", values)
            yield from equal_texts(self.columns, "columns", values)

    def guess(self) -> Fraction:
        return Fraction(1, len(self.columns)) if self.each == "one" else Fraction(0)

    def right_choices(self) -> frozenset[str]:
        return frozenset(f"{row.id}:{name}" for row in self.rows for name in row.key)

    def choice_words(self, choice: str, language: str) -> Message:
        texts = {f"{r.id}:{c.id}": (r.text[language], c.text[language]) for r in self.rows for c in self.columns}
        left, right = texts.get(choice, (choice, ""))
        return say("%(left)s → %(right)s", left=left, right=right)

    def misconceptions(self) -> Mapping[str, str]:
        return pair_misconceptions(((row.id, row.misconception, row.key) for row in self.rows), self._ids())

    def grade(self, variant: Variant, answer: Answer) -> Score:
        picked = {row.id: answer.get(f"row-{row.id}", ()) for row in self.rows}
        earned = {row.id: self._of_row(row, picked[row.id]) for row in self.rows}
        return Score(
            fraction=sum(earned.values(), Fraction(0)) / len(self.rows),
            verdicts={f"row-{name}": verdict(earned[name]) for name in picked if picked[name]},
            feedback=tuple(f"row-{name}.why" for name, share in earned.items() if share < 1),
            chosen=tuple(f"{name}:{column}" for name, columns in picked.items() for column in columns),
        )

    def _of_row(self, row: Row, picked: tuple[str, ...]) -> Fraction:
        key = set(row.key)
        if self.each == "one":
            return Fraction(int(set(picked) == key))
        return proportional(set(picked), key, set(self._ids()) - key)

    def solution(self, variant: Variant) -> Answer:
        return {f"row-{row.id}": tuple(name for name in self._ids() if name in row.key) for row in self.rows}

    def wrong_answer(self, variant: Variant) -> Answer:
        first = self.rows[0]
        other = next(name for name in self._ids() if name not in first.key)
        return {**self.solution(variant), f"row-{first.id}": (other,)}
