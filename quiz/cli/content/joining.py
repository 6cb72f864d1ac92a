"""A file that changed here, and elsewhere since: both brought together, or what was published put beside it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.cli.content.writing import put
from quiz.cli.terminal import fail, print_message

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from sqlalchemy.orm import Session

    from quiz.services.content.revisions.reading import Kept

THEIRS = ".theirs"
"""Behind the name of a file: what was published of it, where somebody has to bring both together."""
MAX_LINES = 60
"""So many lines of a difference are shown."""


def theirs_of(path: Path) -> Path:
    """Where the published file is put beside the one of one's own."""
    return path.with_name(path.name + THEIRS)


def refuse_unjoined(paths: Iterable[Path]) -> None:
    """End where the published file still stands beside one of these: nobody has brought both together yet."""
    waiting = [theirs_of(path) for path in paths if theirs_of(path).exists()]
    if waiting:
        fail(
            "Published meanwhile and not in your file yet: %(files)s. Nothing was published. Put what you want of it "
            "into your file, delete the one that ends in .theirs, and publish again.",
            files=", ".join(path.name for path in waiting),
        )


def common(session: Session, kept: Kept, noted: Mapping[str, str], path: Path) -> tuple[str | None, bytes | None]:
    """The hash and the file of the revision that ``path`` was made from: as is noted, else the last that came from it.

    None where that is not known, or its file was not kept.
    """
    from quiz.services.content.revisions import reading

    mark = noted.get(kept.revision.bank) or reading.latest_from(session, kept.revision.bank_id, str(path.resolve()))
    return mark, reading.source_named(session, kept.revision.bank_id, mark) if mark else None


def joined(path: Path, kept: Kept, mine: bytes, base: tuple[str | None, bytes | None]) -> bool:
    """Bring a file and what was published of it together; False where somebody has to.

    Then the file is left as it is, what was published stands beside it, and the difference is shown.
    """
    from quiz.domain.authoring.merging import merge
    from quiz.domain.authoring.typed_text import bytes_of, shown

    theirs, (mark, source) = kept.source or b"", base
    if mark == kept.revision.content_hash:
        print_message("%(file)s: nothing was published since; your changes stay", file=path.name)
        return True
    merged = merge(shown(source), shown(mine), shown(theirs)) if source is not None else None
    if merged is None or merged.conflicts:
        put_beside(path, theirs, mine, kept.revision.name)
        return False
    put(path, bytes_of(merged.text(), mine))
    print_message("%(file)s: %(revision)s and your changes are both in it now", file=path, revision=kept.revision.name)
    return True


def put_beside(path: Path, theirs: bytes, mine: bytes, name: str) -> None:
    """Put what was published beside a file, and show what differs."""
    put(theirs_of(path), theirs)
    before, after = (raw.decode(errors="replace").splitlines() for raw in (theirs, mine))
    lines = list(difflib.unified_diff(before, after, name, path.name, n=2, lineterm=""))
    for line in lines[:MAX_LINES]:
        click.echo(line)
    if len(lines) > MAX_LINES:
        click.echo(f"… +{len(lines) - MAX_LINES}")
