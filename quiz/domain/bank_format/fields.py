"""The building blocks of a bank's fields: texts in every language, exact numbers, truth values and names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from quiz.domain.matching.numbers import NumberError, parse_exact
from quiz.domain.yaml.commented.comments import Cut

MAX_TEXT = 20_000
LANGUAGES = ("ko", "en")
# Private-use characters stand for a variant's values in rendered text, so no author may type them.
ASKED = "asked"
"""In a schema, marks what may be left out and is asked for: a field, or the languages of a text."""
_RESERVED = re.compile("[\ue000-\ue00f]")
MAX_ID = 79
"""Characters of an id, as of a name: a quiz's key, two ids and a slash, has 160 in the store."""
_LENGTH = f"(?=.{{1,{MAX_ID}}}$)"
_SLUG = re.compile(_LENGTH + r"[a-z0-9]+(?:-[a-z0-9]+)*")
_QUESTION_ID = re.compile(_LENGTH + r"[a-z0-9가-힣]+(?:-[a-z0-9가-힣]+)*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_PART_ID = re.compile(r"[A-Za-z0-9가-힣][A-Za-z0-9가-힣._-]{0,79}")
_DATE = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_LIKE_A_MONTH = re.compile(r"20\d\d(\D.*)?|.*월")

# What an editor's YAML makes of an unquoted word; our reader takes all of them as they were typed.
_SCALAR = ["string", "number", "boolean"]


class Model(BaseModel):
    """A frozen part of a bank that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Mapping[str, str]):
    """A text in every language of the series, or one plain string that is the same in all of them.

    Asked for in a language that the series does not have, it gives its first: pages speak languages that a bank need
    not be written in. The languages ``filled`` were left out: they have the text of another one.
    """

    __slots__ = ("_by_language", "filled", "plain")

    def __init__(self, by_language: Mapping[str, str], *, plain: bool = False, filled: tuple[str, ...] = ()) -> None:
        self._by_language = dict(by_language)
        self.plain = plain
        self.filled = filled

    def place(self, language: str) -> tuple[str, ...]:
        """Where the text of ``language`` stands, inside the field."""
        return () if self.plain else (language,)

    def written(self) -> Iterator[tuple[str, str]]:
        """Each language that was not left out, with its text."""
        yield from ((language, text) for language, text in self.items() if language not in self.filled)

    def __getitem__(self, language: str) -> str:
        return self._by_language[language if language in self._by_language else self.first]

    @property
    def first(self) -> str:
        """The language that stands in for those it lacks."""
        return next(iter(self._by_language))

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __repr__(self) -> str:
        return f"Text({self._by_language!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(
            _text, serialization=core_schema.plain_serializer_function_ser_schema(dict)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        by_language = {language: {"type": _SCALAR, "minLength": 1} for language in LANGUAGES}
        return {
            "description": "A text in every language, or one string where it is the same in all of them",
            "anyOf": [
                {"type": _SCALAR, "minLength": 1},
                {
                    "type": "object",
                    "properties": by_language,
                    "minProperties": 1,
                    ASKED: True,
                    "additionalProperties": False,
                },
            ],
        }


def languages_of(info: ValidationInfo) -> tuple[str, ...]:
    """The languages that the series promises, from the validation's context."""
    context = info.context or {}
    return tuple(context.get("languages", LANGUAGES))


def asks(info: ValidationInfo) -> bool:
    """Whether what a profile may ask for is reported where it is left out."""
    return bool((info.context or {}).get("asks"))


def _text(value: Any, info: ValidationInfo) -> Text:
    languages = languages_of(info)
    if isinstance(value, Text):
        return value
    if isinstance(value, str):
        _whole(value)
        return Text(dict.fromkeys(languages, value), plain=True)
    if not isinstance(value, dict):
        raise PydanticCustomError("text", "a list where a text is wanted")
    unknown = [key for key in value if key not in languages]
    if unknown:
        raise PydanticCustomError(
            "text_language", "language not of the series", {"inside": unknown[0], "known": languages}
        )
    missing = tuple(language for language in languages if language not in value)
    if missing and (asks(info) or not value):
        kind = "asked_language" if value else "text_missing"
        raise PydanticCustomError(kind, "missing language", {"missing": ", ".join(missing)})
    written = [language for language in languages if language in value]
    for language in written:
        _whole(value[language], language)
    first = str(value[written[0]])
    return Text({language: value.get(language, first) for language in languages}, filled=missing)


def _whole(value: Any, language: str = "") -> None:
    inside = {"inside": language}
    if not isinstance(value, str):
        raise PydanticCustomError("text", "a list or map where a text is wanted", inside)
    _uncut(value, language)
    if not value.strip():
        raise PydanticCustomError("text_empty", "an empty text", inside)
    if len(value) > MAX_TEXT:
        raise PydanticCustomError("text_long", "text too long", {**inside, "size": len(value), "limit": MAX_TEXT})
    if _RESERVED.search(value):
        raise PydanticCustomError("text_reserved", "reserved character", inside)


def _uncut(value: Any, language: str = "") -> Any:
    if isinstance(value, Cut):
        raise PydanticCustomError("text_cut", "cut off at a comment", {"inside": language, "rest": value.rest})
    return value


def _truth(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise PydanticCustomError("truth", "neither true nor false", {"value": str(value)})


def _whole_number(value: Any) -> int:
    if isinstance(value, int):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?(0|[1-9][0-9]{0,8})", value):
        return int(value)
    raise PydanticCustomError("whole_number", "not a whole number", {"value": str(value)})


def _exact(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    try:
        return parse_exact(value if isinstance(value, str) else "")
    except NumberError:
        raise PydanticCustomError("number", "not a number", {"value": str(value)}) from None


def matching(pattern: re.Pattern[str], code: str, *, hangul: bool = False) -> BeforeValidator:
    """A validator for strings that match ``pattern`` whole; ``code`` names the fault, ``hangul``: it takes some."""

    def check(value: Any) -> str:
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        context = {"value": str(value), **({"hangul": True} if hangul else {})}
        raise PydanticCustomError(code, "not of the wanted form", context)

    return BeforeValidator(check)


def pattern_schema(pattern: re.Pattern[str]) -> WithJsonSchema:
    """The JSON Schema of strings that match ``pattern`` whole; digits and ``no`` may stand unquoted."""
    return WithJsonSchema({"type": _SCALAR, "pattern": f"^{pattern.pattern}$"})


def _bank_slug(value: Any) -> str:
    """A slug; one that looks like a month has to be one, as pages show it as such."""
    written = value if isinstance(value, str) else ""
    if is_month(written) or (_SLUG.fullmatch(written) and not _LIKE_A_MONTH.fullmatch(written)):
        return written
    if _LIKE_A_MONTH.fullmatch(written):
        raise PydanticCustomError("month", "not a month", {"value": written})
    raise PydanticCustomError("slug", "not of the wanted form", {"value": str(value)})


def is_month(slug: str) -> bool:
    """Whether a bank's slug is a month, such as 2024-02."""
    return bool(_DATE.fullmatch(slug))


def _text_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


@dataclass(frozen=True)
class AskedFor:
    """Marks a field that may be left out, and that a profile asks for."""


def _asked(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    if value is None and asks(info):
        raise PydanticCustomError("asked_field", "left out")
    return value if value is None else handler(value)


def _asked_id(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    return _asked(value, handler, info) or ""


def _asked_entries(form: type[list[Any]] | type[dict[str, Any]]) -> WrapValidator:
    def check(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        none = value == form()
        if none and asks(info):
            raise PydanticCustomError("asked_entries", "no entries", {"min_length": 1})
        found = _asked(None if none else value, handler, info)
        return found if found is not None else () if form is list else {}

    return WrapValidator(check)


def is_asked(field: FieldInfo) -> bool:
    """Whether a profile asks for ``field``."""
    return any(isinstance(mark, AskedFor) for mark in field.metadata)


def left_out() -> Any:
    """The default of a field that a profile asks for."""
    return Field(default=None, validate_default=True, json_schema_extra={ASKED: True})


T = TypeVar("T")
Asked = Annotated[T | None, WrapValidator(_asked), AskedFor()]
"""A field that may be left out, and that a profile asks for."""
AskedList = Annotated[T, Field(min_length=1), _asked_entries(list), AskedFor()]
"""A list that may be left out or empty, and that a profile asks for."""
AskedId = Annotated[T, WrapValidator(_asked_id), AskedFor()]
"""An id that may be left out, and that a profile asks for; it is empty then."""
AskedMap = Annotated[T, Field(min_length=1), _asked_entries(dict), AskedFor()]
"""A map that may be left out or empty, and that a profile asks for."""

Truth = Annotated[bool, BeforeValidator(_truth)]
Whole = Annotated[int, BeforeValidator(_whole_number)]
Exact = Annotated[Fraction, BeforeValidator(_exact)]
Slug = Annotated[str, matching(_SLUG, "slug"), pattern_schema(_SLUG)]
QuestionId = Annotated[str, matching(_QUESTION_ID, "slug", hangul=True), pattern_schema(_QUESTION_ID)]
Name = Annotated[str, matching(_NAME, "name"), pattern_schema(_NAME)]
PartId = Annotated[str, matching(_PART_ID, "name", hangul=True), pattern_schema(_PART_ID)]
Month = Annotated[str, matching(_DATE, "month"), pattern_schema(_DATE)]
BankSlug = Annotated[str, BeforeValidator(_bank_slug), pattern_schema(_SLUG)]
Plain = Annotated[str, BeforeValidator(_uncut), WithJsonSchema({"type": _SCALAR})]
"""A text without languages."""
Formula = Annotated[str, WithJsonSchema({"type": _SCALAR})]
"""A formula may be followed by a comment: it never holds a #."""
Spellings = Annotated[
    tuple[Plain, ...],
    BeforeValidator(_text_list),
    WithJsonSchema({"anyOf": [{"type": _SCALAR}, {"type": "array", "items": {"type": _SCALAR}}]}),
]
