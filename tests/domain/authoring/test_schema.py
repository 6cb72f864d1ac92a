"""The schema that editors check banks by: it takes whatever the reader takes, and marks a slip while it is typed."""

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import Field

from quiz.domain.authoring.schema import _in_its_words, bank_schema
from quiz.domain.bank_format.fields import Exact, Model
from quiz.domain.bank_format.schema_words.examples import BY_NAME, EXAMPLES
from quiz.domain.errors import Profile
from quiz.domain.questions import KINDS
from quiz.domain.yaml.reader import read_yaml
from quiz.platform.paths import QUESTIONS
from tests.builders import bank_data, both, definition
from tests.domain.bank_format.short_forms.forms import BUSY, shortened

SCHEMA = Draft202012Validator(bank_schema("strict"))
"""What the editor of a strict bank checks by."""
LENIENT = Draft202012Validator(bank_schema())
BANKS = sorted(QUESTIONS.glob("20*.yaml"))


def as_an_editor_reads(data: Any) -> Any:
    """``data`` with every scalar that an editor's YAML takes for a number or truth value turned into one."""
    if isinstance(data, dict):
        return {key: as_an_editor_reads(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_an_editor_reads(entry) for entry in data]
    if isinstance(data, bool):
        return data
    if data in ("true", "false"):
        return data == "true"
    if re.fullmatch(r"-?[0-9]+", data):
        return int(data)
    return float(data) if re.fullmatch(r"-?[0-9]*\.[0-9]+", data) else data


def at(data: Any, path: list[str | int]) -> Any:
    for step in path:
        data = data[step]
    return data


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(bank_schema())
    assert bank_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.stem)
def test_the_schema_takes_every_bank_of_the_series(path: Path) -> None:
    assert BANKS
    assert list(SCHEMA.iter_errors(yaml.safe_load(path.read_bytes()))) == []
    assert list(SCHEMA.iter_errors(as_an_editor_reads(read_yaml(path.read_bytes(), path.name).data))) == []


def test_the_schema_takes_every_kind_and_every_field() -> None:
    more = definition(
        "numeric",
        id="more",
        was="less",
        points="1.5",
        hints=["2", both("3", "4")],
        image={"file": "lora.svg", "alt": both("그림", "A picture")},
        as_of="2026-11",
        variables=None,
        sets=[{"d": "1", "r": "2"}],
        where="1 < 2",
        decimals="2",
        tolerance={"relative": "0.01"},
        unit={"text": "GB", "accept": "GB", "required": "true"},
    )
    choice = definition("multiple_choice", id="choice", credit="symmetric", shuffle="false")
    single = definition("short_text", id="single", answers=[{"text": "4096"}, {"text": ["12", "열둘"]}], accept=["12"])
    data = as_an_editor_reads(bank_data(questions=[*bank_data()["questions"], more, choice, single]))
    assert list(SCHEMA.iter_errors(data)) == []


def test_the_schema_takes_words_that_an_editor_reads_as_truth_values_where_an_id_is_wanted() -> None:
    sorting, table = definition("categorize"), definition("matrix")
    sorting["bins"][2]["id"] = sorting["items"][2]["bin"] = False
    table["columns"][0]["id"], table["rows"][1]["key"], table["rows"][0]["key"] = True, True, [True]
    data = as_an_editor_reads(bank_data(questions=[sorting, table]))
    assert list(SCHEMA.iter_errors(data)) == []


def test_the_schema_knows_every_kind_that_is_registered() -> None:
    kinds = {
        bank_schema()["$defs"][choice["$ref"].rpartition("/")[2]]["properties"]["kind"]["const"]
        for choice in bank_schema()["properties"]["questions"]["items"]["oneOf"]
    }
    assert kinds == set(KINDS)


def put(*path: str | int, value: Any) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        at(data, list(path[:-1]))[path[-1]] = value

    return change


def drop(*path: str | int) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        del at(data, list(path[:-1]))[path[-1]]

    return change


