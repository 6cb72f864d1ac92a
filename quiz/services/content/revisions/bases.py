"""What a file is based on: where its bank was published from elsewhere since, publishing it is refused."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.errors import BankError, Message, Problem, say
from quiz.services.content.checking import BankFile
from quiz.services.content.named import called
from quiz.services.content.revisions.keeping import Provenance, hash_of
from quiz.storage.models.content import BankRevision, BankRow
from quiz.storage.queries.content import revisions as revision_queries

BASES_FILE = ".published.json"
"""Beside series.yaml, made for git: the hash of the revision that each bank's file was, or was made from."""
MAX_BYTES = 4_000_000
"""A larger one is not read: that of ten thousand banks has a quarter of it."""
MAX_LINES = 60
"""So many lines of a difference are shown."""


class Refused(BankError):
    """Files that would undo what was published since; ``difference`` shows, line by line, what that is."""

    def __init__(self, problems: Sequence[Problem], difference: Sequence[str]) -> None:
        super().__init__(problems)
        self.difference = tuple(difference)


def check_bases(
    session: Session, rows: Mapping[str, BankRow], given: Iterable[tuple[str, BankFile]], provenance: Provenance
) -> None:
    """Let those banks pass, each with its file, that undo nothing of what ``rows`` hold. Raises ``Refused``.

    A file whose place is not known passes; so does a bank of which nobody knows where it came from.
    """
    found = [fault for bank, file in given if (fault := _fault(session, rows.get(bank), file, provenance)) is not None]
    if found:
        raise Refused([problem for problem, _ in found], [line for _, lines in found for line in lines])


def read_bases(raw: str) -> dict[str, str]:
    """The hash by bank that a ``.published.json`` holds. Raises ``ValueError`` where it holds anything else."""
    try:
        read = json.loads(raw)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(read, dict) or not all(isinstance(mark, str) for mark in read.values()):
        raise ValueError("no map of hashes")
    # Half a surrogate pair could be read, and never be written again.
    write_bases(read).encode()
    return read


def write_bases(bases: Mapping[str, str]) -> str:
    """The text of a ``.published.json``: a line a bank, in their order, so that changes of two banks merge."""
    return json.dumps(dict(sorted(bases.items())), ensure_ascii=False, indent=2) + "\n"


def banks_by_hash(session: Session) -> dict[str, str]:
    """The bank of each current revision by the hash of its file; banks without a kept source are left out."""
    query = select(BankRevision.content_hash, BankRow.slug).join(
        BankRevision, BankRow.current_revision_id == BankRevision.id
    )
    return {mark: slug for mark, slug in session.execute(query) if mark is not None}


def _fault(
    session: Session, row: BankRow | None, file: BankFile, provenance: Provenance
) -> tuple[Problem, Sequence[str]] | None:
    if row is None or file.path is None:
        return None
    bank = row.slug
    revisions = [found[0] for found in session.execute(revision_queries.revisions_of(row.id))]
    current = next((one for one in revisions if one.id == row.current_revision_id), None)
    mark = hash_of(file.raw)
    if current is None or current.content_hash == mark:
        return None
    older = next((one for one in revisions if one.content_hash == mark), None)
    if older is not None:
        return None if row.id in provenance.reverts else (_revert(called(session, row)[1], file, older), ())
    if provenance.force or _is_based_on(current, bank, file.path, provenance):
        return None
    name = called(session, row)[1]
    restored = [one for one in revisions if one.content_hash == current.content_hash and one.number < current.number]
    return _elsewhere(name, file, current, restored), _difference(name, file, current)


def _is_based_on(current: BankRevision, bank: str, path: str, provenance: Provenance) -> bool:
    """Whether the file goes on from a revision: by a ``.published.json`` that names the bank, else by its folder."""
    if current.content_hash is None:
        return True
    folder = str(PurePath(path).parent)
    noted = provenance.bases.get(folder, {}).get(bank)
    if noted is not None:
        return noted == current.content_hash or (folder in provenance.behind and current.path == path)
    if current.path is None:
        return current.origin not in ("studio", "challenge")
    return PurePath(current.path).parent == PurePath(path).parent


def _revert(bank: str, file: BankFile, older: BankRevision) -> Problem:
    name = f"{bank}@{older.number}"
    return Problem(
        code="revert",
        file=file.name,
        message=say("this is what was published as %(revision)s, and newer ones came since", revision=name),
        remedy=say(
            "for the published file, run quiz pull %(bank)s --to FOLDER; to go back to this one, run quiz publish "
            "--revert %(revision)s",
            bank=bank,
            revision=name,
        ),
    )


def _elsewhere(bank: str, file: BankFile, current: BankRevision, restored: Sequence[BankRevision]) -> Problem:
    if current.path == file.path:
        name = f"{bank}@{current.number}"
        return Problem(
            code="elsewhere",
            file=file.name,
            message=say(
                "%(revision)s was published from this file since; .published.json does not know it", revision=name
            ),
            remedy=say(
                "if the file goes on from %(revision)s, add --force; if it is an older copy, don't", revision=name
            ),
        )
    name = f"{bank}@{current.number}"
    if restored:
        message = say("%(revision)s went back to %(older)s since", revision=name, older=f"{bank}@{restored[0].number}")
    else:
        place = current.path or _NAMES[current.origin]
        message = say("%(revision)s was published from elsewhere since: %(place)s", revision=name, place=place)
    return Problem(
        code="elsewhere",
        file=file.name,
        message=message,
        remedy=say(
            "bring both together: quiz pull %(bank)s --merge --to FOLDER. To publish over it anyway, add --force",
            bank=bank,
        ),
    )


_NAMES: Mapping[str, Message] = {
    "studio": say("the studio"),
    "challenge": say("an accepted challenge"),
    "command": say("a command"),
    "start": say("first start"),
}


def _difference(bank: str, file: BankFile, current: BankRevision) -> Sequence[str]:
    before, after = (_lines(raw) for raw in (current.source or b"", file.raw))
    lines = list(difflib.unified_diff(before, after, f"{bank}@{current.number}", file.name, n=2, lineterm=""))
    more = len(lines) - MAX_LINES
    return [*lines[:MAX_LINES], *([f"… +{more}"] if more > 0 else [])]


def _lines(raw: bytes) -> list[str]:
    return raw.decode(errors="replace").splitlines()
