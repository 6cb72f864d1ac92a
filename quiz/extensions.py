"""The Flask extensions, made once and bound to an application by ``create_app``."""

from __future__ import annotations

from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy
from flask_talisman import Talisman
from flask_wtf import CSRFProtect

babel = Babel()
compress = Compress()
csrf = CSRFProtect()
db = SQLAlchemy()
limiter = Limiter(get_remote_address, strategy="moving-window", headers_enabled=False)
login = LoginManager()
talisman = Talisman()
