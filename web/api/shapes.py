"""What goes over the API: what is given is held to bounds, what is told is made of what the use cases tell."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from store.encoding import clean

SHORT, LONG = 500, 1_000
Words = Annotated[str, StringConstraints(max_length=SHORT), AfterValidator(clean)]
"""A name, a key or a few words."""
Reason = Annotated[str, StringConstraints(max_length=LONG), AfterValidator(clean)]


class Given(BaseModel):
    """The body of a request, or its query. What it does not know is refused."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Told(BaseModel):
    """A part of an answer; made of any value that has these fields."""

    model_config = ConfigDict(from_attributes=True)
