"""Requests to addresses that strangers gave: to public addresses alone, without redirects, and no answer is read."""

from __future__ import annotations

from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NewConnectionError

from quiz.services.reminders.endpoints import EndpointError, public_address


class PublicConnection(HTTPSConnection):
    """A connection to the address that was checked; the certificate is still held against the name."""

    def _new_conn(self) -> Any:
        name = self._dns_host
        try:
            self._dns_host = public_address(name, self.port)
            return super()._new_conn()
        except EndpointError as error:
            raise NewConnectionError(self, str(error)) from error
        finally:
            self._dns_host = name


class PublicPool(HTTPSConnectionPool):
    """Connections that are checked."""

    ConnectionCls = PublicConnection


class PublicOnly(HTTPAdapter):
    """An adapter whose connections are checked."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make connections by a pool of checked ones."""
        super().init_poolmanager(connections, maxsize, block, **options)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {"https": PublicPool}


class Guarded(requests.Session):
    """A session that follows no redirect, asks no proxy of the environment, and reads nothing of an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False

    def request(self, *args: Any, **options: Any) -> requests.Response:
        """Send a request; the answer has a status and no content."""
        response = super().request(*args, **{**options, "allow_redirects": False, "stream": True})
        # A body without an end is not waited for.
        response._content = b""
        response.close()
        return response


def session_for(*, local: bool) -> Guarded:
    """A session for public addresses alone, or for any where tests have a service on this machine."""
    session = Guarded()
    if not local:
        session.mount("https://", PublicOnly())
        session.adapters.pop("http://")
    return session
