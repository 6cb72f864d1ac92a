"""A bank's file in the browser, redrawn when it is saved: no account and no store are needed."""

from __future__ import annotations

from pathlib import Path

import click

from quiz.cli.terminal import fail, print_message
from quiz.language import terminal_language
from quiz.platform.paths import QUESTIONS


@click.command("preview")
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path), metavar="[FILE|FOLDER]")
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="By default any that is free.")
def preview(path: Path | None, port: int) -> None:
    """Show banks in the browser as learners will see them, on this machine alone, until Ctrl+C."""
    from quiz.runtime import preview_server

    shown = (path or QUESTIONS).resolve()
    try:
        server = preview_server.make(shown, QUESTIONS, port, terminal_language())
    except OSError:
        fail("Port %(port)d can't be used. Choose another with --port, or leave it out.", port=port)
    preview_server.serve(server, lambda address: _say(shown, address))


def _say(shown: Path, address: str) -> None:
    print_message("%(name)s is shown at %(address)s (Ctrl+C ends it)", name=shown.name, address=address)
