"""What every contribution has to bring along: templates, tests, translations; and which way imports may point."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

from quiz.domain.questions import KINDS
from quiz.platform.paths import CHECKOUT, QUESTIONS, TEMPLATES
from tests import docs_tables
from tests.builders import question
from tests.messages import known, wanted

GROWING = ("quiz/domain/questions", "quiz/storage/migrations/versions")
"""Folders with a file for each kind or migration."""
BANKS = sorted(QUESTIONS.glob("20*.yaml"))


@pytest.mark.xdist_group("a group of tests")
def test_what_is_to_run_in_one_process_is_known_to_who_hands_out_tests(request: pytest.FixtureRequest) -> None:
    grouped = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@a group of tests") == grouped


def wanted_texts() -> set[str]:
    return {_first(entry.id) for entry in wanted() if entry.id}


def _first(text: str | tuple[str, ...] | list[str]) -> str:
    return text if isinstance(text, str) else text[0]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nothing_of_a_kind_is_missing(kind: str) -> None:
    missing = list(_missing(kind))
    assert not missing, "\n".join([f"{kind} is not whole (docs/extending.md):", *missing])


def _missing(kind: str) -> Iterator[str]:
    """What a kind lacks, each with the remedy; docs/extending.md says how it is written."""
    if not (CHECKOUT / "quiz" / "domain" / "questions" / f"{kind}.py").is_file():
        yield f"quiz/domain/questions/{kind}.py is missing: a kind stands in a module of its own name"
    try:
        question(kind)
    except LookupError as error:
        yield str(error)
    except ValueError as error:
        yield f"the definition in SAMPLE is no valid question, mend it: {error}"
    else:
        yield from _wordless(kind)
    yield from _missing_on_pages(kind)
    yield from _missing_in_texts(kind)


def _wordless(kind: str) -> Iterator[str]:
    for field in docs_tables.wordless(kind):
        yield f"the field {field!r} has no words: say what it is for in field_words of the kind"


def _missing_on_pages(kind: str) -> Iterator[str]:
    template = TEMPLATES / "questions" / f"{kind}.html"
    text = template.read_text(encoding="utf-8") if template.is_file() else ""
    for macro in ("ask", "review", "paper"):
        if f"macro {macro}(" not in text:
            yield f"templates/questions/{kind}.html has no macro {macro}: write it"
    if not any(f"\n    kind: {kind}\n" in bank.read_text(encoding="utf-8") for bank in BANKS):
        yield f"no bank in questions/ has a question of {kind}: write one, the gallery and the tours show it"


def _missing_in_texts(kind: str) -> Iterator[str]:
    label = KINDS[kind].label
    if label is None:
        yield f"the class of {kind} has no label: give it one, label: ClassVar[Message] = say(…)"
    elif label.template not in {_first(entry.id) for entry in known("ko") if entry.string}:
        yield f"the label {label.template!r} is not translated: run `make messages` and translate it"
    if f"\n### {kind}\n" not in (CHECKOUT / "docs" / "banks.md").read_text(encoding="utf-8"):
        yield f"docs/banks.md has no heading '### {kind}': describe it there"


def test_every_text_is_translated() -> None:
    translated = {_first(entry.id): entry for entry in known("ko") if entry.id}
    missing = sorted(wanted_texts() - translated.keys())
    assert not missing, f"run `make messages` and translate: {missing}"
    assert [text for text, entry in translated.items() if not all(_strings(entry.string))] == []


def test_no_translation_is_left_over_or_unsure() -> None:
    assert sorted({_first(entry.id) for entry in known("ko") if entry.id} - wanted_texts()) == []
    assert [entry.id for entry in known("ko") if entry.id and entry.fuzzy] == []


def test_translations_keep_the_named_values() -> None:
    for entry in known("ko"):
        sources = entry.id if isinstance(entry.id, tuple | list) else [entry.id]
        allowed = set(re.findall(r"%\((\w+)\)", sources[-1]))
        for string in _strings(entry.string):
            assert set(re.findall(r"%\((\w+)\)", string)) <= allowed, entry.id


def test_the_texts_in_code_are_english() -> None:
    assert [text for text in wanted_texts() if re.search("[가-힣]", text)] == []


def _strings(string: str | tuple[str, ...]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def test_imports_run_downwards_only() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = grimp.build_graph("quiz", cache_dir=None)
    # It raises, and names the circle; imports for types alone count as well.
    TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules}).prepare()


def _modules(folder: Path) -> list[Path]:
    """Every module below a folder, but for what only marks a package."""
    return [path for path in folder.rglob("*.py") if path.name != "__init__.py"]


REGISTERING = {"quiz/cli/__init__.py", "quiz/domain/questions/__init__.py", "quiz/storage/models/__init__.py"}
"""Packages that gather what they hold: the commands, the kinds, the tables."""


def test_a_package_imports_nothing_of_its_own() -> None:
    """Its imports would run before every module's in it, and so point upwards without a contract that says so."""
    packages = (CHECKOUT / "quiz").rglob("__init__.py")
    importing = {
        path.relative_to(CHECKOUT).as_posix()
        for path in packages
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    }
    assert importing <= REGISTERING


