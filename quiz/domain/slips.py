"""What YAML or the format reads otherwise than its author meant: seen in what was written, not in what was read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from quiz.domain.errors import say
from quiz.domain.validation import Findings
from quiz.domain.yaml_reader import Path

_LEADING_ZERO = re.compile(r"[+-]?0[0-9]+(?:\.[0-9]*)?")


def cut_at_commas(lists: Mapping[str, Sequence[str]], path: Path, findings: Findings) -> None:
    """Adds to ``findings`` the values of ``variables`` that are the second half of a number with a comma in it."""
    for name, values in lists.items():
        for place, value in enumerate(values):
            if _LEADING_ZERO.fullmatch(value):
                findings.add(
                    "variables",
                    (*path, name, place),
                    say("the value %(value)s begins with a zero", value=repr(value)),
                    say("leave leading zeros out; a comma parts values, so write 10000 for 10,000"),
                )
