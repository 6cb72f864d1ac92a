"""Files put in place of others: in one step, for the same owner and with the same rights."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from pathlib import Path


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
