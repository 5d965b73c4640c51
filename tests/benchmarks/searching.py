"""Searching what looks alike beside a literal pattern, which reads bytes alone, on the same store in one run.

    python -m tests.benchmarks.searching [STORE]

The first search of a store looks for its odd cases too, and is told apart.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Final

from core.storage.connection import open_read_only
from core.storage.reading import Reader
from core.storage.search import OddCases
from core.storage.search_texts import cases_showing
from tests.benchmarks.measuring import private_store, tell

TYPED: Final = (
    *("privacy", "the", "skills", "in the", "do you want to", "i am a", "such a thing", "the violin", "how do i"),
    *("first aid kit", "would like to know", "what is the best way to", "don’t", "café"),
)
TIMES: Final = 7
_LITERAL: Final = """SELECT n FROM cases WHERE n >= 0 AND n < 1000000000 AND (regexp_matches(prompt, $1, 'il')
    OR regexp_matches(response_a, $1, 'il') OR regexp_matches(response_b, $1, 'il')) ORDER BY n"""


def timed(work: Callable[[str], object], text: str) -> float:
    """Seconds of the processor."""
    start = time.process_time()
    work(text)
    return time.process_time() - start


def main() -> None:
    """Time each text both ways, turn about."""
    with private_store(__doc__ or "") as store, open_read_only(store) as connection:
        reader, odd, ratios = Reader(connection, store), OddCases(), []

        def as_written(text: str) -> None:
            reader.arrays(_LITERAL, [text])

        def alike(text: str) -> None:
            cases_showing(reader, odd, text, 0, reader.cases)

        timed(as_written, "qzx")
        tell(f"{reader.cases} cases, the first search", [timed(alike, "qzx")], [timed(as_written, "qzx")])
        for text in TYPED:
            rounds = [(timed(as_written, text), timed(alike, text)) for _ in range(TIMES)]
            literal, found = zip(*rounds, strict=True)
            tell(text, found, literal)
            ratios.append(median(found) / median(literal))
        print(f"median of the ratios {median(ratios):.2f}, highest {max(ratios):.2f}")  # noqa: T201


if __name__ == "__main__":
    main()
