"""Commands for what was published: a bank's revisions, and one of them as its file was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quiz.cli.content.bases import found_revision, note_bases, read_bases
from quiz.cli.terminal import fail, print_message, ready_app, translate
from quiz.domain.errors import say
from quiz.platform.paths import QUESTIONS

if TYPE_CHECKING:
    # Loaded when a command runs, not before: every other command starts the quicker.
    from quiz.services.content.revisions.reading import Kept, Revision

ORIGINS = {
    "command": say("quiz publish"),
    "start": say("first start"),
    "studio": say("studio"),
    "upgrade": say("before revisions were kept"),
}


@click.command()
@click.argument("bank")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def history(bank: str, form: str) -> None:
    """List what was published of BANK, the latest first: when, how, by whom and from which file."""
    from quiz.platform.extensions import db as store
    from quiz.services.content.revisions import reading
    from quiz.storage.database import read_only

    with ready_app().app_context():
        read_only(store.session)
        try:
            found = reading.history(store.session, reading.find_bank(store.session, bank))
        except reading.UnknownRevision as unknown:
            fail(unknown.message.template, **unknown.message.values)
        if form == "json":
            click.echo(json.dumps([reading.plain(one) for one in found], ensure_ascii=False, indent=2))
            return
        for one in found:
            click.echo(described(one))


@click.command("show")
@click.argument("revision", metavar="BANK@N")
def show_revision(revision: str) -> None:
    """Write the file of a revision to the standard output, byte for byte; of BANK alone the current one.

    Exit status 1 where its source was not kept.
    """
    from quiz.platform.extensions import db as store

    with ready_app().app_context():
        _, source = found_revision(store.session, revision)
    click.echo(source, nl=False)


@click.command()
@click.argument("banks", nargs=-1, metavar="[BANK]...")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=QUESTIONS,
    help="The folder; questions/ if none is named.",
)
@click.option("--track", is_flag=True, help="Note in .published.json what the files are based on.")
@click.option("--force", is_flag=True, help="Overwrite files with changes that were never published.")
def pull(banks: tuple[str, ...], folder: Path, track: bool, force: bool) -> None:
    """Write what is published of each BANK, or of all, back to files. All of them or none.

    Exit status 1 where a source was not kept.
    """
    from quiz.platform.extensions import db as store
    from quiz.services.content.revisions import reading
    from quiz.storage.database import read_only

    with ready_app().app_context():
        read_only(store.session)
        try:
            found = reading.current(store.session, banks)
        except reading.UnknownRevision as unknown:
            fail(unknown.message.template, **unknown.message.values)
    targets = _targets(folder, found)
    if not force:
        _refuse_to_lose(targets)
    folder.mkdir(parents=True, exist_ok=True)
    for path, kept, raw in targets:
        _write(path, kept, raw)
    if track or read_bases(folder) is not None:
        note_bases(folder, {kept.revision.bank: str(kept.revision.content_hash) for _, kept, _ in targets})
    missing = [kept.revision.name for kept in found if kept.source is None]
    if missing:
        fail("source not kept: %(revisions)s. Nothing was written for them.", revisions=", ".join(missing))


def _targets(folder: Path, found: Sequence[Kept]) -> list[tuple[Path, Kept, bytes | None]]:
    """Where each file goes, and what stands there: the file that holds the bank already, else one of its name."""
    from quiz.services.content.checking import bank_in

    held = {}
    for path in sorted(folder.glob("*.yaml")):
        raw = path.read_bytes()
        held[bank_in(raw)] = (path, raw)
    return [
        (path, kept, raw)
        for kept in found
        if kept.source is not None
        for path, raw in [held.get(kept.revision.bank, (folder / f"{kept.revision.bank}.yaml", None))]
    ]


def _refuse_to_lose(targets: Sequence[tuple[Path, Kept, bytes | None]]) -> None:
    from quiz.services.content.revisions.keeping import hash_of

    edited = [path.name for path, kept, raw in targets if raw is not None and hash_of(raw) not in kept.hashes]
    if edited:
        fail(
            "Changes that were never published: %(files)s. Nothing was written. Publish them, or overwrite them with "
            "--force.",
            files=", ".join(edited),
        )


def _write(path: Path, kept: Kept, raw: bytes | None) -> None:
    assert kept.source is not None
    if raw == kept.source:
        print_message("unchanged: %(files)s", files=path.name)
        return
    # In one step: an editor or a git that looks meanwhile never finds half a file.
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(kept.source)
    draft.replace(path)
    print_message("%(revision)s is written to %(path)s", revision=kept.revision.name, path=path)


def described(revision: Revision) -> str:
    """A revision on one line."""
    origin = ORIGINS[revision.origin]
    parts = [
        f"{revision.name:<12}",
        f"{revision.published_at.astimezone():%Y-%m-%d %H:%M}",
        (revision.content_hash or "")[:8] or translate("source not kept"),
        translate(origin.template),
        revision.by or "",
        revision.path or "",
        translate("current") if revision.is_current else "",
    ]
    return "  ".join(part for part in parts if part)
