"""One process of the case: `python -m bench.mapping.one ENGINE FOLDER ITEMS RULES`.

Reads the items and rules, has the engine take the items in (`ready`), then times what counts: reading the rules, matching,
and naming the winner of every item. Says the seconds, those of all its cores together, and the id of each winner (null where
no rule holds).
"""

import gc
import importlib
import sys
import time
from pathlib import Path

import msgspec

from bench.mapping.company import Item, Rule

ENGINES = {
    "fairlead": ("bench.mapping.by_fairlead", "prepare"),
    "polars": ("bench.mapping.by_polars", "prepare"),
    "sqlite": ("bench.mapping.by_sqlite", "prepare"),
    "rust-cel": ("bench.mapping.by_cel", "prepare_rust"),
    "rule-engine": ("bench.mapping.by_rule_engine", "prepare"),
    "cel-python": ("bench.mapping.by_cel", "prepare_python"),
}


def main(engine: str, folder: Path, items: int, rules: str) -> None:
    module, name = ENGINES[engine]
    prepare = getattr(importlib.import_module(module), name)
    each = msgspec.json.decode((folder / "items.json").read_bytes(), type=list[Item])[:items]
    asked = msgspec.json.decode((folder / f"rules-{rules}.json").read_bytes(), type=list[Rule])
    begun = time.perf_counter()
    match = prepare(each)
    gc.freeze()  # the items are there to stay; no engine should pay for looking through them again
    ready, cpu = time.perf_counter(), time.process_time()
    winners = match(asked)
    told = {"ready": ready - begun, "seconds": time.perf_counter() - ready, "cpu": time.process_time() - cpu}
    sys.stdout.buffer.write(msgspec.json.encode({**told, "winners": winners}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
