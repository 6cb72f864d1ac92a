"""Questions in a short form and written out, and how a long one is made short."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from quiz.domain.bank_format.short_forms.writing_out import WrittenOut, written_out
from quiz.domain.yaml.reader import read_yaml
from tests.builders import as_yaml

Definition = dict[str, Any]

BUSY = (Path(__file__).parent / "statistics.yaml").read_bytes()
"""Ten questions as a teacher writes them who has not read the reference."""

FRAME = """\
bank: 2026-05
sections: {"1": {title: 자료}, "2": {title: 추정}}
questions:
"""


def read(text: str, languages: Sequence[str] = ("ko", "en")) -> WrittenOut:
    """A file, written out."""
    return written_out(read_yaml(text.encode(), "2026-05.yaml"), languages)


def question_in(lines: str, languages: Sequence[str] = ("ko", "en")) -> Definition:
    """The question of these lines, written out without a problem."""
    found = read(FRAME + in_list(lines), languages)
    assert found.problems == ()
    question: Definition = found.document.data["questions"][0]
    return question


def in_list(lines: str) -> str:
    """The lines of a question as an entry of a list."""
    return "".join(("  - " if number == 0 else "    ") + line + "\n" for number, line in enumerate(lines.splitlines()))


def long_of(definition: Definition, languages: Sequence[str] = ("ko", "en")) -> Definition:
    """A question's plain data, written out."""
    return question_in(as_yaml(definition), languages)


# --- Long questions made short.


def shortened(definition: Definition) -> Definition:
    """The shortest form of a question, in which it lacks the ids of its entries."""
    question = deepcopy(definition)
    _SHORT.get(question["kind"], lambda one: None)(question)
    return question


def _bare(entries: list[Definition], words: str = "text") -> list[Any]:
    """Entries without ids, those that have nothing else as plain texts."""
    bare = [{key: value for key, value in entry.items() if key != "id"} for entry in entries]
    return [entry[words] if set(entry) == {words} else entry for entry in bare]


def _options(question: Definition, key: str = "options", naming: str = "answer") -> None:
    right = [number for number, entry in enumerate(question[key]) if entry.get("correct") == "true"]
    if all(entry.get("correct") in (None, "true") for entry in question[key]):
        for number in right:
            del question[key][number]["correct"]
        question[naming] = ["ABCDEFGH"[number] for number in right]
    question[key] = _bare(question[key])


def _truth(question: Definition) -> None:
    question["answer"] = {"true": "참", "false": "아니요"}.get(question["answer"], question["answer"])


def _two_tier(question: Definition) -> None:
    _truth(question)
    _options(question, "reasons", "reason")


def _tolerance(question: Definition) -> None:
    tolerance = question["tolerance"]
    if "absolute" in tolerance:
        question["tolerance"] = tolerance["absolute"]


def _spellings(question: Definition) -> None:
    first, *others = question["answers"]
    if not others and set(first) == {"text"}:
        question["answer"] = first["text"]
        del question["answers"]


def _texts(entries: list[Definition]) -> dict[str, Any]:
    return {entry["id"]: entry["text"] for entry in entries}


def _pairs(question: Definition) -> None:
    right = _texts(question["right"])
    plain = all(isinstance(entry["text"], str) for entry in [*question["left"], *question["right"]])
    if plain and all(set(entry) == {"id", "text", "right"} for entry in question["left"]):
        used = [entry["right"] for entry in question["left"]]
        question["pairs"] = {entry["text"]: right[entry["right"]] for entry in question.pop("left")}
        question["right"] = [entry["text"] for entry in question["right"] if entry["id"] not in used]
    else:
        for entry in question["left"]:
            entry["right"] = right[entry["right"]] if isinstance(right[entry["right"]], str) else entry["right"]


def _bins(question: Definition) -> None:
    bins = _texts(question["bins"])
    if all(isinstance(text, str) for text in bins.values()):
        items = [(item.pop("bin"), item) for item in question.pop("items")]
        question["bins"] = {
            text: _bare([item for where, item in items if where == name]) for name, text in bins.items()
        }


def _rows(question: Definition) -> None:
    columns = _texts(question["columns"])
    if all(isinstance(text, str) for text in columns.values()):
        for row in question["rows"]:
            row["key"] = [columns[name] for name in row["key"]] if isinstance(row["key"], list) else columns[row["key"]]
        question["columns"] = list(columns.values())
    question["rows"] = _bare(question["rows"])


def _order(question: Definition) -> None:
    texts = _texts(question["items"])
    if not question.get("reasons") or all(isinstance(text, str) for text in texts.values()):
        for reason in question.get("reasons", ()):
            reason["before"], reason["after"] = texts[reason["before"]], texts[reason["after"]]
        question["items"] = _bare(question["items"])


def _gaps(question: Definition) -> None:
    for gap in question["gaps"].values():
        {"choice": _options, "text": _spellings, "number": _tolerance}[gap["kind"]](gap)


def _essay(question: Definition) -> None:
    for key, words in (("ideas", "meaning"), ("rubric", "text")):
        if key in question:
            question[key] = _bare(question[key], words)


_SHORT: dict[str, Callable[[Definition], None]] = {
    "single_choice": _options,
    "multiple_choice": _options,
    "hotspot": lambda question: _options(question, "spots"),
    "true_false": _truth,
    "two_tier": _two_tier,
    "numeric": _tolerance,
    "short_text": _spellings,
    "matching": _pairs,
    "categorize": _bins,
    "matrix": _rows,
    "ordering": _order,
    "cloze": _gaps,
    "essay": _essay,
}


def by_text(value: Any) -> Any:
    """A question with each id in it replaced by the text of its entry, and lists whose order is free in one order."""
    return _renamed(value, dict(_named(value)))


def _named(value: Any) -> list[tuple[str, str]]:
    if isinstance(value, list):
        return [pair for one in value for pair in _named(one)]
    if not isinstance(value, dict):
        return []
    words = value.get("text", value.get("meaning"))
    own = [(value["id"], f"<{words}>")] if "id" in value and words is not None and "kind" not in value else []
    return [*own, *(pair for one in value.values() for pair in _named(one))]


def _renamed(value: Any, names: dict[str, str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _renamed(one, names, name) for name, one in value.items()}
    if isinstance(value, list):
        found = [_renamed(one, names, key) for one in value]
        return sorted(found, key=str) if key in ("right", "items") else found
    return names.get(value, value) if key in ("id", "right", "bin", "key", "before", "after") else value
