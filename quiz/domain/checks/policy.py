"""What each check weighs under each profile: the one table of severities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from quiz.domain.errors import Profile, Severity, Weight


class Severities(NamedTuple):
    """How a finding is reported under each profile."""

    open: Severity
    standard: Severity
    strict: Severity


HELD = Severities("error", "error", "error")
"""Without it a bank can't be read, or a question not be asked or scored as its author means it."""
ASKED = Severities("hint", "warning", "error")
"""What a careful bank has, and an ordinary quiz may lack."""
DOUBTED = Severities("warning", "warning", "error")
"""Can be read and asked, and is most likely a mistake."""
ADVISED = Severities("hint", "warning", "warning")
"""What an editor would look at again."""
SHOWN = Severities("warning", "warning", "warning")
"""Learners would see something that was not meant, or a setting does nothing."""

_HELD: Mapping[Weight, Severities] = {"error": HELD}
_ADVISED: Mapping[Weight, Severities] = {"warning": ADVISED}
_SHOWN: Mapping[Weight, Severities] = {"warning": SHOWN}

POLICY: Mapping[str, Mapping[Weight, Severities]] = {
    # The file.
    "encoding": _HELD, "empty": _HELD, "size": _HELD, "depth": _HELD, "tab": _HELD, "control": _HELD, "marks": _HELD,
    "yaml": _HELD, "documents": _HELD, "duplicate-key": _HELD, "key": _HELD, "anchor": _HELD, "alias": _HELD,
    "tag": _HELD, "series": _HELD, "elsewhere": _HELD, "revert": _HELD, "file-name": _HELD,
    # Fields.
    "two-readings": _HELD,
    "structure": _HELD, "unknown-key": _HELD, "kind": _HELD, "choice": _HELD, "text": _HELD, "text-cut": _HELD,
"text-long": _HELD, "text-reserved": _HELD, "truth": _HELD, "whole-number": _HELD,
    "number": _HELD, "slug": _HELD, "name": _HELD, "arxiv": _HELD, "url": _HELD, "tolerance": _HELD,
    "shape": _HELD, "lengths": _HELD, "quiz-tries": _HELD, "draw-count": _HELD, "too-long": _HELD,
    "greater-than": _HELD, "greater-than-equal": _HELD, "less-than": _HELD, "less-than-equal": _HELD,
    "tuple-type": _HELD, "dict-type": _HELD, "model-type": _HELD, "string-type": _HELD,
    "language-code": _HELD, "string-pattern-mismatch": _HELD,
    "text-empty": {"error": HELD, "warning": SHOWN},
    "month": {"error": HELD, "warning": SHOWN},
    "missing": {"error": HELD, "asked": ASKED},
    "too-short": {"error": HELD, "asked": ASKED},
    "languages": {"error": HELD, "asked": ASKED},
    # Structure.
    "reference": _HELD, "combinations": _HELD, "duplicate": _HELD, "S2": _HELD, "S3": _HELD, "S4": _HELD, "draw": _HELD,
    "S5": {"error": ASKED, "warning": ADVISED},
    "drafted": {"error": DOUBTED},
    "allow": _SHOWN, "no-effect": _SHOWN, "C1": _ADVISED, "glossary": _HELD, "avoided": _ADVISED, "not-named": _ADVISED,
    "untaught": _ADVISED,
    "note-anchor": _HELD,
    # Options and pairs.
    "O1": {"error": ASKED}, "O22": {"error": ASKED}, "O4": {"error": DOUBTED}, "D8": {"error": ASKED},
    "O7": _ADVISED, "O8": _ADVISED, "D1": _ADVISED, "D2": _ADVISED, "D4": _ADVISED, "D6": _ADVISED, "D7": _ADVISED,
    # Short texts.
    "accept": _HELD, "reject": _HELD, "K8": _HELD, "gap": _HELD,
    "one-spelling": _SHOWN,
    "K3": {"error": ASKED}, "K13": {"error": DOUBTED},
    "K11": {"error": HELD, "warning": ADVISED}, "K15": _ADVISED,
    # Variables and numbers.
    "sets": _HELD, "variables": _HELD, "N1": _HELD, "N2": _HELD, "N4": _HELD, "N8": _HELD, "N10": _HELD,
    # Texts and pictures.
    "formula": {"error": HELD, "warning": SHOWN}, "placeholder": {"error": HELD, "warning": SHOWN},
    "link": {"error": HELD, "warning": SHOWN},
    "html": _SHOWN, "markdown": _SHOWN, "quotes": _SHOWN, "emphasis": _SHOWN,
    "image": _HELD, "K1": _HELD, "C7": _ADVISED, "C8": _ADVISED,
}  # fmt: skip
"""By code, then by what the check itself calls the finding: ``asked`` where a field or a language is left out."""


def may_be_allowed(code: str, weight: Weight | None = None) -> bool:
    """Whether an author may let a finding stand; without ``weight``, whether any of this code."""
    rows = POLICY.get(code, {})
    return any(row is not HELD for name, row in rows.items() if weight in (None, name))


def severity_under(profile: Profile) -> Callable[[str, Weight], Severity]:
    """What a finding of a code and a weight is reported as under ``profile``."""

    def severity(code: str, weight: Weight) -> Severity:
        return getattr(POLICY[code][weight], profile)  # type: ignore[no-any-return]  # a field by its name

    return severity
