"""The command line: thin commands over the same services as the pages."""

from __future__ import annotations

import click

from quiz.cli import attempts, content, grading, identity, integrity, publishing, question, receipts, revisions, server
from quiz.cli.terminal import Commands


@click.group(cls=Commands)
@click.version_option(package_name="dalmada")
def main() -> None:
    """Question banks as YAML, quizzes in the browser, progress month by month."""


for command in (
    identity.user,
    attempts.attempt,
    content.check,
    content.schema,
    integrity.doctor,
    publishing.publish,
    receipts.receipt,
    revisions.history,
    revisions.pull,
    revisions.show_revision,
    grading.regrade,
    server.db,
    server.demo,
    server.serve,
    question.try_question,
):
    main.add_command(command)
