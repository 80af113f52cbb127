"""How the company and each goal stood at the last evaluation, kept beside its findings so that looking at it costs nothing."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection

from core.figures import Figures
from core.overview import Overview
from store import meta

KEY = "overview"
FIGURES = "figures"
_DECODE = msgspec.json.Decoder(Overview).decode
_DECODE_FIGURES = msgspec.json.Decoder(dict[str, Figures]).decode


def keep(tx: Connection, overview: Overview) -> None:
    meta.put(tx, KEY, msgspec.json.encode(overview).decode())


def last(tx: Connection) -> Overview | None:
    """None before the first evaluation, and of one that an older version of the hub kept."""
    return meta.decoded(tx, KEY, _DECODE)


def keep_figures(tx: Connection, figures: Mapping[str, Figures]) -> None:
    meta.put(tx, FIGURES, msgspec.json.encode(figures).decode())


def last_figures(tx: Connection) -> dict[str, Figures]:
    """By goal; none before the first evaluation, nor of those that an older version of the hub kept."""
    return meta.decoded(tx, FIGURES, _DECODE_FIGURES) or {}