def test_a_kind_of_question_imports_no_other() -> None:
    graph = grimp.build_graph("quiz", cache_dir=None)
    kinds = {f"quiz.domain.questions.{kind}" for kind in KINDS}
    found = {kind: graph.find_modules_directly_imported_by(kind) & kinds for kind in kinds}
    # The first tier of two_tier is a true_false.
    pair = {"quiz.domain.questions.two_tier": {"quiz.domain.questions.true_false"}}
    assert {kind: others for kind, others in found.items() if others} == pair


def test_every_module_of_the_domain_has_its_layer() -> None:
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if "containers" not in one and len(one.get("layers", ())) > 2)
    known = tuple(name.strip(" ()") for row in layers for name in row.split("|"))
    domain = CHECKOUT / "quiz" / "domain"
    modules = [".".join(path.relative_to(CHECKOUT).with_suffix("").parts) for path in _modules(domain)]
    assert [module for module in modules if not f"{module}.".startswith(tuple(f"{name}." for name in known))] == []


def test_no_file_is_longer_than_three_hundred_lines_and_no_folder_holds_more_than_fourteen() -> None:
    files = [path.relative_to(CHECKOUT) for path in _modules(CHECKOUT / "quiz")]
    files = [path for path in files if path.parent.as_posix() not in GROWING]
    lines = {path: len((CHECKOUT / path).read_text(encoding="utf-8").splitlines()) for path in files}
    assert {path: count for path, count in lines.items() if count > 300} == {}
    assert {folder: count for folder, count in Counter(path.parent for path in files).items() if count > 14} == {}


def test_the_pure_core_loads_neither_flask_nor_sqlalchemy() -> None:
    code = "import sys, quiz.domain.bank_format.bank; print({'flask', 'sqlalchemy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_no_migration_is_missing_a_package_file() -> None:
    folders = {path.parent for path in (CHECKOUT / "quiz").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


READS_ACTS = {
    "quiz/services/audit.py",
    "quiz/services/integrity/account_data.py",
    "quiz/services/integrity/acts/log.py",
    "quiz/storage/models/integrity.py",
    "quiz/storage/queries/integrity.py",
}


def test_who_did_what_is_appended_and_changed_by_the_pseudonym_alone() -> None:
    naming, changing = set(), []
    for path in sorted((CHECKOUT / "quiz").rglob("*.py")):
        name, tree = path.relative_to(CHECKOUT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
        if any(
            isinstance(node, ast.Name | ast.Attribute | ast.ClassDef) and _named(node) == "AuditEvent"
            for node in ast.walk(tree)
        ):
            naming.add(name)
        for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
            changing += [(name, function.name) for node in ast.walk(function) if _changes_acts(node)]
        texts = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not any(re.search(r"(?i)(update|delete from|truncate) audit_event", text) for text in texts), name
    assert naming == READS_ACTS
    marks = [("quiz/services/audit.py", "mark_deleted")]
    assert changing == [("quiz/services/audit.py", "forget")] * 3 + marks


def _changes_acts(node: ast.AST) -> bool:
    """Whether a call updates or deletes acts: ``update(AuditEvent)``, ``session.delete(AuditEvent)``."""
    if not isinstance(node, ast.Call) or _named(node.func) not in ("update", "delete", "merge", "query"):
        return False
    return any(_named(argument) == "AuditEvent" for argument in node.args)


def _named(node: ast.AST) -> str:
    return next(
        (getattr(node, field) for field in ("id", "attr", "name") if isinstance(getattr(node, field, None), str)), ""
    )
