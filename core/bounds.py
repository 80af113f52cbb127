"""What numbers in settings may be. Whoever reads the configuration refuses all else, and says what would do."""

from typing import Annotated

from msgspec import Meta

Share = Annotated[float, Meta(ge=0, le=1)]
Ratio = Annotated[float, Meta(ge=0)]
PersonDays = Annotated[float, Meta(ge=0)]
Days = Annotated[int, Meta(ge=0)]
Minutes = Annotated[int, Meta(ge=0)]
Hours = Annotated[float, Meta(ge=1)]
Weeks = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=1)]
"""How many there must be at least."""
AtMost = Annotated[int, Meta(ge=0)]
"""How many there may be."""
Correlation = Annotated[float, Meta(ge=-1, le=1)]
