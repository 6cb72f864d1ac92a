"""Mutation testing of the pure core: ``python -m tests.mutation`` writes ``docs/mutation.md``."""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

import yaml

from quiz.platform.paths import CHECKOUT

PAGE = CHECKOUT / "docs" / "mutation.md"
REASONS = CHECKOUT / "tests" / "mutation_reasons.yaml"
FOLDER = CHECKOUT / "mutants"
STATS = FOLDER / "mutmut-stats.json"
REACHED = FOLDER / "reached.json"
SEED = 2024
SIZE = 100
WANTED = 90
FIRST = "quiz.domain.grading.partial_credit.*"
"""Something small, with which the mutants of every module are made before some of them are drawn out."""

SHARED = (
    *("test_catalogue.py", "test_every_kind.py", "test_faults_told.py", "test_passages.py", "test_problems_told.py"),
    *("test_slips_told.py", "test_variables.py", "test_wordings.py"),
)
"""The files of tests that belong to every module."""
OTHERS = {
    "bank_format/bank.py": ("test_bank",),
    "bank_format/source_spots.py": ("test_source_edit",),
    "checks/avoided_forms.py": ("test_glossary",),
    "checks/languages.py": ("test_lint", "test_profiles"),
    "matching/arithmetic.py": ("test_expressions",),
    "matching/endings.py": ("test_endings", "test_text"),
    "matching/expression_errors.py": ("test_expressions",),
    "matching/expression_tokens.py": ("test_expressions",),
    "yaml/comments.py": ("test_comments", "test_reader", "test_fuzz"),
    "yaml/composer.py": ("test_reader", "test_fuzz"),
    "yaml/document.py": ("test_document", "test_reader", "test_fuzz"),
    "yaml/parser_messages.py": ("test_reader", "test_fuzz"),
    "yaml/error_causes.py": ("test_error_causes", "test_reader", "test_fuzz"),
    "yaml/scalar_splices.py": ("test_source_edit",),
    "yaml/spans.py": ("test_source_edit",),
    "yaml/splices.py": ("test_source_edit",),
    "yaml/writer.py": ("test_writer", "test_source_edit"),
    "questions/parts/entries.py": ("test_categorize", "test_matrix"),
    "questions/parts/gaps.py": ("test_cloze",),
    "questions/parts/ordering_checks.py": ("test_ordering",),
    "questions/parts/quantities.py": ("test_numeric", "test_cloze"),
    "questions/parts/typed_numbers.py": ("test_numeric", "test_cloze"),
    "questions/parts/spellings.py": ("test_short_text", "test_cloze"),
    "bank_format/fields.py": ("test_fields", "test_schema"),
    "bank_format/quizzes.py": ("test_quizzes", "test_references"),
    "bank_format/validation.py": ("test_validation", "test_bank", "test_cloze"),
    "questions/parts/answers.py": ("test_base",),
    "questions/parts/passages.py": ("test_base", "test_rendering"),
    "questions/base.py": ("test_base", "test_combinations", "test_rendering"),
    "bank_format/field_messages.py": ("test_fields", "test_bank_errors"),
}
"""How the names of a module's tests begin, where they are not named after it."""

UNTRIED, DRAWN_OUT = None, 34
KILLED = {1, 3, 24, 36, 152, 255, -24, -9, -11}
"""mutmut's codes of a failed test, an interpreter that gave up, and time that ran out."""

_CUT = re.compile(r"<!-- results -->\n.*?<!-- end of results -->", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Module:
    """What mutmut keeps of one module."""

    path: Path

    @cached_property
    def kept(self) -> dict[str, dict[str, int | None]]:
        return json.loads(self.path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]  # mutmut's own form

    @property
    def codes(self) -> dict[str, int | None]:
        """The exit code of each mutant, by its name."""
        return self.kept["exit_code_by_key"]

    @property
    def source(self) -> Path:
        """The module's file, from the checkout."""
        return self.path.relative_to(FOLDER).with_suffix("")

    @property
    def name(self) -> str:
        return str(self.source.relative_to("quiz/domain"))

    @property
    def tried(self) -> list[str]:
        return [name for name, code in self.codes.items() if code not in (UNTRIED, DRAWN_OUT)]

    @property
    def survivors(self) -> list[str]:
        return [name for name in self.tried if self.codes[name] not in KILLED]

    def has(self, test: str) -> bool:
        """Whether a test belongs to the module: it stands in the module's own file, or in one for all."""
        file = test.split("::")[0].rpartition("/")[2]
        begins = OTHERS.get(self.name, (f"test_{Path(self.name).stem}",))
        return file in SHARED or file.startswith(begins)

    def draw(self, size: int | None) -> None:
        """Leaves ``size`` mutants to be tried, the same ones each time; those that are already killed stay so."""
        names = sorted(self.codes)
        random.Random(f"{SEED} {self.name}").shuffle(names)
        chosen = set(names[:size])
        for name in names:
            if name not in chosen:
                self.codes[name] = DRAWN_OUT
            elif self.codes[name] not in KILLED:
                self.codes[name] = UNTRIED
        self.path.write_text(json.dumps(self.kept, indent=4), encoding="utf-8")


def modules() -> list[Module]:
    found = [Module(path=path) for path in sorted((FOLDER / "quiz" / "domain").rglob("*.meta"))]
    return [module for module in found if module.codes]


def mutmut(*arguments: str) -> None:
    """Runs mutmut with the property tests' few fixed examples; it keeps what it found after each mutant."""
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "mutation"}
    command = [str(Path(sys.executable).with_name("mutmut")), "run", *arguments]
    subprocess.run(command, cwd=CHECKOUT, env=environment, check=True)


