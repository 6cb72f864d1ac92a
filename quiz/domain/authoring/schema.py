"""The JSON Schema of a bank file, by which editors complete and check what is typed."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from pydantic import create_model

from quiz.domain.bank_format.fields import ASKED
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.short_forms.in_schema import with_short_forms, with_words
from quiz.domain.checks.policy import POLICY
from quiz.domain.errors import Profile
from quiz.domain.questions import KINDS


@cache
def bank_schema(profile: Profile = "standard") -> dict[str, Any]:
    """The JSON Schema of a bank file, for editors; what ``profile`` wants or the bank is refused is required."""
    whole = create_model("Bank", __base__=Header)
    schema = whole.model_json_schema(by_alias=True)
    definitions = schema.setdefault("$defs", {})
    for kind, model in sorted(KINDS.items()):
        part = model.model_json_schema(by_alias=True)
        definitions.update(part.pop("$defs", {}))
        part["properties"]["kind"] = {"const": kind}
        definitions[model.__name__] = part
    schema["properties"]["questions"] = {
        "type": "array",
        "minItems": 1,
        "items": {"oneOf": [{"$ref": f"#/$defs/{model.__name__}"} for _, model in sorted(KINDS.items())]},
    }
    schema["required"] = [*schema.get("required", []), "questions"]
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Dalmada question bank"}
    asked_too = getattr(POLICY["missing"]["asked"], profile) == "error"
    found = dict(_in_its_words(schema, asked_too=asked_too))
    with_short_forms(found, asked_too=asked_too)
    with_words(found)
    return found


_WORDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


def _in_its_words(part: Any, *, asked_too: bool = False) -> Any:
    """``part`` of a schema with the limits that pydantic leaves in its own words behind a converting validator.

    What a profile asks for is required if it is ``asked_too``.
    """
    if isinstance(part, list):
        return [_in_its_words(entry, asked_too=asked_too) for entry in part]
    if not isinstance(part, dict):
        return part
    # None stands for a key that was left out: nobody writes it. A limit that is a fraction comes as its text.
    kept = {key: value for key, value in _required(part, asked_too).items() if value is not None}
    entries = {_WORDS.get(key, key): _in_its_words(value, asked_too=asked_too) for key, value in kept.items()}
    entries |= {key: float(Fraction(entries[key])) for key in _WORDS.values() if isinstance(entries.get(key), str)}
    choices = [choice for choice in entries.pop("anyOf", []) if choice != {"type": "null"}]
    closed = {"additionalProperties": False} if "patternProperties" in part else {}
    return {**entries, **closed, **(choices[0] if len(choices) == 1 else {"anyOf": choices} if choices else {})}


def _required(part: dict[str, Any], asked_too: bool) -> dict[str, Any]:
    """``part`` without its marks, and with what they stand for among what is required if it is ``asked_too``."""
    fields = part.get("properties")
    if not isinstance(fields, dict):
        return {key: value for key, value in part.items() if key != ASKED}
    every = [name for name, field in fields.items() if ASKED in part or field.get(ASKED)] if asked_too else []
    wanted = [name for name in fields if name in every or name in part.get("required", ())]
    wanted += [name for name in part.get("required", ()) if name not in fields]
    rest = {key: value for key, value in part.items() if key not in (ASKED, "required")}
    return {**rest, "required": wanted} if wanted else rest
