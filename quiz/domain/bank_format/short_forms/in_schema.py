"""Short forms in the JSON Schema, and what it says of each field: what it is for, with examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from quiz.domain.bank_format.schema_words.examples import EXAMPLES, examples_of
from quiz.domain.bank_format.schema_words.fields import FIELDS
from quiz.domain.bank_format.schema_words.short import AND_SHORT, LANGUAGE_WORDS, SHORT
from quiz.domain.questions import KINDS, Question

Schema = dict[str, Any]

_LINK = re.compile(r"\[([^\]]*)\]\(#[^)]*\)")
_SCALAR = {"type": ["string", "number", "boolean"]}
_SPELLINGS = {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR, "minItems": 1}]}
_TOLERANCE = r"^(±|\+/?-)?\s*[0-9.]+([eE][-+]?[0-9]+)?\s*[%％]?$"
_IDS = ("Option", "Left", "Right", "Step", "Bin", "Item", "Column", "Row", "Spot", "Idea", "Criterion", "Quiz")
"""Models whose id is made where it is left out."""
_PLAIN = (
    ("SingleChoice", "options"),
    ("MultipleChoice", "options"),
    ("ChoiceGap", "options"),
    ("TwoTier", "reasons"),
    ("Matching", "right"),
    ("Ordering", "items"),
    ("Categorize", "bins"),
    ("Matrix", "columns"),
    ("Essay", "rubric"),
    ("ShortText", "answers"),
    ("TextGap", "answers"),
)
"""Lists whose entries may be plain texts."""
_ADDED = (
    ("SingleChoice", "answer", _SPELLINGS),
    ("MultipleChoice", "answer", _SPELLINGS),
    ("Hotspot", "answer", _SPELLINGS),
    ("ChoiceGap", "answer", _SPELLINGS),
    ("TwoTier", "reason", _SPELLINGS),
    ("ShortText", "answer", _SPELLINGS),
    ("TextGap", "answer", _SPELLINGS),
    ("Matching", "pairs", {"type": "object", "additionalProperties": _SCALAR, "minProperties": 2, "maxProperties": 8}),
)
_OPTIONAL = (
    ("Numeric", "tolerance", None),
    ("NumberGap", "tolerance", None),
    ("Cloze", "gaps", None),
    ("ShortText", "answers", "answer"),
    ("TextGap", "answers", "answer"),
    ("Matching", "left", "pairs"),
    ("Matching", "right", "pairs"),
    ("Categorize", "items", "bins"),
    ("Categorize", "bins", "items"),
    ("Quiz", "draw", "questions"),
)
"""What is needed only where its short form is left out too."""
_WITH_BIN = {"anyOf": [_SCALAR, {"type": "object"}]}


def with_short_forms(schema: Schema, *, asked_too: bool) -> None:
    """Lets ``schema`` take every short form; where all that is asked for is needed, none that leaves it out."""
    parts: Mapping[str, Schema] = schema["$defs"]
    for name in _IDS:
        _not_required(parts[name], "id")
    for name, field in _PLAIN:
        _with_plain_entries(parts, name, field, asked_too=asked_too)
    for name, field, form in _ADDED:
        parts[name]["properties"][field] = dict(form)
    for name, field, other in _OPTIONAL:
        _not_required(parts[name], field)
        if other is not None:
            choice = parts[name].setdefault("anyOf", [])
            choice += [one for one in ({"required": [field]}, {"required": [other]}) if one not in choice]
    for model in KINDS.values():
        _not_required(parts[model.__name__], "section")
        _not_required(parts[model.__name__], "objective")
    _with_forms_of_fields(schema, parts, asked_too=asked_too)


def _with_forms_of_fields(schema: Schema, parts: Mapping[str, Schema], *, asked_too: bool) -> None:
    for name in ("Numeric", "NumberGap"):
        _or(parts[name], "tolerance", {"type": "number", "minimum": 0}, {"type": "string", "pattern": _TOLERANCE})
    for name, field in (("Left", "right"), ("Item", "bin"), ("Precedence", "before"), ("Precedence", "after")):
        # An entry of another list is named by its id or its text.
        parts[name]["properties"][field] = dict(_SCALAR)
    for name in ("ShortText", "TextGap"):
        _or(parts[name], "answers", _SCALAR)
    _or(parts["Draw"], "questions", {"const": "all"})
    parts["Quiz"]["properties"]["questions"] = {"anyOf": [{"const": "all"}, {"type": "array", "items": _SCALAR}]}
    if not asked_too:
        bins = {"type": "object", "additionalProperties": {"type": "array", "items": _WITH_BIN}, "minProperties": 2}
        for field in ("bins", "items"):
            _or(parts["Categorize"], field, bins)
        sections = schema["properties"]["sections"]
        ((pattern, section),) = sections["patternProperties"].items()
        sections["patternProperties"] = {pattern: {"anyOf": [section, _SCALAR]}}
        _or(schema, "sections", {"type": "array", "items": {"anyOf": [section, _SCALAR, {"type": "object"}]}})
    _or(schema, "objectives", {"type": "array", "items": {"$ref": "#/$defs/Objective"}, "minItems": 1})


def _not_required(part: Schema, field: str) -> None:
    wanted = [name for name in part.get("required", ()) if name != field]
    part.pop("required", None)
    part.update({"required": wanted} if wanted else {})


def _with_plain_entries(parts: Mapping[str, Schema], name: str, field: str, *, asked_too: bool) -> None:
    entry = parts[name]["properties"][field]["items"]
    model = parts[entry["$ref"].rpartition("/")[2]]
    if asked_too and "why" in model["properties"]:
        return
    text = model["properties"].get("text", _SCALAR)
    parts[name]["properties"][field]["items"] = {"anyOf": [entry, *text.get("anyOf", [_SCALAR])]}


def _or(part: Schema, field: str, *forms: Schema) -> None:
    """Lets a field have one of these forms as well."""
    form = part["properties"][field]
    part["properties"][field] = {"anyOf": [form, *forms]}


def with_words(schema: Schema) -> None:
    """Says of every field of ``schema`` what it is for, with examples."""
    for model, part in _models(schema):
        for field, form in part.get("properties", {}).items():
            form.pop("title", None)
            form["description"] = words_of(model, field) if form.keys() != {"const"} else part["description"]
            form["examples"] = list(_examples(model, field))
    _with_words_of_languages(schema)


def _examples(model: str, field: str) -> Iterator[Any]:
    if field == "kind" and model in KINDS:
        yield model
        return
    common = model in KINDS and field in Question.model_fields and (model, field) not in EXAMPLES
    yield from examples_of("question" if common else model, field)


def _models(schema: Schema) -> Iterator[tuple[str, Schema]]:
    yield "Header", schema
    names = {model.__name__: kind for kind, model in KINDS.items()}
    for name, part in schema["$defs"].items():
        yield names.get(name, name), part


def words_of(model: str, field: str) -> str:
    """What a field of a model is for, as far as anything says so: models and kinds by the names of their tables."""
    own = _words(model, field)
    common = "" if own or model not in KINDS else _words("question", field)
    short = AND_SHORT.get((model, field)) or (AND_SHORT.get(("question", field)) if model in KINDS else None)
    return _LINK.sub(r"\1", " ".join(words for words in (own or common, short) if words))


def _words(model: str, field: str) -> str:
    name = f"{model}.{field}"
    of_part = next((kind.field_words[name] for kind in KINDS.values() if name in kind.field_words), "")
    of_kind = KINDS[model].field_words.get(field, "") if model in KINDS else ""
    return of_kind or of_part or (FIELDS.get((model, field)) or SHORT.get((model, field), ""))


def _with_words_of_languages(part: Any) -> None:
    if isinstance(part, list):
        for entry in part:
            _with_words_of_languages(entry)
    elif isinstance(part, dict):
        fields = part.get("properties")
        if isinstance(fields, dict) and fields.keys() == LANGUAGE_WORDS.keys():
            for language, form in fields.items():
                form["description"], form["examples"] = LANGUAGE_WORDS[language], list(examples_of("Text", language))
        for entry in part.values():
            _with_words_of_languages(entry)
