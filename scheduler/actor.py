"""Who is at the keyboard: for the audit, and for links made by hand."""

import getpass
import os


def actor() -> str:
    """FAIRLEAD_USER where it is set (an e-mail, in scripts and services), else the login name."""
    named = os.environ.get("FAIRLEAD_USER", "").strip()
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in many containers
        return f"uid {os.getuid()}"
