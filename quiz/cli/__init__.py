"""The command line: thin commands over the same services as the pages."""

from __future__ import annotations

import click

from quiz.cli import accounts, attempts, banks, doctoring, publishing, receipts, regrading, server, trying
from quiz.cli.terminal import Commands


@click.group(cls=Commands)
@click.version_option(package_name="dalmada")
def main() -> None:
    """Question banks as YAML, quizzes in the browser, progress month by month."""


for command in (
    accounts.user,
    attempts.attempt,
    banks.check,
    banks.schema,
    doctoring.doctor,
    publishing.publish,
    receipts.receipt,
    regrading.regrade,
    server.db,
    server.demo,
    server.serve,
    trying.try_question,
):
    main.add_command(command)
