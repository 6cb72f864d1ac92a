"""What a picture may do where somebody opens it by itself: nothing."""

from __future__ import annotations

MEDIA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
