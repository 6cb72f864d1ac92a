"""Files put in place of others, in one step, for the same owner and with the same rights; pictures beside them."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from quiz.cli.terminal import print_message

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from sqlalchemy.orm import Session

    from quiz.services.content.revisions.reading import Kept


def can_be_written(path: Path) -> bool:
    """Whether a file may be replaced. One that is read-only is left alone, by root as well."""
    try:
        kept = path.stat()
    except FileNotFoundError:
        return os.access(path.parent, os.W_OK)
    return stat.S_ISREG(kept.st_mode) and bool(kept.st_mode & 0o222) and os.access(path, os.W_OK)


def put(path: Path, raw: bytes) -> None:
    """Put ``raw`` in place of what ``path`` holds; a link stays one. Raises ``OSError``.

    In one step wherever that keeps the owner: an editor or a git that looks meanwhile never finds half a file.
    """
    target = path.resolve()
    if not target.exists():
        _replace(target, raw, None)
    elif not can_be_written(target):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    else:
        try:
            _replace(target, raw, target.stat())
        except PermissionError:
            # Of another owner, or in a folder that takes no new file: only in place does it keep what it has.
            target.write_bytes(raw)


def _replace(target: Path, raw: bytes, kept: os.stat_result | None) -> None:
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if kept else 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if kept is not None:
            if (kept.st_uid, kept.st_gid) != (draft.stat().st_uid, draft.stat().st_gid):
                os.chown(draft, kept.st_uid, kept.st_gid)
            draft.chmod(stat.S_IMODE(kept.st_mode))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


class Picture(NamedTuple):
    """A picture that is to be written; ``is_edited`` where a file stands there that was never published."""

    path: Path
    content: bytes
    is_edited: bool


def pictures_beside(session: Session, found: Sequence[Kept], folder: Path, before: Path) -> list[Picture]:
    """What the banks show that does not lie in ``folder`` as it is published; ``before`` holds those of earlier."""
    from quiz.services.content import pictures
    from quiz.services.content.media import name_of
    from quiz.services.content.revisions import reading
    from quiz.services.content.revisions.pictures import kept_pictures

    wanted: dict[str, bytes] = {}
    for one in found:
        if one.source is not None:
            wanted |= kept_pictures(session, reading.pictures(session, one.revision), before).contents
    missing = []
    for name, content in sorted(wanted.items()):
        path = _place(folder, name)
        raw = path.read_bytes() if path.is_file() else None
        if raw != content and path.parent == folder:
            known = raw is None or pictures.find(session, name_of(raw, path.suffix)) is not None
            missing.append(Picture(path, content, not known))
    return missing


def _place(folder: Path, name: str) -> Path:
    """Where a picture lies: some file systems take the syllables of Hangul apart."""
    from quiz.domain.text_limits import composed
    from quiz.services.content.media import DISK_FORMS

    spelt = [folder / composed(name, form) for form in DISK_FORMS]
    return next((path for path in spelt if path.is_file()), spelt[0])


def write_pictures(pictures: Sequence[Picture], folder: Path) -> None:
    """Write pictures into their folder."""
    if not pictures:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for one in pictures:
        put(one.path, one.content)
    print_message("Pictures written to %(folder)s: %(count)s", folder=folder, count=len(pictures))
