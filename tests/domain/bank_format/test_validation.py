"""From a model's complaints to messages: the place of each, the words, the keys that it knows."""

from typing import Annotated, Any

import pytest
from pydantic import Field

from quiz.domain.bank_format.fields import Model, Whole
from quiz.domain.bank_format.validation import Findings, is_map, read_model
from quiz.domain.errors import BankError, say
from quiz.domain.yaml.reader import read_yaml
from tests.findings import shown


class Leaf(Model):
    """The inmost of three models for these tests."""

    size: Annotated[Whole, Field(lt=5)] = 1
    colour: str = Field(default="", alias="color")
    ratio: float = 0.5


class Tree(Model):
    """Holds leaves in every way in which the banks' models hold one another."""

    leaf: Leaf | None = None
    leaves: tuple[Leaf, ...] = ()
    named: dict[str, Leaf] = {}  # noqa: RUF012 - a model's default, copied for each
    sets: Annotated[tuple[dict[str, Leaf], ...], Field(max_length=2)] = ()


def told(yaml: str, model: type[Model] = Tree) -> list[str]:
    document = read_yaml(yaml.encode(), "t.yaml")
    findings = Findings(document)
    assert read_model(model, document.data, (), findings, ("ko", "en")) is None
    return [shown(problem) for problem in findings.in_order()]


@pytest.mark.parametrize(
    "yaml",
    ["leaf:\n  siez: 1\n", "leaves:\n- siez: 1\n", "named:\n  x y:\n    siez: 1\n", "sets:\n- a:\n    siez: 1\n"],
)
def test_a_key_nobody_knows_is_compared_with_those_of_its_own_part(yaml: str) -> None:
    (problem,) = told(yaml)
    assert problem.endswith(" error unknown-key key='siez'; known='size'")
    line = yaml.split("siez")[0].count("\n") + 1
    assert problem.startswith(f"{line}:")


@pytest.mark.parametrize(
    ("yaml", "problem"),
    [
        ("laef: x\n", "1:1 error unknown-key key='laef'; known='leaf'"),
        ("bark: x\n", "1:1 error unknown-key key='bark'; known=leaf, leaves, named, sets"),
        ("leaf: {colour: red}\n", "1:8 error unknown-key key='colour'; known='color'"),
        ("leaf: {size: '5'}\n", "1:14 error less-than field.text='size', value='5'; limit=5"),
        ("leaf: {color: [red]}\n", "1:15 error string-type field.text='color'; form=red"),
        (
            "leaf: {ratio: half}\n",
            "1:15 error float-parsing field.text='ratio'",
        ),
        (
            "leaf: [a]\n",
            "1:7 error model-type field.text='leaf'; form={size: …, color: …, ratio: …}",
        ),
        (
            "named: [a]\n",
            "1:8 error dict-type field.text='named'; form={a: {size: …, color: …, ratio: …}}",
        ),
        (
            "leaves: {a: b}\n",
            "1:9 error tuple-type field.text='leaves'; form=[{size: …, color: …, ratio: …}]",
        ),
        ("sets: [{}, {}, {}]\n", "1:7 error too-long field.text='sets'; limit=2"),
        ("- a\n", "1:1 error structure"),
        ("a\n", "1:1 error structure"),
    ],
)
def test_a_complaint_is_found_with_its_place_and_values(yaml: str, problem: str) -> None:
    assert told(yaml) == [problem]


def test_a_value_with_signs_of_formatting_is_quoted_as_it_is() -> None:
    assert told("leaf: {size: '%(x)s 100%'}\n") == ["1:14 error whole-number value='%(x)s 100%'"]


def test_what_fits_is_read() -> None:
    document = read_yaml(b"leaf: {size: 2, color: red}\nsets: [{a: {}}]\n", "t.yaml")
    findings = Findings(document)
    tree = read_model(Tree, document.data, (), findings, ("ko",))
    assert tree == Tree(leaf=Leaf(size=2, color="red"), sets=({"a": Leaf()},))
    assert findings.problems == []


def test_a_part_of_a_document_is_read_with_its_place() -> None:
    document = read_yaml(b"trees:\n- leaf: {}\n- leaf: x\n", "t.yaml")
    findings = Findings(document)
    assert read_model(Tree, document.data["trees"][1], ("trees", 1), findings, ("ko",)) is None
    assert (findings.problems[0].line, findings.problems[0].column) == (3, 9)


def test_findings_come_in_the_order_of_the_file_with_errors_and_warnings() -> None:
    findings = Findings(read_yaml(b"a: 1\nb: 2\n", "t.yaml"))
    findings.warn("W1", ("b",), say("second"), say("mend it"))
    findings.add("E1", ("a",), say("first"), say("mend it"), of_key=True)
    findings.add("E0", ("b",), say("third"), say("mend it"))
    assert [str(problem) for problem in findings.in_order()] == [
        "t.yaml:1:1: error: first; mend it [E1]",
        "t.yaml:2:4: error: third; mend it [E0]",
        "t.yaml:2:4: warning: second; mend it [W1]",
    ]


def test_the_two_hundredth_error_ends_the_search() -> None:
    findings = Findings(read_yaml(b"a: 1\n", "t.yaml"))
    for number in range(500):
        findings.warn("W", (), say("%(number)d", number=number), say("mend it"))
    for number in range(199):
        findings.add("E", (), say("%(number)d", number=number), say("mend it"))
    with pytest.raises(BankError) as caught:
        findings.add("E", (), say("the last"), say("mend it"))
    assert len(caught.value.problems) == 700


@pytest.mark.parametrize(("data", "whether"), [({}, True), ({"a": "b"}, True), ([], False), ("a", False)])
def test_a_map_is_told_from_a_list_and_a_word(data: Any, whether: bool) -> None:
    findings = Findings(read_yaml(b"a: 1\n", "t.yaml"))
    assert is_map(data, ("a",), findings) is whether
    assert len(findings.problems) == (not whether)
