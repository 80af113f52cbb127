"""The Google Sheets of the simulated company: stateful, and told from the real one by no call that the hub makes."""

from sandbox.sheets.app import app
from sandbox.sheets.recorded import load_recorded
from sandbox.sheets.state import SheetsState

__all__ = ["SheetsState", "app", "load_recorded"]