@pytest.mark.parametrize(
    "change",
    [
        drop("bank"),
        drop("questions"),
        put("bank", value="February"),
        put("weather", value="fine"),
        put("title", value={"ko": "제목"}),
        put("title", value={"ko": "제목", "en": "Title", "fr": "Titre"}),
        put("title", value=""),
        put("questions", value=[]),
        put("sources", "a b", value={"title": "x"}),
        put("sources", "lora", "year", value=1850),
        put("sources", "lora", "url", value="www.example.org"),
        put("sources", "lora", "year", value=None),
        put("objectives", value={}),
        put("objectives", "LO-2.1", "level", value="sing"),
        put("quizzes", 0, "mode", value="review"),
        put("quizzes", 0, "draw", value=[]),
        put("quizzes", 0, "draw", 0, "count", value=0),
        put("quizzes", 1, "pass", value=70),
        put("quizzes", 1, "minutes", value=0.5),
        put("questions", 0, "kind", value="riddle"),
        put("questions", 0, "id", value="Bad Id"),
        put("questions", 0, "difficulty", value=4),
        put("questions", 0, "points", value=0),
        put("questions", 0, "scope", value="papre"),
        put("questions", 0, "shuffle", value="sometimes"),
        put("questions", 0, "hints", value=["a"] * 6),
        put("questions", 0, "options", 0, "correkt", value=True),
        put("questions", 0, "options", 0, "misconception", value=None),
        drop("questions", 0, "options", 0, "why"),
        drop("questions", 0, "sources"),
        put("questions", 1, "credit", value="generous"),
        put("questions", 2, "answer", value=["maybe"]),
        drop("questions", 2, "why", "false"),
        put("questions", 3, "tolerance", "absolute", value=-1),
        put("questions", 3, "tolerance", "absolut", value=1),
        put("questions", 3, "variables", "d d", value=[1]),
        put("questions", 3, "variables", "d", value=[]),
        put("questions", 3, "decimals", value=13),
        put("questions", 4, "left", value=[]),
        put("questions", 5, "answers", 0, "score", value=2),
        put("questions", 5, "matching", "typos", value=2),
        put("questions", 5, "matching", "case", value="folded"),
    ],
)
def test_the_schema_refuses_a_slip(change: Callable[[Any], None]) -> None:
    data = as_an_editor_reads(bank_data())
    assert SCHEMA.is_valid(data)
    change(data)
    assert not SCHEMA.is_valid(data)


@pytest.mark.parametrize(
    "change",
    [
        put("title", value={"ko": "제목"}),
        drop("title"),
        drop("objectives"),
        drop("sections", "2.1", "notes"),
        drop("questions", 0, "options", 0, "why"),
        drop("questions", 0, "explanation"),
        drop("questions", 0, "sources"),
        drop("questions", 2, "why", "false"),
    ],
)
def test_only_the_schema_of_a_strict_bank_wants_what_a_profile_asks_for(change: Callable[[Any], None]) -> None:
    data = as_an_editor_reads(bank_data())
    change(data)
    assert LENIENT.is_valid(data)
    assert not SCHEMA.is_valid(data)


@pytest.mark.parametrize("change", [drop("bank"), drop("questions"), drop("questions", 0, "prompt")])
def test_every_schema_wants_what_a_bank_can_not_be_read_without(change: Callable[[Any], None]) -> None:
    data = as_an_editor_reads(bank_data())
    change(data)
    assert not LENIENT.is_valid(data)


def test_no_schema_holds_a_word_of_ours() -> None:
    assert not {"asked"} & (keys(bank_schema()) | keys(bank_schema("strict")))


# --- Made anew, part by part.


@pytest.fixture
def made() -> dict[str, Any]:
    """The schema, not the one that is kept."""
    bank_schema.cache_clear()
    return bank_schema("strict")


def test_the_frame_of_the_schema(made: dict[str, Any]) -> None:
    assert next(iter(made)) == "$schema"
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (made["title"], made["type"], made["additionalProperties"]) == ("Dalmada question bank", "object", False)
    assert made["required"] == ["bank", "title", "objectives", "sections", "questions"]
    assert set(made["properties"]) == {
        *("bank", "title", "sources", "objectives", "sections", "misconceptions", "quizzes", "questions"),
    }
    questions = made["properties"]["questions"]
    assert (questions["type"], questions["minItems"]) == ("array", 1)
    assert [choice["$ref"] for choice in questions["items"]["oneOf"]] == [
        f"#/$defs/{model.__name__}" for _, model in sorted(KINDS.items())
    ]
    Draft202012Validator.check_schema(made)


