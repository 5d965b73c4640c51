"""Writes requests to files, none of them larger than its provider takes."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from core.model.errors import OracleError
from core.oracle.batches.bodies import Bodies
from core.oracle.batches.shapes import BatchShape
from core.oracle.terms import Ask, Messages
from core.storage.listing import listed
from core.storage.replacing import replacing

_PLACES: Final = 4


@dataclass(frozen=True, slots=True)
class RequestFile:
    """A file of requests: how many there are in it, and its size in bytes."""

    path: Path
    requests: int
    size: int


def write_requests(asks: Iterable[tuple[Ask, Messages]], bodies: Bodies, folder: Path, name: str) -> list[RequestFile]:
    """Write requests to `NAME-0001.jsonl` and so on in a folder, which is made if need be.

    All files are there in the end, or none. OracleError where the folder holds files of that name already, where a file
    cannot be written, or where one request alone is larger than a file may be.
    """
    shape = bodies.shape
    try:
        if folder.exists() and _any_of(name, shape.ending, folder):
            raise OracleError(f"{folder} holds requests of this run already: name a folder without, or remove them.")
        folder.mkdir(parents=True, exist_ok=True)
        written: list[RequestFile] = []
        with ExitStack() as whole:
            rest = ((shape.request(ask.key, bodies.body(messages, len(ask.principles))), ask) for ask, messages in asks)
            following = next(rest, None)
            while following is not None:
                path = folder / f"{name}-{len(written) + 1:0{_PLACES}}{shape.ending}"
                file = whole.enter_context(whole.enter_context(replacing(path, sync=True)).open("wb"))
                requests, following = _fill(file, shape, following, rest)
                file.flush()
                written.append(RequestFile(path, requests, file.tell()))
    except OSError as error:
        raise OracleError(f"The requests cannot be written to {folder}: {error.strerror}.") from error
    return written


_Request = tuple[bytes, Ask]


def _fill(file: BinaryIO, shape: BatchShape, first: _Request, rest: Iterator[_Request]) -> tuple[int, _Request | None]:
    """Write as many requests as a file takes; give how many, and the one that did not fit."""
    room = shape.most_bytes - len(shape.begin) - len(shape.end)
    following: _Request | None = first
    requests = 0
    file.write(shape.begin)
    while following is not None:
        line, ask = following
        needed = len(line) + (len(shape.between) if requests else 0)
        if needed > room or requests == shape.most_requests:
            if not requests:
                raise OracleError(
                    f"A request about the case {ask.case[:80]} alone is larger than a batch may be: leave it out."
                )
            break
        file.write(shape.between * bool(requests) + line)
        room -= needed
        requests += 1
        following = next(rest, None)
    file.write(shape.end)
    return requests, following


def _any_of(name: str, ending: str, folder: Path) -> bool:
    return any(each.name.startswith(f"{name}-") and each.name.endswith(ending) for each in listed(folder))
