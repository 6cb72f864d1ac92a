"""Why a formula can't be read, or has no value."""

from typing import Literal

from quiz.domain.errors import Message

ExpressionErrorCode = Literal[
    "syntax", "unknown_name", "unknown_function", "too_long", "too_deep", "too_large", "division_by_zero", "domain",
    "not_a_number", "not_a_condition",
]  # fmt: skip


class ExpressionError(ValueError):
    """A formula that cannot be read or has no value; ``detail`` says the remedy, ``column`` counts from 1."""

    def __init__(self, code: ExpressionErrorCode, text: str, detail: Message, column: int | None = None) -> None:
        super().__init__(f"{detail} (column {column})" if column else str(detail))
        self.code = code
        self.text = text
        self.detail = detail
        self.column = column


class NoValue(Exception):
    """Why one operation has no value; the node where it happens adds text and column."""

    def __init__(self, code: ExpressionErrorCode, detail: Message) -> None:
        super().__init__(str(detail))
        self.code = code
        self.detail = detail
