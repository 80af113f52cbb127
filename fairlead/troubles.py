"""What can go wrong that a person can mend. Everything else is a bug and shows its traceback."""


def expected() -> tuple[type[Exception], ...]:
    """Evaluated when something was raised, so that a command that works imports none of it."""
    from core.contract import ConnectorError
    from mappings import RulesError
    from scheduler.checking_in import NotKept
    from scheduler.config import ConfigError
    from scheduler.decisions import NotHandled
    from scheduler.forgetting import NotErased
    from scheduler.letters import NoSuchWrite
    from scheduler.looking import NoSuchDay
    from scheduler.who.entry import NoEntry
    from scheduler.wishes import NotChosen
    from store import StoreError

    refusals = (NoEntry, NoSuchDay, NoSuchWrite, NotChosen, NotErased, NotHandled, NotKept)
    return (ConfigError, ConnectorError, RulesError, StoreError, *refusals)


def mistyped(error: Exception) -> str:
    """What to say of bytes on the command line or in the environment that are no UTF-8: Python hands them on as lone surrogates
    (PEP 383), and no database or file takes those. Empty for all else."""
    if not isinstance(error, UnicodeEncodeError) or not "\udc80" <= error.object[error.start] <= "\udcff":
        return ""
    return f"fairlead: {error.object!a} is not valid Unicode; type it again"
