"""A store of a million made-up cases, 21 principles and five annotators: always the same one for the same seed.

python tests/benchmarks/million.py STORE [--cases N] [--seed S] [--ballots]

Votes go straight into the table that is otherwise derived from ballots; those are made from the votes on request only.
"""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from core.model.terms import AnnotatorKind, Provenance
from core.storage.bits import pack_bits
from core.storage.staged import object_columns, objects, preview
from core.storage.transaction import Transaction
from core.storage.writing import StoreWriter
from tests.benchmarks.wording import ANSWERS, DETAILS, FOLLOWS, OPENINGS, PRINCIPLES, TOPICS

CHUNK: Final = 50_000
VOTED: Final = 0.16
"""The share of votes that are not 0."""
AGREEING: Final = 0.85
"""How often a vote is for the response that most votes of its case are for."""
NOISE: Final = 1.2
ANNOTATORS: Final = (
    ("people", AnnotatorKind.HUMAN),
    ("second-panel", AnnotatorKind.HUMAN),
    ("reward-small", AnnotatorKind.REWARD_MODEL),
    ("reward-large", AnnotatorKind.REWARD_MODEL),
    ("model-judge", AnnotatorKind.LLM),
)
INDIFFERENT: Final = 0.03
"""The share of cases on which an annotator has no preference."""
_BALLOTS: Final = """
    INSERT INTO ballots
    SELECT case_n, 0, principle_n, presentation, preference,
           CASE WHEN preference = 0 THEN 0.1 WHEN (preference > 0) = (presentation = 0) THEN sure ELSE 0.95 - sure END,
           CASE WHEN preference = 0 THEN 0.1 WHEN (preference > 0) = (presentation = 0) THEN 0.95 - sure ELSE sure END,
           CASE WHEN preference = 0 THEN 0.8 ELSE 0.05 END
    FROM (SELECT case_n, principle_n, presentation, 0.6 + (hash(case_n, principle_n, presentation) % 35) / 100 AS sure,
                 CAST((prefers_a >> principle_n) & 1 AS TINYINT) - CAST((prefers_b >> principle_n) & 1 AS TINYINT)
                     AS preference
          FROM votes, (SELECT unnest(range(?)) AS principle_n), (SELECT unnest([0, 1]) AS presentation)
          WHERE case_n >= ? AND case_n < ?)
    ORDER BY case_n, principle_n, presentation"""


def make(path: Path, cases: int, seed: int, *, ballots: bool = False) -> None:
    """Write the store; it must not be there yet."""
    generator = np.random.default_rng(seed)
    with StoreWriter.open(path) as writer:
        writer.add_principles([(str(n), name, text) for n, (name, text) in enumerate(PRINCIPLES)])
        writer.record(_provenance("principles.txt", "principles", "principles", seed, len(PRINCIPLES)))
    transaction = Transaction.open(path)
    try:
        transaction.insert("INSERT INTO oracles VALUES (0, 'made-up')")
        for n, (name, kind) in enumerate(ANNOTATORS):
            transaction.insert("INSERT INTO annotators VALUES (?, ?, ?)", [n, name, kind.value])
        priorities = _priorities(generator)
        for start in range(0, cases, CHUNK):
            _add(transaction, generator, priorities, range(start, min(start + CHUNK, cases)))
        if ballots:
            transaction.insert("UPDATE votes SET both_orders = voted")
            for start in range(0, cases, CHUNK):
                transaction.insert(_BALLOTS, [len(PRINCIPLES), start, start + CHUNK])
        transaction.commit()
    finally:
        transaction.close()
    with StoreWriter.open(path) as writer:
        writer.record(_provenance("cases.jsonl", "pairs", "cases", seed, cases))
        writer.record(_provenance("votes.csv", "votes", "oracle made-up", seed, cases * len(PRINCIPLES)))
        for name, _ in ANNOTATORS:
            writer.record(_provenance(f"{name}.csv", "pairs", f"annotator {name}", seed, cases))


def _provenance(file: str, kind: str, target: str, seed: int, kept: int) -> Provenance:
    return Provenance(
        file, f"{seed:064x}", kind, target, datetime.now(UTC).replace(tzinfo=None), "benchmark", kept, kept, 0, 0
    )


