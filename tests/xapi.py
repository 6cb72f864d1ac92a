"""The rules of an xAPI 1.0.3 statement, as far as ours use them, as a JSON schema.

Source: https://github.com/adlnet/xAPI-Spec/blob/master/xAPI-Data.md
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

IRI = r"^[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+$"
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
TIMESTAMP = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"
DURATION = r"^P(?=.)(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)$"
VERBS = ("initialized", "answered", "completed", "passed", "failed")


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


LANGUAGE_MAP = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
    "additionalProperties": {"type": "string", "minLength": 1},
}
_IRI = {"type": "string", "pattern": IRI}
_UUID = {"type": "string", "pattern": UUID}
_ACTIVITY = _object(
    {"objectType": {"const": "Activity"}, "id": _IRI, "definition": _object({"type": _IRI, "name": LANGUAGE_MAP})},
    "id",
)
SCHEMA = _object(
    {
        "id": _UUID,
        "actor": _object(
            {
                "objectType": {"const": "Agent"},
                "account": _object(
                    {
                        "homePage": {"type": "string", "pattern": r"^https?://[^\s]+$"},
                        "name": {"type": "string", "minLength": 1},
                    },
                    "homePage",
                    "name",
                ),
            },
            "account",
        ),
        "verb": _object(
            {"id": {"enum": [f"http://adlnet.gov/expapi/verbs/{verb}" for verb in VERBS]}, "display": LANGUAGE_MAP},
            "id",
        ),
        "object": _ACTIVITY,
        "result": _object(
            {
                "score": _object(
                    {
                        "scaled": {"type": "number", "minimum": -1, "maximum": 1},
                        "raw": {"type": "number"},
                        "min": {"type": "number"},
                        "max": {"type": "number"},
                    }
                ),
                "success": {"type": "boolean"},
                "completion": {"type": "boolean"},
                "response": {"type": "string"},
                "duration": {"type": "string", "pattern": DURATION},
                "extensions": {"type": "object", "propertyNames": {"pattern": IRI}},
            }
        ),
        "context": _object(
            {
                "registration": _UUID,
                "platform": {"type": "string"},
                "contextActivities": _object({"parent": {"type": "array", "items": _ACTIVITY}}),
            }
        ),
        "timestamp": {"type": "string", "pattern": TIMESTAMP},
        "version": {"const": "1.0.3"},
    },
    *("id", "actor", "verb", "object", "timestamp"),
)

_VALIDATOR = Draft202012Validator(SCHEMA)


def faults(statement: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a statement."""
    for error in _VALIDATOR.iter_errors(statement):
        yield f"{error.json_path}: {error.message}"
    score = statement.get("result", {}).get("score", {})
    if "raw" in score and not score["min"] <= score["raw"] <= score["max"]:
        yield "the raw score lies outside of its bounds"
