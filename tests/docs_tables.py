"""The generated parts of the docs: ``python -m tests.docs_tables`` writes them from the code."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from quiz.domain.assignments import rules
from quiz.domain.authoring.explaining import EXPLANATIONS
from quiz.domain.bank_format.field_messages import _TEMPLATES
from quiz.domain.bank_format.fields import (
    BankSlug,
    Exact,
    Month,
    Name,
    Plain,
    Slug,
    Spellings,
    Text,
    Truth,
    Whole,
    is_asked,
)
from quiz.domain.bank_format.glossary import Glossary
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.schema_words.fields import FIELDS
from quiz.domain.bank_format.series import Arxiv, Language, Series, Url
from quiz.domain.checks.policy import POLICY, Severities
from quiz.domain.classes.rights import CHANGING, RIGHTS, WORDS
from quiz.domain.questions import KINDS, Question
from quiz.domain.questions.matrix import Keys
from quiz.domain.questions.parts.variables import Condition, Variable
from quiz.platform.paths import CHECKOUT
from quiz.storage.models.classes import CLASS_ROLES

DOCS = CHECKOUT / "docs"
ASSIGNMENTS = DOCS / "assignments.md"
BANKS = DOCS / "banks.md"
DEPENDENCIES = DOCS / "dependencies.md"
ACCESS = DOCS / "access.md"
CATALOGUE = CHECKOUT / "tests" / "domain" / "checks" / "catalogue.yaml"
CHECKS: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
"""The catalogue of checks: what is known of each code, by group."""

PROFILES = Severities._fields

_PART = re.compile(
    r"(?P<open><!-- generated: (?P<name>[^>]+?) -->\n).*?(?P<close><!-- end of generated -->)", re.DOTALL
)
_ROW = re.compile(r"^\| (?P<name>[A-Za-z][\w.-]*) \| (?P<version>[^|]*) \|", re.MULTILINE)

# --- Tables of fields.

_WORDS: tuple[tuple[Any, str], ...] = (
    (Slug, "[id](#ids-names-and-months)"),
    (Variable, "name of a variable"),
    (Name, "[name](#ids-names-and-months)"),
    (Month, "[month](#ids-names-and-months)"),
    (Language, "code of a language"),
    (BankSlug, "[id](#ids-names-and-months)"),
    (Truth, "`true` or `false`"),
    (Condition, "`true`, `false` or a condition on the variables"),
    (Keys, "name, or list of names"),
    (Whole, "whole number"),
    (Exact, "number"),
    (Spellings, "string, or list of strings"),
    (Arxiv, "arXiv number"),
    (Url, "web address"),
    (Plain, "string"),
)
_LIMITS: tuple[tuple[str, str], ...] = (
    ("ge", "from {}"), ("gt", "more than {}"), ("le", "to {}"), ("lt", "less than {}"),
    ("min_length", "at least {}"), ("max_length", "at most {}"),
)  # fmt: skip


def models() -> dict[str, type[BaseModel]]:
    """Every model that a file is read into, by the name that its table has: a kind's own, else the class's."""
    found: dict[str, type[BaseModel]] = {"question": Question}
    for start in (Series, Glossary, Header, *KINDS.values()):
        for model in _reached(start):
            found[_name_of(model)] = model
    return found


def _name_of(model: type[BaseModel]) -> str:
    return model.kind_name if issubclass(model, Question) and model.kind_name else model.__name__


def _reached(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from _reached(field.annotation)
    for part in get_args(annotation):
        yield from _reached(part)


def fields_table(name: str) -> str:
    """The table of one model's fields; of a kind, those beside the ones that every question has."""
    model = models()[name]
    own = _own_fields(model)
    lines = ["| field | type | default | meaning |", "|---|---|---|---|"]
    for field, info in model.model_fields.items():
        key = info.alias or field
        if key in own:
            lines.append(
                f"| `{key}` | {_described(info.annotation, info.metadata)} | {_default(info)} | {_meaning(name, key)} |"
            )
    return "\n".join(lines)


def field_words() -> dict[tuple[str, str], str]:
    """What each field is for: ``FIELDS`` has what kinds share, a kind what is its own."""
    own = {_whole(kind, key): words for kind, model in KINDS.items() for key, words in model.field_words.items()}
    return {**FIELDS, **own}


def _whole(kind: str, key: str) -> tuple[str, str]:
    model, _, field = key.rpartition(".")
    return (model or kind, field)


def wordless(kind: str = "") -> list[str]:
    """The fields of a kind that have no words yet, as the kind names them; without a kind, all other fields."""
    known = field_words()
    return [
        field if name == kind else f"{name}.{field}"
        for name, model in models().items()
        if _kind_of(model) == kind
        for field in _own_fields(model)
        if (name, field) not in known
    ]


