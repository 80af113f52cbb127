"""A GitHub that lives in memory: its state, which the simulated company moves, and the REST server in front of it."""

from sandbox.github.app import app
from sandbox.github.boards import Board
from sandbox.github.state import GitHubState

__all__ = ["Board", "GitHubState", "app"]
