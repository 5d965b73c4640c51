"""What the benchmarks share: a private copy of a store, and how times are told."""

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tui.cli.demo import build_sample


@contextmanager
def private_store(what: str) -> Iterator[Path]:
    """A copy, without journals, of the store named on the command line, else a store of the bundled sample."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("store", nargs="?", type=Path, help="a store; it is copied, never written beside")
    given: Path | None = parser.parse_args().store
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.duckdb"
        if given is None:
            build_sample(store)
        else:
            shutil.copy(given, store)
        yield store


def tell(name: str, seconds: Sequence[float], beside: Sequence[float] | None = None) -> None:
    """Print median and 95th percentile in milliseconds, and how they compare to other times."""
    line = f"{name:<44} n {len(seconds):>4}   p50 {_ms(seconds, 50):>9}   p95 {_ms(seconds, 95):>9}"
    if beside:
        more = 1000 * (statistics.median(seconds) - statistics.median(beside))
        line += f"   {statistics.median(seconds) / statistics.median(beside):.2f} × ({more:+.1f} ms)"
    print(line, flush=True)  # noqa: T201


def percentile(seconds: Sequence[float], of: int) -> float:
    """A percentile, by rank."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, round(of / 100 * (len(ordered) - 1)))]


def _ms(seconds: Sequence[float], of: int) -> str:
    return f"{1000 * percentile(seconds, of):.2f} ms"
