"""Limits: how often something may happen in a time, counted in memory, or in Redis by several workers together.

A store that does not answer never fails a request: for a while each worker then counts for itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, current_app
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from quiz.platform.log_values import fault_words

ANSWERS_WITHIN = 0.5
"""Seconds in which a shared store has to answer; a person waits meanwhile."""
LEFT_ALONE = 10.0
"""Seconds for which one that did not is not asked again."""

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many times in so long, for each key that it is counted by."""

    name: str
    rates: tuple[RateLimitItem, ...]


def limit(name: str, rates: str) -> Limit:
    """A limit in words: ``8/minute;40/hour``."""
    return Limit(name=name, rates=tuple(parse_many(rates)))


class Counter:
    """Counts in a store, and in memory where the store does not answer."""

    def __init__(self, url: str) -> None:
        self._local = MovingWindowRateLimiter(MemoryStorage())
        shared = url != "memory://"
        self._shared = MovingWindowRateLimiter(storage_from_string(url, **_patience())) if shared else None
        self._alone_until = 0.0

    def is_used_up(self, wanted: Limit, key: str) -> bool:
        """Whether one more would be too many."""
        return not all(self._ask(lambda by, rate=rate: by.test(rate, wanted.name, key)) for rate in wanted.rates)

    def count(self, wanted: Limit, key: str) -> None:
        """Count one more."""
        for rate in wanted.rates:
            self._ask(lambda by, rate=rate: by.hit(rate, wanted.name, key))

    def take(self, wanted: Limit, key: str) -> bool:
        """Count one more if that is not too many, in one step: of several at once none passes the limit."""
        for number, rate in enumerate(wanted.rates):
            if not self._ask(lambda by, rate=rate: by.hit(rate, wanted.name, key)):
                self._give_back(wanted, key, wanted.rates[:number])
                return False
        return True

    def give_back(self, wanted: Limit, key: str) -> None:
        """Count one less: what was taken turned out to be free."""
        self._give_back(wanted, key, wanted.rates)

    def _give_back(self, wanted: Limit, key: str, rates: tuple[RateLimitItem, ...]) -> None:
        for rate in rates:
            self._ask(lambda by, rate=rate: _forget_latest(by.storage, rate.key_for(wanted.name, key)))

    def _ask(self, question: Callable[..., bool]) -> bool:
        if self._shared is not None and time.monotonic() >= self._alone_until:
            try:
                return question(self._shared)
            except Exception as error:  # a driver raises what it likes, and no limit is worth a failed request
                self._alone_until = time.monotonic() + LEFT_ALONE
                log.warning("limits", reason="no answer, counting alone", detail=fault_words(error))
        return question(self._local)


def _forget_latest(storage: Any, key: str) -> bool:
    """Forget the latest entry of a moving window, which the library can only add to."""
    if isinstance(storage, MemoryStorage):
        with storage.locks[key]:
            del storage.events.get(key, [])[:1]
    else:
        storage.storage.lpop(storage.prefixed_key(key))
    return True


def _patience() -> dict[str, Any]:
    # Loaded only where it is used; by default it would try again and again.
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {
        "socket_timeout": ANSWERS_WITHIN,
        "socket_connect_timeout": ANSWERS_WITHIN,
        "retry": Retry(NoBackoff(), 0),
    }


class Limiter:
    """The counter of the app that is at work; nothing is limited where ``RATELIMIT_ENABLED`` is off."""

    def init_app(self, app: Flask) -> None:
        """Make the counter of ``app``."""
        app.config.setdefault("RATELIMIT_ENABLED", True)
        app.extensions["limits"] = Counter(app.config["RATELIMIT_STORAGE_URI"])

    def is_used_up(self, wanted: Limit, key: str) -> bool:
        """Whether one more would be too many."""
        return bool(current_app.config["RATELIMIT_ENABLED"]) and _counter().is_used_up(wanted, key)

    def count(self, wanted: Limit, key: str) -> None:
        """Count one more."""
        if current_app.config["RATELIMIT_ENABLED"]:
            _counter().count(wanted, key)

    def take(self, wanted: Limit, key: str) -> bool:
        """Count one more if that is not too many, in one step."""
        return not current_app.config["RATELIMIT_ENABLED"] or _counter().take(wanted, key)

    def give_back(self, wanted: Limit, key: str) -> None:
        """Count one less."""
        if current_app.config["RATELIMIT_ENABLED"]:
            _counter().give_back(wanted, key)


def _counter() -> Counter:
    counter: Counter = current_app.extensions["limits"]
    return counter