def _kind_of(model: type[BaseModel]) -> str:
    kind = model.__module__.rpartition(".")[2]
    return kind if kind in KINDS else ""


def _own_fields(model: type[BaseModel]) -> list[str]:
    common = Question.model_fields if issubclass(model, Question) and model is not Question else {}
    return [info.alias or field for field, info in model.model_fields.items() if field not in common]


def _meaning(name: str, key: str) -> str:
    return field_words()[name, key]


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "required"
    if is_asked(info):
        return "[asked for](#profiles)"
    value = info.get_default(call_default_factory=True)
    if value is None or value == "" or value == () or value == {} or isinstance(value, BaseModel):
        return "–"
    if isinstance(value, tuple):
        return f"`[{', '.join(value)}]`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _described(annotation: Any, metadata: list[Any]) -> str:
    if get_origin(annotation) is Annotated:
        base, *inner = get_args(annotation)
        return _described(base, [*inner, *metadata])
    words = next((words for alias, words in _WORDS if get_args(alias)[1] in metadata), None) or _shape(annotation)
    limits = list(_limits(metadata))
    return f"{words}, {' '.join(limits)}" if limits else words


def _limits(metadata: list[Any]) -> Iterator[str]:
    flat = [part for entry in metadata for part in (entry.metadata if isinstance(entry, FieldInfo) else [entry])]
    for attribute, words in _LIMITS:
        for part in flat:
            value = getattr(part, attribute, None)
            if value is not None:
                yield words.format(value)


def _shape(annotation: Any) -> str:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        models = [part for part in parts if get_origin(part) is Annotated]
        if len(models) == len(parts):
            return " or ".join(_described(part, []) for part in models)
        return _described(next(part for part in parts if part is not type(None)), [])
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin is tuple:
        return f"list of {_described(parts[0], [])}"
    if origin is not None:
        inner = _described(parts[1], [])
        return f"map of {_described(parts[0], [])} to {f'({inner})' if ', ' in inner else inner}"
    if annotation is Text:
        return "[text](#texts)"
    if issubclass(annotation, BaseModel):
        name = _name_of(annotation)
        return f"[{name}](#{name.lower()})"
    return {str: "string", Fraction: "number"}[annotation]


# --- Tables of checks.

_CALLS = ("add", "warn", "problem", "_fault", "fault")
_CODE_SECOND = ("add_at",)


@cache
def codes() -> dict[str, set[str]]:
    """Every code that a finding can have, with its severities, read from the source of domain, checking and bases."""
    found: dict[str, set[str]] = defaultdict(set)
    package = CHECKOUT / "quiz"
    content = package / "services" / "content"
    sources = [content / "checking.py", content / "revisions" / "bases.py"]
    for path in [*sorted((package / "domain").rglob("*.py")), *sources]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for code, severity in _codes_of(node):
                found[code].add(severity)
    for kind in _TEMPLATES:
        found[kind.replace("_", "-")].add("error")
    return dict(found)


def _codes_of(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Call):
        called = _called(node)
        keywords = {keyword.arg: _literal(keyword.value) for keyword in node.keywords}
        severity = keywords.get("severity") or ("warning" if called == "warn" else "error")
        code = keywords.get("code") if called in ("Fault", "Problem") else None
        if called in _CALLS and len(node.args) > 2:
            code = _literal(node.args[0])
        if called in _CODE_SECOND:
            code = _literal(node.args[1])
        if code:
            yield code, severity
    # A code handed on with its message: ("tab", number, column, say(…), remedy).
    if isinstance(node, ast.Tuple) and node.elts and any(_called(part) == "say" for part in node.elts[1:]):
        code = _literal(node.elts[0])
        if code:
            yield code, "error"


