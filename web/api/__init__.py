"""The API: what pages show and do, as JSON for programs. Every route asks the same function whether it may."""
