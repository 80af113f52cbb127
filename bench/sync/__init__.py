"""Sync: GitHub issues from a loopback server into a local database, beside a floor and a peer."""
