"""What an issue waits for. The list of issues only counts it, so it is asked for each that waits."""

from connectors.github.bodies import Blocker, Page
from connectors.github.cursors import PAGE, Reader
from connectors.transport import Http
from core.contract import Refused

_BLOCKERS = Page(Blocker, "issue")
_GONE = (404, 410)


class Blockers:
    """Of the issues of one repository."""

    def __init__(self, http: Http, repo: str) -> None:
        self._http, self._repo = http, repo

    def __call__(self, number: int) -> tuple[str, ...]:
        """Keys of the issues that block it, open or not; none when it went away since it was listed.

        https://docs.github.com/en/rest/issues/issue-dependencies#list-dependencies-an-issue-is-blocked-by
        """
        path = f"/repos/{self._repo}/issues/{number}/dependencies/blocked_by"
        try:
            answer = Reader(self._http).get(path, {"per_page": str(PAGE)})
        except Refused as error:
            if error.status in _GONE:
                return ()
            raise
        rows, _ = _BLOCKERS.read(answer.content, f"{self._repo}#{number}")
        return tuple(f"{row.repository_url.partition('/repos/')[2]}#{row.number}" for row in rows)
