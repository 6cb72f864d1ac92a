"""The command line: thin commands over the same services as the pages."""

from __future__ import annotations

import click

from quiz.cli import attempts, backups, content, grading, identity, integrity, publishing, question, receipts, server
from quiz.cli.terminal import Commands


@click.group(cls=Commands)
@click.version_option(package_name="dalmada")
def main() -> None:
    """Question banks as YAML, quizzes in the browser, progress month by month."""


for command in (
    identity.user,
    attempts.attempt,
    backups.backup,
    backups.move,
    backups.restore,
    content.check,
    content.schema,
    integrity.doctor,
    publishing.publish,
    receipts.receipt,
    grading.regrade,
    server.db,
    server.demo,
    server.serve,
    question.try_question,
):
    main.add_command(command)
