"""Pictures of banks: found in the author's folder, kept under the hash of their content when a bank is published."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from quiz.domain.text_limits import composed

ADDRESS = "/media/"
HASH_DIGITS = 32
Keep = Callable[[str, bytes], object]
"""Takes a picture's name and content."""
DISK_FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")


@dataclass(frozen=True, kw_only=True)
class MediaFolder:
    """The folder ``source`` that a bank's pictures come from; ``keep`` gets each one that is given an address.

    Without ``keep`` nothing is kept.
    """

    source: Path
    keep: Keep | None = None

    def kept_by(self, keep: Keep) -> MediaFolder:
        """The same pictures under the same addresses, each of which is handed to ``keep``."""
        return replace(self, keep=keep)

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
        """Where pages find the picture, once it is kept."""
        path = self._path(name)
        if path is None:
            raise FileNotFoundError(name)
        content = path.read_bytes()
        kept_as = name_of(content, path.suffix)
        if self.keep is not None:
            self.keep(kept_as, content)
        return ADDRESS + kept_as

    def _path(self, name: str) -> Path | None:
        if Path(name).name != name:
            return None
        # Some file systems take the syllables of Hangul apart.
        spelt = (self.source / composed(name, form) for form in DISK_FORMS)
        return next((path for path in spelt if path.is_file() and not path.is_symlink()), None)


def name_of(content: bytes, suffix: str) -> str:
    """The name under which a picture is kept and addressed."""
    return f"{hashlib.sha256(content).hexdigest()[:HASH_DIGITS]}{suffix.lower()}"


def fits_its_name(name: str, content: bytes) -> bool:
    """Whether a picture is what its name, a hash, says."""
    return name_of(content, Path(name).suffix) == name
