"""Values that people wrote, held against what a setting may be; each complaint names file, table and key, and what would do."""

import re
from collections.abc import Collection
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec
from pydantic import BaseModel, ValidationError

from core.spelling import hint

T = TypeVar("T")
NAMES = {
    "float": "a number",
    "int": "a whole number",
    "str": "a text in quotes",
    "bool": "true or false",
    "object": "a table",
    "array": "a list",
}
_SAID = re.compile(r"(?P<what>.*?)(?: - at `(?:key in )?\$\.?(?P<key>.*)`)?")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`")
_NO_CHOICE = re.compile(r"Invalid enum value '(.*)'")
_MISFIT = re.compile(r"Expected `([\w |]+)`(?: ([<>]=) ([\d.]+)|, got `(\w+)`)")


class ConfigError(Exception):
    """The configuration cannot be used; the text names file, table and key, and says what to do."""


def known_are(word: str, known: Collection[str]) -> str:
    """What ends a complaint about an unknown word."""
    return hint(word, known, f"known are: {', '.join(known)}")


def validated(where: str, table: str, model: type[BaseModel], given: Any) -> Any:
    """The settings of a pydantic model; ConfigError with all that is wrong, a line each."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_input=False, include_url=False):
            key = ".".join(str(part) for part in problem["loc"])
            text = _complaint(model, key, problem["type"], problem["msg"])
            lines.append(f"{where}: [{table}] {key}: {text}".replace(" :", ":"))
        raise ConfigError("\n".join(lines)) from None


def _complaint(model: type[BaseModel], key: str, kind: str, said: str) -> str:
    if kind == "extra_forbidden":
        return "unknown key" + known_are(key, tuple(model.model_fields))
    field = model.model_fields.get(key)
    if field and field.examples:
        return f'write one such as "{field.examples[0]}"'
    return said.removeprefix("Value error, ")


def converted(where: str, table: str, kind: type[T], given: Any) -> T:
    """The settings of a msgspec type; ConfigError with the first thing that is wrong."""
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: [{table}] {_plainly(str(error), kind)}") from None


def _plainly(said: str, kind: Any) -> str:
    """msgspec's words (`Expected `float` <= 1.0 - at `$.warn_share``) as a sentence that begins with the key."""
    found = _SAID.fullmatch(said)
    what, key = (found["what"], found["key"]) if found else (said, None)
    if unknown := _UNKNOWN.fullmatch(what):
        known = [] if key or not isinstance(kind, type(msgspec.Struct)) else _names(kind)
        return f"{key + '.' if key else ''}{unknown[1]}: unknown key{known_are(unknown[1], known) if known else ''}"
    what = _MISFIT.sub(_should_be, what)
    if (strange := _NO_CHOICE.fullmatch(what)) and (choices := _choices(kind, key)):
        what = f'there is no "{strange[1]}"; write {" or ".join(choices)}'
    return f"{key}: {what}" if key else what


def _names(kind: Any) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(kind)]


def _choices(kind: Any, key: str | None) -> list[str]:
    """The words that a key may be, where its type names them."""
    if not isinstance(kind, type(msgspec.Struct)):
        return []
    types = [field.type for field in msgspec.structs.fields(kind) if field.encode_name == key]
    return [
        word
        for each in types
        for one in (each, *get_args(each))
        if get_origin(one) is Literal
        for word in get_args(one)
    ]


def _should_be(found: re.Match[str]) -> str:
    wanted = " or ".join(NAMES.get(each, each) for each in found[1].split(" | "))
    if found[2]:
        return f"should be {wanted} of at {'most' if found[2] == '<=' else 'least'} {float(found[3]):g}"
    return f"should be {wanted}, not {NAMES.get(found[4], found[4])}"