def required(schema: dict[str, Any], *names: str) -> list[list[str] | None]:
    """What the parts of these names require; None where a part says nothing of it."""
    return [schema["$defs"][name].get("required") for name in names]


def test_a_schema_requires_what_its_profile_asks_for_down_to_the_languages_of_a_text(made: dict[str, Any]) -> None:
    standard, parts = bank_schema(), ("TrueFalse", "Option", "Reasons", "Range", "Section")
    assert required(standard, *parts) == [["kind", "prompt", "answer"], ["text"], None, None, ["title"]]
    assert required(made, *parts) == [
        [
            *("id", "kind", "difficulty", "scope", "prompt", "explanation", "sources"),
            *("answer", "why"),
        ],
        ["text", "why"],
        ["true", "false"],
        None,
        ["title", "notes"],
    ]
    texts = [schema["$defs"]["Step"]["properties"]["text"]["anyOf"][1] for schema in (standard, made)]
    assert [text.get("required") for text in texts] == [None, ["ko", "en"]]


def test_the_schema_of_a_kind_names_it_and_leaves_its_parts_to_the_whole(made: dict[str, Any]) -> None:
    for kind, model in KINDS.items():
        part = made["$defs"][model.__name__]
        assert part["properties"]["kind"]["const"] == kind
        assert part["properties"]["kind"]["examples"] == [kind]
        assert "$defs" not in part
    assert {"Option", "Source", "Objective", "Section", "Quiz", "Draw"} <= made["$defs"].keys()


def test_limits_are_given_in_the_words_of_schemas(made: dict[str, Any]) -> None:
    quiz = made["$defs"]["Quiz"]["properties"]
    assert (quiz["minutes"]["minimum"], quiz["minutes"]["maximum"]) == (1, 600)
    assert made["$defs"]["ShortText"]["properties"]["points"]["exclusiveMinimum"] == 0
    assert not {"ge", "gt", "le", "lt"} & keys(made)


def keys(part: Any) -> set[str]:
    if isinstance(part, list):
        return {key for entry in part for key in keys(entry)}
    return {*part, *(key for entry in part.values() for key in keys(entry))} if isinstance(part, dict) else set()


def test_a_field_that_may_be_left_out_is_not_null_but_left_out(made: dict[str, Any]) -> None:
    minutes = made["$defs"]["Quiz"]["properties"]["minutes"]
    assert minutes["type"] == "integer"
    assert "anyOf" not in minutes
    assert "default" not in minutes
    assert "null" not in json.dumps(made)
    tolerance = made["$defs"]["Numeric"]["properties"]["tolerance"]["anyOf"][0]
    assert tolerance["$ref"] == "#/$defs/Allowance"
    assert "anyOf" not in tolerance


def test_a_choice_between_forms_is_kept(made: dict[str, Any]) -> None:
    shown = made["$defs"]["Section"]["properties"]["title"]["anyOf"]
    assert [choice["type"] for choice in shown] == [["string", "number", "boolean"], "object"]


def test_a_map_whose_keys_have_a_form_takes_no_other_keys(made: dict[str, Any]) -> None:
    sources = made["properties"]["sources"]
    assert sources["additionalProperties"] is False
    assert len(sources["patternProperties"]) == 1
    assert "additionalProperties" not in made["properties"]["quizzes"]


def test_a_limit_that_is_a_fraction_is_a_number() -> None:
    class Half(Model):
        share: Annotated[Exact, Field(ge=Fraction(1, 100), lt=Fraction(5, 2))]

    part = _in_its_words(Half.model_json_schema())["properties"]["share"]
    assert (part["minimum"], part["exclusiveMaximum"]) == (0.01, 2.5)


