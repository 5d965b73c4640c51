"""What whole commands take, from start to exit.

python tests/benchmarks/whole_process.py [STORE]
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.measuring import private_store, tell
from tests.tui.terminal import DISCRETION


def taken(command: Sequence[str | Path], runs: int) -> list[float]:
    """The seconds of each run."""
    found = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        found.append(time.perf_counter() - began)
    return found


def main() -> None:
    """Time help, the bare interpreter beside it, and the report."""
    with private_store("Whole commands.") as store:
        python = taken([sys.executable, "-c", "pass"], 15)
        tell("the interpreter alone", python)
        tell("--help", taken([*DISCRETION, "--help"], 15), python)
        tell("info", taken([*DISCRETION, "info", "-s", store], 7), python)
        report: list[str | Path] = [*DISCRETION, "report", "-s", store, "--json", "--bootstrap"]
        tell("report --json --bootstrap 0", taken([*report, "0"], 5), python)
        tell("report --json --bootstrap 1000", taken([*report, "1000"], 5), python)


if __name__ == "__main__":
    main()
