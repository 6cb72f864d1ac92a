"""Pictures of banks: found in the author's folder, kept under the hash of their content when a bank is published."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

ADDRESS = "/media/"


@dataclass(frozen=True, kw_only=True)
class MediaFolder:
    """The folder ``source`` that a bank's pictures come from and the folder ``kept`` that pages serve them from."""

    source: Path
    kept: Path

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
        target = self.kept / f"{hashlib.sha256(raw).hexdigest()[:32]}{path.suffix.lower()}"
        if not target.exists():
            self.kept.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(f"{target.name}.{os.getpid()}")
            draft.write_bytes(raw)
            draft.replace(target)
        return ADDRESS + target.name

    def _path(self, name: str) -> Path | None:
        if Path(name).name != name:
            return None
        # Some file systems take the syllables of Hangul apart.
        spelt = (self.source / unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
        return next((path for path in spelt if path.is_file() and not path.is_symlink()), None)
