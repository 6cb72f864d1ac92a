"""A tree of YAML written out in one layout: two spaces a level, in one line what fits, every comment at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quiz.domain.yaml import writer
from quiz.domain.yaml.commented.commented_tree import Group, Part, Tree, Written
from quiz.domain.yaml.commented.comments import LINE_END

WIDTH = 120
"""A list or map that is written in one line has at most so many characters with its key."""

_STEP = 2
_NOT_LITERAL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
"""What a block would not keep as it is."""


def written(tree: Tree) -> str:
    """The text of ``tree``. A comment between brackets, or more than fits, puts each part on a line of its own."""
    root = tree.root
    top: Sequence[str] = tree.top
    if isinstance(root, Written):
        lines = _text(root, "", tree.behind, -_STEP)
    elif root.parts:
        top, lines = (*tree.top, *filter(None, [tree.behind])), _group(root, 0)
    else:
        top, lines = (*tree.top, *root.end), [" ".join(filter(None, [_in_flow(root), tree.behind]))]
    return "\n".join([*top, *lines, *_below(lines, tree.bottom)]) + "\n"


def takes_lines(part: Part) -> bool:
    """Whether a field of a whole file is a list or map that is written in several lines."""
    value = part.value
    return isinstance(value, Group) and _in_one_line(value, f"{_key(part)}:", 0) is None


def _group(group: Group, column: int) -> list[str]:
    """The lines of a list or map in block form, which stands in ``column``."""
    indent, lines = " " * column, list[str]()
    for number, part in enumerate(group.parts):
        if number and part.is_apart and lines[-1]:
            lines.append("")
        settled = _settled(part)
        lines += [indent + comment if comment else "" for comment in settled.above]
        lines += _part(settled, group, column)
    return lines + [indent + comment if comment else "" for comment in _below(lines, group.end)]


def _below(lines: Sequence[str], comments: Sequence[str]) -> Sequence[str]:
    """The comments below ``lines``: after a text that keeps the blank lines at its end no other blank line can come."""
    return comments[1:] if lines and comments and not lines[-1] and not comments[0] else comments


def _settled(part: Part) -> Part:
    """``part`` with each comment where one can stand: on a line above it where none can stand beside it."""
    value = part.value
    if isinstance(value, Written):
        # Behind a text without quotes it would look as if it had cut that off.
        behind = part.behind if _takes_comment(value) else ""
        moved = filter(None, (part.head, "" if behind else part.behind))
        return replace(part, above=(*part.above, *moved), head="", behind=behind)
    raised = part.head if part.behind or not value.parts else ""
    inside = () if value.parts else value.end
    above = (*part.above, *filter(None, (raised, *inside)))
    end = value.end if value.parts else ()
    return replace(part, above=above, head="" if raised else part.head, value=replace(value, end=end))


def _takes_comment(value: Written) -> bool:
    return value.is_cut or bool(value.style) or not value.source


def _part(part: Part, group: Group, column: int) -> list[str]:
    opening = "-" if group.is_list else f"{_key(part)}:"
    value, indent = part.value, " " * column
    if isinstance(value, Written):
        return _text(value, opening, part.behind, column)
    line = _in_one_line(value, opening, column)
    first = indent + " ".join(filter(None, [line or opening, part.head or part.behind]))
    if line is not None:
        return [first]
    if first != f"{indent}-":
        return [first, *_group(value, column + _STEP)]
    raised, inside = _raised(value, column)
    lines = _group(inside, column + _STEP)
    return [*(indent + comment for comment in raised), f"{indent}- {lines[0].lstrip(' ')}", *lines[1:]]


def _raised(group: Group, column: int) -> tuple[list[str], Group]:
    """The comments above the first part of an entry, which have no line of their own behind its hyphen."""
    first = _settled(group.parts[0])
    raised, value = [comment for comment in first.above if comment], first.value
    bare = isinstance(value, Group) and not (first.head or first.behind) and group.is_list
    if bare and isinstance(value, Group) and _in_one_line(value, "-", column + _STEP) is None:
        inner, value = _raised(value, column + _STEP)
        raised += inner
    first = replace(first, above=(), value=value)
    return raised, replace(group, parts=(first, *group.parts[1:]))


def _key(part: Part) -> str:
    return writer.key(part.name) if len(LINE_END.split(part.key)) > 1 or not part.key else part.key


# --- Texts.


def _text(value: Written, opening: str, behind: str, column: int) -> list[str]:
    indent = " " * column
    lines = _as_block(value)
    if lines is None:
        shown = _one_line(value, flow=False)
        return [indent + " ".join(filter(None, [opening, shown, behind]))]
    header, *body = lines
    inner = " " * (column + _STEP)
    return [indent + " ".join(filter(None, [opening, header, behind])), *(inner + one if one else "" for one in body)]


def _as_block(value: Written) -> list[str] | None:
    """The header and lines of a text that stands as a block; None for one that stands in its line."""
    if value.style not in ("|", ">"):
        is_long = "\n" in value.value and not _is_short(value) and _may_be_literal(value.value)
        return _literal(value.value) if is_long else None
    if value.style == ">" and (lines := _folded(value)) is not None:
        return lines
    return _literal(value.value) if _may_be_literal(value.value) else None


def _may_be_literal(text: str) -> bool:
    last = text.rstrip("\n").rpartition("\n")[2]
    return last.strip(" ") != "" and not _NOT_LITERAL.search(text)


def _literal(text: str) -> list[str]:
    body = text.rstrip("\n").split("\n")
    digit = str(_STEP) if next(filter(None, body)).startswith(" ") else ""
    return [f"|{digit}{_chomping(text)}", *body, *_kept(text)]


def _chomping(text: str) -> str:
    trailing = len(text) - len(text.rstrip("\n"))
    return "-" if trailing == 0 else "" if trailing == 1 else "+"


def _kept(text: str) -> list[str]:
    return [""] * max(0, len(text) - len(text.rstrip("\n")) - 1)


def _folded(value: Written) -> list[str] | None:
    """The lines of a folded block as they stand, without their indentation; None where its header gives that."""
    header, *body = LINE_END.split(value.source)
    lines = [line for line in body if line.strip(" ")]
    if not lines or any(sign.isdigit() for sign in header.partition("#")[0]) or _NOT_LITERAL.search(value.value):
        return None
    depth = len(lines[0]) - len(lines[0].lstrip(" "))
    while not body[-1].strip(" "):
        body.pop()
    return [f">{_chomping(value.value)}", *(line[depth:] for line in body), *_kept(value.value)]


def _one_line(value: Written, *, flow: bool) -> str:
    if not value.source and flow:
        return '""'
    if _is_short(value) and (value.style or value.in_flow or not flow):
        return value.source
    if not value.style and "\n" not in value.value and not flow and not value.in_flow:
        return value.value
    return writer.scalar(value.value, flow=flow, like=value.style if value.style in ("'", '"') else None)


def _is_short(value: Written) -> bool:
    return value.style not in ("|", ">") and len(LINE_END.split(value.source)) == 1


# --- Lists and maps in one line.


def _in_one_line(group: Group, opening: str, column: int) -> str | None:
    """A list or map behind what opens it, where it was written in brackets, fits and holds no comment."""
    if group.parts and (not group.in_flow or group.has_comments):
        return None
    line = f"{opening} {_in_flow(group)}"
    return line if not group.parts or column + len(line) <= WIDTH else None


def _in_flow(group: Group) -> str:
    inside = ", ".join(_flow_parts(group))
    return f"[{inside}]" if group.is_list else "{" + inside + "}"


def _flow_parts(group: Group) -> Iterator[str]:
    for part in group.parts:
        value = part.value
        shown = _one_line(value, flow=True) if isinstance(value, Written) else _in_flow(value)
        yield shown if group.is_list else f"{_key(part)}: {shown}"
