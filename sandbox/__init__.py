"""A simulated company on loopback: stateful Jira, GitHub, Slack and Google Sheets servers with planted, known drift."""

from sandbox.clock import SimulatedClock
from sandbox.company import Company, Opened, open_company
from sandbox.faults import Fault
from sandbox.history import TOOLS, Exchange, Tool
from sandbox.server import Sandbox

__all__ = ["TOOLS", "Company", "Exchange", "Fault", "Opened", "Sandbox", "SimulatedClock", "Tool", "open_company"]
