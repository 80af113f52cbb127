"""Style, scripts and pictures of the pages: files of the package, each at an address that names its content, so that a browser
asks for it once."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from fastapi import HTTPException
from fastapi.responses import FileResponse
from starlette.requests import Request

FOLDER = Path(__file__).parent / "static"
BASE = Path(__file__).parent / "report" / "templates" / "style.css"  # what the report looks like, pages do too
FOR_EVER = "public, max-age=31536000, immutable"


def asset(request: Request) -> FileResponse:
    """`GET /static/{path}`."""
    path = request.path_params["path"]
    if path not in _files():
        raise HTTPException(404)
    return FileResponse(_files()[path], headers={"cache-control": FOR_EVER})


@cache
def address(name: str) -> str:
    """Where a browser finds this version of the asset."""
    digest = blake2b(_files()[name].read_bytes(), digest_size=6).hexdigest()
    return f"/static/{name}?{digest}"


@cache
def _files() -> dict[str, Path]:
    found = (path for path in FOLDER.rglob("*") if path.is_file())
    return {"base.css": BASE, **{path.relative_to(FOLDER).as_posix(): path for path in found}}
