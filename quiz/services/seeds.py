"""Seeds: from one of them and a quiz an attempt is drawn, the same whenever it is drawn again."""

from __future__ import annotations

import re
import secrets


def new_seed() -> str:
    """A seed that chance chooses: 16 hexadecimal digits."""
    return secrets.token_hex(8)


def is_seed(text: str) -> bool:
    """Whether a text that a browser sent could be one of those."""
    return re.fullmatch(r"[0-9a-f]{16}", text) is not None
