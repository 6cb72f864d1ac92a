"""The Flask extensions, made once and bound to an application by ``create_app``."""

from __future__ import annotations

from contextlib import suppress

import structlog
from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy.exc import DBAPIError

from quiz.platform.limits import Limiter
from quiz.platform.log_values import database_words

babel = Babel()
compress = Compress()
csrf = CSRFProtect()
db = SQLAlchemy()
limiter = Limiter()
login = LoginManager()

log = structlog.get_logger()


def close_session(error: BaseException | None) -> None:
    """Close what a request or command has opened in the database.

    The answer is made by then: where the database went away in the meantime, the answer is given all the same.
    """
    session = db.session
    try:
        session.close()
    except DBAPIError as gone:
        log.warning("closing a session", detail=database_words(gone))
        with suppress(DBAPIError):
            session.invalidate()
