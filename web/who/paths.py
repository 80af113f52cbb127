"""Where people come from and go to: only ever pages of this hub."""

from urllib.parse import quote, urlsplit

from fastapi import Request

from scheduler.hub import Hub

SIGN_IN = "/sign-in"
LONGEST = 1_000  # characters of a path that is kept


def own_path(wanted: str) -> str:
    """The path with its query, as long as it is one of this hub's pages; else the first page. Browsers read `\\` as `/` and
    leave out tabs and line ends (https://url.spec.whatwg.org/#concept-basic-url-parser), so none of these may stand in it."""
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted and " " not in wanted
    if not plain or not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > LONGEST:
        return "/"
    if urlsplit(wanted).path.rstrip("/").startswith((SIGN_IN, "/sign-out")):
        return "/"
    return wanted


def sign_in_first(request: Request) -> str:
    """The page for that, from which they come back; to the first page where they wanted to do something."""
    path, query = request.url.path, request.url.query
    wanted = own_path(quote(path) + (f"?{query}" if query else "")) if request.method == "GET" else "/"
    return f"{SIGN_IN}?next={quote(wanted, safe='/')}"


def place_of(hub: Hub, request: Request) -> str:
    """Where people reach this hub: the address that is named for that, else the one that was just asked."""
    return hub.config.web.public_url or str(request.base_url).rstrip("/")
