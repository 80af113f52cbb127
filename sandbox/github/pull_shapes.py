"""The JSON bodies of what belongs to pull requests: reviews and remarks on lines."""

from datetime import datetime

from sandbox.github.shapes import Payload, reactions, stamp

COMMIT = "6dcb09b5b57875f334f61aebed695e2e4193db5e"


def review(id_: int, pull: Payload, verdict: str, by: Payload, body: str, at: datetime) -> Payload:
    """https://docs.github.com/en/rest/pulls/reviews#list-reviews-for-a-pull-request"""
    links = _links(pull, f"pullrequestreview-{id_}")
    return {
        "id": id_,
        "node_id": f"PRR_kwDO{id_:08x}",
        "user": by,
        "body": body,
        "state": verdict,
        "html_url": links["html"]["href"],
        "pull_request_url": links["pull_request"]["href"],
        "author_association": "MEMBER",
        "_links": links,
        "submitted_at": stamp(at),
        "updated_at": stamp(at),
        "commit_id": COMMIT,
    }


def remark(id_: int, pull: Payload, body: str, by: Payload, review_id: int | None, at: datetime) -> Payload:
    """https://docs.github.com/en/rest/pulls/comments#list-review-comments-in-a-repository"""
    url, links = f"{pull['repository_url']}/pulls/comments/{id_}", _links(pull, f"discussion_r{id_}")
    return {
        "url": url,
        "pull_request_review_id": review_id,
        "id": id_,
        "node_id": f"PRRC_kwDO{id_:08x}",
        "diff_hunk": "@@ -1,3 +1,4 @@\n one\n+two\n three",
        "path": "README.md",
        "commit_id": COMMIT,
        "original_commit_id": COMMIT,
        "user": by,
        "body": body,
        "created_at": stamp(at),
        "updated_at": stamp(at),
        "html_url": links["html"]["href"],
        "pull_request_url": links["pull_request"]["href"],
        "author_association": "MEMBER",
        "_links": {"self": {"href": url}, **links},
        "reactions": reactions(url),
        "start_line": None,
        "original_start_line": None,
        "start_side": None,
        "line": 2,
        "original_line": 2,
        "side": "RIGHT",
        "original_position": 2,
        "position": 2,
        "subject_type": "line",
    }


def number_of(review_or_remark: Payload) -> int:
    return int(review_or_remark["pull_request_url"].rpartition("/")[2])


def _links(pull: Payload, anchor: str) -> Payload:
    return {
        "html": {"href": f"{pull['html_url']}#{anchor}"},
        "pull_request": {"href": pull["pull_request"]["url"]},
    }
