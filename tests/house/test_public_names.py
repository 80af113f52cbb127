"""The public surface is small, listed, and complete."""

import fairlead


def test_every_public_name_is_listed_once_and_exists() -> None:
    assert fairlead.__all__ == sorted(set(fairlead.__all__))
    assert all(hasattr(fairlead, name) for name in fairlead.__all__)
