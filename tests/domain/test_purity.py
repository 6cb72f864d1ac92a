"""The core stands alone: it loads no web framework and no database, and nothing in it asks for the time."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.platform.paths import PACKAGE

DOMAIN = PACKAGE / "domain"
MODULES = sorted(
    ".".join(["quiz", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")
    for path in DOMAIN.rglob("*.py")
)
HEAVY = ("flask", "sqlalchemy", "werkzeug", "jinja2", "psycopg", "redis", "alembic", "wtforms")
PROBE = """
import sys
from importlib import import_module
for name in sys.argv[2:]:
    for ours in [module for module in sys.modules if module.startswith("quiz")]:
        del sys.modules[ours]
    import_module(name)
loaded = {name.partition(".")[0].lower() for name in sys.modules}
print(" ".join(sorted(loaded & set(sys.argv[1].split()))))
"""


def loaded_by(*modules: str) -> list[str]:
    """Those of ``HEAVY`` that a fresh interpreter holds after importing each of ``modules`` by itself."""
    command = [sys.executable, "-c", PROBE, " ".join(HEAVY), *modules]
    ran = subprocess.run(command, cwd=PACKAGE.parent, capture_output=True, text=True, check=True)
    return ran.stdout.split()


def test_the_probe_finds_what_is_loaded() -> None:
    assert loaded_by("flask") == ["flask", "jinja2", "werkzeug"]


def test_the_core_loads_neither_framework_nor_database() -> None:
    assert loaded_by("quiz.domain") == []
    assert "quiz.domain.questions.numeric" in MODULES
    assert loaded_by(*MODULES) == []


ALLOWED = {
    "markdown_it",
    "mdit_py_plugins",
    "nh3",
    "latex2mathml",
    "pygments",
    "pydantic",
    "pydantic_core",
    "yaml",
    "fsrs",
}
"""Packages from outside that the core rests on."""


@pytest.mark.parametrize("path", sorted(DOMAIN.rglob("*.py")), ids=lambda path: path.stem)
def test_no_module_imports_what_the_core_does_not_rest_on(path: Path) -> None:
    """Wherever in it the import stands, and by whatever name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
    foreign = {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names | ALLOWED}
    assert {name for name in foreign if name != "quiz.domain" and not name.startswith("quiz.domain.")} == set()
    # The package of the kinds imports every module that it holds.
    assert path.parent.name == "questions" or not names & {"importlib", "runpy"}


@pytest.mark.parametrize("path", sorted(DOMAIN.rglob("*.py")), ids=lambda path: path.stem)
def test_no_module_asks_for_the_time_the_environment_or_a_global_random(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not names & {"time", "os", "secrets", "uuid", "locale", "socket", "pathlib", "io"}
    # Moments and days are arguments.
    assert not {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & {"now", "today", "utcnow"}
    uses = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert {use for use in uses if use.startswith("random.")} <= {"random.Random"}
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not calls & {"eval", "exec", "compile", "open", "print", "input"}
