"""What can go wrong that a person can mend. Everything else is a bug and shows its traceback."""


def expected() -> tuple[type[Exception], ...]:
    """Evaluated when something was raised, so that a command that works imports none of it."""
    from core.contract import ConnectorError
    from mappings import RulesError
    from scheduler.config import ConfigError
    from scheduler.wishes import NotChosen
    from store import StoreError

    return (ConfigError, ConnectorError, NotChosen, RulesError, StoreError)
