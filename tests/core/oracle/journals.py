"""What a journal says, read straight from its lines."""

from pathlib import Path
from typing import Any

import orjson

from core.oracle.journal.lines import records
from core.oracle.terms import Failure


def failures_in(path: Path) -> tuple[Failure, ...]:
    """The requests that have failed and have no answer, each with its last failure."""
    failed: dict[str, Failure] = {}
    answered = set()
    for record in records(path):
        if isinstance(record, Failure):
            failed[record.key] = record
        elif isinstance(record, tuple):
            answered.add(record[0].key)
    return tuple(failure for key, failure in failed.items() if key not in answered)


def events_in(path: Path, event: str) -> list[dict[str, Any]]:
    """The lines of one kind."""
    lines = (orjson.loads(line) for line in path.read_bytes().splitlines())
    return [line for line in lines if line["event"] == event]
