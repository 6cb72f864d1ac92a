"""The examples of short forms in the docs: each is read as the long form beside it says."""

from __future__ import annotations

import re

import pytest

from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.short_forms.long_form import long_form
from quiz.domain.bank_format.short_forms.writing_out import written_out
from quiz.domain.yaml.reader import read_yaml
from quiz.platform.paths import CHECKOUT
from tests.domain.bank_format.short_forms.test_written_out import course

_SECTION = re.compile(r"^## Short forms\n(.*?)^## ", re.DOTALL | re.MULTILINE)
_EXAMPLE = re.compile(
    r"^### ([^\n]+)\n.*?```yaml\n(.*?)```\n\nis read as\n\n```yaml\n(.*?)```", re.DOTALL | re.MULTILINE
)
TEXT = (CHECKOUT / "docs" / "banks.md").read_text(encoding="utf-8")
EXAMPLES = _EXAMPLE.findall(_SECTION.findall(TEXT)[0])


def whole(example: str) -> bytes:
    """A bank that holds an example."""
    body = f"questions:\n{example}" if example.startswith("- kind") else example
    return f"bank: 2026-05\n{body}".encode()


def test_there_is_an_example_of_each_form() -> None:
    assert len(EXAMPLES) == _SECTION.findall(TEXT)[0].count("\n### ") == 9


@pytest.mark.parametrize(("name", "short", "long"), EXAMPLES, ids=[name for name, _, _ in EXAMPLES])
def test_a_short_form_is_read_as_the_page_says(name: str, short: str, long: str) -> None:
    written = written_out(read_yaml(whole(short), ""), ("ko",))
    assert written.problems == ()
    assert written.document.data == read_yaml(whole(long), "").data
    for raw in (whole(short), whole(long), long_form(whole(short), ("ko",))):
        assert read_bank(raw, "2026-05.yaml", course()).questions
