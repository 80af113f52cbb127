"""Answers in JSON, which are a good part of what the servers do."""

from typing import Any

import msgspec
from starlette.responses import JSONResponse


class Json(JSONResponse):
    """Like its parent, and several times as fast."""

    def render(self, content: Any) -> bytes:
        return msgspec.json.encode(content)
