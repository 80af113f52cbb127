"""Jira Cloud: issues with their history, people, and our comments, labels and links. The road of an item starts here."""

from connectors.jira.connector import connect
from connectors.jira.settings import JiraSettings
from core.contract import Plugin

plugin = Plugin(settings=JiraSettings, streams=("accounts", "issues"), connect=connect)
