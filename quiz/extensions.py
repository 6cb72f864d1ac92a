"""The Flask extensions, made once and bound to an application by ``create_app``."""

from __future__ import annotations

from flask_babel import Babel
from flask_compress import Compress
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy
from flask_talisman import Talisman
from flask_wtf import CSRFProtect

from quiz.limits import Limiter

babel = Babel()
compress = Compress()
csrf = CSRFProtect()
db = SQLAlchemy()
limiter = Limiter()
login = LoginManager()
talisman = Talisman()
