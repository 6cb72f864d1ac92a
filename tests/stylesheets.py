"""Checks the stylesheets and the templates' classes: run by `make check`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import tinycss2

from quiz.platform.paths import STATIC, TEMPLATES

COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", re.IGNORECASE)


def problems() -> list[str]:
    """What is wrong: syntax, colours outside the tokens, classes that no rule knows."""
    found = []
    for path in sorted((STATIC / "css").glob("*.css")):
        text = path.read_text(encoding="utf-8")
        found += [f"{path.name}:{line}: {message}" for line, message in _syntax(text)]
        if path.name != "tokens.css":
            found += _colours(path, text)
    return found + _unknown_classes()


def _syntax(text: str) -> list[tuple[int, str]]:
    faults = []

    def walk(rules: list[object]) -> None:
        for rule in rules:
            if getattr(rule, "type", "") == "error":
                faults.append((rule.source_line, rule.message))  # type: ignore[attr-defined]  # a parse error has both
            elif getattr(rule, "content", None) is not None:
                walk(tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True))  # type: ignore[attr-defined]  # checked above

    walk(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))
    return faults


def _colours(path: Path, text: str) -> list[str]:
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    allowed = {"#fff", "#999", "#0000", "#0b0d1280"}
    return [
        f"{path.name}: colour {c} stands outside the tokens" for c in COLOUR.findall(bare) if c.lower() not in allowed
    ]


def _unknown_classes() -> list[str]:
    styled = set()
    for path in (STATIC / "css").glob("*.css"):
        styled |= set(re.findall(r"\.([a-zA-Z][\w-]*)", path.read_text(encoding="utf-8")))
    used: dict[str, str] = {}
    for path in TEMPLATES.rglob("*.html"):
        text = re.sub(r"\{[{%#].*?[}%#]\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for value in re.findall(r'class="([^"]*)"', text):
            used.update(dict.fromkeys(value.split(), path.name))
    return [f"{path}: no rule for the class {name}" for name, path in sorted(used.items()) if name not in styled]


if __name__ == "__main__":
    found = problems()
    print("\n".join(found) or "stylesheets: no problem")
    sys.exit(1 if found else 0)
