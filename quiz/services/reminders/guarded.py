"""Requests to addresses that strangers gave: to public addresses alone, without redirects, and no answer is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.exceptions import NewConnectionError

from quiz.services.reminders.deadlines import WatchedHTTP, WatchedHTTPS
from quiz.services.reminders.endpoints import EndpointError, public_address


class PublicConnection(WatchedHTTPS):
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


class _AnyHTTPS(HTTPSConnectionPool):
    ConnectionCls = WatchedHTTPS


class _AnyHTTP(HTTPConnectionPool):
    ConnectionCls = WatchedHTTP


class Adapter(HTTPAdapter):
    """An adapter whose connections keep to the deadline around them, and whose addresses are checked."""

    pools: ClassVar[Mapping[str, type[HTTPConnectionPool]]] = {"https": PublicPool}

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make connections by pools of our own."""
        super().init_poolmanager(connections, maxsize, block, **options)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = dict(self.pools)


class AnyAddress(Adapter):
    """The same for any address."""

    pools: ClassVar[Mapping[str, type[HTTPConnectionPool]]] = {"https": _AnyHTTPS, "http": _AnyHTTP}


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
    session.mount("https://", AnyAddress() if local else Adapter())
    session.adapters.pop("http://")
    if local:
        session.mount("http://", AnyAddress())
    return session
