"""What a browser's script sends to save an answer."""

from __future__ import annotations

from typing import Any

from tests.web.pages import Browser
from tests.web.store import Asked


def put(browser: Browser, one: Asked, sent: Any) -> Any:
    """Save by script."""
    return browser.client.put(one.path, json=sent, headers=browser.headers)


def body(given: Any = (), **changes: Any) -> dict[str, Any]:
    """A save of the answer ``given``; a change to None leaves a key out."""
    whole = {"answer": given or {}, "device": "web-1", "sequence": 1, "base": 0, "at": 1_700_000_000_000, **changes}
    return {key: value for key, value in whole.items() if value is not None}
