"""Files of banks that are read again when they change; what could be read last stays, whatever happens to them."""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from quiz.domain.bank_format.bank import Bank, read_bank
from quiz.domain.bank_format.glossary import Glossary
from quiz.domain.bank_format.series import Series, read_series
from quiz.domain.errors import BankError, Message, Problem, say
from quiz.domain.yaml.reader import MAX_BYTES
from quiz.services.authoring.previews import PreviewedBank
from quiz.services.content.checking import SERIES_FILE, BankFile, glossary_name, glossary_of
from quiz.services.content.media import Keep, MediaFolder

Marks = tuple[tuple[str, int, int, int], ...]
log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class LocalPictures(MediaFolder):
    """The pictures beside a file that is followed."""

    def digest(self) -> str:
        """A hash over names, sizes and dates, which take less long to read than the pictures."""
        return hashlib.sha256(repr(_marks_in(self.source)).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a file said when it was looked at. ``number`` goes up by one with each change.

    ``shown`` is the bank as it could be read last, None before it ever could; ``is_current`` says whether that is what
    the file says now. ``problems`` are all that were found in the file as it is now.
    """

    number: int = 0
    shown: PreviewedBank | None = None
    is_current: bool = False
    problems: tuple[Problem, ...] = ()


class FollowedFile:
    """A bank's file with what it depends on beside it: series, glossary, pictures."""

    def __init__(self, path: Path, packaged: Path, keep: Keep | None = None) -> None:
        """``packaged`` is the folder whose series a file without one of its own belongs to."""
        self.path = path
        self._packaged = packaged
        self._media = LocalPictures(source=path.parent / "media", keep=keep)
        self._lock = threading.Lock()
        self._marks: Marks | None = None
        self._reading = Reading()

    def look(self) -> Reading:
        """The file as it is now; it is read only where it, or what it depends on, has changed."""
        with self._lock:
            marks = self._look_around()
            if marks != self._marks:
                self._marks = marks
                self._reading = self._read()
            return self._reading

    def _series_path(self) -> Path:
        beside = self.path.parent / SERIES_FILE
        return beside if beside.is_file() else self._packaged / SERIES_FILE

    def _look_around(self) -> Marks:
        beside = self._series_path()
        glossary = beside.parent / (glossary_name(_read_some(beside)) or SERIES_FILE)
        files = [mark for path in (self.path, beside, glossary) if (mark := _mark(path)) is not None]
        return (*files, *_marks_in(self._media.source))

    def _read(self) -> Reading:
        before = self._reading
        try:
            found = self._bank()
        except BankError as error:
            return replace(before, number=before.number + 1, is_current=False, problems=error.problems)
        except OSError as error:
            problem = self._problem(*_gone(error))
            return replace(before, number=before.number + 1, is_current=False, problems=(problem,))
        except Exception:
            # Whatever an unfinished file leads to: its author goes on seeing what it was before.
            log.exception("a bank could not be read", file=str(self.path))
            problem = self._problem(say("the file could not be read"), say("quiz check says where reading it fails"))
            return replace(before, number=before.number + 1, is_current=False, problems=(problem,))
        return Reading(number=before.number + 1, shown=found, is_current=True, problems=found.bank.warnings)

    def _bank(self) -> PreviewedBank:
        beside = self._series_path()
        series = read_series(_read_some(beside), beside.name)
        glossary, _ = glossary_of(_glossaries(beside, series), series, None)
        bank = self._own(series, glossary)
        return PreviewedBank(bank=bank, series=series, media=self._media)

    def _own(self, series: Series, glossary: Glossary | None) -> Bank:
        if not self.path.is_file():
            raise FileNotFoundError(self.path)
        return read_bank(_read_some(self.path), self.path.name, series, self._media.size, glossary)

    def _problem(self, message: Message, remedy: Message) -> Problem:
        return Problem(code="file", file=self.path.name, message=message, remedy=remedy)


def _gone(error: OSError) -> tuple[Message, Message]:
    if isinstance(error, FileNotFoundError):
        message = say("there is no such file any more")
        return message, say("save it under this name again, or start quiz preview with its new name")
    reason = error.strerror or type(error).__name__
    return say("the file can't be read: %(reason)s", reason=reason), say(
        "check the rights of the file and of its folder"
    )


def _glossaries(beside: Path, series: Series) -> list[BankFile]:
    path = beside.parent / (series.glossary or "")
    if series.glossary is None or not path.is_file():
        return []
    return [BankFile(name=path.name, raw=_read_some(path))]


def _read_some(path: Path) -> bytes:
    """What a file holds, as far as a bank may be large; one byte more says that it is too large."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _mark(path: Path) -> tuple[str, int, int, int] | None:
    """What changes when a file is saved; None where there is none."""
    with suppress(OSError):
        found = path.stat()
        return path.name, found.st_mtime_ns, found.st_size, found.st_ino
    return None


def _marks_in(folder: Path) -> Marks:
    paths: list[Path] = []
    with suppress(OSError):
        paths = sorted(folder.iterdir())
    return tuple(mark for path in paths if (mark := _mark(path)) is not None)


class FollowedFiles:
    """The banks that were named: one file, or every bank of a folder as it is now."""

    def __init__(self, path: Path, packaged: Path, keep: Keep | None = None) -> None:
        self.path = path
        self._packaged = packaged
        self._keep = keep
        self._known: dict[str, FollowedFile] = {}

    def names(self) -> list[str]:
        """What the banks are called in addresses: their files without the suffix, in order."""
        if not self.path.is_dir():
            return [self.path.stem]
        found = sorted(self.path.glob("*.yaml"))
        series = self.path / SERIES_FILE
        beside = {SERIES_FILE, glossary_name(_read_some(series)) if series.is_file() else ""}
        return [path.stem for path in found if path.name not in beside and path.is_file()]

    def named(self, name: str) -> FollowedFile | None:
        """The bank of that name, also one that was there before; None where there never was one."""
        if name not in self._known:
            if name not in self.names():
                return None
            path = self.path / f"{name}.yaml" if self.path.is_dir() else self.path
            self._known[name] = FollowedFile(path, self._packaged, self._keep)
        return self._known[name]
