"""PostgreSQL connections that give up a server which has fallen silent."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import errors

MAX_SILENCE_OF_A_CHECK = 5.0
"""Seconds that a connection from the pool, or a new one, has to prove that somebody is at its other end."""


class Silent(psycopg.OperationalError):
    """The server did not answer in time: nobody knows whether it is there."""


class Answering(psycopg.Connection[Any]):
    """A connection on which nothing takes longer than ``patience`` seconds; None waits for as long as it takes.

    TCP notices a host that is gone. A proxy or balancer in between that keeps the connection open is noticed by this
    clock alone.
    """

    patience: float | None = MAX_SILENCE_OF_A_CHECK

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> Answering:
        """Connect; raises ``Silent`` where nobody answers within the ``connect_timeout``."""
        try:
            return super().connect(conninfo, **options)
        except errors.ConnectionTimeout as error:
            raise Silent(str(error)) from error

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Do what ``gen`` does over the network. A connection that fell silent is closed, and so never used again."""
        patience = self.patience if timeout is None else timeout
        try:
            return super().wait(gen, interval, patience)
        except errors._WaitTimeout as error:
            self.pgconn.finish()
            raise Silent(f"the database did not answer within {patience:g} seconds") from error
