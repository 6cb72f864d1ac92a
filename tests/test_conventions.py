"""What every contribution has to bring along: templates, tests, translations; and which way imports may point."""

from __future__ import annotations

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask

from quiz.domain.questions import KINDS
from quiz.paths import CHECKOUT, TEMPLATES, TRANSLATIONS

KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "say": None,
    "translate": None,
    "translate_plural": (1, 2),
    "_say": None,
    "fail": None,
}
OPTIONS = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}


def wanted_texts() -> set[str]:
    """Every text of code and templates that asks to be translated."""
    texts: set[str] = set()
    for folder, methods in ((CHECKOUT / "quiz", [("**.py", "python")]), (TEMPLATES, [("**.html", "jinja2")])):
        for found in extract_from_dir(folder, methods, OPTIONS, KEYWORDS):
            message = found[2]
            texts.add(message if isinstance(message, str) else message[0])
    return texts - {""}


def korean() -> Catalog:
    return read_po(BytesIO((TRANSLATIONS / "ko" / "LC_MESSAGES" / "messages.po").read_bytes()), locale="ko")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_template_a_module_and_a_test(kind: str) -> None:
    assert (TEMPLATES / "questions" / f"{kind}.html").is_file()
    assert (CHECKOUT / "quiz" / "domain" / "questions" / f"{kind}.py").is_file()
    assert (CHECKOUT / "tests" / "domain" / "questions" / f"test_{kind}.py").is_file()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_name_for_people(kind: str, app: Flask) -> None:
    with app.test_request_context("/"):
        macro = app.jinja_env.get_template("macros/parts.html").make_module().kind  # type: ignore[attr-defined]  # a macro
        assert macro(kind) != kind


def test_every_text_is_translated() -> None:
    known = {entry.id if isinstance(entry.id, str) else entry.id[0]: entry for entry in korean() if entry.id}
    missing = sorted(wanted_texts() - known.keys())
    assert not missing, f"run `make messages` and translate: {missing}"
    empty = [text for text, entry in known.items() if not all(_strings(entry.string))]
    assert not empty


def test_no_translation_is_left_over_or_unsure() -> None:
    known = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in korean() if entry.id}
    assert sorted(known - wanted_texts()) == []
    assert [entry.id for entry in korean() if entry.id and entry.fuzzy] == []


def test_translations_keep_the_named_values() -> None:
    for entry in korean():
        sources = entry.id if isinstance(entry.id, tuple | list) else [entry.id]
        wanted = set(re.findall(r"%\((\w+)\)", sources[-1]))
        for string in _strings(entry.string):
            assert set(re.findall(r"%\((\w+)\)", string)) <= wanted, entry.id


def test_the_texts_in_code_are_english() -> None:
    assert [text for text in wanted_texts() if re.search("[가-힣]", text)] == []


def _strings(string: str | tuple[str, ...]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def test_imports_run_downwards_only() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_pure_core_loads_neither_flask_nor_sqlalchemy() -> None:
    code = "import sys, quiz.domain.bank, quiz.domain.delivery; print({'flask', 'sqlalchemy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_no_migration_is_missing_a_package_file() -> None:
    folders = {path.parent for path in (CHECKOUT / "quiz").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []
