"""``python -m tests.bench --out FILE``: a JSON list of {name, ours, bare}, medians of interleaved runs."""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import papers, store, window

Pair = tuple[Callable[[], float], Callable[[], float]]


def measure(name: str, pair: Pair, runs: int) -> dict[str, object]:
    """Ours and bare in turn, so that a busy machine hits both alike."""
    ours, bare = [], []
    for _ in range(runs):
        ours.append(pair[0]())
        bare.append(pair[1]())
    row = {"name": name, "ours": round(statistics.median(ours), 6), "bare": round(statistics.median(bare), 6)}
    print(
        f"{name:8} ours {row['ours']:>12} bare {row['bare']:>12} ratio {ours_to_bare(row):.2f}",
        file=sys.stderr,
        flush=True,
    )
    return row


def ours_to_bare(row: dict[str, object]) -> float:
    """The ratio that matters."""
    return float(str(row["ours"])) / max(float(str(row["bare"])), 1e-9)


def main() -> None:
    """Measure everything and write the list."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="small sizes and one run each, to see that all of it runs")
    args = parser.parse_args()
    quick = args.quick
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = 2_000 if quick else 100_000
        big = window.big_store(folder, rows)
        plan: list[tuple[str, Pair, int]] = [
            ("start", window.start(folder), 1 if quick else 15),
            ("answer", store.answer(folder, 20 if quick else 300), 1 if quick else 9),
            ("verify", store.verify(folder, 300 if quick else 10_000), 1 if quick else 3),
            ("xlsx", papers.xlsx(folder, 200 if quick else 10_000), 1 if quick else 3),
            ("pdf", papers.pdf(folder, 30 if quick else 300), 1 if quick else 5),
            ("search", window.stall(big, "search"), 1 if quick else 3),
            ("filter", window.stall(big, "filter"), 1 if quick else 3),
            ("memory", window.memory(folder, big), 1 if quick else 3),
        ]
        found = [measure(what, pair, runs) for what, pair, runs in plan]
    args.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


main()
