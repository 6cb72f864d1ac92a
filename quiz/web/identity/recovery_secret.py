"""What a recovery code follows from in one browser: its sign-in, whose token the store does not have."""

from __future__ import annotations

import hmac

from flask_login import current_user

from quiz.web.request.lasting_key import lasting_key


def recovery_secret() -> bytes:
    """The secret of the sign-in that is open here; without the browser's cookie nobody can work it out."""
    return hmac.digest(lasting_key(), f"recovery {current_user.token}".encode(), "sha256")
