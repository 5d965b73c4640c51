"""The lines of a run's journal: how what became of a request is written, and read again.

One JSON object a line: `run` each time the run is begun or taken up again, `answer` for a request that was answered,
`failure` for one that was not, `charge` where one that brought nothing may have cost something, `sent` where other
parameters are sent from then on than the run was begun with.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from sys import float_info
from typing import Any, Final, TypeAlias

import orjson

from core.model.errors import OracleError
from core.model.ways import How
from core.oracle.terms import Answer, Charge, Failure, FailureKind, Line, Record, Sent, Usage
from core.storage.plain_file import open_plain
from core.storage.tail import json_object

_PIECE: Final = 1 << 20
_MOST: Final = 1 << 40
"""Of whatever is counted, and of seconds and dollars: beyond this nobody did."""
_SAMPLES: Final = 1 << 15
_SURE: Final = 1 + 1e-6
"""A probability with what rounding adds."""
_REWARDS: Final = (float_info.max, -float_info.max)


@dataclass(frozen=True, slots=True)
class RunHead:
    """What makes a run the same run: its prompts, its model and its parameters; and, beside that, when it was begun.

    `api_base` is a host without credentials or path. `about` is for whatever else is worth writing down.
    """

    template: str
    template_version: str
    model: str
    api_base: str | None
    parameters: Mapping[str, Any]
    tool_version: str
    at: str
    about: Mapping[str, Any] = field(default_factory=dict)


LineRead: TypeAlias = Record | RunHead | Charge | None
"""What a line says that is read again; None for one that nobody can read."""
_BEGIN: Final = b'{"event":"run"'
_UNSAID: Final = ("estimated", "cached", "served", "finish")
"""What is left out of a line where there is nothing to say."""
_VOTE: Final = ("principle", "prob_a", "prob_b", "prob_na", "how")


def head_line(head: RunHead) -> bytes:
    """Write that a run is begun, or goes on."""
    return orjson.dumps({"event": "run", **asdict(head)}) + b"\n"


def line_of(record: Line) -> bytes:
    """Write what became of a request as one line: the answers on all its principles stand together or not at all."""
    if isinstance(record, Sent | Charge):
        event = "sent" if isinstance(record, Sent) else "charge"
        return orjson.dumps({"event": event, **asdict(record)}) + b"\n"
    first: Answer | Failure = record[0] if isinstance(record, tuple) else record
    usage = {name: value for name, value in asdict(first.usage).items() if value or name not in _UNSAID}
    said: dict[str, Any] = {"key": first.key, "case": first.case, "raw": first.raw, **usage}
    if isinstance(record, tuple):
        if record[0].asked:
            said["asked"] = record[0].asked
        votes = [{name: getattr(each, name) for name in _VOTE} for each in record]
        said |= {"order": record[0].order, "sample": record[0].sample, "votes": votes}
        return orjson.dumps({"event": "answer", **said}) + b"\n"
    why = {"kind": record.kind, "message": record.message, "principles": record.principles}
    return orjson.dumps({"event": "failure", **said, **why}) + b"\n"


def records(path: Path) -> Iterator[LineRead]:
    """Read a journal line by line: what it says, None for a line nobody can read; kinds we do not know are passed over.

    An incomplete last line is not there yet.
    """
    return records_in(lines(path))


def records_in(found: Iterable[bytes]) -> Iterator[LineRead]:
    """The same of lines that were read."""
    for line in found:
        read = json_object(line)
        if read is None:
            if line.endswith(b"\n") and line.strip():
                yield None
            continue
        if str(read.get("event")) in _READERS:
            yield _understood(read)


def run_heads(path: Path) -> tuple[RunHead, ...]:
    """How a run was begun, and each time gone on with: only these lines of a journal are understood."""
    found = (read_line(line) for line in lines(path) if line.startswith(_BEGIN))
    return tuple(each for each in found if isinstance(each, RunHead))


def read_line(line: bytes) -> LineRead:
    """What one line of a journal says; None where nobody can read it, or it is of a kind we do not know."""
    read = json_object(line)
    return None if read is None or str(read.get("event")) not in _READERS else _understood(read)


def _understood(read: Mapping[str, Any]) -> LineRead:
    try:
        record: LineRead = _READERS[str(read["event"])](read)
    except (KeyError, TypeError, ValueError):
        return None
    return record


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a file with their ends; OracleError if it cannot be read."""
    try:
        with open_plain(path, _PIECE) as file:
            yield from file
    except OSError as error:
        raise OracleError(f"The run's journal {path} cannot be read: {error.strerror}.") from error


def _usage(read: Mapping[str, Any]) -> Usage:
    cost = read.get("cost")
    dollars = None if cost is None else _number(cost, _MOST)
    tokens = _whole(read["tokens_in"]), _whole(read["tokens_out"])
    said = str(read.get("served") or ""), str(read.get("finish") or "")
    when, cached = (_number(read["seconds"], _MOST), str(read["at"])), _whole(read.get("cached") or 0)
    return Usage(*tokens, dollars, *when, read.get("estimated") is True, *said, cached)


def _whole(said: object, most: int = _MOST) -> int:
    """A count as it was written; ValueError for what nobody counted."""
    return int(_number(said, most))


def _number(said: object, most: float, least: float = 0.0) -> float:
    """A number within these bounds; ValueError for anything else."""
    if not isinstance(said, int | float) or not least <= said <= most:
        raise ValueError(said)
    return float(said)


def _read_answers(read: Mapping[str, Any]) -> Record:
    usage = _usage(read)
    said, asked = str(read["raw"]), tuple(map(str, read.get("asked") or ()))
    votes = tuple(
        Answer(
            key=str(read["key"]),
            case=str(read["case"]),
            principle=None if vote["principle"] is None else str(vote["principle"]),
            order=_whole(read["order"], 1),
            sample=_whole(read["sample"], _SAMPLES),
            prob_a=_number(vote["prob_a"], *ends),
            prob_b=_number(vote["prob_b"], *ends),
            prob_na=_number(vote["prob_na"], *ends),
            how=how,
            raw=said,
            usage=usage,
            asked=asked,
        )
        for vote in read["votes"]
        for how in (How(vote["how"]),)
        for ends in (_REWARDS if how is How.REWARD else (_SURE,),)
    )
    if not votes:
        raise ValueError("an answer without votes")
    return votes


def _read_failure(read: Mapping[str, Any]) -> Failure:
    kind = FailureKind(read["kind"])
    principles = tuple(map(str, read.get("principles") or ()))
    said = str(read["message"]), str(read["raw"])
    return Failure(str(read["key"]), str(read["case"]), kind, *said, _usage(read), principles)


def _read_head(read: Mapping[str, Any]) -> RunHead:
    about = read.get("about") or {}
    if not isinstance(about, dict) or not isinstance(read["parameters"], dict):
        raise TypeError(about)
    texts = {name: read[name] for name in ("template", "template_version", "model", "tool_version", "at")}
    base = read["api_base"]
    if not all(isinstance(each, str) for each in (*texts.values(), "" if base is None else base)):
        raise TypeError(texts)
    return RunHead(**texts, api_base=base, parameters=read["parameters"], about=about)


def _read_charge(read: Mapping[str, Any]) -> Charge:
    return Charge(str(read["key"]), _number(read["most"], _MOST), str(read["at"]))


_READERS: Final[dict[str, Any]] = {
    "run": _read_head,
    "answer": _read_answers,
    "failure": _read_failure,
    "charge": _read_charge,
}
