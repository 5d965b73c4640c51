"""The table of import formats: those whose rows bring cases, and those whose rows refer to what is there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from core.importers import judgements, principles, rewards, votes
from core.importers.bad_rows import BadRows
from core.importers.containers.records import Records
from core.importers.containers.table import CellTable
from core.importers.formats import (
    annotated_pairs,
    arena,
    argilla,
    bedrock_nova,
    dataset,
    helpsteer2,
    helpsteer3,
    hh_rlhf,
    label_studio,
    label_studio_min,
    multipref,
    pku_saferlhf,
    prism,
    prodigy,
    ranked_answers,
    rewardbench2,
    ultrafeedback,
    unpaired,
    without_texts,
)
from core.importers.formats.reading import CaseFormat, Meaning
from core.importers.formats.simple import MAPPED, SIMPLE
from core.importers.options import ImportOptions, ImportOutcome
from core.importers.source import Source
from core.storage.writing import StoreWriter


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A format whose rows are about cases that must be there first."""

    name: str
    description: str
    meaning: Meaning
    claims: Callable[[Records], bool]
    read: Callable[[CellTable, StoreWriter, ImportOptions, BadRows], ImportOutcome]


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A format that is read as text, or where rows claim to be of it, or it is named and they fit it, as rows."""

    name: str
    description: str
    meaning: Meaning
    claims: Callable[[Records], bool]
    fits: Callable[[Records], bool]
    read: Callable[[Source, StoreWriter, ImportOptions, BadRows], ImportOutcome]
    read_rows: Callable[[Records, StoreWriter, ImportOptions, BadRows], ImportOutcome]


AnyFormat: TypeAlias = CaseFormat | TableFormat | TextFormat


FORMATS: Final[tuple[AnyFormat, ...]] = (
    hh_rlhf.FORMAT,
    TextFormat(
        "principles",
        "a constitution: text with one principle a line, TOML, a JSON list, or a table with id, name and text",
        Meaning(case="-", annotator="the declared order, with --declared-order", principle="each line or entry"),
        principles.claims,
        principles.fits,
        principles.read,
        principles.read_rows,
    ),
    TableFormat(
        "votes",
        "an oracle's votes: row_id, principle_id and a preference, or probabilities by presentation order",
        Meaning(case="must be there", annotator="-", principle="must be there", vote="each row"),
        votes.claims,
        votes.read,
    ),
    TableFormat(
        "rewards",
        "a reward model's rewards: row_id, reward_a, reward_b",
        Meaning(case="must be there", annotator="the file's name, or --annotator; the higher reward is preferred"),
        rewards.claims,
        rewards.read,
    ),
    TableFormat(
        "judgements",
        "an annotator's answers: row_id and a preference, or probabilities by presentation order",
        Meaning(case="must be there", annotator="the file's name, or --annotator"),
        judgements.claims,
        judgements.read,
    ),
    *SIMPLE,
    annotated_pairs.FORMAT,
    arena.FORMAT,
    argilla.FORMAT,
    bedrock_nova.FORMAT,
    dataset.FORMAT,
    helpsteer2.FORMAT,
    helpsteer3.FORMAT,
    label_studio.FORMAT,
    label_studio_min.FORMAT,
    multipref.FORMAT,
    pku_saferlhf.FORMAT,
    prism.FORMAT,
    prodigy.FORMAT,
    ranked_answers.FORMAT,
    rewardbench2.FORMAT,
    ultrafeedback.FORMAT,
    unpaired.FORMAT,
    MAPPED,
)
REFUSED: Final = (without_texts.VOTES,)
"""What is known and cannot be read: opening it says what to import instead."""
NAMES: Final = tuple(known.name for known in FORMATS)