def narrow(found: list[Module]) -> None:
    """Lets each mutant meet the tests that belong to its module and reach its function; all that reach it if none do.

    A function that reads banks is reached by a thousand tests: most of the time would go into those that survive.
    """
    kept = json.loads(STATS.read_text(encoding="utf-8"))
    reached = kept["tests_by_mangled_function_name"]
    whole = json.loads(REACHED.read_text(encoding="utf-8")) if REACHED.is_file() else {}
    for module in found:
        for function in {name.rpartition("__mutmut_")[0] for name in module.codes}:
            whole[function] = sorted(
                {*whole.get(function, []), *reached.get(function, [])} & kept["duration_by_test"].keys()
            )
            reached[function] = [test for test in whole[function] if module.has(test)] or whole[function]
    REACHED.write_text(json.dumps(whole), encoding="utf-8")
    STATS.write_text(json.dumps(kept), encoding="utf-8")


# --- The page.


def share(killed: int, tried: int) -> str:
    return f"{100 * killed / tried:.1f} %" if tried else "–"


def table(found: list[Module]) -> Iterator[str]:
    yield "| module | mutants | tried | killed | survived | share killed |"
    yield "|---|--:|--:|--:|--:|--:|"
    for module in found:
        yield _row(f"`{module.name}`", len(module.codes), len(module.tried), len(module.survivors))
    sums = (m.codes for m in found), (m.tried for m in found), (m.survivors for m in found)
    yield _row("together", *(sum(map(len, parts)) for parts in sums))


def _row(name: str, mutants: int, tried: int, survived: int) -> str:
    killed = tried - survived
    return f"| {name} | {mutants} | {tried} | {killed} | {survived} | {share(killed, tried)} |"


def change(module: Module, mutant: str) -> str:
    """The lines that a mutant changes, as they were and as they are."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    lines = get_diff_for_mutant(mutant, path=module.source).splitlines()[2:]
    old, new = ([line[1:].strip() for line in lines if line.startswith(sign)] for sign in "-+")
    return f"{' '.join(old)} → {' '.join(new)}"


def place(mutant: str) -> str:
    """The function that a mutant changes, as ``questions.essay.Essay.proposal``."""
    module, _, function = mutant.removeprefix("quiz.domain.").rpartition("__mutmut_")[0].rpartition(".")
    return f"{module}.{function.removeprefix('xǁ').removeprefix('x_').replace('ǁ', '.')}"


def reason(mutant: str, changed: str) -> str:
    """Why a mutant may live: of the first entry that names its function and a part of its change."""
    for entry in yaml.safe_load(REASONS.read_text(encoding="utf-8")):
        if fnmatchcase(place(mutant), entry["in"]) and entry.get("change", "") in changed:
            return str(entry["reason"])
    return "**not explained yet**"


def survivors(found: list[Module]) -> Iterator[str]:
    for module in found:
        if module.survivors:
            yield f"\n### `{module.name}`\n"
        for mutant in module.survivors:
            changed = change(module, mutant)
            yield f"- `{place(mutant)}`: {reason(mutant, changed)}  \n  ``{changed}``"


def results(found: list[Module]) -> str:
    return "\n".join([*table(found), "\n## Survivors", *survivors(found)])


def write_page(found: list[Module]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    part = f"<!-- results -->\n{results(found)}\n<!-- end of results -->"
    PAGE.write_text(_CUT.sub(lambda _: part, text), encoding="utf-8")


def main() -> int:
    """Tries the mutants, writes the page; ends with 0 only if enough of them are killed in every module."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--all", action="store_true", help=f"every mutant instead of {SIZE} of each module")
    parser.add_argument("--again", action="store_true", help="only those that are not killed yet")
    parser.add_argument("--page", action="store_true", help="only write the page, from what is there")
    parser.add_argument("--processes", type=int, default=1, help="how many at a time (default 1)")
    given = parser.parse_args()
    if not given.page:
        if not given.again:
            shutil.rmtree(FOLDER, ignore_errors=True)
        # What changed since the last run is tried again: mutmut says so only now.
        mutmut("--max-children", "1", FIRST)
        narrow(modules())
        for module in modules():
            module.draw(None if given.all else SIZE)
        # By their names: mutmut runs the tests of what is named before, and takes one that it can't find for a kill.
        if untried := [name for module in modules() for name, code in module.codes.items() if code is UNTRIED]:
            mutmut("--max-children", str(given.processes), *untried)
    found = modules()
    write_page(found)
    low = [m.name for m in found if 100 * len(m.survivors) > (100 - WANTED) * len(m.tried)]
    print(f"Less than {WANTED} % killed: {', '.join(low)}" if low else f"At least {WANTED} % killed in every module.")
    return bool(low)


if __name__ == "__main__":
    sys.exit(main())
