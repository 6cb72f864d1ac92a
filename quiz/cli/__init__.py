"""The command line: thin commands over the same services as the pages."""

from __future__ import annotations

import click

from quiz.cli import attempts, grading, identity, mail, review, server
from quiz.cli.authoring import checking, coverage, differences, figures, layout, new, prompting
from quiz.cli.content import files, listing, previewing, publishing, pulling, question, revisions, standings
from quiz.cli.integrity import audit, backups, doctor, keys, rebuilding, receipts
from quiz.cli.terminal import Commands


@click.group(cls=Commands)
@click.version_option(package_name="dalmada")
def main() -> None:
    """Question banks as YAML, quizzes in the browser, progress month by month."""


for command in (
    identity.user,
    identity.guests,
    attempts.attempt,
    audit.audit,
    backups.backup,
    backups.move,
    backups.restore,
    checking.check,
    coverage.show_coverage,
    files.schema,
    doctor.doctor,
    keys.key,
    listing.list_series,
    mail.mail,
    new.new,
    previewing.preview,
    prompting.prompt,
    publishing.publish,
    rebuilding.rebuild_command,
    receipts.receipt,
    revisions.history,
    pulling.pull,
    revisions.show_revision,
    differences.diff,
    figures.stats,
    grading.regrade,
    layout.fmt,
    review.review,
    server.db,
    server.demo,
    server.serve,
    question.try_question,
    standings.hide,
    standings.open_bank,
    standings.owner,
    standings.withdraw,
):
    main.add_command(command)
