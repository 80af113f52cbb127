"""What the pages of plans, tools and the audit share."""

from collections.abc import Callable

from fastapi.responses import RedirectResponse

from scheduler.hub import Hub


def back(path: str) -> RedirectResponse:
    """After something was done: the page that shows it."""
    return RedirectResponse(path, 303)


def nameless(hub: Hub) -> Callable[[str], str]:
    """Takes the folder of the hub out of sentences that name a file: where it lies is nobody's business (S27)."""
    folder = f"{hub.config.path.parent}/"
    return lambda words: words if folder in ("/", "./") else words.replace(folder, "")