def _called(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literal(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def checks_table(group: str) -> str:
    """The table of one group of checks."""
    lines = [f"| code | {' | '.join(PROFILES)} | what it means | what to do |", "|---|---|---|---|---|---|"]
    for code in CHECKS[group]:
        name = f'<a id="check-{code.lower()}"></a>`{code}`'
        lines.append(f"| {name} | {' | '.join(severities(code))} | {_explained(code)} |")
    return "\n".join(lines)


def _explained(code: str) -> str:
    """What a finding means and what to do about it."""
    words = (EXPLANATIONS[code].means, EXPLANATIONS[code].remedy)
    return " | ".join(str(message).replace("|", "\\|") for message in words)


def severities(code: str) -> Iterator[str]:
    """What the findings of a code are under each profile, from the policy of checks."""
    for profile in PROFILES:
        yield " or ".join(dict.fromkeys(getattr(row, profile) for row in POLICY[code].values()))


def undocumented() -> list[str]:
    """Codes that the code gives otherwise than the catalogue says: unknown to one of the two, or not as grave."""
    known = {code: set(check["severity"].split(" or ")) for group in CHECKS.values() for code, check in group.items()}
    given = codes()
    return sorted(code for code in known.keys() | given.keys() if known.get(code) != given.get(code))


# --- What a learner may do of an assignment.


def rules_table(name: str) -> str:
    """One of the two tables by which an assignment is decided."""
    return _feedback_rules() if name == "feedback" else _start_rules()


def _start_rules() -> str:
    lines = ["| phase | attempt runs | attempts left | prerequisite missing | code wanted | outcome | what is said |"]
    lines.append("|---|---|---|---|---|---|---|")
    for line in rules.TABLE:
        phases = "any" if line.phases == rules.PHASES else ", ".join(line.phases)
        facts = (_yes_or_no(one) for one in (line.running, line.left, line.locked, line.code))
        lines.append(f"| {phases} | {' | '.join(facts)} | `{line.outcome}` | {rules.WORDS[line.outcome]} |")
    return "\n".join(lines)


def _feedback_rules() -> str:
    lines = ["| feedback | attempt is | date passed | outcome | what is said |", "|---|---|---|---|---|"]
    for line in rules.FEEDBACK_TABLE:
        feedback = "any" if len(line.feedback) > 1 else f"`{line.feedback[0]}`"
        states = "any" if len(line.states) > 1 else line.states[0]
        said = rules.FEEDBACK_WORDS[line.shown]
        lines.append(f"| {feedback} | {states} | {_yes_or_no(line.passed)} | `{line.shown}` | {said} |")
    return "\n".join(lines)


def _yes_or_no(fact: bool | None) -> str:
    return "any" if fact is None else "yes" if fact else "no"


# --- Versions of dependencies.


def direct_dependencies() -> dict[str, str]:
    """Every dependency that ``pyproject.toml`` names, in lower case, with its version in the locks."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    named += [entry for group in project["dependency-groups"].values() for entry in group if isinstance(entry, str)]
    locked = _locked()
    names = {re.split(r"[\[<>=!~;\s]", entry, maxsplit=1)[0].lower() for entry in named}
    return {name: locked[name] for name in sorted(names)}


def _locked() -> dict[str, str]:
    text = "".join(
        (CHECKOUT / f"{name}.lock").read_text(encoding="utf-8")
        for name in ("requirements", "requirements-dev", "requirements-node")
    )
    return {
        name.lower(): version
        for name, version in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE)
    }


def with_versions(text: str) -> str:
    """``text`` with the version of each dependency's row as the lock has it."""
    versions = direct_dependencies()

    def row(match: re.Match[str]) -> str:
        return f"| {match['name']} | {versions.get(match['name'].lower(), match['version'])} |"

    return _ROW.sub(row, text)


def dependencies_in(text: str) -> list[str]:
    """The names of the dependencies' rows, in lower case."""
    return [match["name"].lower() for match in _ROW.finditer(text) if match["name"] != "package"]


# --- Writing.

# --- The table of rights.


def rights_table(_: str) -> str:
    """What each role in a class may do."""
    lines = ["| action | what | " + " | ".join(CLASS_ROLES) + " | in an archived class |", "|---|---|" + "---|" * 5]
    for action, roles in RIGHTS.items():
        marks = " | ".join("yes" if role in roles else "" for role in CLASS_ROLES)
        lines.append(f"| `{action}` | {WORDS[action]} | {marks} | {'' if action in CHANGING else 'yes'} |")
    return "\n".join(lines)


_MAKERS: Mapping[str, Callable[[str], str]] = {
    "fields": fields_table,
    "checks": checks_table,
    "rights": rights_table,
    "rules": rules_table,
}


def with_tables(text: str) -> str:
    """``text`` with every generated part made again."""

    def part(match: re.Match[str]) -> str:
        maker, _, name = match["name"].partition(" ")
        return f"{match['open']}{_MAKERS[maker](name)}\n{match['close']}"

    return _PART.sub(part, text)


def parts_in(text: str) -> list[str]:
    """The names of the generated parts."""
    return [match["name"] for match in _PART.finditer(text)]


def fresh() -> dict[Path, str]:
    """Each file with generated parts, as it ought to be."""
    return {
        ASSIGNMENTS: with_tables(ASSIGNMENTS.read_text(encoding="utf-8")),
        BANKS: with_tables(BANKS.read_text(encoding="utf-8")),
        ACCESS: with_tables(ACCESS.read_text(encoding="utf-8")),
        DEPENDENCIES: with_versions(DEPENDENCIES.read_text(encoding="utf-8")),
    }


def main() -> int:
    """Write what is stale, and name it."""
    for path, text in fresh().items():
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(CHECKOUT)} is written")
    missing = undocumented()
    if missing:
        print(f"the catalogue of checks and the code do not agree on these codes: {', '.join(missing)}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
