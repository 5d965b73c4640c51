"""The requests to a reward model, how its answers are read, and how they become annotations with margins."""

import hashlib
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import orjson

from core.model.errors import OracleError
from core.model.terms import AnnotatorKind, Case, Provenance
from core.model.times import utc_now
from core.model.ways import How
from core.oracle.journal.lines import RunHead
from core.oracle.journal.runs import FORMAT
from core.oracle.journal.writer import read_answers
from core.oracle.questions.case_texts import CaseTexts
from core.oracle.questions.chosen_cases import CaseChoice, chosen_cases
from core.oracle.terms import Answer, Ask, Failure, Messages, ModelReply, ask_key
from core.storage.staged import objects
from core.storage.store import Store
from core.storage.writing import StoreWriter

TEMPLATE: Final = "reward.v1"
"""Stands where a prompt's name does: the case alone is sent, without a question."""


@dataclass(frozen=True, slots=True)
class RewardRequest:
    """What is wanted: the rewards of which cases, by which model of a server that scores in which way, as whom."""

    name: str
    model: str
    way: str
    choice: CaseChoice

    @property
    def template(self) -> str:
        """What decides a reward beside the case: the way of scoring."""
        return hashlib.sha256(f"{TEMPLATE}\0{self.way}".encode()).hexdigest()

    def ask(self, case: Case) -> Ask:
        """The request about a case."""
        texts = ask_key(case.prompt, case.response_a, case.response_b)
        return Ask(ask_key(self.template, self.model, case.id, texts), case.id, (), 0)

    def head(self, host: str, tool_version: str, requests: int) -> RunHead:
        """The head of a run that begins now, with so many requests to go."""
        about = {"role": "annotator", "name": self.name, "orders": [0], "samples": 1, "where": self.choice.where}
        about |= {"requests": requests, "reward": self.way}
        return RunHead(self.template, TEMPLATE, self.model, host, {}, tool_version, utc_now(), about)


def reward_asks(texts: CaseTexts, store: Store, wanted: RewardRequest, held: Set[str]) -> list[tuple[Ask, int]]:
    """The requests that have no answer yet, each with the number of its case; OracleError where no case is chosen."""
    cases = chosen_cases(store, wanted.choice)
    if not len(cases):
        raise OracleError(f"The store {store.path} has no cases yet: import them with `discretion import`.")
    asks = ((wanted.ask(texts.case(n)), n) for n in cases.tolist())
    return [(ask, n) for ask, n in asks if ask.key not in held]


def reward_messages(texts: CaseTexts, asks: list[tuple[Ask, int]]) -> Iterator[tuple[Ask, Messages]]:
    """The requests with what to send for each: the prompt and both responses."""
    for ask, n in asks:
        case = texts.case(n)
        parts = {"prompt": case.prompt, "a": case.response_a, "b": case.response_b}
        yield ask, [{"role": role, "content": text} for role, text in parts.items()]


def read_reward(ask: Ask, said: ModelReply) -> tuple[Answer, ...] | Failure:
    """Read what the client said: the rewards of A and of B, which stand where other answers have probabilities."""
    first, second = orjson.loads(said.text)
    return (Answer.of(ask, said, None, (float(first), float(second), 0.0), How.REWARD),)


def refuse_other_annotator(store: Store, wanted: RewardRequest, *, begun: bool) -> None:
    """Raise OracleError where an annotator of that name is there, and not from this run."""
    found = next((each for each in store.annotators() if each.name == wanted.name), None)
    if found is not None and (found.kind is not AnnotatorKind.REWARD_MODEL or not begun):
        raise OracleError(f"There is another annotator {wanted.name} already: pass another --annotator name.")


def take_rewards(writer: StoreWriter, journal: Path, wanted: RewardRequest, current: Set[str], version: str) -> int:
    """Put the rewards of a run whose requests are `current` into the store; how many are new, none the second time."""
    answers = [each for each in read_answers(journal) if each.key in current]
    first, second = (np.array([getattr(each, name) for each in answers], float) for name in ("prob_a", "prob_b"))
    ids = objects(each.case for each in answers)
    added = writer.add_rewards(wanted.name, AnnotatorKind.REWARD_MODEL, ids, first, second)
    if added.new:
        digest = hashlib.sha256(journal.read_bytes()).hexdigest()
        at = datetime.now(UTC).replace(tzinfo=None)
        kept = (len(answers), added.new, 0, added.unknown)
        writer.record(Provenance(journal.name, digest, FORMAT, f"annotator {wanted.name}", at, version, *kept))
    return added.new
