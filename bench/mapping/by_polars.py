"""The peer Polars: pairs of item and rule, from one join a field of lists and one filter a text; the rest is joins."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import polars as pl

from bench.mapping.company import Item, Rule

LISTS = ("labels", "components", "parent")


def prepare(items: Sequence[Item]) -> Callable[[Sequence[Rule]], list[str | None]]:
    frame = pl.DataFrame(list(items)).with_row_index("n")
    exploded = {field: frame.select("n", pl.col(field).alias("value")).explode("value") for field in LISTS[:2]}
    values = exploded | {"parent": frame.select("n", pl.col("parent").alias("value"))}

    def match(rules: Sequence[Rule]) -> list[str | None]:
        found = [_by_value(values[field], rules, "when", field) for field in LISTS]
        found += [
            _by_text(frame, place, rule) for place, rule in enumerate(rules) if rule["when"].keys() & {"title", "text"}
        ]
        hits = pl.concat(pl.collect_all(found)).unique()
        winners = _winners(frame, hits, _told(rules), _by_value(values["labels"], rules, "unless", "labels").collect())
        return [None if place is None else rules[place]["id"] for place in winners]

    return match


def _told(rules: Sequence[Rule]) -> pl.DataFrame:
    rows = [
        {"weight": r["weight"], "stop": r["stop"], "project": r["when"].get("project"), "team": r["when"].get("team")}
        for r in rules
    ]
    return pl.DataFrame(rows, infer_schema_length=None).with_row_index("place")


def _by_value(values: pl.DataFrame, rules: Sequence[Rule], part: str, field: str) -> pl.LazyFrame:
    """Pairs of the items and rules that agree in one value of a field."""
    rows = [(place, value) for place, rule in enumerate(rules) for value in _parts(rule, part).get(field, ())]
    wanted = pl.LazyFrame(rows, schema={"place": pl.UInt32, "value": pl.String}, orient="row")
    return values.lazy().join(wanted, on="value").select("n", "place").unique()


def _by_text(frame: pl.DataFrame, place: int, rule: Rule) -> pl.LazyFrame:
    return frame.lazy().filter(*_tests(rule["when"])).select("n", pl.lit(place, dtype=pl.UInt32).alias("place"))


def _parts(rule: Rule, part: str) -> Any:
    return (rule["when"] if part == "when" else rule["unless"]) or {}


def _tests(parts: Any) -> Iterator[pl.Expr]:
    if "project" in parts:
        yield pl.col("project") == parts["project"]
    if "title" in parts:
        yield pl.col("title").str.contains(parts["title"], literal=True)
    if "text" in parts:
        yield pl.col("text").str.contains(parts["text"].replace("#", "[0-9]"))


def _winners(frame: pl.DataFrame, hits: pl.DataFrame, told: pl.DataFrame, denied: pl.DataFrame) -> list[int | None]:
    seen = frame.lazy().select("n", "project", "team")
    last = pl.col("place").filter(pl.col("stop")).min().over("n")
    won = (
        hits.lazy()
        .join(denied.lazy(), on=["n", "place"], how="anti")
        .join(told.lazy(), on="place")
        .join(seen, on="n", suffix="_of_item")
        .filter(pl.col(f).is_null() | (pl.col(f) == pl.col(f"{f}_of_item")) for f in ("project", "team"))
        .filter(pl.col("place") <= last.fill_null(told.height))
        .sort("weight", descending=True)
        .unique("n", keep="first", maintain_order=True)
    )
    every = seen.select("n").join(won, on="n", how="left", maintain_order="left").collect()
    places: list[int | None] = every["place"].to_list()
    return places
