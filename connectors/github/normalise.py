"""From GitHub's bodies to the hub's records: pure, and fast, because a full sync passes here once an issue."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from connectors.github.bodies import Comment, Event, Issue, Milestone, ReviewComment, User
from connectors.github.doings import HUMAN_EVENTS
from connectors.github.fields import NOTHING, Fields
from connectors.github.page_text import is_page
from connectors.github.settings import GitHubSettings
from core.records import TEXT_LIMIT, Activity, Category, Change, Goal, Item, Record, Rejected, Tombstone
from core.references import references

_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NUMBER = re.compile(r"#(\d+)")
_ADDRESS = re.compile(r"/issues/\d+")
_PARENT = re.compile(r"([\w.-]+/[\w.-]+)/issues/(\d+)$")
_CLOSES = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+"
    r"(?:(?P<repo>[\w.-]+/[\w.-]+)?#|https?://[^\s/]+/(?P<there>[\w.-]+/[\w.-]+)/issues/)(?P<number>\d+)",
    re.IGNORECASE,
)
_REACH = 200  # characters before a number in which the word that closes it must begin


class Normaliser:
    """For one repository. `me` gives our own login, whose doings are a bot's; it is asked for once there is a record.
    `blockers` gives the keys of what blocks the issue of a number; it is asked only of issues that are blocked."""

    def __init__(
        self, repo: str, settings: GitHubSettings, me: Callable[[], str], blockers: Callable[[int], tuple[str, ...]]
    ) -> None:
        self._repo, self._me, self._blockers = repo, me, blockers
        self._here = f"/repos/{repo}"
        self._goals = settings.milestones_as_goals
        self._fields = Fields(settings)
        self._doing = frozenset(label.casefold() for label in settings.doing_labels)
        self._blocked = frozenset(label.casefold() for label in settings.blocked_labels)

    def issue(self, issue: Issue) -> Iterator[Record]:
        """The item, and its author's act of writing it. A page of our own is none."""
        if issue.body and is_page(issue.body) and issue.user and issue.user.login == self._me():
            return
        if issue.repository_url and not issue.repository_url.endswith(self._here):
            yield from self._renamed(issue.repository_url)
        item = self._item(issue)
        yield item
        yield self._activity(f"issue-{issue.id}", item.key, issue.created_at, "opened", issue.user)

    def comment(self, comment: Comment) -> Iterator[Record]:
        """When it was written counts: a later edit may be anybody's."""
        key = f"{self._repo}#{comment.issue_url.rpartition('/')[2]}"
        yield self._activity(f"comment-{comment.id}", key, comment.created_at, "comment", comment.user)

    def review_comment(self, comment: ReviewComment) -> Iterator[Record]:
        key = f"{self._repo}#{comment.pull_request_url.rpartition('/')[2]}"
        yield self._activity(f"review-comment-{comment.id}", key, comment.created_at, "review_comment", comment.user)

    def event(self, event: Event) -> Iterator[Record]:
        """An issue that became a discussion is an item no more, though it may stay in the list."""
        if event.issue and event.event in HUMAN_EVENTS:
            key = f"{self._repo}#{event.issue.number}"
            yield self._activity(f"event-{event.id}", key, event.created_at, self._kind(event), event.actor)
            if event.event == "converted_to_discussion" and event.issue.node_id:
                yield Tombstone("github", event.issue.node_id, "converted to a discussion")

    def _kind(self, event: Event) -> str:
        """A label that says that the issue is blocked is a flag."""
        name = (event.label and event.label.name) or ""
        return "flagged" if event.event == "labeled" and name.casefold() in self._blocked else event.event

    def milestone(self, milestone: Milestone) -> Iterator[Record]:
        """GitHub knows no owner of a milestone: its creator stands in."""
        yield Goal(
            source="github",
            key=self._goal_key(milestone),
            level="initiative",
            title=readable(milestone.title),
            place=f"github {self._repo} milestone {milestone.number}",
            url=milestone.html_url,
            owners=(f"github:{milestone.creator.login}",) if milestone.creator else (),
            effective_to=milestone.due_on.date() if milestone.due_on else None,
            closed=milestone.state == "closed",
        )

    def _renamed(self, address: str) -> Iterator[Record]:
        """GitHub leads on from an old name until somebody else takes it. Said once a pull."""
        self._here = address.partition("/repos/")[2]
        if self._here and self._here.casefold() != self._repo.casefold():
            reason = f"the repository is called {self._here} now: name it so in the setting repositories"
            yield Rejected(source="github", place=f"github {self._repo}", reason=reason, lost=False)

    def _item(self, issue: Issue) -> Item:
        labels = tuple([name for label in issue.labels if (name := label if isinstance(label, str) else label.name)])
        small = {label.casefold() for label in labels}
        said = self._fields.of_issue(issue.issue_field_values) if issue.issue_field_values else NOTHING
        status = _status(issue)
        title, body = readable(issue.title), readable(issue.body or "")
        refs, milestone = self._refs(title, body), issue.milestone
        if milestone and self._goals:
            refs += (self._goal_key(milestone),)
        return Item(
            source="github",
            id=issue.node_id,
            key=f"{self._repo}#{issue.number}",
            kind="pull_request" if issue.pull_request else "issue",
            container=self._repo,
            title=title,
            url=issue.html_url,
            status=status,
            category=self._category(issue, small),
            created_at=issue.created_at,
            updated_at=issue.updated_at,
            text=body[:TEXT_LIMIT],
            type=issue.type.name if issue.type else "",
            labels=labels,
            milestone=milestone.title if milestone else None,
            author=issue.user.login if issue.user else None,
            assignee=issue.assignee.login if issue.assignee else None,
            parent=self._parent(issue, body),
            due=said.due,
            done_at=issue.closed_at,
            points=said.points,
            blocked_by=self._blocked_by(issue),
            flagged=not self._blocked.isdisjoint(small),
            fields=said.fields,
            refs=refs,
            changes=_changes(issue, status),
        )

    def _blocked_by(self, issue: Issue) -> tuple[str, ...]:
        """Closed blockers too: nothing would tell of their opening again."""
        summary = issue.issue_dependencies_summary
        return self._blockers(issue.number) if summary and summary.total_blocked_by else ()

    def _category(self, issue: Issue, labels: set[str]) -> Category:
        if issue.state == "closed":
            return "done"
        if issue.pull_request or issue.assignee:
            return "doing"
        return "todo" if self._doing.isdisjoint(labels) else "doing"

    def _refs(self, title: str, body: str) -> tuple[str, ...]:
        """`#12` alone means the same repository."""
        text = f"{title}\n{body}"
        found = references(text)
        if "#" not in text:
            return found
        bare = [f"{self._repo}#{hit[1]}" for hit in _NUMBER.finditer(text) if _stands_alone(text, hit.start())]
        return tuple(dict.fromkeys((*found, *bare))) if bare else found

    def _parent(self, issue: Issue, body: str) -> str | None:
        """The parent issue, or the issue that a pull request closes.

        https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
        """
        if issue.parent_issue_url and (parent := _PARENT.search(issue.parent_issue_url)):
            return f"{parent[1]}#{parent[2]}"
        if not issue.pull_request:
            return None
        for hit in (*_NUMBER.finditer(body), *_ADDRESS.finditer(body)):
            if closes := _CLOSES.search(body, max(0, hit.start() - _REACH), hit.end()):
                return f"{closes['repo'] or closes['there'] or self._repo}#{closes['number']}"
        return None

    def _goal_key(self, milestone: Milestone) -> str:
        return f"{self._repo}/milestone/{milestone.number}"

    def _activity(self, id_: str, item: str, at: datetime, kind: str, user: User | None) -> Activity:
        actor = user.login if user else None
        bot = user is not None and (user.type == "Bot" or user.login.endswith("[bot]") or actor == self._me())
        return Activity(source="github", id=id_, item=item, at=at, kind=kind, actor=actor, bot=bot)


def _status(issue: Issue) -> str:
    if issue.pull_request and issue.pull_request.merged_at:
        return "merged"
    if issue.state == "closed":
        return issue.state_reason or "closed"
    return "draft" if issue.draft else issue.state


def _changes(issue: Issue, status: str) -> tuple[Change, ...]:
    """What one body tells of the past: it was opened, and perhaps closed."""
    begun = "doing" if issue.pull_request else "todo"
    opened = (Change(issue.created_at, "status", None, "open"), Change(issue.created_at, "category", None, begun))
    if issue.closed_at is None:
        return opened
    return (
        *opened,
        Change(issue.closed_at, "status", "open", status),
        Change(issue.closed_at, "category", begun, "done"),
    )


def readable(text: str) -> str:
    """Without what GitHub does not show (templates keep their hints there), nor what databases cannot hold."""
    if "<" in text and "<!--" in text:
        text = _HIDDEN.sub("", text)
    return text.replace("\0", "\ufffd") if "\0" in text else text


def _stands_alone(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    return not before.isalnum() and before not in "_-./&#"
