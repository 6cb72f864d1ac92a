"""Pictures of banks: found in the author's folder, kept under the hash of their content when a bank is published."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from quiz.domain.text_limits import composed

ADDRESS = "/media/"
DISK_FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")


@dataclass(frozen=True, kw_only=True)
class MediaFolder:
    """The folder ``source`` that a bank's pictures come from and the folder ``kept`` that pages serve them from.

    Without ``kept`` nothing is copied.
    """

    source: Path
    kept: Path | None

    def only_looking(self) -> MediaFolder:
        """The same pictures under the same addresses, without copying any."""
        return replace(self, kept=None)

    def size(self, name: str) -> int | None:
        """The size of the picture in bytes; None where there is none, or where the name leads out of the folder.

        Raises ``OSError`` for a picture that can't be read: what can be counted only could not be published.
        """
        path = self._path(name)
        if path is None:
            return None
        with path.open("rb") as file:
            return file.seek(0, os.SEEK_END)

    def digest(self) -> str:
        """A hash over the names and contents of all pictures; the same while none is added, removed or changed."""
        total = hashlib.sha256()
        for path in sorted(self.source.glob("*")) if self.source.is_dir() else ():
            if self._path(path.name) is not None:
                total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        return total.hexdigest()

    def address(self, name: str) -> str:
        """Where pages find the picture; it is copied there unless it is there already."""
        path = self._path(name)
        if path is None:
            raise FileNotFoundError(name)
        raw = path.read_bytes()
        kept_as = f"{hashlib.sha256(raw).hexdigest()[:32]}{path.suffix.lower()}"
        if self.kept is not None:
            _keep(raw, self.kept / kept_as)
        return ADDRESS + kept_as

    def _path(self, name: str) -> Path | None:
        if Path(name).name != name:
            return None
        # Some file systems take the syllables of Hangul apart.
        spelt = (self.source / composed(name, form) for form in DISK_FORMS)
        return next((path for path in spelt if path.is_file() and not path.is_symlink()), None)


def _keep(raw: bytes, target: Path) -> None:
    """Write ``raw`` to ``target`` in one step; several who publish the same picture at once do not meet."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f"{target.name}.", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
        draft.chmod(0o644)
        draft.replace(target)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
