"""What a new bank may be called."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from quiz.domain.bank_format.fields import BankSlug

_SLUG: TypeAdapter[str] = TypeAdapter(BankSlug)


def is_bank_slug(name: str) -> bool:
    """Whether a bank may have that slug: small letters, digits and hyphens, and a month where it looks like one."""
    try:
        _SLUG.validate_python(name)
    except ValidationError:
        return False
    return True
