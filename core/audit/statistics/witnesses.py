"""Cases of a lake that stand for a number: conflicts in which an annotator sided with one principle against another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.audit.statistics.build import LakeFiles, chosen_oracle, refuse_other_constitution, who_of
from core.audit.statistics.constitution import read_constitution
from core.audit.statistics.counting import batches_of, refuse_votes
from core.audit.statistics.engines.engine import Database
from core.audit.statistics.statistics import Who
from core.metrics.bit_planes import WORD
from core.model.errors import AuditError
from core.model.principle_names import PrincipleNames
from core.model.terms import Principle, Progress
from core.storage.lake import Lake, Witness
from core.storage.lake_rows import AnnotationRows, VoteRows

Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Whom the cases are of: an annotator who sided with a principle against another, by name, text or id."""

    annotator: str
    principles: str
    """`X>Y`."""


@dataclass(frozen=True, slots=True)
class WitnessCase:
    """A case, its votes by column, None where none was cast, and what each annotator prefers, by name."""

    case: Witness
    votes: tuple[int | None, ...]
    annotations: dict[str, int]


@dataclass(frozen=True, slots=True)
class Witnesses:
    """The cases, by key, of `all` that there are, with the constitution and the annotators that they are of."""

    principles: tuple[Principle, ...]
    oracle: str
    annotators: tuple[Who, ...]
    cases: tuple[WitnessCase, ...]
    all: int


def find_witnesses(
    files: LakeFiles, pair: Pair, most: int, oracle: str | None = None, progress: Progress | None = None
) -> Witnesses:
    """Take those with the lowest keys, which are hashes: the same cases whenever, and wherever, they are looked for.

    Flagged annotations do not count. Raises FormatError for what the files lack, AuditError where there is no such
    annotator, principle or case.
    """
    principles, _ = read_constitution(files.principles)
    over, under = _pair(pair.principles, principles)
    with Database(files.votes, files.annotations, -(-len(principles) // WORD)) as lake:
        refuse_other_constitution(lake, files, principles)
        chosen = chosen_oracle(lake, oracle)
        people = who_of(lake, ())
        names = [each.name for each in people]
        if pair.annotator not in names:
            raise AuditError(f"There is no annotator {pair.annotator}: choose one of {', '.join(names[:12])}.")
        best, total = np.empty(0, dtype=np.int64), 0
        rows = {what: lake.shards(what) for what in ("votes", "annotations")}
        done = 0
        for first, last, count in batches_of(rows):
            votes = lake.votes(chosen, first, last)
            refuse_votes(votes, len(principles))
            found = _siding(votes, lake.annotations([pair.annotator], first, last), over, under)
            total += len(found)
            best = np.sort(np.concatenate([best, found]))[:most]
            done += count
            if progress is not None:
                progress(done, sum(sum(each.values()) for each in rows.values()))
        if not total:
            raise AuditError(
                f"{pair.annotator} never sided with {principles[over].name} against {principles[under].name}: "
                "choose another --pair."
            )
        cases = tuple(_with_answers(lake, chosen, people, len(principles), best))
    return Witnesses(principles, chosen, people, cases, total)


def _siding(votes: VoteRows, said: AnnotationRows, over: int, under: int) -> Keys:
    """The keys of the conflicts in which the one annotator sided with the first principle against the second."""
    order = np.argsort(votes.key, kind="stable")
    keys = votes.key[order]
    counted = (said.preference != 0) & ~said.flagged
    mine, preference = said.key[counted], said.preference[counted]
    at = np.minimum(np.searchsorted(keys, mine), max(0, len(keys) - 1))
    known = keys[at] == mine if len(keys) else np.zeros(len(mine), dtype=np.bool_)
    rows, preference, mine = order[at[known]], preference[known], mine[known]
    for_a, for_b = (_bit(each[rows], over) for each in (votes.for_a, votes.for_b))
    against_a, against_b = (_bit(each[rows], under) for each in (votes.for_b, votes.for_a))
    found: Keys = mine[np.where(preference > 0, for_a & against_a, for_b & against_b)]
    return found


def _bit(masks: NDArray[np.uint64], principle: int) -> NDArray[np.bool_]:
    return (masks[:, principle // WORD] >> np.uint64(principle % WORD) & np.uint64(1)).astype(np.bool_)


def _with_answers(lake: Lake, oracle: str, people: Sequence[Who], size: int, keys: Keys) -> Iterator[WitnessCase]:
    votes, said = lake.answers(oracle, [each.name for each in people], keys.tolist())
    by_case: dict[int, dict[str, int]] = {}
    for key, who, preference in zip(said.key.tolist(), said.who.tolist(), said.preference.tolist(), strict=True):
        by_case.setdefault(key, {})[people[who].name] = preference
    rows = {key: row for row, key in enumerate(votes.key.tolist())}
    columns = [[_bit(masks, each) for each in range(size)] for masks in (votes.for_a, votes.for_b, votes.cast)]
    for case in lake.witnesses(oracle, keys.tolist()):
        row = rows[case.key]
        cast = tuple(int(a[row]) - int(b[row]) if there[row] else None for a, b, there in zip(*columns, strict=True))
        yield WitnessCase(case, cast, by_case.get(case.key, {}))


def _pair(said: str, principles: Sequence[Principle]) -> tuple[int, int]:
    """The columns of two principles named `X>Y`, wherever their own names have a `>`; raises AuditError."""
    known = PrincipleNames(((each.n, each.id, each.name, each.text) for each in principles), ("name", "text", "id"))
    splits = [(said[:at].strip(), said[at + 1 :].strip()) for at, letter in enumerate(said) if letter == ">"]
    if not splits:
        raise AuditError(f'{said} names no two principles: write them as "X>Y".')
    found = [(known.found(one), known.found(other)) for one, other in splits]
    for over, under in found:
        if len(over) == len(under) == 1:
            if over == under:
                raise AuditError("A principle is in no conflict with itself: name two.")
            return over[0], under[0]
    place = int(len(found[0][0]) == 1)
    there = "more than one" if found[0][place] else "no"
    raise AuditError(f'There is {there} principle "{splits[0][place]}": give its name, its text or its id.')
