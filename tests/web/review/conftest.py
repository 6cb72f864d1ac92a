"""A learner who reads English."""

from __future__ import annotations

import pytest

from tests.web.pages import Browser


@pytest.fixture
def english(alice: Browser) -> Browser:
    """Alice, whose pages are in English."""
    alice.client.post("/preferences", data={"language": "en"})
    return alice
