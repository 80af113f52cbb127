"""From kept figures to the tables and pictures of docs/performance.md."""
