"""A folder of banks is watched: what is saved in it is checked and published, until somebody ends that."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING

from quiz.cli.content.bases import note_published
from quiz.cli.content.given import Given, given_files
from quiz.cli.content.publish_steps import agree, prepared, print_done, print_plan, published, refuse, with_ids
from quiz.cli.terminal import database_error, print_message, print_warning, ready_app, show
from quiz.domain.errors import BankError, Message, say

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from flask import Flask

    from quiz.services.content.publishing import Prepared

PAUSE = 0.5
"""Seconds between two looks. What was saved is published once a look finds nothing newer: no file is half written."""
LATER = 10
"""Seconds until it is tried again where the database could not be used."""

State = Mapping[str, tuple[int, ...]]


class Later(Exception):
    """Something in the way that goes by itself; ``message`` says what."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


class Folder:
    """The files of a folder that publishing reads: which of them changed since they were last dealt with."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._dealt_with: State | None = None
        self._seen: State | None = None

    def changed(self) -> tuple[str, ...] | None:
        """The files that differ from when they were dealt with, once they stay as they are from one look to the next.

        None while nothing is to be dealt with. The first time every file is.
        """
        before, self._seen = self._seen, _state(self.path)
        if self._seen != before or self._seen == self._dealt_with:
            return None
        known = self._dealt_with or {}
        return tuple(sorted(name for name in {*known, *self._seen} if known.get(name) != self._seen.get(name)))

    def deal_with(self) -> None:
        """Take the files, as they were seen last, for dealt with."""
        self._dealt_with = self._seen


def _state(folder: Path) -> State:
    found: dict[str, tuple[int, ...]] = {}
    for path in (*_inside(folder), *_inside(folder / "media")):
        try:
            kept = path.stat()
        except OSError:
            continue
        found[str(path.relative_to(folder))] = (kept.st_mtime_ns, kept.st_ctime_ns, kept.st_size, kept.st_ino)
    return found


def _inside(folder: Path) -> Iterator[Path]:
    try:
        yield from (path for path in folder.iterdir() if not path.name.startswith(".") and path.is_file())
    except OSError:
        # It went away, or is not there: then it holds nothing.
        return


def watch(path: Path, yes: bool) -> None:
    """Publish a folder now, and whenever it changes, until a signal ends that."""
    app, folder, waits_for = ready_app(), Folder(path), None
    print_message("Watching %(folder)s. To end, press Ctrl-C.", folder=path)
    with _until_ended() as ended:
        while not ended.wait(PAUSE):
            if (names := folder.changed()) is None:
                continue
            try:
                _publish(app, path, names, yes)
            except Later as later:
                if later.message != waits_for:
                    print_warning(later.message.template, **later.message.values)
                waits_for = later.message
                ended.wait(LATER)
                continue
            waits_for = None
            folder.deal_with()
    print_message("Ended. What was published stays so.")


def _publish(app: Flask, path: Path, names: tuple[str, ...], yes: bool) -> None:
    """Publish what differs, or say why not: nobody may be at the terminal, so a file that is wrong ends nothing.

    Raises ``Later``.
    """
    from quiz.services.content.publishing import PlanChanged

    try:
        _publish_once(app, path, names, yes)
    except SystemExit:
        # Why nothing was published is printed; the next change is looked at again.
        return
    except PlanChanged:
        raise Later(say("Files or database changed meanwhile. It is tried again.")) from None
    except OSError as error:
        raise Later(
            say("%(path)s can't be read: %(reason)s", path=str(error.filename), reason=error.strerror)
        ) from None
    except database_error() as error:
        from quiz.services.integrity.upkeep import database_fault

        raise Later(database_fault(error)) from None


def _publish_once(app: Flask, path: Path, names: tuple[str, ...], yes: bool) -> None:
    given = given_files([path], False)
    try:
        given, ready = _prepared(app, given)
        if ready.plan.series is None and not ready.plan.banks:
            return
        _print_heading(names)
        print_plan(ready.plan)
        agree(ready.plan, yes, ask=False)
        done, current = published(app, given, ready)
    except BankError as error:
        _print_heading(names)
        refuse(error, "text")
    print_done(done)
    note_published(with_ids(given.files, done), current)


def _prepared(app: Flask, given: Given) -> tuple[Given, Prepared]:
    """What can be published: files that are older than what is published are left out, and said.

    Raises ``BankError``.
    """
    from quiz.services.content.revisions.bases import Refused

    try:
        return given, prepared(app, given)
    except Refused as refused:
        older = {problem.file for problem in refused.problems if problem.code == "revert"}
        if len(older) < len(refused.problems):
            raise
        show(refused.problems, "text")
    kept = [file for file in given.files if file.name not in older]
    left = [file for file in given.files if file.name in older]
    rest = replace(given, files=kept, beside=[*given.beside, *left], whole=False)
    return rest, prepared(app, rest)


def _print_heading(names: tuple[str, ...]) -> None:
    print_message(
        "%(time)s changed: %(files)s",
        time=f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}",
        files=", ".join(names),
    )


@contextmanager
def _until_ended() -> Iterator[Event]:
    """An event that the first signal sets, so that what is being published is finished; a second one ends at once."""
    ended = Event()
    kept = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()
        signal.signal(number, kept[signal.Signals(number)])

    for one in kept:
        signal.signal(one, end)
    try:
        yield ended
    finally:
        for one, before in kept.items():
            signal.signal(one, before)
