"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def draft_folder(target: Path) -> Iterator[Path]:
    """A folder beside ``target``, on the same disk, that nobody else can look into; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put(source: Path, target: Path, mode: int) -> None:
    """Copy ``source`` to ``target`` in one step; the folders that it needs are made."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with draft_folder(target) as folder:
        draft = folder / target.name
        shutil.copyfile(source, draft)
        draft.chmod(mode)
        move(draft, target)


def move(draft: Path, target: Path) -> None:
    """Give a file that is written its place; both are on the disk when this returns."""
    sync(draft)
    draft.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