NAMED = bank_data(misconceptions={"mixed-up": both("섞어요.", "Mixes up.")}, questions=[definition("single_choice")])
NAMED["sections"]["2.1"]["claims"] = {"c-1": both("주장이에요.", "A claim.")}
NAMED["questions"][0].update(idea="rank", claims=["c-1"], read_again="here")


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (lambda data: None, 0),
        (put("misconceptions", value={"Mixed Up": "x"}), 1),
        (put("misconceptions", "mixed-up", value={"ko": "섞어요."}), 1),
        (put("sections", "2.1", "claims", value=["c-1"]), 1),
        (put("questions", 0, "claims", value="c-1"), 1),
        (put("questions", 0, "read_again", value="Here!"), 1),
        (put("questions", 0, "idea", value=""), 1),
    ],
)
def test_the_schema_knows_ideas_misconceptions_claims_and_anchors(change: Callable[[Any], None], faults: int) -> None:
    data = deepcopy(NAMED)
    change(data)
    assert len(list(SCHEMA.iter_errors(as_an_editor_reads(data)))) == faults


# --- Words, examples and short forms.


def fields_in(part: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of every model, with its schema."""
    if isinstance(part, list):
        for entry in part:
            yield from fields_in(entry, path)
    elif isinstance(part, dict):
        named = part.get("properties")
        for field, form in named.items() if isinstance(named, dict) else ():
            yield f"{path}.{field}", form
        for key, entry in part.items():
            yield from fields_in(entry, f"{path}.{key}" if key not in ("properties", "anyOf", "items") else path)


@pytest.mark.parametrize("profile", ["open", "strict"])
def test_every_field_says_what_it_is_for_with_examples(profile: Profile) -> None:
    whole = bank_schema(profile)
    found = dict(fields_in(whole))
    assert len(found) > 500
    lacking = [path for path, form in found.items() if not form.get("description") or not form.get("examples")]
    assert lacking == [], "add words and examples in quiz/domain/bank_format/schema_words"
    assert not [path for path, form in found.items() if "](" in form["description"]]


def test_every_example_is_one() -> None:
    whole = bank_schema("open")
    wrong = [
        (path, example)
        for path, form in fields_in(whole)
        for example in form["examples"]
        if not Draft202012Validator({**form, "$defs": whole["$defs"]}).is_valid(example)
    ]
    assert wrong == []


def test_no_example_is_left_over() -> None:
    known = {path.rpartition(".")[2] for path, _ in fields_in(bank_schema("open"))}
    assert {field for _, field in EXAMPLES} | set(BY_NAME) <= known


def test_the_schema_takes_short_forms() -> None:
    data = as_an_editor_reads(read_yaml(BUSY, "").data)
    assert list(Draft202012Validator(bank_schema("open")).iter_errors(data)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_takes_the_short_form_of_each_kind(kind: str) -> None:
    data = as_an_editor_reads(bank_data(questions=[shortened(definition(kind))]))
    assert list(Draft202012Validator(bank_schema("open")).iter_errors(data)) == []


@pytest.mark.parametrize(
    "question",
    [
        {"kind": "short_text"},
        {"kind": "matching", "left": [{"text": "a", "right": "b"}]},
        {"kind": "matching", "pairs": {"a": "b"}},
        {"kind": "numeric", "answer": 1.5, "tolerance": "about 5"},
        {"kind": "single_choice", "options": ["a"], "answer": "a"},
        {"kind": "categorize", "bins": {"a": "b", "c": ["d"]}},
        {"kind": "ordering", "items": ["a", ["b"], "c"]},
    ],
)
def test_the_schema_refuses_what_is_near_a_short_form(question: dict[str, Any]) -> None:
    data = {"bank": "2026-05", "questions": [{"prompt": "x", **question}]}
    assert not Draft202012Validator(bank_schema("open")).is_valid(data)


def test_a_strict_schema_wants_the_reasons_that_plain_options_lack() -> None:
    data = as_an_editor_reads(bank_data(questions=[{**definition(), "options": ["a", "b"], "answer": "a"}]))
    assert not SCHEMA.is_valid(data)
    assert LENIENT.is_valid(data)
