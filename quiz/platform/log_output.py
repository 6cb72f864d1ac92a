"""The log: what it is written to, and in which form."""

from __future__ import annotations

import io
import logging
import sys
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

from quiz.platform.log_values import without_values
from quiz.platform.settings import Settings


class Output(io.TextIOBase):
    """What the log is written to. Where that takes no more, full or closed, requests go on being served."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(OSError, ValueError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Hand on what can be handed on."""
        with suppress(OSError, ValueError):
            self._file.flush()


def write_log(settings: Settings) -> None:
    """Let structlog write to the standard error, for reading or as JSON."""
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if settings.log == "json" else _for_reading()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_values,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(cast(TextIO, Output(sys.stderr))),
    )


def _for_reading() -> structlog.dev.ConsoleRenderer:
    """One line an event; values as Python writes them, so that no sign in them moves a terminal's cursor."""
    return structlog.dev.ConsoleRenderer(
        colors=False,
        pad_event_to=0,
        pad_level=False,
        sort_keys=False,
        repr_native_str=True,
        exception_formatter=structlog.dev.plain_traceback,
    )