def _priorities(generator: Generator) -> NDArray[np.float64]:
    """What each annotator holds the principles for, (annotators, principles): alike, and each in its own way."""
    common = generator.normal(0.0, 1.0, len(PRINCIPLES))
    own = generator.normal(0.0, 0.5, (len(ANNOTATORS), len(PRINCIPLES)))
    return np.exp(common + own)


def _add(transaction: Transaction, generator: Generator, priorities: NDArray[np.float64], ns: range) -> None:
    """Add the cases of some numbers with their votes and annotations."""
    columns = object_columns(("id", "preview", "prompt", "response_a", "response_b"), list(_texts(generator, ns)))
    numbers = np.arange(ns.start, ns.stop, dtype=np.int32)
    transaction.stage({"n": numbers, **columns})
    transaction.insert("INSERT INTO cases SELECT n, id, preview, prompt, response_a, response_b FROM stage ORDER BY n")
    votes = _votes(generator, len(ns))
    transaction.stage({"n": numbers, "for_a": pack_bits(votes > 0), "for_b": pack_bits(votes < 0)})
    transaction.insert(
        f"INSERT INTO votes SELECT n, 0, 0, for_a, for_b, {2 ** len(PRINCIPLES) - 1}, 0, 0 FROM stage ORDER BY n"
    )
    for annotator, weights in enumerate(priorities):
        preference = _preferences(generator, votes, weights)
        transaction.stage({"n": numbers, "preference": preference})
        transaction.insert(
            "INSERT INTO annotations SELECT n, ?, preference, false, false FROM stage ORDER BY n", [annotator]
        )


def _texts(generator: Generator, ns: range) -> Iterator[tuple[str, str, str, str, str]]:
    """Id, preview, prompt, response A and response B of each case: some 200 and twice 300 characters."""

    def drawn(parts: tuple[str, ...], each: int) -> NDArray[np.object_]:
        return objects(parts)[generator.integers(0, len(parts), (len(ns), each))]

    openings, topics, details, follows = (drawn(parts, 1) for parts in (OPENINGS, TOPICS, DETAILS, FOLLOWS))
    answers = drawn(ANSWERS, 11)
    turns, lengths = generator.random(len(ns)) < 0.5, generator.integers(3, 6, (len(ns), 2))
    for at, n in enumerate(ns):
        prompt = f"Human: {openings[at, 0]} {topics[at, 0]}? {details[at, 0]}"
        if turns[at]:
            prompt += f"\n\nAssistant: {answers[at, 10]}\n\nHuman: {follows[at, 0]}"
        one = " ".join(answers[at, : lengths[at, 0]])
        other = " ".join(answers[at, 5 : 5 + lengths[at, 1]])
        yield f"case-{n:07d}", preview(prompt), prompt, one, other


def _votes(generator: Generator, count: int) -> NDArray[np.int8]:
    """Votes (count, principles): mostly 0, and mostly for the better response of their case."""
    better = np.where(generator.random((count, 1)) < 0.5, np.int8(1), np.int8(-1))
    agreeing = np.where(generator.random((count, len(PRINCIPLES))) < AGREEING, better, -better)
    voted = generator.random((count, len(PRINCIPLES))) < VOTED * generator.gamma(1.0, 1.0, (count, 1))
    return np.where(voted, agreeing, np.int8(0)).astype(np.int8)


def _preferences(generator: Generator, votes: NDArray[np.int8], weights: NDArray[np.float64]) -> NDArray[np.int8]:
    """The preferences (cases,) of an annotator who weighs votes (cases, principles), and errs."""
    leaning = votes @ weights + generator.normal(0.0, NOISE, len(votes))
    preference = np.sign(leaning).astype(np.int8)
    preference[generator.random(len(votes)) < INDIFFERENT] = 0
    return preference


def main() -> None:
    """Make the store named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ballots", action="store_true", help="with answers in both orders, which takes minutes")
    given = parser.parse_args()
    if given.store.exists():
        parser.error(f"{given.store} is there already")
    make(given.store, given.cases, given.seed, ballots=given.ballots)


if __name__ == "__main__":
    main()
